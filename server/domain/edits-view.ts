import type { ConnectorRegistry } from '../../connectors/registry.ts'
import { editingOf } from '../../connectors/rules/capabilities.ts'
import type { DeliveryDetail, DeliveryEdit } from '../contract/deliveries.ts'
import type { Queryable } from '../db/database.ts'
import type { DeliveryStanding } from '../db/deliveries.ts'
import type { VariantContent } from '../db/delivery-content.ts'
import { countWaitingOfVariant, type DeliveryEditRow } from '../db/delivery-edits.ts'
import { resolveContent } from './content-hash.ts'
import { changedPositions, editableUntil, isEditable, wordsAfter } from './edit.ts'
import { editableParts, wordsAsPublished } from './edits.ts'
import { instant } from './instant.ts'
import { offersOf } from './published.ts'

interface EditingOf {
  readonly delivery: DeliveryStanding
  readonly content: VariantContent
  /** The change before; absent: there was none. */
  readonly latest: DeliveryEditRow | undefined
  readonly partsOut: number
}

/** What can be changed of it now, and why nothing can. */
export async function presentEditing(
  db: Queryable,
  { delivery, content, latest, partsOut }: EditingOf,
  connectors: Pick<ConnectorRegistry, 'for'>,
): Promise<DeliveryDetail['editing']> {
  if (delivery.state !== 'published') return null
  const { editing } = offersOf(connectors, delivery)
  const { publishedAt, now } = delivery
  const offered = isEditable(editing, publishedAt, now)
  const connector = connectors.for(delivery)
  const isOfOtherForms = connector?.edit !== undefined && editingOf(connector.capabilities, null) !== null
  const because = editing ? 'too-late' : isOfOtherForms ? 'not-in-this-form' : 'not-offered'
  const standing = latest ? wordsAfter(latest) : wordsAsPublished(content, delivery)
  const { title, parts } = standing ?? resolveContent(content)
  return {
    offered,
    because: offered ? null : because,
    title: editing?.title ?? false,
    words: { title, parts: Array.from({ length: editableParts(content, partsOut) }, (_none, at) => parts[at] ?? '') },
    options: content.options as NonNullable<DeliveryDetail['editing']>['options'],
    known: standing !== null,
    whole: editing?.whole ?? false,
    until: editing && publishedAt ? instant(editableUntil(editing, publishedAt)) : null,
    waiting: offered ? await countWaitingOfVariant(db, delivery.variantId) : 0,
  }
}

export function presentEdit(edit: DeliveryEditRow): DeliveryEdit {
  const { id, begunAt, memberName, outcome, lost, fault, wordsBefore: before, wordsAfter: after } = edit
  const isRetitled = before?.title !== after.title
  return {
    id,
    at: begunAt.toISOString(),
    by: memberName,
    outcome: outcome ?? (lost ? 'unknown' : 'under-way'),
    fault,
    title: isRetitled ? { before: before?.title ?? null, after: after.title } : null,
    parts: changedPositions(before, after)
      .map((position) => ({ position, before: before?.parts[position] ?? null, after: after.parts[position] ?? '' }))
      .filter((part) => part.before !== part.after),
  }
}
