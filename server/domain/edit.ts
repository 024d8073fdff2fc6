import type { Editing } from '../../connectors/rules/capabilities.ts'
import type { VariantContent } from '../db/delivery-content.ts'
import type { DeliveryEditRow } from '../db/delivery-edits.ts'
import type { Words } from '../db/schema.ts'

/** Until when an item may be changed; null where there is no last moment. */
export function editableUntil({ withinMs }: Editing, publishedAt: Date): Date | null {
  return withinMs === undefined ? null : new Date(publishedAt.getTime() + withinMs)
}

export function isEditable(editing: Editing | null, publishedAt: Date | null, now: Date): boolean {
  if (!editing || !publishedAt) return false
  const until = editableUntil(editing, publishedAt)
  return until === null || now < until
}

/**
 * What an item says after a change of it, as far as it took effect: a part that may be changed or not is told as it was.
 * @returns null where that is not known
 */
export function wordsAfter({
  wordsBefore: before,
  wordsAfter: after,
  done,
}: Pick<DeliveryEditRow, 'wordsBefore' | 'wordsAfter' | 'done'>): Words | null {
  if (!before) return after.parts.every((_text, position) => done.includes(position)) ? after : null
  return {
    title: done.includes(0) ? after.title : before.title,
    parts: before.parts.map((text, position) => (done.includes(position) ? (after.parts[position] ?? text) : text)),
  }
}

/** The parts whose words are others, in order; the headline goes with the first one. */
export function changedPositions(before: Words | null, after: Words): number[] {
  const isOther = (position: number) =>
    before?.parts[position] !== after.parts[position] || (position === 0 && before?.title !== after.title)
  return after.parts.flatMap((_text, position) => (isOther(position) ? [position] : []))
}

/**
 * The content with words that a person wrote over what is out. A link that stood in the words and is taken out of them
 * does not come back; whose content it is cannot be taken out.
 */
export function withWords<T extends Pick<VariantContent, 'title' | 'parts' | 'sourceText' | 'capabilities' | 'media'>>(
  content: T,
  { title, parts }: Words,
): T {
  const { sourceText, capabilities, media } = content
  const link = sourceText?.link ?? ''
  const isCard = capabilities.linkCard === 'client' && media.length === 0
  const keepsLink = isCard || parts.some((text) => text.includes(link))
  return {
    ...content,
    title: title ?? '',
    parts,
    sourceText: sourceText && { ...sourceText, link: keepsLink ? link : '' },
  }
}
