import { sql } from 'kysely'
import type { Fault, JsonObject } from '../../connectors/contract.ts'
import { metricNames } from '../../connectors/rules/metrics.ts'
import { type TroubleKind, troubleKinds } from '../contract/deliveries.ts'
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

/** A delivery a person has to look at, and why. */
interface TroubledRow {
  readonly id: string
  readonly kind: TroubleKind
  readonly since: Date
  readonly attempts: number
  readonly whyNot: readonly Blocker[]
}

/**
 * Deliveries a person has to look at: in trouble, due and still not out two minutes later, or due within a day and not
 * what was released. What is being looked up settles by itself and asks nobody yet.
 * @param limit how many of each kind are listed at most, those due first
 * @returns the most pressing kind first; `counts` and `oldest` are about all there are, listed or not
 */
export async function listTroubled(
  db: Queryable,
  organizationId: string,
  limit: number,
): Promise<{ rows: TroubledRow[]; counts: Record<TroubleKind, number>; oldest: Date | null }> {
  const { rows } = await sql<TroubledRow & { total: number; oldest: Date }>`
    with troubled as materialized (
      select id, due_at, updated_at as since,
        case when wake_at is null then state when ${isOverdue} then 'overdue' else 'changed' end as kind
      from delivery
      where organization_id = ${organizationId}
        and ((${isStopped} and not (state = 'unconfirmed' and confirm_at is not null)) or ${isOverdue}
          or (wake_at is not null and state <> 'sending' and due_at < now() + interval '1 day'
            and (${isChanged} or released_hash is null)))),
    placed as materialized (
      select id, kind, since, (count(*) over (partition by kind))::int as total, min(since) over () as oldest,
        row_number() over (partition by kind order by due_at, id) as place
      from troubled)
    select delivery.id, placed.kind, placed.since, placed.total, placed.oldest, delivery.attempts,
      case when delivery.state in ('scheduled', 'retrying') then ${blockers} else '{}'::text[] end as why_not
    from placed join delivery on delivery.id = placed.id
    where place <= ${limit}
    order by array_position(${[...troubleKinds]}::text[], placed.kind), place`.execute(db)
  const counts = Object.fromEntries(
    troubleKinds.map((kind) => [kind, rows.find((row) => row.kind === kind)?.total ?? 0]),
  ) as Record<TroubleKind, number>
  return {
    rows: rows.map(({ total: _total, oldest: _oldest, ...row }) => row),
    ...{ counts, oldest: rows[0]?.oldest ?? null },
  }
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
