import { type RawBuilder, sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Queryable } from './database.ts'
import { maySend, ms } from './sendable.ts'

/** One irreversible call of a delivery as it is stored. */
export interface StoredPart {
  readonly position: number
  readonly marker: string
  readonly payload: JsonObject
  /** What it was prepared from. */
  readonly contentHash: string
  /** When its call was allowed; null when it was not, or is known not to have happened. */
  readonly committingSince: Date | null
  /** null until it is known to be out. */
  readonly out: { readonly remoteId: string; readonly url: string | null; readonly receipt: JsonObject } | null
}

/** A delivery in one worker's hands, until the lease ends. */
export interface Claim {
  readonly deliveryId: string
  readonly organizationId: string
  readonly variantId: string
  readonly channelId: string
  readonly platform: Platform
  readonly practice: boolean
  /** Of the intent a person left; a change by a person makes this claim worthless. */
  readonly revision: number
  readonly token: string
  readonly attempt: number
  readonly dueAt: Date
  readonly localTime: string
  readonly zone: string
  readonly latePolicy: 'ask' | 'skip' | 'send'
  readonly lateLimitMinutes: number
  readonly contentHash: string
  /** What the channel's account is known to do. */
  readonly capabilities: Capabilities
  readonly parts: readonly StoredPart[]
  /** The database's time of the claim. */
  readonly now: Date
}

export interface ClaimTerms {
  readonly worker: string
  readonly leaseMs: number
  /** Takes what is due within this time too: it is prepared at once and sent on the second. */
  readonly aheadMs: number
}

/**
 * Takes what is due, at most so many per platform, urgent first, then by time. One statement: the claim and its
 * attempt row are written together, before anything leaves; rows in other hands are passed over.
 * @param overdueMs only what has been due for this long (the slow sweep behind a queue)
 */
export async function claimDue(
  db: Queryable,
  free: ReadonlyMap<Platform, number>,
  terms: ClaimTerms,
  overdueMs = 0,
): Promise<Claim[]> {
  const { rows } = await sql<Omit<Claim, 'parts'> & { readonly parts: readonly PartJson[] | null }>`
    with due as materialized (
      select candidate.id
      from unnest(${[...free.keys()]}::text[], ${[...free.values()]}::int[]) as free (platform, slots)
      cross join lateral (
        select delivery.id from delivery
        where delivery.platform = free.platform and delivery.state in ('scheduled', 'retrying')
          and delivery.wake_at <= now() + ${ms(overdueMs > 0 ? -overdueMs : terms.aheadMs)} and ${maySend}
        order by delivery.priority desc, delivery.wake_at
        limit free.slots
        for update skip locked) as candidate),
    claimed as (
      update delivery
      set state = 'sending', token = gen_random_uuid(), lease_until = now() + ${ms(terms.leaseMs)},
        attempts = attempts + 1, updated_at = now()
      from due where delivery.id = due.id
      returning delivery.*),
    written as (
      insert into attempt (organization_id, delivery_id, revision, number, token, worker)
      select organization_id, id, revision, attempts, token, ${terms.worker} from claimed)
    select claimed.id as delivery_id, claimed.organization_id, claimed.variant_id, claimed.channel_id,
      claimed.platform, channel.practice, claimed.revision, claimed.token, claimed.attempts as attempt, claimed.due_at,
      claimed.local_time, claimed.zone, claimed.late_policy, claimed.late_limit_minutes, claimed.content_hash,
      channel.capabilities, now() as now, ${partsOf(sql`claimed.id`)} as parts
    from claimed join channel on channel.id = claimed.channel_id`.execute(db)
  return rows.map((row) => ({ ...row, parts: toParts(row.parts) }))
}

/** The parts of a delivery as JSON, in order. */
export const partsOf = (deliveryId: RawBuilder<unknown>) => sql<readonly PartJson[] | null>`(
  select json_agg(json_build_object('position', part.position, 'marker', part.marker, 'payload', part.payload,
      'contentHash', part.content_hash, 'committingSince', part.committing_since, 'committedAt', part.committed_at,
      'remoteId', part.remote_id, 'url', part.url, 'receipt', part.receipt) order by part.position)
  from delivery_part as part where part.delivery_id = ${deliveryId})`

export interface PartJson {
  readonly position: number
  readonly marker: string
  readonly payload: JsonObject
  readonly contentHash: string
  readonly committingSince: string | null
  readonly committedAt: string | null
  readonly remoteId: string | null
  readonly url: string | null
  readonly receipt: JsonObject | null
}

export function toParts(parts: readonly PartJson[] | null): StoredPart[] {
  return (parts ?? []).map(({ position, marker, payload, contentHash, committingSince, committedAt, ...out }) => ({
    position,
    marker,
    payload,
    contentHash,
    committingSince: committingSince === null ? null : new Date(committingSince),
    out:
      committedAt === null || out.remoteId === null
        ? null
        : { remoteId: out.remoteId, url: out.url, receipt: out.receipt ?? {} },
  }))
}
