import type { Capabilities, TextUnit } from './capabilities.ts'
import { weigh, weightOverflowAt } from './x/weight.ts'

/** How long a text is as the platform measures it. `overflowAt` is the UTF-16 index where it becomes too long. */
export interface TextMeasure {
  readonly used: number
  readonly max: number
  readonly overflowAt: number | null
}

/** Units in which a text is as long as its characters together; X weighs it as a whole. */
type CountedUnit = Exclude<TextUnit, 'weighted'>

/** A stretch of text that counts as a whole, and for how much. */
interface Stretch {
  readonly start: number
  readonly end: number
  readonly weight: number
}

/**
 * @param contentWarning counted before the text where the platform does so
 * @returns the length against the platform's first limit; `overflowAt` never falls inside a character that people see
 */
export function measureText(
  text: string,
  { text: limit, contentWarning: warning }: Capabilities,
  contentWarning = '',
): TextMeasure {
  const before = warning?.counted ? lengthOf(contentWarning, limit.unit) : 0
  const { max } = limit
  if (limit.unit === 'weighted') {
    const used = before + weigh(text)
    return { used, max, overflowAt: used > max ? weightOverflowAt(text, max - before) : null }
  }
  const fixed = fixedStretches(text, limit)
  // A plain text without links is its own length in every counted unit.
  if (fixed.length === 0 && isPlain(text)) {
    const used = before + text.length
    return { used, max, overflowAt: used > max ? Math.max(0, max - before) : null }
  }
  let used = before
  let overflowAt: number | null = null
  for (const { start, weight } of stretches(text, fixed, limit.unit)) {
    used += weight
    if (used > max) overflowAt ??= start
  }
  return { used, max, overflowAt }
}

/** UTF-8 length, the second limit of some platforms. */
export function bytesOf(text: string): number {
  return isAscii(text) ? text.length : encoder.encode(text).length
}

/** Where links stand in a text, as platforms find them: http(s) with a host, without the punctuation that ends a sentence. */
export function findLinks(text: string): { readonly start: number; readonly end: number; readonly url: string }[] {
  if (!text.includes('://')) return []
  return [...text.matchAll(/https?:\/\/[^\s<>"'`{}|\\^\u3000]+/giu)].flatMap((match) => {
    let url = match[0].replace(/[.,:;!?…'"“”’]+$/u, '')
    // A closing bracket belongs to the link only when the link opened one.
    while (/[)\]]$/.test(url) && count(url, /[([]/g) < count(url, /[)\]]/g))
      url = url.slice(0, -1).replace(/[.,:;!?]+$/, '')
    return /^https?:\/\/[^/?#:]+/i.test(url) ? [{ start: match.index, end: match.index + url.length, url }] : []
  })
}

function fixedStretches(text: string, limit: Capabilities['text']): Stretch[] {
  const links = limit.urlCountsAs === undefined ? [] : findLinks(text)
  const found = links.map(({ start, end }) => ({ start, end, weight: limit.urlCountsAs ?? 0 }))
  if (!limit.shortMentions || !text.includes('@')) return found
  // Of @user@host only @user counts.
  for (const match of text.matchAll(/(?<![\w/@])(@[\w.-]+\w|@\w)@[\w.-]+\w/gu)) {
    const start = match.index
    const [whole, name = ''] = match
    if (!links.some((link) => start < link.end && link.start < start + whole.length))
      found.push({ start, end: start + whole.length, weight: name.length })
  }
  return found.sort((a, b) => a.start - b.start)
}

function* stretches(text: string, fixed: readonly Stretch[], unit: CountedUnit): Generator<Stretch> {
  let at = 0
  for (const stretch of [...fixed, { start: text.length, end: text.length, weight: 0 }]) {
    yield* characters(text.slice(at, stretch.start), at, unit)
    if (stretch.end > stretch.start) yield stretch
    at = stretch.end
  }
}

/** One stretch per character that people see, whatever the unit. */
function* characters(text: string, offset: number, unit: CountedUnit): Generator<Stretch> {
  if (isPlain(text)) {
    for (let index = 0; index < text.length; index += 1)
      yield { start: offset + index, end: offset + index + 1, weight: 1 }
    return
  }
  for (const { segment, index } of segmenter.segment(text))
    yield { start: offset + index, end: offset + index + segment.length, weight: weightOf(segment, unit) }
}

function weightOf(character: string, unit: CountedUnit): number {
  switch (unit) {
    case 'grapheme':
      return 1
    case 'utf16':
      return character.length
    case 'codepoint':
      return [...character].length
    case 'emoji-bytes':
      return emoji.test(character) ? encoder.encode(character).length : 1
  }
}

function lengthOf(text: string, unit: TextUnit): number {
  if (unit === 'weighted') return weigh(text)
  let length = 0
  for (const { weight } of characters(text, 0, unit)) length += weight
  return length
}

const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u
const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' })
const encoder = new TextEncoder()
const isAscii = (text: string) => /^[\t\n\x20-\x7e]*$/.test(text)
/**
 * Characters of which each is one code unit, one that people see, and no emoji, whatever stands beside it: Latin letters
 * (all of Vietnamese that is not written with combining marks) and punctuation, without control characters but tab and
 * line feed: "\r\n" is one character that people see. Taking texts apart was a fifth of what a key costs in the composer.
 */
const isPlain = (text: string) =>
  /^[\t\n\x20-\x7e\xa0-\xa8\xaa-\xac\xaf-\u02ff\u1e00-\u1eff\u2010-\u2027\u2030-\u203b\u203d-\u2048]*$/.test(text)
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0
