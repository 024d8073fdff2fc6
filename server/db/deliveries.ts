import { type Selectable, sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { DeliveryState } from '../contract/deliveries.ts'
import type { Queryable, Trx } from './database.ts'
import { insertRows } from './insert-rows.ts'
import type { DeliveryTable } from './schema.ts'
import { isLate, isPaused, ms } from './sendable.ts'

export type DeliveryRow = Selectable<DeliveryTable>

/** A delivery with what the decision about it depends on elsewhere. */
export type DeliveryStanding = DeliveryRow & {
  readonly practice: boolean
  readonly channelState: 'connected' | 'expiring' | 'needs-reconnect' | 'disconnected'
  readonly paused: boolean
  /** Too late by its own rule. */
  readonly late: boolean
  /** A call was allowed and its outcome is not known. */
  readonly uncertain: boolean
  /** At least one part is on the platform. */
  readonly partsOut: boolean
  /** The organization's zone. */
  readonly officeZone: string
  /** The database's time. */
  readonly now: Date
}

/**
 * Takes the deliveries' row locks, then reads what stands about them: the engine can neither claim one nor allow a call
 * before this transaction ends. Locked in one order, so that two people never wait for each other. @returns by id
 */
export async function lockDeliveries(
  trx: Trx,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, DeliveryStanding>> {
  await trx
    .selectFrom('delivery')
    .select('id')
    .where('organizationId', '=', organizationId)
    .where(isOneOf(ids))
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Map((await readStandings(trx, organizationId, ids)).map((row) => [row.id, row]))
}

/** One parameter however many there are: a statement takes 65,535. */
const isOneOf = (ids: readonly string[]) => sql<boolean>`delivery.id = any(${[...ids]}::uuid[])`

/** The same facts without a lock, for presenting. */
export async function readStandings(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<DeliveryStanding[]> {
  const part = (condition: 'uncertain' | 'out') =>
    sql<boolean>`exists (select from delivery_part as part where part.delivery_id = delivery.id and ${
      condition === 'out'
        ? sql`part.committed_at is not null`
        : sql`part.committing_since is not null and part.committed_at is null`
    })`
  return db
    .selectFrom('delivery')
    .innerJoin('channel', 'channel.id', 'delivery.channelId')
    .innerJoin('organization', 'organization.id', 'delivery.organizationId')
    .selectAll('delivery')
    .select(['channel.practice', 'channel.state as channelState', 'organization.zone as officeZone'])
    .select([
      isPaused.as('paused'),
      sql<boolean>`coalesce(${isLate}, false)`.as('late'),
      part('uncertain').as('uncertain'),
      part('out').as('partsOut'),
      sql<Date>`clock_timestamp()`.as('now'),
    ])
    .where('delivery.organizationId', '=', organizationId)
    .where(isOneOf(ids))
    .execute()
}

export type DeliveryPlace = Pick<DeliveryRow, 'id' | 'state' | 'revision' | 'dueAt'>

/** Where deliveries stand, by id; others' are left out. */
export async function readPlaces(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, DeliveryPlace>> {
  const rows = await db
    .selectFrom('delivery')
    .select(['id', 'state', 'revision', 'dueAt'])
    .where('organizationId', '=', organizationId)
    .where(isOneOf(ids))
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** When a delivery is due, as its author meant it and as the instant it means today. */
export interface PlannedTime {
  readonly localTime: string
  readonly zone: string
  readonly dueAt: Date
}

/** Where and how a delivery stands in line. */
export interface Placement extends PlannedTime {
  readonly id: string
  readonly contentHash: string
  readonly textHash: string | null
  /** Who releases it with this; null: what was released stays as it was. */
  readonly releasedBy: string | null
  /** So long before it is due it is looked at. */
  readonly leadMs: number
}

/** What a new turn in line takes from the post and its organization. */
export interface Terms {
  readonly priority: number
  readonly latePolicy: 'ask' | 'skip' | 'send'
  readonly lateLimitMinutes: number
  readonly exemptFromPause: boolean
}

/** A turn begins anew: no claim, no fault, no tries. What is out or prepared stays stored with the parts. */
const freshTurn = {
  token: null,
  leaseUntil: null,
  attempts: 0,
  fault: null,
  heldBy: null,
  confirmAt: null,
  emptyLookups: 0,
} as const

/** Puts deliveries in line, under their locks, in one statement. @param terms of all of them; left out: as they were */
export async function placeDeliveries(
  trx: Trx,
  placements: readonly Placement[],
  terms: Partial<Terms> = {},
): Promise<void> {
  if (placements.length === 0) return
  await trx
    .updateTable('delivery')
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(placements)}::jsonb)`.as(
        sql`placed ("id" uuid, "localTime" wall_time, "zone" text, "dueAt" timestamptz, "contentHash" text,
          "textHash" text, "releasedBy" uuid, "leadMs" double precision)`,
      ),
    )
    .set({
      ...terms,
      ...freshTurn,
      state: 'scheduled',
      localTime: sql<string>`placed."localTime"`,
      zone: sql<string>`placed."zone"`,
      dueAt: sql<Date>`placed."dueAt"`,
      wakeAt: sql<Date>`placed."dueAt" - ${ms(sql`placed."leadMs"`)}`,
      contentHash: sql<string>`placed."contentHash"`,
      textHash: sql<string | null>`placed."textHash"`,
      releasedBy: sql<string>`coalesce(placed."releasedBy", delivery.released_by)`,
      releasedHash: sql<string>`case when placed."releasedBy" is null then delivery.released_hash else placed."contentHash" end`,
      releasedAt: sql<Date>`case when placed."releasedBy" is null then delivery.released_at else now() end`,
      updatedAt: sql<Date>`now()`,
      revision: sql<number>`delivery.revision + 1`,
    })
    .where(sql<boolean>`delivery.id = placed.id`)
    .execute()
}

/** Gives drafts a time, which releases nothing. */
export async function planDeliveries(
  trx: Trx,
  times: readonly (PlannedTime & { readonly id: string })[],
): Promise<void> {
  if (times.length === 0) return
  await trx
    .updateTable('delivery')
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(times)}::jsonb)`.as(
        sql`planned ("id" uuid, "localTime" wall_time, "zone" text, "dueAt" timestamptz)`,
      ),
    )
    .set({
      localTime: sql<string>`planned."localTime"`,
      zone: sql<string>`planned."zone"`,
      dueAt: sql<Date>`planned."dueAt"`,
      updatedAt: sql<Date>`now()`,
      revision: sql<number>`delivery.revision + 1`,
    })
    .where(sql<boolean>`delivery.id = planned.id`)
    .execute()
}

/** What deliveries would send now, released by a person as it is. */
export async function releaseDeliveries(
  trx: Trx,
  hashes: readonly { readonly id: string; readonly contentHash: string; readonly textHash: string | null }[],
  releasedBy: string,
): Promise<void> {
  await trx
    .updateTable('delivery')
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(hashes)}::jsonb)`.as(
        sql`released ("id" uuid, "contentHash" text, "textHash" text)`,
      ),
    )
    .set({
      contentHash: sql<string>`released."contentHash"`,
      releasedHash: sql<string>`released."contentHash"`,
      textHash: sql<string | null>`released."textHash"`,
      releasedBy,
      releasedAt: sql<Date>`now()`,
      updatedAt: sql<Date>`now()`,
      revision: sql<number>`delivery.revision + 1`,
    })
    .where(sql<boolean>`delivery.id = released.id`)
    .execute()
}

/** A delivery of a variant that is not in line yet. @returns its id */
export async function insertDraft(
  trx: Trx,
  variant: {
    readonly organizationId: string
    readonly postId: string
    readonly variantId: string
    readonly channelId: string
    readonly platform: Platform
  },
  createdBy: string,
): Promise<string> {
  const { organizationId, postId, variantId, channelId, platform } = variant
  const { id } = await trx
    .insertInto('delivery')
    .values({ organizationId, postId, variantId, channelId, platform, createdBy })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A change by a person that is more than a new place in line. Bumps the revision, so that no claim survives it. */
export async function updateDelivery(
  trx: Trx,
  id: string,
  fields: Partial<
    Pick<
      DeliveryRow,
      | 'state'
      | 'localTime'
      | 'zone'
      | 'dueAt'
      | 'wakeAt'
      | 'fault'
      | 'contentHash'
      | 'textHash'
      | 'releasedHash'
      | 'releasedBy'
      | 'remoteId'
      | 'url'
      | 'publishedAt'
      | 'removedBy'
      | 'settledBy'
      | keyof Terms
    >
  > & { readonly stamp?: 'removedAt' | 'releasedAt' },
): Promise<void> {
  const { stamp, ...columns } = fields
  await trx
    .updateTable('delivery')
    .set({ ...columns, updatedAt: sql<Date>`now()` })
    .$if(stamp === 'removedAt', (q) => q.set({ removedAt: sql<Date>`now()` }))
    .$if(stamp === 'releasedAt', (q) => q.set({ releasedAt: sql<Date>`now()` }))
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Ends whatever deliveries were waiting for or doing. */
export async function cancelDeliveries(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ ...freshTurn, state: 'cancelled', wakeAt: null, updatedAt: sql<Date>`now()` })
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where(isOneOf(ids))
    .execute()
}

/** Deliveries of a post in these states, locked in one order so that two savers never wait for each other. */
export async function lockDeliveriesOf(
  trx: Trx,
  of: { readonly postId: string } | { readonly variantIds: readonly string[] },
  states: readonly DeliveryState[],
): Promise<DeliveryRow[]> {
  const query = trx
    .selectFrom('delivery')
    .selectAll()
    .where('state', 'in', [...states])
  const narrowed =
    'postId' in of ? query.where('postId', '=', of.postId) : query.where('variantId', 'in', [...of.variantIds])
  return narrowed.orderBy('id').forUpdate().execute()
}

/** A person's release of exactly this content, beside the delivery's own columns: the history of releases. */
export async function recordReleases(
  trx: Trx,
  releases: readonly {
    readonly organizationId: string
    readonly postId: string
    readonly deliveryId: string
    readonly contentHash: string
    readonly memberId: string
  }[],
): Promise<void> {
  await insertRows(
    trx,
    'approval',
    releases.map((release) => ({ ...release, decision: 'released' as const })),
  )
}

/** Releases of earlier content of these deliveries count no more. */
export async function voidReleases(trx: Trx, deliveryIds: readonly string[]): Promise<void> {
  if (deliveryIds.length === 0) return
  await trx
    .updateTable('approval')
    .set({ voidedAt: sql<Date>`now()` })
    .where('deliveryId', 'in', [...deliveryIds])
    .where('voidedAt', 'is', null)
    .execute()
}
