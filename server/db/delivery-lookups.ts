import { sql } from 'kysely'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { AfterLookup, Lookup } from '../domain/delivery.ts'
import type { Queryable } from './database.ts'
import { type PartJson, partsOf, type StoredPart, toParts } from './delivery-claims.ts'
import { ms } from './sendable.ts'

/** An uncertain delivery in one worker's hands, to be looked up on its platform. */
export interface LookupClaim {
  readonly deliveryId: string
  readonly channelId: string
  readonly platform: Platform
  readonly practice: boolean
  readonly token: string
  /** Tries to send so far. */
  readonly attempts: number
  /** Look-ups of this commit, this one included. */
  readonly lookups: number
  readonly emptyLookups: number
  readonly capabilities: Capabilities
  readonly parts: readonly StoredPart[]
  readonly now: Date
}

/**
 * Takes uncertain deliveries whose next look-up is due, at most so many per platform, and writes an attempt row for
 * each. Nobody else looks before `leaseMs` have passed.
 */
export async function claimLookups(
  db: Queryable,
  free: ReadonlyMap<Platform, number>,
  terms: { readonly worker: string; readonly leaseMs: number },
): Promise<LookupClaim[]> {
  const { rows } = await sql<Omit<LookupClaim, 'parts'> & { parts: readonly PartJson[] | null }>`
    with due as materialized (
      select candidate.id
      from unnest(${[...free.keys()]}::text[], ${[...free.values()]}::int[]) as free (platform, slots)
      cross join lateral (
        select delivery.id from delivery
        where delivery.platform = free.platform and delivery.state = 'unconfirmed' and delivery.confirm_at <= now()
        order by delivery.confirm_at limit free.slots
        for update skip locked) as candidate),
    claimed as (
      update delivery
      set token = gen_random_uuid(), confirm_at = now() + ${ms(terms.leaseMs)}, updated_at = now()
      from due where delivery.id = due.id
      returning delivery.*),
    written as (
      insert into attempt (organization_id, delivery_id, revision, number, token, worker, step)
      select organization_id, id, revision, attempts, token, ${terms.worker}, 'confirm' from claimed)
    select claimed.id as delivery_id, claimed.channel_id, claimed.platform, channel.practice, channel.capabilities, claimed.token,
      claimed.attempts, claimed.empty_lookups, now() as now, ${partsOf(sql`claimed.id`)} as parts,
      1 + (select count(*)::int from attempt
        where attempt.delivery_id = claimed.id and attempt.step = 'confirm'
          and attempt.started_at > (select max(part.committing_since) from delivery_part as part
            where part.delivery_id = claimed.id)) as lookups
    from claimed join channel on channel.id = claimed.channel_id`.execute(db)
  return rows.map((row) => ({ ...row, parts: toParts(row.parts) }))
}

/** Ends a look-up that found nothing, by its token; one that was overtaken changes nothing but its attempt row. */
export async function endLookup(
  db: Queryable,
  { deliveryId, token }: { readonly deliveryId: string; readonly token: string },
  after: AfterLookup,
  told: Lookup,
): Promise<void> {
  const state = { 'send-again': 'retrying', fail: 'failed', 'look-again': 'unconfirmed', 'ask-person': 'unconfirmed' }
  const isAbsent = after.next === 'send-again' || after.next === 'fail'
  const again = after.next === 'look-again' ? after : { at: null, emptyLookups: 0 }
  const fault = told.outcome === 'fault' ? JSON.stringify(told.fault) : null
  await sql`
    with held as materialized (
      select id from delivery where id = ${deliveryId} and token = ${token} and state = 'unconfirmed' for update),
    cleared as (
      update delivery_part as part set committing_since = null from held
      where ${isAbsent} and part.delivery_id = held.id and part.committed_at is null),
    ended as (
      update delivery
      set state = ${state[after.next]}, token = null, updated_at = now(),
        wake_at = case when ${after.next === 'send-again'} then now() end,
        confirm_at = ${again.at}::timestamptz, empty_lookups = ${again.emptyLookups}
      from held where delivery.id = held.id)
    update attempt set finished_at = now(), outcome = ${told.outcome}, fault = ${fault}::jsonb
    where delivery_id = ${deliveryId} and token = ${token}`.execute(db)
}

/** A part was found and more are to come: the delivery goes on where it stopped. */
export async function resumeAfterLookup(
  db: Queryable,
  { deliveryId, token }: { readonly deliveryId: string; readonly token: string },
): Promise<void> {
  await sql`
    with resumed as (
      update delivery set state = 'retrying', token = null, confirm_at = null, empty_lookups = 0, wake_at = now(),
        updated_at = now()
      where id = ${deliveryId} and token = ${token} and state = 'unconfirmed')
    update attempt set finished_at = now(), outcome = 'published' where delivery_id = ${deliveryId} and token = ${token}`.execute(
    db,
  )
}
