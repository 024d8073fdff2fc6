import { besideMedia, type Capabilities } from './capabilities.ts'
import { bytesOf, findLinks, measureText } from './text.ts'

export interface ThreadOptions {
  /** Ends every part with its place, ` (2/5)`; the room for it is kept free. */
  readonly numbered?: boolean
  /** Shown before every part, and counted where the platform does so. */
  readonly contentWarning?: string
  /** The first part goes out with pictures or a film, where some platforms take a shorter text. */
  readonly hasMedia?: boolean
}

/**
 * Cuts a text that is too long for one post into parts that each fit: after a line or sentence, else between words,
 * else between characters that people see. Links, mentions and tags stay whole, so one that is longer than a post
 * stands alone and too long, for `check` to say so. The number of parts is not limited here.
 * @param given a text, or the parts of a thread: these stay apart, and numbers of an earlier cut are made anew
 * @returns what fits or goes to a platform without threads as it is; a single part has no number
 */
export function splitThread(
  given: string | readonly string[],
  capabilities: Capabilities,
  options: ThreadOptions = {},
): string[] {
  const { numbered = false, contentWarning = '', hasMedia = false } = options
  const texts = typeof given === 'string' ? [given] : withoutNumbers(given)
  if (!capabilities.thread) return texts
  const opening = hasMedia ? besideMedia(capabilities) : capabilities
  const known = new Map<string, Break[]>()
  const cutAll = (room: number) =>
    texts.flatMap((text, index) => {
      const first = withRoom(index === 0 ? opening : capabilities, room)
      if (text.trim() === '' || fits(text, first, contentWarning)) return [text]
      const breaks = known.get(text) ?? findBreaks(text)
      known.set(text, breaks)
      return cut(text, breaks, { first, rest: withRoom(capabilities, room) }, contentWarning)
    })
  const bare = cutAll(0)
  if (!numbered || bare.length < 2) return bare
  for (let digits = 1; ; digits += 1) {
    const parts = cutAll(numberOf('9'.repeat(digits), '9'.repeat(digits)).length)
    if (String(parts.length).length <= digits) return withNumbers(parts)
  }
}

/** How a thread's parts say their place: each with its own and the right count, some of them or wrongly, or not. */
export function numbersOf(parts: readonly string[]): 'right' | 'wrong' | 'none' {
  const bare = withoutNumbers(parts)
  if (bare.every((part, index) => part === parts[index])) return 'none'
  return withNumbers(bare).every((part, index) => part === parts[index]) ? 'right' : 'wrong'
}

/** Takes away the numbers that a cut made, also when parts were removed, added or moved since. A lone ` (1/2)` is
 *  somebody's words. */
export function withoutNumbers(parts: readonly string[]): string[] {
  const counts = parts.map((part) => ownNumber.exec(part)?.groups?.['count'] ?? null)
  const isMade = (count: string | null) => count !== null && counts.filter((other) => other === count).length > 1
  return parts.map((part, index) => (isMade(counts[index] ?? null) ? part.replace(ownNumber, '') : part))
}

/**
 * One text of a thread's parts, their numbers gone.
 * @param original what they were cut from, if known: given back to the letter when the parts still say the same
 */
export function joinThread(parts: readonly string[], original = ''): string {
  const texts = withoutNumbers(parts)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (original !== '' && withoutSpace(texts.join('')) === withoutSpace(original)) return original
  return texts.reduce((text, part) => (text === '' ? part : text + spaceBetween(text, part) + part), '')
}

