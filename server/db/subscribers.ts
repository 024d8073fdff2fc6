import { sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Queryable, Trx } from './database.ts'
import { isSubscribed } from './newsletter-issues.ts'

/** A newsletter that readers can find: an e-mail channel, as the office attested it. */
export interface ListRow {
  readonly channelId: string
  readonly organizationId: string
  readonly office: string
  readonly name: string
  readonly language: string
  readonly state: 'connected' | 'expiring' | 'needs-reconnect' | 'disconnected'
  readonly settings: JsonObject
}

/** @returns null when the channel is no newsletter; one that was disconnected is still there to be told of */
export async function findList(db: Queryable, channelId: string): Promise<ListRow | null> {
  const row = await db
    .selectFrom('channel')
    .innerJoin('organization', 'organization.id', 'channel.organizationId')
    .select(['channel.id as channelId', 'channel.organizationId', 'organization.name as office'])
    .select(['channel.name', 'channel.language', 'channel.state', 'channel.settings'])
    .where('channel.id', '=', channelId)
    .where('channel.platform', '=', 'email')
    .where('channel.practice', '=', false)
    .executeTakeFirst()
  return row ?? null
}

/**
 * Somebody typed this address on the list's page. One who is on the list already is left alone, and so is one who was
 * asked a moment ago: a page cannot be used to fill a mailbox.
 */
export async function requestSubscription(
  trx: Trx,
  list: Pick<ListRow, 'channelId' | 'organizationId'>,
  { address, language }: { readonly address: string; readonly language: string },
  { againAfterMinutes }: { readonly againAfterMinutes: number },
): Promise<void> {
  await sql`
    insert into subscriber (organization_id, channel_id, address, language)
    values (${list.organizationId}, ${list.channelId}, ${address}, ${language})
    on conflict (channel_id, address) do nothing`.execute(trx)
  await sql`
    insert into subscription_request as request (organization_id, subscriber_id, language)
    select organization_id, id, ${language} from subscriber
    where channel_id = ${list.channelId} and address = ${address} and not ${isSubscribed}
    on conflict (subscriber_id) do update set state = 'waiting', language = excluded.language, asked_at = now(),
      expires_at = excluded.expires_at, next_at = now(), tries = 0, claim = null
    where request.asked_at < now() - make_interval(mins => ${againAfterMinutes})`.execute(trx)
}

/** A question to the owner of a mailbox that one process sends now. */
export interface RequestClaim {
  readonly claim: string
  readonly id: string
  readonly channelId: string
  readonly address: string
  readonly language: string
  readonly tries: number
  readonly name: string
  readonly office: string
  readonly settings: JsonObject
}

/** @param tokenHash of the address in the question */
export async function claimRequest(db: Queryable, tokenHash: Buffer): Promise<RequestClaim | null> {
  const { rows } = await sql<RequestClaim>`
    with chosen as (
      select request.id from subscription_request as request
        join subscriber on subscriber.id = request.subscriber_id
        join channel on channel.id = subscriber.channel_id and channel.state in ('connected', 'expiring')
        left join newsletter_list as list on list.channel_id = channel.id
      where request.state = 'waiting' and request.next_at <= now() and request.expires_at > now()
        and coalesce(list.failures = 0 or list.mail_after <= now(), true)
        and not exists (select from pause where pause.organization_id = channel.organization_id
          and pause.ended_at is null and pause.scope = 'organization')
      order by request.next_at limit 1 for update of request skip locked)
    update subscription_request as request set state = 'sending', claim = gen_random_uuid(), claimed_at = now(),
      tries = tries + 1, token_hash = ${tokenHash}
    from chosen, subscriber, channel, organization
    where request.id = chosen.id and subscriber.id = request.subscriber_id and channel.id = subscriber.channel_id
      and organization.id = channel.organization_id
    returning request.claim, request.id, channel.id as channel_id, subscriber.address, request.language, request.tries,
      channel.name, organization.name as office, channel.settings`.execute(db)
  return rows[0] ?? null
}

/** `failed`: no more is sent; the person may ask again. */
export async function endRequest(
  db: Queryable,
  { claim }: Pick<RequestClaim, 'claim'>,
  state: 'mailed' | 'failed',
): Promise<void> {
  await db
    .updateTable('subscriptionRequest')
    .set({ state })
    .where('claim', '=', claim)
    .where('state', '=', 'sending')
    .execute()
}

export async function deferRequest(
  db: Queryable,
  { claim }: Pick<RequestClaim, 'claim'>,
  seconds: number,
): Promise<void> {
  await db
    .updateTable('subscriptionRequest')
    .set({ state: 'waiting', nextAt: sql<Date>`now() + make_interval(secs => ${seconds})` })
    .where('claim', '=', claim)
    .where('state', '=', 'sending')
    .execute()
}

/** Questions nobody answered in time, and the addresses that came with them; what a crash left half sent is not repeated. */
export async function forgetOldRequests(db: Queryable, leaseMinutes: number): Promise<void> {
  await sql`update subscription_request set state = 'failed'
    where state = 'sending' and claimed_at < now() - make_interval(mins => ${leaseMinutes})`.execute(db)
  await sql`delete from subscription_request where expires_at < now()`.execute(db)
  await sql`
    delete from subscriber where consented_at is null and created_at < now() - interval '48 hours'
      and not exists (select from subscription_request as request where request.subscriber_id = subscriber.id)
      and not exists (select from delivery_recipient as mail where mail.subscriber_id = subscriber.id)`.execute(db)
}

