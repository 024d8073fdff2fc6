/** Text that is HTML already. Everything else is escaped where it is put into `html`. */
export interface Html {
  readonly html: string
}

type Piece = Html | string | number | null | readonly Html[]

/** A template whose values cannot become markup: strings are escaped, only what `html` made is taken as it is. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
  const pieces = values.map((value, index) => `${rendered(value)}${strings[index + 1] ?? ''}`)
  return { html: `${strings[0] ?? ''}${pieces.join('')}` }
}

export const nothing: Html = { html: '' }

/** Plain text with its http(s) addresses made into links. */
export function linked(text: string): Html {
  const pieces = text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,:;!?)])/)
  return html`${pieces.map((piece, index) =>
    index % 2 === 1 ? html`<a href="${piece}" rel="nofollow noreferrer">${piece}</a>` : html`${piece}`,
  )}`
}

function rendered(value: Piece): string {
  if (value === null) return ''
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  if (typeof value === 'number') return String(value)
  return 'html' in value ? value.html : value.map((piece) => piece.html).join('')
}
