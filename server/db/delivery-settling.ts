import { sql } from 'kysely'
import type { Fault } from '../../connectors/contract.ts'
import type { Queryable } from './database.ts'
import { ms } from './sendable.ts'

/** Keeps the claim: called while its work goes on. @returns false when it is lost, to a person or to the sweep */
export async function renewLease(
  db: Queryable,
  claim: { readonly deliveryId: string; readonly token: string },
  leaseMs: number,
): Promise<boolean> {
  const { rows } = await sql`
    update delivery set lease_until = now() + ${ms(leaseMs)}
    where id = ${claim.deliveryId} and token = ${claim.token} and state = 'sending' and lease_until > now()
    returning id`.execute(db)
  return rows.length > 0
}

/** How a claim ends when the delivery is not out. */
export interface Ending {
  readonly deliveryId: string
  readonly token: string
  readonly step: 'prepare' | 'commit'
  /** The part whose call was allowed and is known not to have taken effect. */
  readonly notOut: number | null
  readonly outcome: /** Not tried; due again at `wakeAt`, null: now. */
    | { readonly state: 'handed-back'; readonly wakeAt: Date | null }
    | { readonly state: 'retrying'; readonly fault: Fault; readonly wakeAt: Date }
    | { readonly state: 'failed'; readonly fault: Fault }
    | { readonly state: 'unconfirmed'; readonly fault: Fault; readonly confirmAt: Date }
}

/**
 * Ends claims with what happened, each by its token. A claim that was lost changes nothing but its attempt row. What was
 * prepared is kept for the next try, unless the platform refused it: an upload or container it no longer knows would be
 * refused again.
 */
export async function endClaims(db: Queryable, endings: readonly Ending[]): Promise<void> {
  const rows = endings.map(({ outcome, ...ending }) => ({
    ...ending,
    state: outcome.state === 'handed-back' ? null : outcome.state,
    fault: 'fault' in outcome ? outcome.fault : null,
    wakeAt: 'wakeAt' in outcome ? outcome.wakeAt : null,
    confirmAt: 'confirmAt' in outcome ? outcome.confirmAt : null,
    outcome: outcome.state === 'handed-back' ? 'handed-back' : outcome.state === 'unconfirmed' ? 'unknown' : 'fault',
  }))
  await sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given ("deliveryId" uuid, token uuid,
        step text, "notOut" int, state text, fault jsonb, "wakeAt" timestamptz, "confirmAt" timestamptz, outcome text)),
    held as materialized (
      select delivery.id, given.* from given
        join delivery on delivery.id = given."deliveryId" and delivery.token = given.token
      where delivery.state = 'sending' order by delivery.id for update of delivery),
    refused as (
      select held.id, held."notOut" from held
      where held.fault ->> 'code' = 'rejected' and not exists (
        select from delivery_part as part where part.delivery_id = held.id and (part.committed_at is not null
          or part.committing_since is not null and part.position is distinct from held."notOut"))),
    forgotten as (
      delete from delivery_part as part using refused where part.delivery_id = refused.id),
    cleared as (
      update delivery_part as part set committing_since = null from held
      where part.delivery_id = held.id and part.position = held."notOut" and part.committed_at is null
        and not exists (select from refused where refused.id = held.id)),
    ended as (
      update delivery
      set state = coalesce(held.state, case when delivery.fault is null then 'scheduled' else 'retrying' end),
        attempts = case when held.state is null then greatest(delivery.attempts - 1, 0) else delivery.attempts end,
        fault = case when held.state is null then delivery.fault else held.fault end,
        wake_at = case coalesce(held.state, 'scheduled') when 'scheduled' then coalesce(held."wakeAt", now())
          when 'retrying' then held."wakeAt" end,
        confirm_at = held."confirmAt", empty_lookups = 0, token = null, lease_until = null, updated_at = now()
      from held where delivery.id = held.id)
    update attempt set finished_at = now(), outcome = given.outcome, step = given.step, fault = given.fault
    from given
    where attempt.delivery_id = given."deliveryId" and attempt.token = given.token and attempt.finished_at is null`.execute(
    db,
  )
}
