import { type RawBuilder, sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Queryable } from './database.ts'
import { contentColumns, contentTables, type VariantContent } from './delivery-content.ts'
import { channelMaySend, mayGoOut, ms } from './sendable.ts'

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
  /** It overtakes routine ones, and has the part of every limit that is kept for it. */
  readonly urgent: boolean
  /** What the channel's account is known to do. */
  readonly capabilities: Capabilities
  readonly parts: readonly StoredPart[]
  /** What it would say, read with the claim. */
  readonly content: VariantContent
  /** The database's time of the claim. */
  readonly now: Date
}

export interface ClaimTerms {
  readonly worker: string
  readonly leaseMs: number
  /** Takes what is due within this time too: it is prepared at once and sent on the second. */
  readonly aheadMs: number
}

/** What a worker has room for. */
export interface Room {
  readonly platforms: ReadonlyMap<Platform, number>
  /** What it is at work on, by channel. */
  readonly busy: ReadonlyMap<string, number>
  /** Of one channel at a time. */
  readonly perChannel: number
}

/**
 * Takes what is due, at most so many per platform and per channel, urgent first, then by time. One statement: the claim
 * and its attempt row are written together, before anything leaves; rows in other hands are passed over.
 */
export async function claimDue(db: Queryable, room: Room, terms: ClaimTerms): Promise<Claim[]> {
  const { platforms, busy, perChannel } = room
  const { rows } = await sql<
    Omit<Claim, 'parts' | 'content'> & VariantContent & { readonly stored: readonly PartJson[] | null }
  >`
    with line as materialized (
      select own.id, own.platform, free.slots as platform_slots, coalesce(own.paced_until > now(), false) as paced,
        least(free.slots, ${perChannel} - coalesce(busy.deliveries, 0)) as slots
      from unnest(${[...platforms.keys()]}::text[], ${[...platforms.values()]}::int[]) as free (platform, slots)
        join channel as own on own.platform = free.platform
        left join unnest(${[...busy.keys()]}::uuid[], ${[...busy.values()]}::int[]) as busy (channel_id, deliveries)
          on busy.channel_id = own.id
      where ${channelMaySend} and coalesce(busy.deliveries, 0) < ${perChannel}),
    candidate as materialized (
      select first.id, row_number() over (partition by line.platform order by first.priority desc, first.wake_at) as place,
        line.platform_slots
      from line cross join lateral (
        select delivery.id, delivery.priority, delivery.wake_at from delivery
        where delivery.channel_id = line.id and delivery.state in ('scheduled', 'retrying')
          and delivery.wake_at <= now() + ${ms(terms.aheadMs)}
          and (delivery.priority > 0 or not line.paced) and ${mayGoOut}
        order by delivery.priority desc, delivery.wake_at
        limit line.slots
        for update skip locked) as first),
    due as (select id from candidate where place <= platform_slots),
    claimed as (
      update delivery
      set state = 'sending', token = gen_random_uuid(), lease_until = now() + ${ms(terms.leaseMs)},
        attempts = attempts + 1, updated_at = now()
      from due where delivery.id = due.id
      returning delivery.*),
    written as (
      insert into attempt (organization_id, delivery_id, revision, number, token, worker)
      select organization_id, id, revision, attempts, token, ${terms.worker} from claimed)
    select ${contentColumns}, claimed.id as delivery_id, claimed.revision, claimed.token, claimed.attempts as attempt, claimed.due_at,
      claimed.local_time, claimed.zone, claimed.late_policy, claimed.late_limit_minutes, claimed.content_hash,
      claimed.priority > 0 as urgent, now() as now, ${partsOf(sql`claimed.id`)} as stored
    from claimed join ${contentTables} on variant.id = claimed.variant_id`.execute(db)
  return rows.map(({ stored, ...row }) => ({ ...row, parts: toParts(stored), content: row }))
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
