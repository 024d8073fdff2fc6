import { type Selectable, sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { DeliveryState } from '../contract/deliveries.ts'
import type { Queryable, Trx } from './database.ts'
import { insertRows } from './insert-rows.ts'
import type { DeliveryTable } from './schema.ts'
import { isLate, isPaused } from './sendable.ts'

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
  /** The form its variant was given by name; null where none was. */
  readonly form: string | null
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
export const isOneOf = (ids: readonly string[]) => sql<boolean>`delivery.id = any(${[...ids]}::uuid[])`

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
    .innerJoin('variant', 'variant.id', 'delivery.variantId')
    .selectAll('delivery')
    .select(['channel.practice', 'channel.state as channelState', 'organization.zone as officeZone'])
    .select([
      isPaused.as('paused'),
      sql<boolean>`coalesce(${isLate}, false)`.as('late'),
      part('uncertain').as('uncertain'),
      part('out').as('partsOut'),
      sql<string | null>`variant.options ->> 'form'`.as('form'),
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

/** What a new turn in line takes from the post and its organization. */
export interface Terms {
  readonly priority: number
  readonly latePolicy: 'ask' | 'skip' | 'send'
  readonly lateLimitMinutes: number
  readonly exemptFromPause: boolean
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