/** The newsletter a question is about. @returns null when it is unknown, answered, or older than 48 hours */
export async function findRequestedList(db: Queryable, tokenHash: Buffer): Promise<ListRow | null> {
  const row = await db
    .selectFrom('subscriptionRequest')
    .innerJoin('subscriber', 'subscriber.id', 'subscriptionRequest.subscriberId')
    .select('subscriber.channelId')
    .where('subscriptionRequest.tokenHash', '=', tokenHash)
    .where('subscriptionRequest.expiresAt', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row ? findList(db, row.channelId) : null
}

/** The owner of the mailbox says yes. A question is answered once. @returns the channel, or null as `findRequestedList` */
export async function confirmRequest(trx: Trx, tokenHash: Buffer, consent: JsonObject): Promise<string | null> {
  const { rows } = await sql<{ channelId: string }>`
    with answered as (
      delete from subscription_request where token_hash = ${tokenHash} and expires_at > now()
      returning subscriber_id, language)
    update subscriber set consented_at = now(), unsubscribed_at = null, suppressed_at = null, suppressed_because = null,
      soft_bounces = '{}', language = answered.language, consent = ${JSON.stringify(consent)}::jsonb
    from answered where subscriber.id = answered.subscriber_id returning subscriber.channel_id`.execute(trx)
  return rows[0]?.channelId ?? null
}

/** The list that a mail's own address leaves. It works for years, and again. */
export async function findListToLeave(db: Queryable, tokenHash: Buffer): Promise<ListRow | null> {
  const row = await db
    .selectFrom('deliveryRecipient')
    .innerJoin('subscriber', 'subscriber.id', 'deliveryRecipient.subscriberId')
    .select('subscriber.channelId')
    .where('deliveryRecipient.tokenHash', '=', tokenHash)
    .executeTakeFirst()
  return row ? findList(db, row.channelId) : null
}

/** @returns the channel, or null when no mail had this token */
export async function leaveList(trx: Trx, tokenHash: Buffer): Promise<string | null> {
  const { rows } = await sql<{ subscriberId: string; channelId: string }>`
    select mail.subscriber_id, subscriber.channel_id from delivery_recipient as mail
      join subscriber on subscriber.id = mail.subscriber_id where mail.token_hash = ${tokenHash}`.execute(trx)
  const [found] = rows
  if (!found) return null
  await sql`
    with left_now as (
      update subscriber set unsubscribed_at = now() where id = ${found.subscriberId} and unsubscribed_at is null
      returning id)
    update delivery_recipient as mail set unsubscribed_at = now() from left_now
    where mail.token_hash = ${tokenHash}`.execute(trx)
  await dropWaitingMails(trx, found.subscriberId)
  return found.channelId
}

/** Nothing more goes to this person, of any issue. */
async function dropWaitingMails(trx: Trx, subscriberId: string): Promise<void> {
  await sql`update delivery_recipient set state = 'skipped', at = now()
    where subscriber_id = ${subscriberId} and state in ('pending', 'deferred')`.execute(trx)
}

/** The address is not mailed again. */
export async function suppress(trx: Trx, subscriberId: string, because: 'bounced' | 'complained'): Promise<void> {
  await sql`update subscriber set suppressed_at = now(), suppressed_because = ${because}
    where id = ${subscriberId} and (suppressed_at is null or suppressed_because <> ${because})`.execute(trx)
  await dropWaitingMails(trx, subscriberId)
}

/** A mailbox that was full or away. @returns whether that were `most` of them in 30 days */
export async function noteSoftBounce(trx: Trx, subscriberId: string, most: number): Promise<boolean> {
  const { rows } = await sql<{ isOften: boolean }>`
    update subscriber set soft_bounces = array(select at from unnest(soft_bounces) as at
      where at > now() - interval '30 days') || now()
    where id = ${subscriberId} returning cardinality(soft_bounces) >= ${most} as is_often`.execute(trx)
  return rows[0]?.isOften ?? false
}

/** The mail that came back. @param key as it stands in its id and its bounce address */
export async function findMailByKey(
  db: Queryable,
  channelId: string,
  key: string,
): Promise<{ readonly deliveryId: string; readonly subscriberId: string } | null> {
  const row = await db
    .selectFrom('deliveryRecipient')
    .innerJoin('subscriber', 'subscriber.id', 'deliveryRecipient.subscriberId')
    .select(['deliveryRecipient.deliveryId', 'deliveryRecipient.subscriberId'])
    .where('deliveryRecipient.key', '=', key)
    .where('subscriber.channelId', '=', channelId)
    .executeTakeFirst()
  return row ?? null
}

/** Taken by the mail server, and came back since; or called unwanted. */
export async function noteReturned(trx: Trx, key: string, what: 'bounced' | 'complained'): Promise<void> {
  if (what === 'bounced')
    await sql`update delivery_recipient set state = 'bounced', at = now()
      where key = ${key} and state in ('accepted', 'unconfirmed', 'sending')`.execute(trx)
  else
    await sql`update delivery_recipient set complained_at = now()
      where key = ${key} and complained_at is null`.execute(trx)
}

export async function findBouncingList(
  db: Queryable,
  tokenHash: Buffer,
): Promise<{ readonly channelId: string } | null> {
  const row = await db
    .selectFrom('newsletterList')
    .select('channelId')
    .where('bounceTokenHash', '=', tokenHash)
    .executeTakeFirst()
  return row ?? null
}

export async function storeBounceToken(db: Queryable, channelId: string, tokenHash: Buffer): Promise<void> {
  await db
    .updateTable('newsletterList')
    .set({ bounceTokenHash: tokenHash })
    .where('channelId', '=', channelId)
    .execute()
}

export async function takesBounces(db: Queryable, channelId: string): Promise<boolean> {
  const row = await db
    .selectFrom('newsletterList')
    .select('channelId')
    .where('channelId', '=', channelId)
    .where('bounceTokenHash', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}
