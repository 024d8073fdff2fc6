const url = /https?:\/\/[^\s<>"]+[^\s<>".,:;!?)]/gi
const remoteMention = /(^|[^\w/])@(\w[\w.-]*)@[\w.-]+\w/g
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Length of a status: what people see as characters, a link as a fixed number, of `@user@host` only `@user`.
 * @see https://github.com/mastodon/mastodon/blob/main/app/validators/status_length_validator.rb
 */
export function lengthOf(text: string, spoilerText: string, charactersPerUrl: number): number {
  const counted = text.replace(url, 'x'.repeat(charactersPerUrl)).replace(remoteMention, '$1@$2')
  return [...graphemes.segment(spoilerText + counted)].length
}

/** The HTML a server makes of a plain text: links, mentions and tags become links, long addresses are cut by spans. */
export function htmlOf(text: string, origin: string): string {
  const linked = escapeHtml(text)
    .replace(/https?:\/\/[^\s<>"]+[^\s<>".,:;!?)]/gi, (address) => {
      const bare = address.replace(/^https?:\/\//i, '')
      const [start, rest] = [bare.slice(0, 30), bare.slice(30)]
      const spans = `<span class="ellipsis">${start}</span><span class="invisible">${rest}</span>`
      const scheme = address.slice(0, address.length - bare.length)
      return `<a href="${address}" rel="nofollow noopener"><span class="invisible">${scheme}</span>${spans}</a>`
    })
    .replace(
      /(^|\s)@(\w[\w.-]*)@[\w.-]+\w/g,
      `$1<span class="h-card"><a href="${origin}/@$2" class="u-url mention">@<span>$2</span></a></span>`,
    )
    .replace(
      /(^|\s)#([\p{L}\p{N}_]+)/gu,
      `$1<a href="${origin}/tags/$2" class="mention hashtag" rel="tag">#<span>$2</span></a>`,
    )
  return `<p>${linked.replace(/\n{2,}/g, '</p><p>').replace(/\n/g, '<br />')}</p>`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
