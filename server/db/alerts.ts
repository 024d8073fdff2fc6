import { type RawBuilder, sql } from 'kysely'
import type { Fault } from '../../connectors/contract.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Role } from '../contract/people.ts'
import type { Db, Queryable, Trx } from './database.ts'
import { inTransaction } from './database.ts'
import type { AlertKind } from './schema.ts'
import { type Blocker, blockers, isPaused, ms } from './sendable.ts'
import { ownTitle } from './variant-words.ts'

export type { AlertKind } from './schema.ts'

/** Due more than two minutes ago, not out, and nobody paused it. Over a row of the table `delivery` under that name. */
export const isOverdue = sql<boolean>`(delivery.wake_at is not null
  and delivery.due_at < now() - interval '2 minutes' and not ${isPaused})`

/** Not out, and not in line any more, without a person having wanted it. Over a row of `delivery`; by its index. */
export const isStopped = sql<boolean>`(delivery.wake_at is null and delivery.published_at is null
  and delivery.state in ('failed', 'missed', 'unconfirmed', 'held'))`

/**
 * What somebody has to be told of now. What a pause holds is told when the pause is over: before that it was somebody's
 * decision, and there is nothing to decide yet. A channel whose access ends is told only where nothing renews it.
 */
const current = sql`
  select organization_id, case when ${isOverdue} then 'overdue' else state end as kind,
    (select unit_id from post where post.id = delivery.post_id) as unit_id, channel_id, id as delivery_id, revision
  from delivery
  where (${isStopped} and case state when 'unconfirmed' then confirm_at is null
      when 'held' then exists (select from pause where pause.id = delivery.held_by and ended_at is not null)
      else true end)
    or ${isOverdue}
  union all
  select organization_id, 'channel-lost', unit_id, id, null::uuid, 0 from channel where state = 'needs-reconnect'
  union all
  select channel.organization_id,
    case when ends.at < now() + interval '1 day' then 'channel-ends-day' else 'channel-ends-week' end,
    channel.unit_id, channel.id, null::uuid, 0
  from channel join lateral (select min(expires_at) as at from credential where channel_id = channel.id) as ends
    on ends.at < now() + interval '7 days'
  where channel.state = 'expiring'`

/** By equality alone: thousands at once are compared by their hashes. */
const isSame = sql`(current.kind, current.revision, coalesce(current.delivery_id, current.channel_id))
  = (alert.kind, alert.revision, coalesce(alert.delivery_id, alert.channel_id))`

/**
 * Writes down what is new and forgets what is over. One process at a time does, so that ids become visible in their
 * order; the others leave it to that one.
 */
export function noticeAlerts(db: Db): Promise<void> {
  return inTransaction(db, async (trx) => {
    if (!(await lockNoticing(trx))) return
    await sql`
      with current as materialized (${current}),
      over as (
        delete from alert where not exists (select from current
          where ${isSame}))
      insert into alert (organization_id, kind, unit_id, channel_id, delivery_id, revision)
      select organization_id, kind, unit_id, channel_id, delivery_id, revision from current
      where not exists (select from alert where ${isSame})`.execute(trx)
    await sql`insert into alert_mailbox (member_id, organization_id) select id, organization_id from member
      where not exists (select from alert_mailbox where member_id = member.id) on conflict do nothing`.execute(trx)
  })
}

