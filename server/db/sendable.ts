import { type RawBuilder, sql } from 'kysely'

/**
 * Conditions that the claim, the write-ahead mark, the upkeep and the calendar ask in the same words, over a row of
 * the table `delivery` under that name. They are correlated on purpose: the claim walks its index in order and stops
 * when it has enough, so nothing may be joined before.
 */

const pauses = sql`from pause
  where pause.organization_id = delivery.organization_id and pause.ended_at is null and case pause.scope
    when 'organization' then true
    when 'platform' then pause.scope_id = delivery.platform
    when 'channel' then pause.scope_id = delivery.channel_id::text
    when 'campaign' then pause.scope_id = (select own.campaign_id::text from post as own where own.id = delivery.post_id)
    else exists (
      with recursive above as (
        select unit.id, unit.parent_id from post as own join unit on unit.id = own.unit_id
          where own.id = delivery.post_id
        union
        select unit.id, unit.parent_id from unit join above on unit.id = above.parent_id)
      select from above where above.id::text = pause.scope_id)
  end`

/** The pause a delivery stands under now, or null: of the organization, its platform, channel or campaign, or of the
 *  post's unit or a unit above it. */
export const pausedBy = sql<string | null>`(select pause.id ${pauses} order by pause.created_at limit 1)`

/** In a paused scope and not exempt from it. */
export const isPaused = sql<boolean>`(not delivery.exempt_from_pause and exists (select ${pauses}))`

/** More than its limit after the due time, and nobody said to send it anyway. */
export const isLate = sql<boolean>`(delivery.late_policy <> 'send'
  and now() > delivery.due_at + make_interval(mins => delivery.late_limit_minutes))`

/** A person released exactly this content. */
const isReleased = sql`delivery.content_hash = delivery.released_hash`

/** A person released it, but other content than would be sent. */
export const isChanged = sql<boolean>`(delivery.released_hash is not null and (${isReleased}) is not true)`

const channelWorks = sql`own.state in ('connected', 'expiring')`

/** Somebody stated that the channel is the office's own; practice needs no statement. */
const channelIsOwn = sql`(own.practice or exists (select from channel_attestation as stated
  where stated.channel_id = own.id and stated.revoked_at is null))`

const onChannel = (condition: RawBuilder<unknown>) =>
  sql<boolean>`exists (select from channel as own where own.id = delivery.channel_id and ${condition})`

/** Over a row of `channel` under the name `own`: it works, is the office's own, and its platform asked for no rest. */
export const channelMaySend = sql<boolean>`(${channelWorks} and ${channelIsOwn}
  and (own.rests_until is null or own.rests_until <= now()))`

/**
 * A person released exactly this content, nothing pauses it, it is in time. Inside `case` the planner takes it for true
 * half of the time, which is what the index order needs; it would take `content_hash = released_hash` for very rare,
 * read everything that is due, and sort it.
 */
export const mayGoOut = sql<boolean>`case when ${isReleased} and not ${isLate} and not ${isPaused}
  then true else false end`

/** `mayGoOut`, on a channel that may send. */
export const maySend = sql<boolean>`(${mayGoOut} and ${onChannel(channelMaySend)})`

/** What stops a delivery. */
export type Blocker = 'not-released' | 'changed' | 'paused' | 'channel-broken' | 'not-attested' | 'resting' | 'late'

/** Longer than to when the delivery is due: asked by the platform, or for the sake of its limits. */
const channelRests = sql`greatest(own.rests_until, case when delivery.priority = 0 then own.paced_until end)
  > greatest(now(), delivery.due_at)`

/**
 * Which of the conditions of `maySend` do not hold now, in the order to tell them; none exactly where it is true, but
 * for a rest that ends before the delivery is due, and one for our own limits, which the claim asks about.
 */
export const blockers = sql<Blocker[]>`array_remove(array[
  case when delivery.released_hash is null then 'not-released' when ${isChanged} then 'changed' end,
  case when ${isPaused} then 'paused' end,
  case when not ${onChannel(channelWorks)} then 'channel-broken' end,
  case when not ${onChannel(channelIsOwn)} then 'not-attested' end,
  case when ${onChannel(channelRests)} then 'resting' end,
  case when ${isLate} then 'late' end], null)`

/** The channel's access ends before the delivery is due, and nothing renews it by itself: by then it may not be sent. */
export const endsBefore = onChannel(sql`own.state = 'expiring' and exists (select from credential
  where credential.channel_id = own.id and credential.expires_at <= delivery.due_at)`)

/** Milliseconds as an interval. */
export const ms = (milliseconds: number | RawBuilder<unknown>) =>
  sql`make_interval(secs => ${milliseconds}::double precision / 1000)`
