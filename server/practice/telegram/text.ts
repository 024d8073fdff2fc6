import type { Params } from './params.ts'
import { type Entity, refusal, type Words } from './world.ts'

const longest = { text: 4_096, caption: 1_024 }
/** Further ones are dropped without a word. */
const mostEntities = 100

const tags: Readonly<Record<string, string>> = {
  ...{ b: 'bold', strong: 'bold', i: 'italic', em: 'italic', u: 'underline', ins: 'underline', s: 'strikethrough' },
  ...{ strike: 'strikethrough', del: 'strikethrough', code: 'code', pre: 'pre', blockquote: 'blockquote' },
  ...{ 'tg-spoiler': 'spoiler', a: 'text_link' },
}

/** The words of a call under these names, with space at both ends taken away. @throws Refusal by what is wrong with them */
export function readWords(params: Params, name: 'text' | 'caption'): Words {
  const source = params.text(name) ?? ''
  const given = params.nested(name === 'text' ? 'entities' : 'caption_entities')
  return checkWords(source, given, params.text('parse_mode'), name)
}

export function checkWords(source: string, given: unknown, mode: string | null, name: 'text' | 'caption'): Words {
  const read =
    mode === null || mode === '' ? { text: source, entities: entitiesIn(source, given) } : parse(source, mode)
  const lead = read.text.length - read.text.trimStart().length
  const text = read.text.trim()
  const entities = read.entities
    .map((entity) => ({ ...entity, offset: entity.offset - lead }))
    .filter(({ offset, length }) => offset >= 0 && length > 0)
    .slice(0, mostEntities)
  if (name === 'text' && text === '') throw refusal(400, 'message text is empty')
  if (text.length > longest[name])
    throw refusal(400, name === 'text' ? 'message is too long' : 'message caption is too long')
  return { text, entities }
}

function entitiesIn(text: string, given: unknown): Entity[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) throw refusal(400, "can't parse entities: expected an Array")
  return given.map((item: unknown) => {
    const { type, offset, length, url } = (item ?? {}) as Readonly<Record<string, unknown>>
    if (typeof type !== 'string') throw refusal(400, 'can\'t parse entities: field "type" is missing')
    const [start, end] = [Number(offset), Number(offset) + Number(length)]
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end > text.length || end <= start)
      throw refusal(400, "can't parse entities: entity is out of the bounds of the text")
    if (isInsidePair(text, start) || isInsidePair(text, end))
      throw refusal(400, `can't parse entities: entity begins in a middle of a UTF-16 symbol at offset ${start}`)
    return { type, offset: start, length: end - start, ...(typeof url === 'string' && { url }) }
  })
}

function isInsidePair(text: string, at: number): boolean {
  return /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '')
}

/** @see https://core.telegram.org/bots/api#html-style */
function parse(source: string, mode: string): Words {
  if (mode.toLowerCase() !== 'html') throw refusal(400, 'unsupported parse_mode')
  const open: { readonly tag: string; readonly offset: number; readonly url: string | null }[] = []
  const entities: Entity[] = []
  let text = ''
  for (const [whole, end, tag, attributes] of source.matchAll(/<(\/?)([a-z-]+)([^>]*)>|[^<]+|</gi)) {
    if (tag === undefined) {
      text += readSigns(whole)
      continue
    }
    const type = tags[tag.toLowerCase()]
    if (!type) throw refusal(400, `can't parse entities: Unsupported start tag "${tag}" at byte offset ${text.length}`)
    if (!end) {
      open.push({ tag, offset: text.length, url: /href="([^"]*)"/i.exec(attributes ?? '')?.[1] ?? null })
      continue
    }
    const last = open.pop()
    if (last?.tag !== tag) throw refusal(400, `can't parse entities: Unexpected end tag at byte offset ${text.length}`)
    const { offset, url } = last
    entities.push({ type, offset, length: text.length - offset, ...(url && { url }) })
  }
  const [unclosed] = open
  if (unclosed)
    throw refusal(400, `can't parse entities: Can't find end tag corresponding to start tag "${unclosed.tag}"`)
  return { text, entities }
}

function readSigns(text: string): string {
  const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
  return text.replace(/&(amp|lt|gt|quot);/g, (_whole, name: string) => signs[name] ?? '')
}
