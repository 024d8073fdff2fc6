import { emojiSequence } from './emoji.ts'
import { findXLinks } from './links.ts'

const linkWeight = 23

/**
 * The length of a text as X weighs it, in composed form: a link counts 23, an emoji sequence 2, signs of these ranges 1
 * and any other sign 2 (CJK, emoji, Vietnamese letters with two marks).
 * @see https://docs.x.com/fundamentals/counting-characters
 */
export function weigh(given: string): number {
  const text = given.normalize()
  const wholes = new Map<number, { readonly length: number; readonly weight: number }>()
  for (const { index, 0: sequence } of text.matchAll(emojiSequence))
    wholes.set(index, { length: sequence.length, weight: 2 })
  for (const { start, length } of findXLinks(text)) wholes.set(start, { length, weight: linkWeight })
  let total = 0
  for (let at = 0; at < text.length; ) {
    const whole = wholes.get(at)
    const sign = text.codePointAt(at) ?? 0
    total += whole?.weight ?? (isLight(sign) ? 1 : 2)
    at += whole?.length ?? (sign > 0xffff ? 2 : 1)
  }
  return total
}

function isLight(sign: number): boolean {
  return (
    sign <= 4_351 || isBetween(sign, 8_192, 8_205) || isBetween(sign, 8_208, 8_223) || isBetween(sign, 8_242, 8_247)
  )
}

const isBetween = (sign: number, from: number, to: number) => sign >= from && sign <= to

/**
 * From where on a text weighs more than `max`: the last place between two characters that people see, and outside
 * links, up to which it weighs no more. A link may weigh less when it is complete, so places are tried, not added up.
 */
export function weightOverflowAt(text: string, max: number): number {
  const places = cutsOf(text)
  let [fits, exceeds] = [0, places.length]
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1
    if (weigh(text.slice(0, places[middle])) <= max) fits = middle
    else exceeds = middle
  }
  return places[fits] ?? 0
}

/** Where a text may be cut: between characters that people see, but inside no link. Begins with 0. */
function cutsOf(text: string): number[] {
  const links = findXLinks(text)
  let next = 0
  const isInside = (index: number) => {
    for (let link = links[next]; link && link.start + link.length <= index; link = links[next]) next += 1
    return (links[next]?.start ?? Number.POSITIVE_INFINITY) < index
  }
  return Array.from(characters.segment(text), ({ index }) => index).filter((index) => !isInside(index))
}

const characters = new Intl.Segmenter('vi', { granularity: 'grapheme' })
