import { sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Queryable, Trx } from './database.ts'

/** An issue in the archive, as it was released. */
export interface IssueRow {
  readonly deliveryId: string
  readonly organizationId: string
  readonly channelId: string
  readonly marker: string
  readonly content: JsonObject
  readonly publishedAt: Date
  readonly updatedAt: Date
}

const issueColumns = [
  'deliveryId',
  'organizationId',
  'channelId',
  'marker',
  'content',
  'publishedAt',
  'updatedAt',
] as const

/** Over a row of `subscriber`: confirmed, still on the list, and reachable. */
export const isSubscribed = sql<boolean>`(subscriber.consented_at is not null and subscriber.unsubscribed_at is null
  and subscriber.suppressed_at is null and subscriber.erased_at is null)`

/**
 * Puts an issue into the archive and a mail for every subscriber of its channel in line. An issue of this delivery that
 * is there already stays as it is: whoever comes second waits for the first and changes nothing.
 * @returns false when the delivery is none of an e-mail channel
 */
export async function publishIssue(
  trx: Trx,
  marker: string,
  deliveryId: string,
  content: JsonObject,
): Promise<boolean> {
  const { rows } = await sql<{ channelId: string }>`
    insert into newsletter_issue (delivery_id, organization_id, channel_id, marker, content)
    select id, organization_id, channel_id, ${marker}, ${JSON.stringify(content)}::jsonb from delivery
    where id = ${deliveryId} and platform = 'email'
    on conflict (delivery_id) do nothing returning channel_id`.execute(trx)
  const [published] = rows
  if (!published) return (await findIssue(trx, deliveryId)) !== null
  await openList(trx, published.channelId)
  await sql`
    insert into delivery_recipient (organization_id, delivery_id, subscriber_id)
    select organization_id, ${deliveryId}, id from subscriber
    where channel_id = ${published.channelId} and ${isSubscribed}`.execute(trx)
  return true
}

/** The list's own row: its rate and its rests. */
export async function openList(db: Queryable, channelId: string): Promise<void> {
  await sql`insert into newsletter_list (channel_id, organization_id)
    select id, organization_id from channel where id = ${channelId} on conflict do nothing`.execute(db)
}

/** An issue by its delivery, withdrawn ones included. */
export async function findIssue(db: Queryable, deliveryId: string): Promise<IssueRow | null> {
  const row = await db
    .selectFrom('newsletterIssue')
    .select(issueColumns)
    .where('deliveryId', '=', deliveryId)
    .executeTakeFirst()
  return row ?? null
}

export async function findIssueByMarker(db: Queryable, marker: string): Promise<IssueRow | null> {
  const row = await db
    .selectFrom('newsletterIssue')
    .select(issueColumns)
    .where('marker', '=', marker)
    .executeTakeFirst()
  return row ?? null
}

/** @returns false when there is no such issue, or it was withdrawn */
export async function changeIssue(db: Queryable, deliveryId: string, content: JsonObject): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('newsletterIssue')
    .set({ content, updatedAt: sql<Date>`now()` })
    .where('deliveryId', '=', deliveryId)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Out of the archive; whose mail has not left yet gets none. */
export async function withdrawIssue(trx: Trx, deliveryId: string): Promise<void> {
  await trx
    .updateTable('newsletterIssue')
    .set({ withdrawnAt: sql<Date>`now()`, updatedAt: sql<Date>`now()` })
    .where('deliveryId', '=', deliveryId)
    .where('withdrawnAt', 'is', null)
    .execute()
  await trx
    .updateTable('deliveryRecipient')
    .set({ state: 'skipped', at: sql<Date>`now()` })
    .where('deliveryId', '=', deliveryId)
    .where('state', 'in', ['pending', 'deferred'])
    .execute()
}

export interface IssueCounts {
  readonly deliveryId: string
  readonly isWithdrawn: boolean
  readonly recipients: number
  readonly accepted: number
  readonly refused: number
  readonly bounced: number
  readonly unconfirmed: number
  readonly skipped: number
  readonly waiting: number
  readonly complaints: number
  readonly unsubscribed: number
}

