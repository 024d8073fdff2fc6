import { topLevelDomains } from './domains.ts'

/** A link as X finds it, by UTF-16 units. */
export interface XLink {
  readonly start: number
  readonly length: number
}

const latin =
  '\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\xff\\u0100-\\u024f\\u0253\\u0254\\u0256\\u0257\\u0259\\u025b\\u0263\\u0268\\u026f\\u0272\\u0289\\u028b\\u02bb\\u0300-\\u036f\\u1e00-\\u1eff'
const cyrillic = '\\u0400-\\u04ff'
const forbidden = '\\ufffe\\ufeff\\uffff'
const spaces = '\\x09-\\x0d\\x20\\x85\\xa0\\u1680\\u180e\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const directions = '\\u202a-\\u202e\\u061c\\u200e\\u200f\\u2066-\\u2069'
const punctuation = "!'#%&()*+,\\\\\\-./:;<=>?@\\[\\]^_{|}~$"

const letter = `[^${punctuation}${spaces}${forbidden}${directions}]`
const topLevel = `(?:(?:${topLevelDomains.join('|')})(?=[^0-9a-zA-Z@+-]|$)|xn--[\\-0-9a-z]+)`
const domain = `(?:(?:${letter}(?:[_-]|${letter})*)?${letter}\\.)*(?:${letter}(?:-|${letter})*)?${letter}\\.${topLevel}`

const inPath = `[a-z${cyrillic}0-9!*';:=+,.$/%#\\[\\]\\-\\u2013_~@|&${latin}]`
const inBrackets = `\\((?:${inPath}+|${inPath}*\\(${inPath}+\\)${inPath}*)\\)`
const endOfPath = `[+\\-a-z${cyrillic}0-9=_#/${latin}]`
const path = `/(?:${inPath}*(?:${inBrackets}${inPath}*)*${endOfPath}|${inBrackets}|@${inPath}+/)*`
const inQuery = "[a-z0-9!?*'@();:&=+$/%#\\[\\]\\-_.,~|]"
const query = `\\?${inQuery}*[a-z0-9\\-_&=#/]`

const link = new RegExp(
  `(?<before>[^A-Za-z0-9@＠$#＃${forbidden}]|[${directions}]|^)` +
    `(?<url>(?<scheme>https?://)?(?<domain>${domain})(?::[0-9]+)?(?<path>${path})?(?:${query})?)`,
  'gi',
)
/** A domain without a scheme counts only as far as it is written in Latin letters. */
const latinDomain = new RegExp(`(?:[\\-a-z0-9${latin}]+\\.)+${topLevel}`, 'gi')
const shortLink = new RegExp(`^https?://t\\.co/([a-z0-9]+)(?:${query})?`, 'i')
const longestLink = 4_096
const longestShort = 40

/**
 * Links as X counts them, with and without a scheme: `https://example.vn/a`, `example.vn`. Not in mail addresses, mentions
 * and tags. A grammar of its own for what twitter-text 3.1.0 finds; a test runs both.
 */
export function findXLinks(text: string): XLink[] {
  if (!text.includes('.')) return []
  return [...text.matchAll(link)].flatMap((match) => {
    const { before = '', url = '', scheme = '', domain = '', path } = match.groups ?? {}
    const start = match.index + match[0].length - url.length
    if (!isEncodable(domain) || (scheme || 'https://').length + url.length > longestLink) return []
    if (scheme === '') return /[-_./]$/.test(before) ? [] : withoutScheme(domain, path, url, start)
    const [short, name = ''] = shortLink.exec(url) ?? []
    if (short === undefined) return [{ start, length: url.length }]
    return name.length > longestShort ? [] : [{ start, length: short.length }]
  })
}

/** The last one carries what comes after the domain, where that has a path. */
function withoutScheme(domain: string, path: string | undefined, url: string, start: number): XLink[] {
  let end = 0
  const found = Array.from(domain.matchAll(latinDomain), ([name]) => {
    // The first place after the one before where it stands, which may be an earlier one than where it was found.
    const at = domain.indexOf(name, end)
    end = at + name.length
    return { start: start + at, length: name.length }
  })
  const last = found.pop()
  if (!last) return []
  return [...found, path ? { ...last, length: url.length - domain.length + last.length } : last]
}

const longestLabel = 63

/** A domain can be looked up only if each of its labels, written in ASCII, is short enough. */
function isEncodable(domain: string): boolean {
  if (/^xn--/.test(domain) && !domain.match(latinDomain)) return false
  return domain.split('.').every((label) => {
    const length = asciiLength(label)
    return length > 0 && length <= longestLabel
  })
}

/** Length of a label in ASCII. Full stops of other scripts part it once more. */
function asciiLength(label: string): number {
  const parts = label.replace(/[\u3002\uff0e\uff61]/g, '.').split('.')
  return parts.reduce(
    (sum, part) => sum + (/[^\x20-\x7e]/.test(part) ? punycodeLength(part) + 4 : part.length),
    parts.length - 1,
  )
}

/** How many letters Punycode needs. @see https://www.rfc-editor.org/rfc/rfc3492#section-6.3 */
function punycodeLength(label: string): number {
  const points = Array.from(label, (sign) => sign.codePointAt(0) ?? 0)
  const basic = points.filter((point) => point < 128).length
  let length = basic > 0 ? basic + 1 : 0
  let [lowest, delta, bias, handled] = [128, 0, 72, basic]
  while (handled < points.length) {
    const next = Math.min(...points.filter((point) => point >= lowest))
    delta += (next - lowest) * (handled + 1)
    lowest = next
    for (const point of points) {
      if (point < lowest) delta += 1
      if (point !== lowest) continue
      let rest = delta
      for (let base = 36; ; base += 36) {
        const threshold = base <= bias ? 1 : Math.min(26, base - bias)
        length += 1
        if (rest < threshold) break
        rest = Math.floor((rest - threshold) / (36 - threshold))
      }
      bias = adapt(delta, handled + 1, handled === basic)
      delta = 0
      handled += 1
    }
    delta += 1
    lowest += 1
  }
  return length
}

function adapt(given: number, points: number, isFirst: boolean): number {
  let delta = isFirst ? Math.floor(given / 700) : given >> 1
  delta += Math.floor(delta / points)
  let base = 0
  for (; delta > 455; base += 36) delta = Math.floor(delta / 35)
  return base + Math.floor((36 * delta) / (delta + 38))
}
