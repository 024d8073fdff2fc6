import { sql } from 'kysely'
import type { AccountMetrics, ItemMetrics } from '../../connectors/contract.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Db } from './database.ts'

/** One reading of one delivery's figures that is due, and reserved for the asker. */
export interface DueReading {
  readonly deliveryId: string
  readonly channelId: string
  readonly remoteId: string
  readonly ageMinutes: number
}

/** When figures are read: minutes after publishing, and how long after that it still counts as this reading. */
export interface ReadingPlan {
  readonly ageMinutes: number
  readonly withinMinutes: number
}

/** A connector that tells figures: of live channels of a platform, or of practice ones. */
export interface Measurable {
  readonly platform: Platform
  readonly practice: boolean
}

/**
 * Takes readings that are due, by writing their row with nothing known yet: of several processes one gets each. What a
 * person found has no id that a platform knows, and an item that is gone is not asked for again.
 */
export async function reserveReadings(
  db: Db,
  plan: readonly ReadingPlan[],
  measurable: readonly Measurable[],
  limit: number,
): Promise<DueReading[]> {
  const { rows } = await sql<DueReading>`
    with due as (
      select delivery.organization_id, delivery.id, delivery.channel_id, delivery.remote_id, reading."ageMinutes" as age
      from jsonb_to_recordset(${JSON.stringify(plan)}::jsonb) as reading ("ageMinutes" int, "withinMinutes" int)
        join delivery on delivery.state = 'published' and delivery.settled_by is null
          and delivery.published_at <= now() - make_interval(mins => reading."ageMinutes")
          and delivery.published_at > now() - make_interval(mins => reading."ageMinutes" + reading."withinMinutes")
        join channel on channel.id = delivery.channel_id and channel.state in ('connected', 'expiring')
        join jsonb_to_recordset(${JSON.stringify(measurable)}::jsonb) as asked (platform text, practice boolean)
          on asked.platform = channel.platform and asked.practice = channel.practice
      where not exists (select from metric_snapshot as known where known.delivery_id = delivery.id
        and (known.age_minutes >= reading."ageMinutes" or known.raw ->> 'gone' = 'true'))
      order by delivery.channel_id limit ${limit}),
    reserved as (
      insert into metric_snapshot (organization_id, delivery_id, channel_id, age_minutes)
      select organization_id, id, channel_id, age from due
      on conflict (delivery_id, age_minutes) do nothing
      returning delivery_id, age_minutes)
    select due.id as delivery_id, due.channel_id, due.remote_id, due.age as age_minutes
    from reserved join due on due.id = reserved.delivery_id and due.age = reserved.age_minutes`.execute(db)
  return rows
}

/** Writes what the platform told of a reserved reading. A figure it did not tell stays absent, with its reason. */
export async function storeReading(
  db: Db,
  { deliveryId, ageMinutes }: DueReading,
  { values, absent, raw, gone }: Omit<ItemMetrics, 'remoteId'>,
): Promise<void> {
  await db
    .updateTable('metricSnapshot')
    .set({ ...values, absent, raw: gone ? { ...raw, gone } : raw, capturedAt: sql<Date>`now()` })
    .where('deliveryId', '=', deliveryId)
    .where('ageMinutes', '=', ageMinutes)
    .execute()
}

/** Gives reserved readings back: they are due again. */
export async function releaseReadings(db: Db, readings: readonly DueReading[]): Promise<void> {
  await sql`
    delete from metric_snapshot using jsonb_to_recordset(${JSON.stringify(readings)}::jsonb)
      as reading ("deliveryId" uuid, "ageMinutes" int)
    where metric_snapshot.delivery_id = reading."deliveryId"
      and metric_snapshot.age_minutes = reading."ageMinutes"`.execute(db)
}

/** Healthy channels whose own figures were not read for a day. */
export async function listUncountedChannels(
  db: Db,
  measurable: readonly Measurable[],
  limit: number,
): Promise<{ id: string; organizationId: string }[]> {
  const { rows } = await sql<{ id: string; organizationId: string }>`
    select channel.id, channel.organization_id
    from channel join jsonb_to_recordset(${JSON.stringify(measurable)}::jsonb) as asked (platform text, practice boolean)
      on asked.platform = channel.platform and asked.practice = channel.practice
    where channel.state in ('connected', 'expiring') and not exists (select from channel_snapshot as known
      where known.channel_id = channel.id and known.captured_at > now() - interval '1 day')
    limit ${limit}`.execute(db)
  return rows
}

export async function insertChannelSnapshot(
  db: Db,
  channel: { readonly id: string; readonly organizationId: string },
  { followers, posts, raw }: AccountMetrics,
): Promise<void> {
  await db
    .insertInto('channelSnapshot')
    .values({ channelId: channel.id, organizationId: channel.organizationId, followers, posts, raw })
    .execute()
}
