import { type RawBuilder, sql } from 'kysely'
import type { CommittedPart, PreparedPart } from '../../connectors/contract.ts'
import type { Queryable, Trx } from './database.ts'
import { type PartJson, partsOf, type StoredPart, toParts } from './delivery-claims.ts'
import { maySend, ms } from './sendable.ts'

/** What one claim prepared. */
export interface Preparation {
  readonly deliveryId: string
  readonly token: string
  readonly contentHash: string
  readonly parts: readonly PreparedPart[]
  /** Parts of earlier content are stored and have to go first. */
  readonly replaces: boolean
}

/**
 * Stores what was prepared, while the claims hold. Parts of earlier content go; one that is out, or whose call was
 * allowed, stays as it is at its position.
 * @returns the deliveries whose claim still holds
 */
export async function storeParts(db: Queryable, preparations: readonly Preparation[]): Promise<Set<string>> {
  const held = sql`select own.id, own.organization_id, given."contentHash" as content_hash
    from ${inOrder(
      preparations.map(({ deliveryId, token, contentHash }) => ({ deliveryId, token, contentHash })),
      sql`"deliveryId" uuid, token uuid, "contentHash" text`,
    )} cross join lateral (
      select id, organization_id from delivery
      where id = given."deliveryId" and token = given.token and state = 'sending' for update) as own`
  if (preparations.some((item) => item.replaces))
    await sql`
      with held as materialized (${held})
      delete from delivery_part as part using held
      where part.delivery_id = held.id and part.content_hash <> held.content_hash
        and part.committing_since is null and part.committed_at is null`.execute(db)
  const parts = preparations.flatMap(({ deliveryId, parts }) =>
    parts.map(({ marker, payload }, position) => ({ deliveryId, position, marker, payload })),
  )
  const { rows } = await sql<{ id: string }>`
    with held as materialized (${held}),
    stored as (
      insert into delivery_part (organization_id, delivery_id, position, marker, payload, content_hash)
      select held.organization_id, held.id, given.position, given.marker, given.payload, held.content_hash
      from jsonb_to_recordset(${json(parts)}) as given ("deliveryId" uuid, position int, marker text, payload jsonb)
        join held on held.id = given."deliveryId"
      on conflict (delivery_id, position) do nothing)
    select id from held`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** Everything stored of these deliveries' parts, in order. */
export async function listParts(db: Queryable, deliveryIds: readonly string[]): Promise<Map<string, StoredPart[]>> {
  const { rows } = await sql<{ id: string; parts: readonly PartJson[] | null }>`
    select wanted.id, ${partsOf(sql`wanted.id`)} as parts from unnest(${[...deliveryIds]}::uuid[]) as wanted (id)`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.id, toParts(row.parts)]))
}

