import { sql } from 'kysely'
import type { Observance, PlanLimits } from '../contract/planning.ts'
import type { Queryable, Trx } from './database.ts'
import { endsBefore, isPaused } from './sendable.ts'
import { ownText, ownTitle } from './variant-words.ts'

/** What an office set itself; the rest is as shipped. */
export interface OwnPlanning {
  readonly limits?: PlanLimits | undefined
  readonly observances?: readonly Observance[] | undefined
}

function planningOf(db: Queryable, organizationId: string) {
  return db.selectFrom('organization').select('planning').where('id', '=', organizationId)
}

export async function readPlanning(db: Queryable, organizationId: string): Promise<OwnPlanning> {
  return (await planningOf(db, organizationId).executeTakeFirstOrThrow()).planning
}

/** Reads it and keeps others from changing it until the transaction ends. */
export async function lockPlanning(trx: Trx, organizationId: string): Promise<OwnPlanning> {
  return (await planningOf(trx, organizationId).forUpdate().executeTakeFirstOrThrow()).planning
}

export async function writePlanning(trx: Trx, organizationId: string, planning: OwnPlanning): Promise<void> {
  await trx
    .updateTable('organization')
    .set({ planning: JSON.stringify(planning) })
    .where('id', '=', organizationId)
    .execute()
}

/** A delivery that is out, on its way or planned, with its words. */
export interface PlannedDelivery {
  readonly id: string
  readonly postId: string
  readonly seriesId: string | null
  readonly channelId: string
  readonly dueAt: Date
  readonly title: string
  readonly text: string
  /** It has not gone out yet, a draft included. */
  readonly isWaiting: boolean
  /** Nobody put it in line yet. */
  readonly isDraft: boolean
  readonly paused: boolean
  /** When the channel's access ends, where that is before it is due and nothing renews it. */
  readonly expiresAt: Date | null
}

/** What is planned or out in [from, to), by channel and time; everything that was given up is left out. */
export async function listPlanned(
  db: Queryable,
  organizationId: string,
  { from, to, channel }: { readonly from: Date; readonly to: Date; readonly channel?: readonly string[] | undefined },
): Promise<PlannedDelivery[]> {
  const waits = sql`delivery.state in ('draft', 'scheduled', 'retrying')`
  const { rows } = await sql<PlannedDelivery>`
    select delivery.id, delivery.post_id, delivery.series_id, delivery.channel_id, delivery.due_at,
      ${ownTitle} as title, ${ownText(' ')} as text,
      ${waits} as is_waiting, delivery.state = 'draft' as is_draft, (${waits} and ${isPaused}) as paused,
      case when ${waits} and ${endsBefore}
        then (select credential.expires_at from credential where credential.channel_id = delivery.channel_id) end as expires_at
    from delivery join variant on variant.id = delivery.variant_id join post on post.id = delivery.post_id
    where delivery.organization_id = ${organizationId} and delivery.due_at >= ${from} and delivery.due_at < ${to}
      and delivery.state in ('draft', 'scheduled', 'retrying', 'sending', 'unconfirmed', 'published')
      and variant.dropped_at is null
      ${channel ? sql`and delivery.channel_id = any(${[...channel]}::uuid[])` : sql``}
    order by delivery.channel_id, delivery.due_at, delivery.id`.execute(db)
  return rows
}
