import { ConnectorError, type JsonObject } from '../contract.ts'

/** One formatted stretch. Offset and length in UTF-16 units, as strings count here. */
export interface Entity extends JsonObject {
  readonly type: string
  readonly offset: number
  readonly length: number
}

export interface Words {
  readonly text: string
  readonly entities: readonly Entity[]
}

/** Further ones would be dropped without a word. */
const mostEntities = 100

/**
 * The words of a part. Where the author asked for formatting: `**bold**`, `__italic__`, `~~struck~~`, `||hidden||`,
 * `` `code` ``, `[words](https://…)`, and lines that begin with `> ` as a quotation. Marks become entities rather than
 * markup: nothing has to be escaped, and a text without formatting stays as it was typed.
 * @throws ConnectorError `rejected` for more formatting than Telegram keeps
 * @see https://core.telegram.org/bots/api#messageentity
 */
export function readWords(source: string, isFormatted: boolean): Words {
  if (!isFormatted) return { text: source.trim(), entities: [] }
  const words = joined(blocksOf(source.trim()).map(readBlock), '\n')
  if (words.entities.length <= mostEntities) return words
  const detail = `A message keeps ${mostEntities} formatted places, this one has ${words.entities.length}`
  throw new ConnectorError({ code: 'rejected', problem: 'other', detail })
}

interface Block {
  readonly isQuoted: boolean
  readonly lines: readonly string[]
}

/** Lines in a row that are quoted, or are not. */
function blocksOf(source: string): Block[] {
  const blocks: { isQuoted: boolean; lines: string[] }[] = []
  for (const line of source.split('\n')) {
    const isQuoted = line.startsWith('> ')
    const last = blocks.at(-1)
    const words = isQuoted ? line.slice(2) : line
    if (last?.isQuoted === isQuoted) last.lines.push(words)
    else blocks.push({ isQuoted, lines: [words] })
  }
  return blocks
}

function readBlock({ isQuoted, lines }: Block): Words {
  const words = readMarks(lines.join('\n'))
  return isQuoted ? wrapped(words, { type: 'blockquote' }) : words
}

/** A bare link is taken as it stands: what looks like a mark in it is none. */
const marks =
  /\[(?<label>[^\]\n]+)\]\((?<url>https?:\/\/[^\s)]+)\)|`(?<code>[^`\n]+)`|(?<sign>\*\*|__|~~|\|\|)(?=\S)(?<inner>.*?\S)\k<sign>|https?:\/\/\S+/gsu

const types: Readonly<Record<string, string>> = {
  '**': 'bold',
  __: 'italic',
  '~~': 'strikethrough',
  '||': 'spoiler',
}

function readMarks(source: string): Words {
  const pieces: Words[] = []
  let at = 0
  for (const match of source.matchAll(marks)) {
    pieces.push(plain(source.slice(at, match.index)), readMark(match))
    at = match.index + match[0].length
  }
  return joined([...pieces, plain(source.slice(at))], '')
}

function readMark({ 0: whole, groups = {} }: RegExpMatchArray): Words {
  const { label, url, code, sign, inner } = groups
  if (label && url) return wrapped(readMarks(label), { type: 'text_link', url })
  if (code) return wrapped(plain(code), { type: 'code' })
  const type = types[sign ?? '']
  return type && inner ? wrapped(readMarks(inner), { type }) : plain(whole)
}

const plain = (text: string): Words => ({ text, entities: [] })

function wrapped({ text, entities }: Words, kind: { readonly type: string; readonly url?: string }): Words {
  return { text, entities: [{ ...kind, offset: 0, length: text.length }, ...entities] }
}

function joined(pieces: readonly Words[], between: string): Words {
  let text = ''
  const entities: Entity[] = []
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) text += between
    const start = text.length
    entities.push(...piece.entities.map((entity) => ({ ...entity, offset: entity.offset + start })))
    text += piece.text
  }
  return { text, entities }
}
