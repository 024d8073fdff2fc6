import { sql } from 'kysely'
import type { Trx } from './database.ts'
import type { PostRow, VariantRow } from './posts.ts'

/** Where a draft stands on the calendar: wall time, zone, and the instant they mean. */
export interface PlannedTime {
  readonly localTime: string
  readonly zone: string
  readonly dueAt: Date
}

/**
 * Keeps one draft delivery per variant that has no delivery yet, at its planned time. A delivery that is past
 * `draft` is not touched: moving it is a decision of its own.
 */
export async function planDraft(
  trx: Trx,
  post: PostRow,
  variant: VariantRow,
  createdBy: string,
  planned: PlannedTime | null,
): Promise<void> {
  const time = planned ?? { localTime: null, zone: null, dueAt: null }
  const existing = await trx
    .selectFrom('delivery')
    .select(['id', 'state', 'dueAt'])
    .where('variantId', '=', variant.id)
    .where('state', '<>', 'cancelled')
    .execute()
  const draft = existing.find((delivery) => delivery.state === 'draft')
  if (draft) {
    if (draft.dueAt?.getTime() === planned?.dueAt.getTime()) return
    await trx
      .updateTable('delivery')
      .set((eb) => ({ ...time, revision: eb('revision', '+', 1), updatedAt: sql<Date>`now()` }))
      .where('id', '=', draft.id)
      .where('state', '=', 'draft')
      .execute()
  } else if (existing.length === 0) {
    await trx
      .insertInto('delivery')
      .columns([
        'organizationId',
        'postId',
        'variantId',
        'channelId',
        'platform',
        'localTime',
        'zone',
        'dueAt',
        'createdBy',
      ])
      .expression((eb) =>
        eb
          .selectFrom('channel')
          .select((e) => [
            e.val(post.organizationId).as('organizationId'),
            e.val(post.id).as('postId'),
            e.val(variant.id).as('variantId'),
            'channel.id',
            'channel.platform',
            e.cast<string>(e.val(time.localTime), sql`timestamp`).as('localTime'),
            e.val(time.zone).as('zone'),
            e.cast<Date>(e.val(time.dueAt), 'timestamptz').as('dueAt'),
            e.cast<string>(e.val(createdBy), 'uuid').as('createdBy'),
          ])
          .where('channel.id', '=', variant.channelId)
          .where('channel.organizationId', '=', post.organizationId),
      )
      .execute()
  }
}

/** Takes back what a dropped variant still had ahead of it. A delivery that is on its way or out is left alone. */
export async function cancelAhead(trx: Trx, variantId: string): Promise<string[]> {
  const rows = await trx
    .updateTable('delivery')
    .set((eb) => ({ state: 'cancelled' as const, revision: eb('revision', '+', 1), updatedAt: sql<Date>`now()` }))
    .where('variantId', '=', variantId)
    .where('state', 'in', ['draft', 'scheduled', 'retrying', 'held', 'missed', 'failed'])
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}