/** What became of the mails of these issues; of those there are. */
export async function countIssues(db: Queryable, deliveryIds: readonly string[]): Promise<IssueCounts[]> {
  const { rows } = await sql<IssueCounts>`
    select issue.delivery_id, issue.withdrawn_at is not null as is_withdrawn,
      count(mail.delivery_id)::int as recipients,
      count(*) filter (where mail.state = 'accepted')::int as accepted,
      count(*) filter (where mail.state = 'refused')::int as refused,
      count(*) filter (where mail.state = 'bounced')::int as bounced,
      count(*) filter (where mail.state = 'unconfirmed')::int as unconfirmed,
      count(*) filter (where mail.state = 'skipped')::int as skipped,
      count(*) filter (where mail.state in ('pending', 'deferred', 'sending'))::int as waiting,
      count(mail.complained_at)::int as complaints,
      count(mail.unsubscribed_at)::int as unsubscribed
    from newsletter_issue as issue left join delivery_recipient as mail on mail.delivery_id = issue.delivery_id
    where issue.delivery_id = any(${[...deliveryIds]}::uuid[]) group by issue.delivery_id`.execute(db)
  return rows
}

export interface ListCounts {
  readonly subscribers: number
  readonly issues: number
  readonly isStopped: boolean
}

/** @param listKey as the channel's settings hold it */
export async function countList(db: Queryable, listKey: string): Promise<ListCounts> {
  const { rows } = await sql<ListCounts>`
    select (select count(*)::int from subscriber where channel_id = channel.id and ${isSubscribed}) as subscribers,
      (select count(*)::int from newsletter_issue where channel_id = channel.id and withdrawn_at is null) as issues,
      exists (select from newsletter_issue where channel_id = channel.id and stopped_at is not null
        and withdrawn_at is null) as is_stopped
    from channel where platform = 'email' and settings ->> 'listKey' = ${listKey}`.execute(db)
  // An account that is just being connected is no channel yet.
  return rows[0] ?? { subscribers: 0, issues: 0, isStopped: false }
}

/** Newest first; withdrawn ones are left out. */
export async function listIssues(db: Queryable, channelId: string, limit: number): Promise<IssueRow[]> {
  return db
    .selectFrom('newsletterIssue')
    .select(issueColumns)
    .where('channelId', '=', channelId)
    .where('withdrawnAt', 'is', null)
    .orderBy('publishedAt', 'desc')
    .orderBy('deliveryId')
    .limit(limit)
    .execute()
}

/** Withdrawn ones included: their mails are out. Newest first. */
export async function listEveryIssue(
  db: Queryable,
  channelId: string,
  limit: number,
): Promise<{ deliveryId: string; title: string; publishedAt: Date }[]> {
  return db
    .selectFrom('newsletterIssue')
    .select(['deliveryId', 'publishedAt', sql<string>`content ->> 'title'`.as('title')])
    .where('channelId', '=', channelId)
    .orderBy('publishedAt', 'desc')
    .orderBy('deliveryId')
    .limit(limit)
    .execute()
}

/** When anything about the channel's issues changed last, withdrawing included; null when there never was one. */
export async function lastIssueChange(db: Queryable, channelId: string): Promise<Date | null> {
  const { at } = await db
    .selectFrom('newsletterIssue')
    .select((build) => build.fn.max('updatedAt').as('at'))
    .where('channelId', '=', channelId)
    .executeTakeFirstOrThrow()
  return at
}

/** Whose file it is, when an issue in the channel's archive shows it. */
export async function findIssueFile(
  db: Queryable,
  channelId: string,
  mediaId: string,
): Promise<{ readonly organizationId: string } | null> {
  const { rows } = await sql<{ organizationId: string }>`
    select organization_id from newsletter_issue where channel_id = ${channelId} and withdrawn_at is null
      and (content -> 'pictures' @> jsonb_build_array(jsonb_build_object('id', ${mediaId}::text))
        or content #>> '{episode,audio,id}' = ${mediaId}) limit 1`.execute(db)
  return rows[0] ?? null
}

/** An issue readers may read. */
export async function findPublicIssue(db: Queryable, channelId: string, deliveryId: string): Promise<IssueRow | null> {
  const row = await db
    .selectFrom('newsletterIssue')
    .select(issueColumns)
    .where('channelId', '=', channelId)
    .where('deliveryId', '=', deliveryId)
    .where('withdrawnAt', 'is', null)
    .executeTakeFirst()
  return row ?? null
}
