import { type Selectable, sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { DeliveryState } from '../contract/deliveries.ts'
import type { Queryable, Trx } from './database.ts'
import type { DeliveryTable } from './schema.ts'
import { isPaused, ms } from './sendable.ts'

export type DeliveryRow = Selectable<DeliveryTable>

/** A delivery with what the decision about it depends on elsewhere. */
export type DeliveryStanding = DeliveryRow & {
  readonly practice: boolean
  readonly channelState: 'connected' | 'expiring' | 'needs-reconnect' | 'disconnected'
  readonly paused: boolean
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
 * Takes the delivery's row lock, then reads what stands about it: the engine can neither claim it nor allow a call
 * before this transaction ends.
 */
export async function lockDelivery(trx: Trx, organizationId: string, id: string): Promise<DeliveryStanding | null> {
  const locked = await trx
    .selectFrom('delivery')
    .select('id')
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!locked) return null
  const [standing] = await readStandings(trx, organizationId, [id])
  return standing ?? null
}

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
      part('uncertain').as('uncertain'),
      part('out').as('partsOut'),
      sql<Date>`clock_timestamp()`.as('now'),
    ])
    .where('delivery.organizationId', '=', organizationId)
    .where('delivery.id', 'in', [...ids])
    .execute()
}

/** Where and how a delivery stands in line. */
export interface Placement {
  readonly localTime: string
  readonly zone: string
  readonly dueAt: Date
  readonly contentHash: string
  readonly textHash: string | null
  /** Who releases it with this; null: what was released stays as it was. */
  readonly releasedBy: string | null
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

/** Puts a delivery in line, under its lock. It is looked at `leadMs` before it is due. */
export async function placeDelivery(
  trx: Trx,
  id: string,
  { releasedBy, ...placement }: Placement,
  leadMs: number,
  terms: Partial<Terms> = {},
): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({
      ...placement,
      ...terms,
      ...freshTurn,
      ...(releasedBy && { releasedBy, releasedHash: placement.contentHash, releasedAt: sql<Date>`now()` }),
      state: 'scheduled',
      wakeAt: sql<Date>`${placement.dueAt}::timestamptz - ${ms(leadMs)}`,
      updatedAt: sql<Date>`now()`,
    })
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
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

/** Ends whatever a delivery was waiting for or doing. */
export async function cancelDelivery(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ ...freshTurn, state: 'cancelled', wakeAt: null, updatedAt: sql<Date>`now()` })
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

/** Another account of the platform that carries the same text near that time, or null. Practice stays among itself. */
export async function findSameText(
  trx: Trx,
  wanted: {
    readonly organizationId: string
    readonly platform: Platform
    readonly practice: boolean
    readonly channelId: string
    readonly textHash: string
    readonly dueAt: Date
    readonly withinDays: number
  },
): Promise<{ readonly deliveryId: string; readonly channelName: string } | null> {
  // Two people scheduling the same text at once: the second waits here and then sees the first.
  const key = `same-text:${wanted.organizationId}:${wanted.platform}:${wanted.textHash}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(trx)
  const row = await trx
    .selectFrom('delivery')
    .innerJoin('channel', 'channel.id', 'delivery.channelId')
    .select(['delivery.id as deliveryId', 'channel.name as channelName'])
    .where('delivery.organizationId', '=', wanted.organizationId)
    .where('delivery.platform', '=', wanted.platform)
    .where('delivery.textHash', '=', wanted.textHash)
    .where('delivery.channelId', '<>', wanted.channelId)
    .where('channel.practice', '=', wanted.practice)
    .where('delivery.state', 'in', ['scheduled', 'retrying', 'sending', 'unconfirmed', 'held', 'published'])
    .where(
      sql<boolean>`abs(extract(epoch from coalesce(delivery.published_at, delivery.due_at) - ${wanted.dueAt}::timestamptz))
        < ${wanted.withinDays} * 86400`,
    )
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** A person's release of exactly this content, beside the delivery's own columns: the history of releases. */
export async function recordRelease(
  trx: Trx,
  release: {
    readonly organizationId: string
    readonly postId: string
    readonly deliveryId: string
    readonly contentHash: string
    readonly memberId: string
  },
): Promise<void> {
  await trx
    .insertInto('approval')
    .values({ ...release, decision: 'released' })
    .execute()
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