/** Parts that end a sentence were paragraphs of the thread; others were cut within one, where Chinese has no space. */
function spaceBetween(before: string, after: string): string {
  if (/[.!?…:。！？"”»)]$/u.test(before)) return '\n\n'
  return unspaced.test(before.slice(-1)) && unspaced.test(after.slice(0, 1)) ? '' : ' '
}

/** Where a text may be cut, and how well: the higher the better. */
interface Break {
  readonly at: number
  readonly rank: typeof character | typeof word | typeof sentence
}
const character = 0
const word = 1
const sentence = 2

/** A cut after a sentence must not leave less than this share of what fits. */
const leastShare = 0.25

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const ownNumber = / \([1-9]\d*\/(?<count>[1-9]\d*)\)$/
const numberOf = (place: string, count: string) => ` (${place}/${count})`
const withoutSpace = (text: string) => text.replace(/\s/gu, '')

const withNumbers = (parts: readonly string[]) =>
  parts.map((part, index) => part.trimEnd() + numberOf(String(index + 1), String(parts.length)))

function withRoom(capabilities: Capabilities, room: number): Capabilities {
  if (room === 0) return capabilities
  const { text } = capabilities
  const bytes = text.maxBytes === undefined ? {} : { maxBytes: text.maxBytes - room }
  return { ...capabilities, text: { ...text, max: text.max - room, ...bytes } }
}

function fits(text: string, capabilities: Capabilities, contentWarning: string): boolean {
  const { maxBytes = Number.POSITIVE_INFINITY } = capabilities.text
  return measureText(text, capabilities, contentWarning).overflowAt === null && bytesOf(text) <= maxBytes
}

function cut(
  text: string,
  breaks: readonly Break[],
  limits: { readonly first: Capabilities; readonly rest: Capabilities },
  contentWarning: string,
): string[] {
  const parts: string[] = []
  for (let start = skipSpace(text, 0), next = 0; start < text.length; ) {
    const capabilities = parts.length === 0 ? limits.first : limits.rest
    const fit = skipSpace(text, fitFrom(text, start, capabilities, contentWarning))
    const isInReach = (at = text.length + 1) => at <= fit && isWithinBytes(text.slice(start, at).trim(), capabilities)
    while ((breaks[next]?.at ?? text.length) <= start) next += 1
    let beyond = next
    while (isInReach(breaks[beyond]?.at)) beyond += 1
    const best = isInReach(text.length) ? text.length : bestOf(breaks.slice(next, beyond), start, fit)
    // Where nothing may be cut before what is too long, it is taken whole.
    const end = best ?? breaks[next]?.at ?? text.length
    parts.push(text.slice(start, end).trim())
    start = skipSpace(text, end)
  }
  return parts
}

function bestOf(breaks: readonly Break[], start: number, fit: number): number | undefined {
  const last = (least: Break['rank']) => breaks.findLast(({ rank }) => rank >= least)?.at
  const afterSentence = last(sentence)
  if (afterSentence !== undefined && afterSentence - start >= (fit - start) * leastShare) return afterSentence
  return last(word) ?? last(character)
}

/** How far a part that begins at `start` may reach. A window of the text is measured, as the rest of it cannot matter. */
function fitFrom(text: string, start: number, capabilities: Capabilities, contentWarning: string): number {
  for (let size = capabilities.text.max * 4; ; size *= 2) {
    const { overflowAt } = measureText(text.slice(start, start + size), capabilities, contentWarning)
    if (overflowAt !== null) return start + overflowAt
    if (start + size >= text.length) return text.length
  }
}

function isWithinBytes(part: string, { text: { maxBytes } }: Capabilities): boolean {
  // A UTF-16 unit takes three bytes at most.
  return maxBytes === undefined || part.length * 3 <= maxBytes || bytesOf(part) <= maxBytes
}

function findBreaks(text: string): Break[] {
  const sentenceStarts = new Set(Array.from(sentences.segment(text), ({ index }) => index))
  const whole = findWhole(text)
  const breaks: Break[] = []
  for (const { index: at } of characters.segment(text)) {
    while ((whole[0]?.end ?? Number.POSITIVE_INFINITY) <= at) whole.shift()
    const isInside = whole[0] !== undefined && whole[0].start < at
    if (at > 0 && !isInside) breaks.push({ at, rank: rankOf(text, at, sentenceStarts.has(at)) })
  }
  return breaks
}

function rankOf(text: string, at: number, startsSentence: boolean): Break['rank'] {
  const before = text.slice(Math.max(0, at - 12), at)
  if (before.endsWith('\n')) return sentence
  const isSpaced = /\s$/u.test(before)
  // "TP. Hải Phòng", "GS. TS. An": an abbreviation ends no sentence.
  const isAbbreviated = /(?<![\p{L}\p{N}])\p{Lu}{1,3}\.\s+$/u.test(before)
  if (startsSentence && (isSpaced || /[。！？]$/u.test(before)) && !isAbbreviated) return sentence
  return isSpaced ? word : character
}

/** Links, mentions, tags and mail addresses, in order. */
function findWhole(text: string): { readonly start: number; readonly end: number }[] {
  const marked = text.matchAll(/[\p{L}\p{N}\p{M}._-]*[@#＃][\p{L}\p{N}\p{M}_]+(?:[.@-][\p{L}\p{N}\p{M}_]+)*/gu)
  const named = Array.from(marked, ({ index, 0: match }) => ({ start: index, end: index + match.length }))
  const links = findLinks(text)
  const apart = named.filter(({ start }) => !links.some((link) => link.start <= start && start < link.end))
  return [...links, ...apart].sort((one, other) => one.start - other.start)
}

function skipSpace(text: string, from: number): number {
  const at = text.slice(from).search(/\S/u)
  return at === -1 ? text.length : from + at
}

const characters = new Intl.Segmenter('vi', { granularity: 'grapheme' })
const sentences = new Intl.Segmenter('vi', { granularity: 'sentence' })
