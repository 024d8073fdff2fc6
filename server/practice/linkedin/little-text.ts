/** How LinkedIn reads "little text": what is not escaped and means nothing ends the text there, without a word. */

const template = /^\{hashtag\|\\?#\|((?:\\.|[^\\|{}])+)\}/su
const mention = /^@\[((?:\\.|[^\\\]])+)\]\(urn:li:(?:organization|person):[\w-]+\)/su
const bareHashtag = /^#[A-Za-z0-9]+/
const reserved = new Set('|{}@[]()<>#\\*_~')

/** What readers see. */
export function readLittleText(text: string): string {
  let out = ''
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at)
    const character = text.charAt(at)
    if (character === '\\' && reserved.has(text.charAt(at + 1))) {
      out += text.charAt(at + 1)
      at += 2
      continue
    }
    if (!reserved.has(character)) {
      out += character
      at += 1
      continue
    }
    const tag = template.exec(rest)
    const named = mention.exec(rest)
    const bare = bareHashtag.exec(rest)
    const found = tag ?? named ?? bare
    if (!found) return out
    out += tag ? `#${plain(tag[1] ?? '')}` : named ? plain(named[1] ?? '') : found[0]
    at += found[0].length
  }
  return out
}

const plain = (escaped: string) => escaped.replace(/\\(.)/gsu, '$1')
