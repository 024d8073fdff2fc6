import { type RawBuilder, sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Queryable } from './database.ts'
import { isSubscribed } from './newsletter-issues.ts'
import { isPaused, ms } from './sendable.ts'

/** One mail that one process sends now, with all that is needed for it. */
export interface MailClaim {
  readonly claim: string
  readonly deliveryId: string
  readonly subscriberId: string
  readonly channelId: string
  readonly organizationId: string
  readonly address: string
  readonly key: string
  readonly tries: number
  readonly content: JsonObject
  readonly settings: JsonObject
}

/** Over rows `issue` and `delivery`: its mails may go out now. */
const mayMail = sql`(issue.withdrawn_at is null and issue.stopped_at is null and not ${isPaused})`
/** Over a row of `delivery_recipient` under the name `mail`: asked again right before it leaves, so nobody who left is mailed. */
const isDue = sql`(mail.state in ('pending', 'deferred') and mail.next_at <= now()
  and exists (select from subscriber where subscriber.id = mail.subscriber_id and ${isSubscribed}))`

/**
 * Takes the next mail of the list that has waited longest, and makes its list wait as its rate asks. The mark is written
 * before anything leaves: whoever finds it later knows that the mail may be out. A pause is felt by the next mail.
 * @param tokenHash of the address in this mail that takes its reader off the list
 */
export async function claimMail(db: Queryable, tokenHash: Buffer): Promise<MailClaim | null> {
  const { rows } = await sql<MailClaim>`
    with list as (
      select list.channel_id from newsletter_list as list
        join channel on channel.id = list.channel_id and channel.state in ('connected', 'expiring')
      where list.mail_after <= now() and exists (
        select from newsletter_issue as issue join delivery on delivery.id = issue.delivery_id
        where issue.channel_id = list.channel_id and ${mayMail} and exists (
          select from delivery_recipient as mail where mail.delivery_id = issue.delivery_id and ${isDue}))
      order by list.mail_after limit 1 for update of list skip locked),
    chosen as (
      select next.* from list join newsletter_issue as issue on issue.channel_id = list.channel_id
        join delivery on delivery.id = issue.delivery_id
        cross join lateral (
          select mail.delivery_id, mail.subscriber_id from delivery_recipient as mail
          where mail.delivery_id = issue.delivery_id and ${isDue}
          order by mail.next_at, mail.subscriber_id limit 1) as next
      where ${mayMail} order by issue.published_at limit 1),
    paced as (
      update newsletter_list set mail_after = greatest(mail_after, now() - interval '1 second')
        + interval '1 minute' / (channel.settings ->> 'ratePerMinute')::int
      from chosen join newsletter_issue as issue on issue.delivery_id = chosen.delivery_id
        join channel on channel.id = issue.channel_id
      where newsletter_list.channel_id = channel.id)
    update delivery_recipient as mail set state = 'sending', claim = gen_random_uuid(), claimed_at = now(), at = now(),
      tries = tries + 1, token_hash = ${tokenHash}
    from chosen join subscriber on subscriber.id = chosen.subscriber_id
      join newsletter_issue as issue on issue.delivery_id = chosen.delivery_id
      join channel on channel.id = issue.channel_id
    where mail.delivery_id = chosen.delivery_id and mail.subscriber_id = chosen.subscriber_id and ${isDue}
    returning mail.claim, mail.delivery_id, mail.subscriber_id, channel.id as channel_id, channel.organization_id,
      subscriber.address, mail.key, mail.tries, issue.content, channel.settings`.execute(db)
  return rows[0] ?? null
}

type Mark = Pick<MailClaim, 'claim'>
/** One that a sweep has given up meanwhile may still be told how it ended. */
const own = ({ claim }: Mark): RawBuilder<boolean> => sql`(claim = ${claim} and state in ('sending', 'unconfirmed'))`

/** @param receipt the mail server's word, or its code */
export async function endMail(
  db: Queryable,
  mark: Mark,
  state: 'accepted' | 'refused' | 'unconfirmed',
  receipt: string,
): Promise<void> {
  await sql`update delivery_recipient set state = ${state}, receipt = ${receipt}, at = now()
    where ${own(mark)}`.execute(db)
}

/** Tried again later; this try counted. */
export async function deferMail(db: Queryable, mark: Mark, code: string, waitMs: number): Promise<void> {
  await sql`update delivery_recipient set state = 'deferred', receipt = ${code}, at = now(),
    next_at = now() + ${ms(waitMs)}, claim = null where ${own(mark)}`.execute(db)
}

/** Nothing has left, for a reason that is not this reader's: the try does not count. */
export async function giveMailBack(db: Queryable, mark: Mark): Promise<void> {
  await sql`update delivery_recipient set state = 'pending', tries = tries - 1, at = now(), claim = null
    where ${own(mark)}`.execute(db)
}

/** A process that was silent for so long is gone; whether the mail is out nobody knows, and it is not sent again. */
export async function giveUpLostMails(db: Queryable, leaseMs: number): Promise<void> {
  await sql`update delivery_recipient set state = 'unconfirmed', receipt = 'lost', at = now()
    where state = 'sending' and claimed_at < now() - ${ms(leaseMs)}`.execute(db)
}

/** Who left between an issue's hand-over and its mail gets none. */
export async function skipMailsOfLeavers(db: Queryable): Promise<void> {
  await sql`update delivery_recipient as mail set state = 'skipped', at = now() from subscriber
    where mail.state in ('pending', 'deferred') and subscriber.id = mail.subscriber_id
      and not ${isSubscribed}`.execute(db)
}

/** The list's mail server takes nothing now: nothing is tried before `waitMs`, doubled for each failure before. */
export async function restList(
  db: Queryable,
  channelId: string,
  { fault, waitMs, atMostMs }: { readonly fault: string; readonly waitMs: number; readonly atMostMs: number },
): Promise<void> {
  await sql`update newsletter_list set failures = failures + 1, fault = ${fault}, mail_after = now()
      + least(${ms(sql`${waitMs}::double precision * power(2, least(failures, 20))`)}, ${ms(atMostMs)})
    where channel_id = ${channelId}`.execute(db)
}

export async function noteListWorks(db: Queryable, channelId: string): Promise<void> {
  await sql`update newsletter_list set failures = 0, fault = null
    where channel_id = ${channelId} and failures > 0`.execute(db)
}

/** Nobody else is mailed this issue until a person looked at it. */
export async function stopIssue(db: Queryable, deliveryId: string, code: string): Promise<void> {
  await sql`update newsletter_issue set stopped_at = now(), stopped_because = ${code}
    where delivery_id = ${deliveryId} and stopped_at is null`.execute(db)
}

/** A person looked: the rest of it goes out. @returns how many issues of the channel were stopped */
export async function resumeIssues(db: Queryable, channelId: string): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('newsletterIssue')
    .set({ stoppedAt: null, stoppedBecause: null })
    .where('channelId', '=', channelId)
    .where('stoppedAt', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

export async function listStopped(db: Queryable, channelId: string): Promise<{ deliveryId: string; code: string }[]> {
  const rows = await db
    .selectFrom('newsletterIssue')
    .select(['deliveryId', 'stoppedBecause'])
    .where('channelId', '=', channelId)
    .where('stoppedAt', 'is not', null)
    .where('withdrawnAt', 'is', null)
    .orderBy('stoppedAt')
    .execute()
  return rows.map(({ deliveryId, stoppedBecause }) => ({ deliveryId, code: stoppedBecause ?? '' }))
}
