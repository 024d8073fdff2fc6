import { sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Queryable, Trx } from './database.ts'
import { isLate, isPaused, maySend, ms, pausedBy } from './sendable.ts'

/** A claim whose worker is gone. */
export interface LostClaim {
  readonly deliveryId: string
  readonly token: string
  readonly became: /** Nothing had left: due again, or failed when no try is left. */
    | 'scheduled'
    | 'failed'
    /** A call had been allowed: looked up before anything else. */
    | 'unconfirmed'
    /** All parts are out and only that was not written down yet. */
    | 'out'
}

/**
 * Takes deliveries out of the hands of workers that are gone: their lease has ended, so no call of theirs is under way
 * and none can be allowed any more. `out` ones are left for `recordOut`. They are found in the line: what a lease has
 * ended for was to be looked at before.
 * @param startWithinMs added to the call's time-out and the platform's lag before the first look-up
 */
export async function releaseLostClaims(
  db: Queryable,
  { maxAttempts, startWithinMs }: { readonly maxAttempts: number; readonly startWithinMs: number },
): Promise<LostClaim[]> {
  const { rows } = await sql<LostClaim>`
    with lost as materialized (
      select delivery.id, delivery.token, channel.capabilities -> 'delivery' as terms
      from delivery join channel on channel.id = delivery.channel_id
      where delivery.state = 'sending' and delivery.lease_until < now() and delivery.wake_at <= now()
      order by delivery.lease_until limit 500
      for update of delivery skip locked),
    judged as materialized (
      select lost.*, uncertain.since, coalesce(parts.out, false) as out
      from lost
        left join lateral (select max(committing_since) as since from delivery_part as part
          where part.delivery_id = lost.id and part.committing_since is not null and part.committed_at is null)
          as uncertain on true
        left join lateral (select bool_and(part.committed_at is not null) as out from delivery_part as part
          where part.delivery_id = lost.id) as parts on true),
    released as (
      update delivery
      set state = case when since is not null then 'unconfirmed'
          when delivery.attempts >= ${maxAttempts} then 'failed' else 'scheduled' end,
        fault = case when since is not null then '{"code":"outcome-unknown"}'::jsonb
          when delivery.attempts >= ${maxAttempts} then coalesce(delivery.fault, '{"code":"unreachable"}'::jsonb)
          else delivery.fault end,
        confirm_at = since + ${ms(startWithinMs)} + make_interval(secs =>
          ((terms ->> 'commitTimeoutMs')::double precision + (terms ->> 'visibilityLagMs')::double precision) / 1000),
        wake_at = case when since is null and delivery.attempts < ${maxAttempts} then now() end, empty_lookups = 0, token = null, lease_until = null, updated_at = now()
      from judged where delivery.id = judged.id and not judged.out
      returning delivery.id, judged.token, delivery.state),
    noted as (
      update attempt set finished_at = now(), outcome = 'lost',
        step = case when released.state = 'unconfirmed' then 'commit' else attempt.step end
      from released
      where attempt.delivery_id = released.id and attempt.token = released.token and attempt.finished_at is null)
    select id as delivery_id, token, state as became from released
    union all
    select id, token, 'out' from judged where out`.execute(db)
  return rows
}

/**
 * Gives back what a worker claimed without knowing it: the database went away between the claim and its answer. Nothing
 * of it has left, and nobody has to wait for its lease to end.
 * @param known tokens of the claims the worker does know
 */
export async function releaseUnknownClaims(db: Queryable, worker: string, known: readonly string[]): Promise<void> {
  await sql`
    with unknown as materialized (
      select delivery.id, delivery.token
      from delivery join attempt on attempt.delivery_id = delivery.id and attempt.token = delivery.token
      where delivery.wake_at is not null and delivery.state = 'sending' and attempt.worker = ${worker} and attempt.finished_at is null
        and delivery.token <> all (${[...known]}::uuid[])
      for update of delivery skip locked),
    released as (
      update delivery
      set state = case when delivery.fault is null then 'scheduled' else 'retrying' end, token = null,
        lease_until = null, wake_at = now(), attempts = greatest(delivery.attempts - 1, 0), updated_at = now()
      from unknown where delivery.id = unknown.id)
    update attempt set finished_at = now(), outcome = 'handed-back' from unknown
    where attempt.delivery_id = unknown.id and attempt.token = unknown.token`.execute(db)
}

/** Puts what is due in a paused scope aside, with the pause that holds it: ending the pause sends nothing by itself. */
export async function holdPaused(db: Queryable): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with paused as materialized (
      select delivery.id, ${pausedBy} as pause_id
      from delivery
      where exists (select from pause where ended_at is null)
        and delivery.state in ('scheduled', 'retrying') and delivery.wake_at <= now() and delivery.due_at <= now()
        and ${isPaused}
      for update skip locked)
    update delivery set state = 'held', held_by = paused.pause_id, wake_at = null, updated_at = now()
    from paused where delivery.id = paused.id
    returning delivery.id`.execute(db)
  return rows.map((row) => row.id)
}

/**
 * Settles what is too late by its own rule: `ask` becomes `missed`, `skip` is cancelled. A thread of which a part is
 * out is never dropped unasked.
 */
export async function settleLate(
  trx: Trx,
): Promise<{ deliveryId: string; organizationId: string; state: 'missed' | 'cancelled' }[]> {
  const { rows } = await sql<{ deliveryId: string; organizationId: string; state: 'missed' | 'cancelled' }>`
    with late as materialized (
      select delivery.id from delivery
      where delivery.state in ('scheduled', 'retrying') and delivery.wake_at <= now() and ${isLate}
      for update of delivery skip locked)
    update delivery
    set state = case when delivery.late_policy = 'skip' and not exists (
        select from delivery_part as part where part.delivery_id = delivery.id and part.committed_at is not null)
      then 'cancelled' else 'missed' end, wake_at = null, updated_at = now()
    from late where delivery.id = late.id
    returning delivery.id as delivery_id, delivery.organization_id, delivery.state`.execute(trx)
  return rows
}

/** A delivery for a queue: who it is and how long until the dispatcher should look. */
export interface Upcoming {
  readonly deliveryId: string
  readonly revision: number
  readonly platform: Platform
  readonly priority: number
  readonly wakeAt: Date
  /** 0 when it is due already. */
  readonly delayMs: number
}

/** What may be sent and is due within `withinMs`, soonest first. */
export async function listUpcoming(db: Queryable, withinMs: number, limit: number): Promise<Upcoming[]> {
  const { rows } = await sql<Upcoming>`
    select delivery.id as delivery_id, delivery.revision, delivery.platform, delivery.priority, delivery.wake_at,
      greatest(0, extract(epoch from delivery.wake_at - now()) * 1000)::int as delay_ms
    from delivery
    where delivery.state in ('scheduled', 'retrying') and delivery.wake_at <= now() + ${ms(withinMs)} and ${maySend}
    order by delivery.wake_at limit ${limit}`.execute(db)
  return rows
}