async function lockNoticing(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('alerts', 0)) as locked`.execute(trx)
  return rows[0]?.locked ?? false
}

/** Whom alerts are for. */
export interface Audience {
  /** Told of everything in their organization. */
  readonly everywhere: readonly Role[]
  /** Told of what they planned or released themselves, and of posts and channels of their unit or one below it. */
  readonly concerned: readonly Role[]
  /** What members hear who asked for urgent alerts only. */
  readonly urgent: readonly AlertKind[]
}

/** Over a row of `alert`, of its `box` and of the box's `member`: not told yet, and this person wants to know. */
function isFor({ everywhere, concerned, urgent }: Audience): RawBuilder<boolean> {
  return sql<boolean>`(alert.id > box.told_up_to and alert.organization_id = member.organization_id
    and case coalesce(member.preferences ->> 'alerts', 'all') when 'off' then false
      when 'urgent' then alert.kind = any(${[...urgent]}::text[]) else true end
    and (member.role = any(${[...everywhere]}::text[]) or member.role = any(${[...concerned]}::text[])
      and (array[alert.unit_id, (select unit_id from channel where channel.id = alert.channel_id)] && array(
          with recursive below as (
            select id from unit where id = member.unit_id
            union
            select unit.id from unit join below on unit.parent_id = below.id)
          select id from below)
        or exists (select from delivery where delivery.id = alert.delivery_id
          and member.id in (delivery.created_by, delivery.released_by)))))`
}

/** A person whose mail one process writes now. */
export interface MailboxClaim {
  readonly memberId: string
  readonly token: string
  readonly name: string
  readonly email: string
  readonly language: string
  readonly organizationName: string
  readonly zone: string
}

/** Takes somebody there is something to tell, the longest waiting first. @returns null when there is nobody */
export async function claimMailbox(db: Queryable, audience: Audience, leaseMs: number): Promise<MailboxClaim | null> {
  const { rows } = await sql<MailboxClaim>`
    with chosen as (
      select box.member_id from alert_mailbox as box join member on member.id = box.member_id
      where box.next_at <= now() and (box.lease_until is null or box.lease_until < now())
        and member.disabled_at is null and exists (select from alert where ${isFor(audience)})
      order by box.next_at limit 1 for update of box skip locked)
    update alert_mailbox set token = gen_random_uuid(), lease_until = now() + ${ms(leaseMs)}
    from chosen
      join member on member.id = chosen.member_id
      join organization on organization.id = member.organization_id
    where alert_mailbox.member_id = chosen.member_id
    returning member.id as member_id, alert_mailbox.token, member.name, member.email, member.language,
      organization.name as organization_name, organization.zone`.execute(db)
  return rows[0] ?? null
}

/** One thing to tell, with what a person needs to know to do something about it. */
export interface AlertRow {
  readonly kind: AlertKind
  readonly channelId: string
  readonly channelName: string
  readonly platform: Platform
  readonly practice: boolean
  readonly deliveryId: string | null
  readonly title: string | null
  readonly dueAt: Date | null
  readonly fault: Fault | null
  /** What keeps an overdue one. */
  readonly whyNot: readonly Blocker[]
  /** When the channel's access ends. */
  readonly endsAt: Date | null
}

/** What a claimed person has not been told yet, in the order given by `kinds`. */
export async function readAlertsFor(
  db: Queryable,
  claim: MailboxClaim,
  audience: Audience,
  { kinds, limit }: { readonly kinds: readonly AlertKind[]; readonly limit: number },
): Promise<{ readonly upTo: number; readonly total: number; readonly alerts: readonly AlertRow[] }> {
  const { rows } = await sql<AlertRow & { upTo: number; total: number }>`
    with mine as materialized (
      select alert.* from alert_mailbox as box join member on member.id = box.member_id, alert
      where box.member_id = ${claim.memberId} and box.token = ${claim.token} and ${isFor(audience)}),
    top as (
      select * from mine order by array_position(${[...kinds]}::text[], kind), id limit ${limit})
    select top.kind, channel.id as channel_id, channel.name as channel_name, channel.platform, channel.practice,
      delivery.id as delivery_id, delivery.due_at, delivery.fault,
      ${ownTitle} as title,
      case when delivery.state in ('scheduled', 'retrying') then ${blockers} else '{}'::text[] end as why_not,
      (select min(expires_at) from credential where credential.channel_id = channel.id) as ends_at,
      (select max(id) from mine) as up_to, (select count(*)::int from mine) as total
    from top
      join channel on channel.id = top.channel_id
      left join delivery on delivery.id = top.delivery_id
      left join variant on variant.id = delivery.variant_id
      left join post on post.id = delivery.post_id
    order by array_position(${[...kinds]}::text[], top.kind), delivery.due_at, top.id`.execute(db)
  const [first] = rows
  return {
    upTo: Number(first?.upTo ?? 0),
    total: first?.total ?? 0,
    alerts: rows.map(({ upTo: _upTo, total: _total, ...alert }) => alert),
  }
}

/** The mail server took it: nothing up to there is told again, and the next mail comes after `restMs` at the earliest. */
export async function noteTold(db: Queryable, claim: MailboxClaim, upTo: number, restMs: number): Promise<void> {
  await sql`update alert_mailbox set told_up_to = greatest(told_up_to, ${upTo}), told_at = now(), failures = 0,
      fault = null, token = null, lease_until = null, next_at = now() + ${ms(restMs)}
    where member_id = ${claim.memberId} and token = ${claim.token}`.execute(db)
}

/** Nothing is left to tell: it was over, or turned off, between the claim and now. */
export async function giveMailboxBack(db: Queryable, claim: MailboxClaim): Promise<void> {
  await sql`update alert_mailbox set token = null, lease_until = null
    where member_id = ${claim.memberId} and token = ${claim.token}`.execute(db)
}

/** The mail server did not take it: tried again after `waitMs`, doubled for each failure before, at most `waitAtMostMs`. */
export async function noteNotTold(
  db: Queryable,
  claim: MailboxClaim,
  { fault, waitMs, waitAtMostMs }: { readonly fault: string; readonly waitMs: number; readonly waitAtMostMs: number },
): Promise<void> {
  await sql`update alert_mailbox set failures = failures + 1, fault = ${fault}, token = null, lease_until = null,
      next_at = now() + least(${ms(sql`${waitMs}::double precision * power(2, least(failures, 20))`)}, ${ms(waitAtMostMs)})
    where member_id = ${claim.memberId} and token = ${claim.token}`.execute(db)
}

/**
 * How many people's mail the mail server did not take yet, and what it said last.
 * @param organizationId null: of all
 */
export async function readMailTrouble(
  db: Queryable,
  organizationId: string | null = null,
): Promise<{ readonly waiting: number; readonly fault: string | null }> {
  const { rows } = await sql<{ waiting: number; fault: string | null }>`
    select count(*)::int as waiting, max(fault) as fault from alert_mailbox as box where failures > 0
      and (${organizationId}::uuid is null or organization_id = ${organizationId})
      and exists (select from alert where alert.organization_id = box.organization_id and alert.id > box.told_up_to)`.execute(
    db,
  )
  return rows[0] ?? { waiting: 0, fault: null }
}
