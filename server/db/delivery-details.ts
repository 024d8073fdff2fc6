import { sql } from 'kysely'
import type { Fault, JsonObject } from '../../connectors/contract.ts'
import { metricNames } from '../../connectors/rules/metrics.ts'
import { isOverdue, isStopped } from './alerts.ts'
import type { Queryable } from './database.ts'
import { type Blocker, blockers, isChanged } from './sendable.ts'

/** What the detail of one delivery shows beside its standing. */
export interface DeliverySurroundings {
  readonly channelName: string
  readonly channelHandle: string
  readonly releasedByName: string | null
}

export async function readSurroundings(
  db: Queryable,
  deliveryIds: readonly string[],
): Promise<Map<string, DeliverySurroundings>> {
  if (deliveryIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('channel', 'channel.id', 'delivery.channelId')
    .leftJoin('member', 'member.id', 'delivery.releasedBy')
    .select([
      'delivery.id',
      'channel.name as channelName',
      'channel.handle as channelHandle',
      'member.name as releasedByName',
    ])
    .where('delivery.id', 'in', [...deliveryIds])
    .execute()
  return new Map(rows.map(({ id, ...rest }) => [id, rest]))
}

export interface AttemptRow {
  readonly id: string
  readonly number: number
  readonly step: 'prepare' | 'commit' | 'confirm'
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly outcome: string | null
  readonly fault: Fault | null
}

/** Latest first, at most a hundred. */
export async function listAttempts(db: Queryable, deliveryId: string): Promise<AttemptRow[]> {
  return db
    .selectFrom('attempt')
    .select(['token as id', 'number', 'step', 'startedAt', 'finishedAt', 'outcome', 'fault'])
    .where('deliveryId', '=', deliveryId)
    .orderBy('startedAt', 'desc')
    .limit(100)
    .execute()
}

export interface LatestFigures {
  readonly capturedAt: Date
  readonly values: Record<string, number>
  readonly absent: JsonObject
}

/** The last reading of a delivery's figures, or null while there is none. */
export async function latestFigures(db: Queryable, deliveryId: string): Promise<LatestFigures | null> {
  const row = await db
    .selectFrom('metricSnapshot')
    .selectAll()
    .where('deliveryId', '=', deliveryId)
    .orderBy('capturedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const known = metricNames.flatMap((name) => (row[name] === null ? [] : [[name, row[name]] as const]))
  return { capturedAt: row.capturedAt, values: Object.fromEntries(known), absent: { ...row.absent } }
}

/** Deliveries a person has to look at: in trouble, due and still not out two minutes later, or due within a day and not
 *  what was released. */
export async function listTroubled(
  db: Queryable,
  organizationId: string,
): Promise<{ id: string; overdue: boolean; since: Date; attempts: number; whyNot: readonly Blocker[] }[]> {
  const changed = sql<boolean>`(delivery.wake_at is not null and delivery.state <> 'sending'
    and delivery.due_at < now() + interval '1 day' and (${isChanged} or delivery.released_hash is null))`
  return db
    .selectFrom('delivery')
    .select(['id', 'attempts', isOverdue.as('overdue'), 'updatedAt as since'])
    .select(
      sql<Blocker[]>`case when delivery.state in ('scheduled', 'retrying') then ${blockers} else '{}'::text[] end`.as(
        'whyNot',
      ),
    )
    .where('organizationId', '=', organizationId)
    .where((eb) => eb.or([isStopped, isOverdue, changed]))
    .orderBy(sql`array_position(array['unconfirmed', 'failed', 'missed', 'held'], state)`)
    .orderBy('dueAt')
    .limit(500)
    .execute()
}

/** Per channel: deliveries ahead that cannot go out while it is broken. */
export async function countWaiting(db: Queryable, organizationId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('delivery')
    .select(['channelId', sql<number>`count(*)::int`.as('waiting')])
    .where('organizationId', '=', organizationId)
    .where('wakeAt', 'is not', null)
    .where('state', '<>', 'sending')
    .groupBy('channelId')
    .execute()
  return new Map(rows.map((row) => [row.channelId, row.waiting]))
}
