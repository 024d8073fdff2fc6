import { type RawBuilder, sql } from 'kysely'

/**
 * Conditions that the claim, the write-ahead mark, the upkeep and the calendar ask in the same words. They are written
 * over the tables `delivery`, `channel` and `post` under those names.
 */

/** The pause a delivery stands under now, or null: of the organization, its platform, channel or campaign, or of the
 *  post's unit or a unit above it. */
export const pausedBy = sql<string | null>`(
  select pause.id from pause
  where pause.organization_id = delivery.organization_id and pause.ended_at is null and case pause.scope
    when 'organization' then true
    when 'platform' then pause.scope_id = delivery.platform
    when 'channel' then pause.scope_id = delivery.channel_id::text
    when 'campaign' then pause.scope_id = post.campaign_id::text
    else exists (
      with recursive above as (
        select unit.id, unit.parent_id from unit where unit.id = post.unit_id
        union
        select unit.id, unit.parent_id from unit join above on unit.id = above.parent_id)
      select from above where above.id::text = pause.scope_id)
  end
  order by pause.created_at limit 1)`

/** In a paused scope and not exempt from it. */
export const isPaused = sql<boolean>`(not delivery.exempt_from_pause and ${pausedBy} is not null)`

/** More than its limit after the due time, and nobody said to send it anyway. */
export const isLate = sql<boolean>`(delivery.late_policy <> 'send'
  and now() > delivery.due_at + make_interval(mins => delivery.late_limit_minutes))`

/** A person released exactly this content, the channel is the office's own and works, nothing pauses it, it is in time. */
export const maySend = sql<boolean>`(
  delivery.content_hash = delivery.released_hash
  and channel.state in ('connected', 'expiring')
  and (channel.practice or exists (select from channel_attestation
    where channel_attestation.channel_id = delivery.channel_id and channel_attestation.revoked_at is null))
  and not ${isLate} and not ${isPaused})`

/** Milliseconds as an interval. */
export const ms = (milliseconds: number | RawBuilder<unknown>) =>
  sql`make_interval(secs => ${milliseconds}::double precision / 1000)`
