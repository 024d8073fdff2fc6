import { sql } from 'kysely'
import type { WhyNot } from '../contract/deliveries.ts'
import { type ItemRow, selectItems } from './calendar.ts'
import type { Queryable } from './database.ts'
import { blockers, endsBefore, isPaused, pausedBy } from './sendable.ts'

/** A delivery of the next 24 hours, and what the engine would say to it now. */
type OutlookRow = ItemRow & {
  readonly variantId: string
  readonly channelName: string
  readonly releasedBy: string | null
  /** When it goes out: its time, or the next try. */
  readonly at: Date
  readonly whyNot: readonly WhyNot[]
  readonly pauseId: string | null
}

interface NextDayRows {
  readonly from: Date
  readonly to: Date
  readonly goOut: number
  readonly willNot: number
  readonly rows: readonly OutlookRow[]
}

const stoppedStates = sql`('failed', 'missed', 'held', 'unconfirmed')`

const whyNot = sql<WhyNot[]>`case
  when delivery.state = 'sending' then '{}'::text[]
  when delivery.state in ${stoppedStates} then array['stopped']
  else ${blockers} || case when ${endsBefore} then array['channel-expires'] else '{}'::text[] end end`

/**
 * What is due within 24 hours or overdue, earliest first, with the conditions of the engine that do not hold. When there
 * are more than `limit`, what will not go out is kept.
 */
export async function listNextDay(db: Queryable, organizationId: string, limit: number): Promise<NextDayRows> {
  // Each branch has an index of its own; what is overdue has no lower bound.
  const wanted = sql<boolean>`delivery.id in (
    select id from delivery where organization_id = ${organizationId} and due_at >= now()
      and due_at < now() + interval '24 hours' and state not in ('published', 'removed', 'cancelled')
    union all
    select id from delivery where organization_id = ${organizationId} and due_at < now()
      and wake_at is not null)`
  const found = selectItems(db, organizationId)
    .leftJoin('member', 'member.id', 'delivery.releasedBy')
    .where(wanted)
    .where('variant.droppedAt', 'is', null)
    .select(['delivery.variantId', 'channel.name as channelName', 'member.name as releasedBy'])
    .select([
      sql<Date>`case when delivery.state = 'retrying' then greatest(delivery.due_at, delivery.wake_at) else delivery.due_at end`.as(
        'at',
      ),
      whyNot.as('whyNot'),
      sql<string | null>`case when ${isPaused} then ${pausedBy} end`.as('pauseId'),
    ])
  const rows = await db
    .selectFrom(found.as('item'))
    .selectAll()
    .select([
      sql<number>`(count(*) over ())::int`.as('total'),
      sql<number>`(count(*) filter (where cardinality(why_not) > 0) over ())::int`.as('willNot'),
    ])
    .orderBy(sql`cardinality(why_not) = 0`)
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .execute()
  const { from, to } = await span(db)
  const [first] = rows
  const willNot = first?.willNot ?? 0
  const inOrder = rows.toSorted((one, other) => one.at.getTime() - other.at.getTime())
  return {
    ...{ from, to, willNot, goOut: (first?.total ?? 0) - willNot },
    rows: inOrder.map(({ total: _total, willNot: _willNot, ...row }) => row),
  }
}

async function span(db: Queryable): Promise<{ from: Date; to: Date }> {
  const { rows } = await sql<{ from: Date; to: Date }>`select now() as from, now() + interval '24 hours' as to`.execute(
    db,
  )
  const [row] = rows
  if (!row) throw new Error('The database did not tell its time')
  return row
}

/** What pauses hold, in the order it was due, and how much there is. @param pauseId only what that one held */
export async function listHeld(
  db: Queryable,
  organizationId: string,
  pauseId: string | null,
  limit: number,
): Promise<{
  readonly total: number
  readonly rows: readonly (ItemRow & { channelName: string; pauseId: string | null })[]
}> {
  const rows = await selectItems(db, organizationId)
    .where('delivery.state', '=', 'held')
    .$if(pauseId !== null, (q) => q.where('delivery.heldBy', '=', pauseId))
    .select(['channel.name as channelName', 'delivery.heldBy as pauseId'])
    .select(sql<number>`(count(*) over ())::int`.as('total'))
    .orderBy('delivery.dueAt')
    .orderBy('delivery.id')
    .limit(limit)
    .execute()
  return { total: rows[0]?.total ?? 0, rows: rows.map(({ total: _total, ...row }) => row) }
}