/** Those of these deliveries of which a call was allowed, or a part is out. */
export async function listBegun(db: Queryable, deliveryIds: readonly string[]): Promise<Set<string>> {
  if (deliveryIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('deliveryPart')
    .select('deliveryId')
    .distinct()
    .where('deliveryId', 'in', [...deliveryIds])
    .where((eb) => eb.or([eb('committingSince', 'is not', null), eb('committedAt', 'is not', null)]))
    .execute()
  return new Set(rows.map(({ deliveryId }) => deliveryId))
}

/** A wish to make one irreversible call. */
export interface Commitment {
  readonly deliveryId: string
  readonly token: string
  readonly revision: number
  readonly position: number
  /** How long the claim has to last yet. */
  readonly leaseLeftMs: number
  /** The call may have been made before and may be made again. */
  readonly again: boolean
  /** All parts of the delivery where they were prepared just now: they are stored with the permission. */
  readonly unstored?: readonly StoredPart[]
}

/**
 * The write-ahead mark. One statement that repeats the whole claim: same token and revision, still sending, still what
 * a person released, channel attested and working, no pause, due, in time, and enough of the lease left. Who is not in
 * the answer makes no call.
 * @returns for each allowed delivery the database's time of the mark
 */
export async function markCommitting(db: Queryable, commitments: readonly Commitment[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ deliveryId: string; committingSince: Date }>`
    with allowed as materialized (
      select own.id, own.organization_id, own.content_hash, given.position, given.again, given.unstored
      from ${inOrder(
        commitments,
        sql`"deliveryId" uuid, token uuid, revision int, position int, "leaseLeftMs" int, again boolean, unstored jsonb`,
      )} cross join lateral (
        select delivery.id, delivery.organization_id, delivery.content_hash from delivery
        where delivery.id = given."deliveryId" and delivery.token = given.token
          and delivery.revision = given.revision and delivery.state = 'sending'
          and delivery.lease_until > now() + ${ms(sql`given."leaseLeftMs"`)}
          and delivery.due_at <= now() and ${maySend}
        for update) as own),
    stored as (
      insert into delivery_part (organization_id, delivery_id, position, marker, payload, content_hash, committing_since)
      select allowed.organization_id, allowed.id, part.position, part.marker, part.payload, allowed.content_hash,
        case when part.position = allowed.position then now() end
      from allowed cross join jsonb_to_recordset(allowed.unstored) as part (position int, marker text, payload jsonb)
      on conflict (delivery_id, position) do nothing
      returning delivery_id, committing_since),
    marked as (
      update delivery_part as part set committing_since = now()
      from allowed
      where allowed.unstored is null and part.delivery_id = allowed.id and part.position = allowed.position
        and part.committed_at is null and (part.committing_since is null or allowed.again)
      returning part.delivery_id, part.committing_since)
    select delivery_id, committing_since from stored where committing_since is not null
    union all
    select delivery_id, committing_since from marked`.execute(db)
  return new Map(rows.map((row) => [row.deliveryId, row.committingSince]))
}

/** A part known to be out, whoever found it out. `position` null: all of them are known already. */
export interface PartOut {
  readonly deliveryId: string
  readonly position: number | null
  readonly part: CommittedPart | null
  /** The attempt that ends with it; null when a person told. */
  readonly token: string | null
  readonly step: 'prepare' | 'commit' | 'confirm'
}

/**
 * Writes down what is out, and settles the deliveries of which now everything is: `published`, with the id and address
 * of the first part. It asks for no claim: what is on the platform is true whoever holds the delivery.
 * @returns the ids of the deliveries that are published now
 */
export async function recordOut(db: Queryable, found: readonly PartOut[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    with given as materialized (
      select given.* from ${inOrder(
        found.map(({ part, ...item }) => ({ ...item, ...part })),
        sql`"deliveryId" uuid, position int, token uuid, step text, "remoteId" text, url text, receipt jsonb`,
      )} cross join lateral (select from delivery where id = given."deliveryId" for update) as locked),
    recorded as (
      update delivery_part as part
      set remote_id = given."remoteId", url = given.url, receipt = given.receipt, committed_at = now(),
        committing_since = coalesce(part.committing_since, now())
      from given
      where part.delivery_id = given."deliveryId" and part.position = given.position
        and case when part.committed_at is null then true end),
    first as (
      select given."deliveryId" as id, coalesce(parts.remote_id, given."remoteId") as remote_id,
        coalesce(parts.url, given.url) as url
      from given cross join lateral (
        select bool_and(committed_at is not null or position is not distinct from given.position) as are_out,
          max(remote_id) filter (where position = 0) as remote_id, max(url) filter (where position = 0) as url
        from delivery_part where delivery_id = given."deliveryId") as parts
      where parts.are_out),
    settled as (
      update delivery
      set state = 'published', remote_id = first.remote_id, url = first.url, published_at = now(), fault = null,
        token = null, lease_until = null, wake_at = null, held_by = null, confirm_at = null, empty_lookups = 0,
        updated_at = now()
      from first where delivery.id = first.id and delivery.state not in ('published', 'removed')
      returning delivery.id),
    finished as (
      update attempt set finished_at = now(), outcome = 'published', step = given.step
      from given join settled on settled.id = given."deliveryId"
      where attempt.delivery_id = given."deliveryId" and attempt.token = given.token)
    select id from settled`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** What is known of a part after it was changed: later reads and changes need it. */
export async function keepReceipt(
  trx: Trx,
  deliveryId: string,
  position: number,
  { url, receipt }: CommittedPart,
): Promise<void> {
  await trx
    .updateTable('deliveryPart')
    .set({ url, receipt })
    .where('deliveryId', '=', deliveryId)
    .where('position', '=', position)
    .execute()
}

/** What was allowed is known not to have happened. Only under the delivery's lock. */
export async function clearMark(trx: Trx, deliveryId: string): Promise<void> {
  await trx
    .updateTable('deliveryPart')
    .set({ committingSince: null })
    .where('deliveryId', '=', deliveryId)
    .where('committedAt', 'is', null)
    .execute()
}

/**
 * Rows under the name `given`, by delivery: whoever locks more than one delivery does so in this order. They are locked
 * by a lateral look-up each, which the planner cannot turn round into a walk through everything that is being sent.
 */
const inOrder = (rows: readonly object[], columns: RawBuilder<unknown>) =>
  sql`(select * from jsonb_to_recordset(${json(rows)}) as given (${columns}) order by "deliveryId") as given`

const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`
