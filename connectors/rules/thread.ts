import type { Capabilities } from './capabilities.ts'
import { bytesOf, findLinks, measureText } from './text.ts'

export interface ThreadOptions {
  /** Ends every part with its place, ` (2/5)`; the room for it is kept free. */
  readonly numbered?: boolean
  /** Shown before every part, and counted where the platform does so. */
  readonly contentWarning?: string
}

/**
 * Cuts a text that is too long for one post into parts that each fit: after a line or sentence, else between words,
 * else between characters that people see. Links, mentions and tags stay whole, so one that is longer than a post
 * stands alone and too long, for `check` to say so. The number of parts is not limited here.
 * @returns the text as it is when it fits, or where the platform has no threads
 */
export function splitThread(text: string, capabilities: Capabilities, options: ThreadOptions = {}): string[] {
  const { numbered = false, contentWarning = '' } = options
  if (!capabilities.thread || text.trim() === '' || fits(text, capabilities, contentWarning)) return [text]
  const breaks = findBreaks(text)
  if (!numbered) return cut(text, breaks, capabilities, contentWarning)
  for (let digits = 1; ; digits += 1) {
    const room = numberOf('9'.repeat(digits), '9'.repeat(digits)).length
    const parts = cut(text, breaks, withRoom(capabilities, room), contentWarning)
    if (String(parts.length).length <= digits)
      return parts.map((part, index) => part + numberOf(String(index + 1), String(parts.length)))
  }
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

const numberOf = (place: string, count: string) => ` (${place}/${count})`

function withRoom(capabilities: Capabilities, room: number): Capabilities {
  const { text } = capabilities
  const bytes = text.maxBytes === undefined ? {} : { maxBytes: text.maxBytes - room }
  return { ...capabilities, text: { ...text, max: text.max - room, ...bytes } }
}

function fits(text: string, capabilities: Capabilities, contentWarning: string): boolean {
  const { maxBytes = Number.POSITIVE_INFINITY } = capabilities.text
  return measureText(text, capabilities, contentWarning).overflowAt === null && bytesOf(text) <= maxBytes
}

function cut(text: string, breaks: readonly Break[], capabilities: Capabilities, contentWarning: string): string[] {
  const parts: string[] = []
  for (let start = skipSpace(text, 0), next = 0; start < text.length; ) {
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
