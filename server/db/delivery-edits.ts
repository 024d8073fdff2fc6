import { type Selectable, sql } from 'kysely'
import type { Fault } from '../../connectors/contract.ts'
import type { Queryable, Trx } from './database.ts'
import type { DeliveryEditTable } from './schema.ts'

export type DeliveryEditRow = Selectable<DeliveryEditTable> & {
  readonly memberName: string
  /** So long asked that no answer will come any more. */
  readonly lost: boolean
}

/** Longer than any call to a platform lasts. */
const lostAfterMinutes = 5

/** A wish to change what is out, before anything leaves. @returns its id */
export async function insertEdit(
  trx: Trx,
  edit: Pick<
    Selectable<DeliveryEditTable>,
    'organizationId' | 'deliveryId' | 'memberId' | 'wordsBefore' | 'wordsAfter' | 'contentHash'
  >,
): Promise<string> {
  const { id } = await trx.insertInto('deliveryEdit').values(edit).returning('id').executeTakeFirstOrThrow()
  return id
}

/** What came of it, once. */
export async function settleEdit(
  trx: Trx,
  id: string,
  given: { readonly outcome: 'done' | 'refused' | 'unknown'; readonly fault: Fault | null; readonly done: number[] },
): Promise<void> {
  await trx
    .updateTable('deliveryEdit')
    .set({ ...given, settledAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .execute()
}

/** Latest first. */
export async function listEdits(db: Queryable, deliveryId: string): Promise<DeliveryEditRow[]> {
  return db
    .selectFrom('deliveryEdit')
    .innerJoin('member', 'member.id', 'deliveryEdit.memberId')
    .selectAll('deliveryEdit')
    .select([
      'member.name as memberName',
      sql<boolean>`delivery_edit.outcome is null
        and delivery_edit.begun_at < now() - make_interval(mins => ${lostAfterMinutes})`.as('lost'),
    ])
    .where('deliveryId', '=', deliveryId)
    .orderBy('begunAt', 'desc')
    .orderBy('deliveryEdit.id')
    .execute()
}

/** Other deliveries of the variant that are still to go out. */
export async function countWaitingOfVariant(db: Queryable, variantId: string): Promise<number> {
  const { count } = await db
    .selectFrom('delivery')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('variantId', '=', variantId)
    .where('state', 'in', ['draft', 'scheduled', 'retrying', 'sending', 'held', 'missed', 'failed'])
    .executeTakeFirstOrThrow()
  return count
}
