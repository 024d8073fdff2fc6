import { findLinks } from '../rules/text.ts'
import type { Issue, IssueFile, Sender } from './newsletter.ts'
import { type LetterWords, letterWords } from './words.ts'

/** Where a letter leads; every reader's own, all over HTTPS. */
export interface LetterLinks {
  /** The same letter on a page. */
  readonly read: string
  readonly leave: string
  /** The sound of an episode; null where there is none. */
  readonly listen: string | null
}

/**
 * One letter in both of its forms. Everything a person typed is escaped; styles stand on the elements, since mail
 * programs drop others. It loads nothing from anywhere: pictures travel with it, as `cid:<file id>`.
 */
export function renderLetter(
  issue: Issue,
  sender: Sender,
  links: LetterLinks,
): { readonly html: string; readonly text: string } {
  const words = letterWords(issue.language)
  const link = issue.link && !issue.text.includes(issue.link) ? issue.link : null
  return {
    html: page(issue, [
      issue.preheader === '' ? '' : hidden(issue.preheader),
      `<h1 style="font-size:24px;line-height:1.3;margin:0 0 16px">${escapeHtml(issue.title)}</h1>`,
      ...(issue.episode && links.listen ? [button(links.listen, words.listen)] : []),
      paragraphsOf(issue.text, inMail),
      ...issue.pictures.map((file) => picture(file, `cid:${cidOf(file)}`)),
      ...(link ? [button(link, words.readMore)] : []),
      ...notesOf(issue, words).map(
        (note) => `<p style="margin:0 0 12px;font-style:italic;color:#3a505e">${escapeHtml(note)}</p>`,
      ),
      foot(sender, links, words),
    ]),
    text: [
      issue.title,
      ...(issue.episode && links.listen ? [`${words.listen}: ${links.listen}`] : []),
      issue.text.trim(),
      ...issue.pictures.flatMap(({ alt }) => (alt === '' ? [] : [`[${words.picture}: ${alt}]`])),
      ...(link ? [`${words.readMore}: ${link}`] : []),
      ...notesOf(issue, words),
      [
        '-- ',
        `${sender.fromName}, ${sender.postal}`,
        words.why(sender.listName),
        `${words.readOnPage}: ${links.read}`,
        `${words.leave}: ${links.leave}`,
      ].join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  }
}

/** The text of an issue as HTML without any look of its own, for the archive and the feeds. */
export function renderBody(issue: Issue, addressOf: (file: IssueFile) => string): string {
  const words = letterWords(issue.language)
  return [
    paragraphsOf(issue.text, plain),
    ...issue.pictures.map((file) => `<p><img src="${escapeHtml(addressOf(file))}" alt="${escapeHtml(file.alt)}"></p>`),
    ...(issue.link && !issue.text.includes(issue.link)
      ? [`<p><a href="${escapeHtml(issue.link)}">${escapeHtml(words.readMore)}</a></p>`]
      : []),
    ...notesOf(issue, words).map((note) => `<p><em>${escapeHtml(note)}</em></p>`),
  ].join('\n')
}

/** Whose content it is, and what a machine helped with. */
function notesOf({ source, machineMade }: Issue, words: LetterWords): string[] {
  return [
    ...(source ? [`${words.source}: ${source}`] : []),
    ...(machineMade.length > 0 ? [words.machineMade(machineMade.map((mark) => words.marks[mark]))] : []),
  ]
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** Names a picture within its mail. */
export const cidOf = ({ id }: Pick<IssueFile, 'id'>): string => `${id}@picture`

function page({ language, title }: Issue, parts: readonly string[]): string {
  const direction = /^(ar|fa|he|ps|ur|yi)\b/i.test(language) ? 'rtl' : 'ltr'
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:0;background:#f1f5f7"><div lang="${escapeHtml(language)}" dir="${direction}" style="max-width:600px;margin:0 auto;padding:24px 16px;background:#ffffff;color:#10232f;font:16px/1.55 Arial,'Noto Sans',sans-serif">
${parts.filter((part) => part !== '').join('\n')}
</div></body></html>`
}

const hidden = (text: string) =>
  `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(text)}</div>`

const picture = ({ alt }: IssueFile, address: string) =>
  `<p style="margin:0 0 16px"><img src="${escapeHtml(address)}" alt="${escapeHtml(alt)}" width="568" style="display:block;width:100%;max-width:568px;height:auto;border:0"></p>`

const button = (address: string, label: string) =>
  `<p style="margin:0 0 16px"><a href="${escapeHtml(address)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#0d3b5c;color:#ffffff;text-decoration:none;font-weight:bold">${escapeHtml(label)}</a></p>`

function foot({ fromName, postal, listName }: Sender, { read, leave }: LetterLinks, words: LetterWords): string {
  const way = (address: string, label: string) =>
    `<a href="${escapeHtml(address)}" style="color:#0d3b5c">${escapeHtml(label)}</a>`
  return `<div style="margin-top:24px;padding-top:12px;border-top:1px solid #d6e0e6;font-size:14px;color:#3a505e">
<p style="margin:0 0 8px">${escapeHtml(fromName)}, ${escapeHtml(postal)}</p>
<p style="margin:0 0 8px">${escapeHtml(words.why(listName))}</p>
<p style="margin:0">${way(read, words.readOnPage)} · ${way(leave, words.leave)}</p></div>`
}

/** Attributes of elements: mail programs know no style sheet. */
const inMail = { p: ' style="margin:0 0 16px"', a: ' style="color:#0d3b5c"' }
const plain = { p: '', a: '' }

function paragraphsOf(text: string, look: typeof plain): string {
  const paragraphs = text.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '')
  return paragraphs.map((paragraph) => `<p${look.p}>${linked(paragraph.trim(), look)}</p>`).join('\n')
}

function linked(text: string, look: typeof plain): string {
  let html = ''
  let at = 0
  for (const { start, end, url } of findLinks(text)) {
    html += escapeHtml(text.slice(at, start))
    html += `<a href="${escapeHtml(url)}"${look.a}>${escapeHtml(url)}</a>`
    at = end
  }
  return (html + escapeHtml(text.slice(at))).replaceAll('\n', '<br>\n')
}
