import { sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Queryable, Trx } from './database.ts'
import { isSubscribed } from './newsletter-issues.ts'
import type { ListRow } from './subscribers.ts'

/** How many there are of each; nobody is named. */
export interface SubscriberCounts {
  readonly subscribed: number
  readonly asked: number
  readonly left: number
  readonly bounced: number
  readonly complained: number
}

export async function countSubscribers(db: Queryable, channelId: string): Promise<SubscriberCounts> {
  const { rows } = await sql<SubscriberCounts>`
    select count(*) filter (where ${isSubscribed})::int as subscribed,
      count(*) filter (where consented_at is null)::int as asked,
      count(*) filter (where consented_at is not null and unsubscribed_at is not null)::int as left,
      count(*) filter (where suppressed_because = 'bounced' and unsubscribed_at is null)::int as bounced,
      count(*) filter (where suppressed_because = 'complained' and unsubscribed_at is null)::int as complained
    from subscriber where channel_id = ${channelId} and erased_at is null`.execute(db)
  return rows[0] ?? { subscribed: 0, asked: 0, left: 0, bounced: 0, complained: 0 }
}

/** Somebody who gave consent elsewhere, and when. */
export interface ImportedSubscriber {
  readonly address: string
  readonly language: string
  readonly consentedAt: string
}

/**
 * Takes those in who are not known here. Whoever left, complained or is unreachable stays as they are: an import never
 * brings anybody back. One who was only asked is taken in.
 * @returns how many are new
 */
export async function importSubscribers(
  trx: Trx,
  { channelId, organizationId }: Pick<ListRow, 'channelId' | 'organizationId'>,
  people: readonly ImportedSubscriber[],
  consent: JsonObject,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    insert into subscriber (organization_id, channel_id, address, language, consented_at, consent)
    select ${organizationId}, ${channelId}, address, language, "consentedAt", ${JSON.stringify(consent)}::jsonb
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      as given (address text, language text, "consentedAt" timestamptz)
    on conflict (channel_id, address) do update set consented_at = excluded.consented_at, consent = excluded.consent,
      language = excluded.language
    where subscriber.consented_at is null and subscriber.unsubscribed_at is null and subscriber.suppressed_at is null
    returning id`.execute(trx)
  return rows.length
}

/** Everything kept of one person on one list. */
export interface SubscriberRecord {
  readonly id: string
  readonly address: string
  readonly language: string
  readonly createdAt: Date
  readonly consentedAt: Date | null
  readonly consent: JsonObject
  readonly unsubscribedAt: Date | null
  readonly suppressedAt: Date | null
  readonly suppressedBecause: string | null
  readonly mails: readonly { readonly issue: string; readonly state: string; readonly at: string }[]
}

export async function readSubscriber(
  db: Queryable,
  channelId: string,
  address: string,
): Promise<SubscriberRecord | null> {
  const { rows } = await sql<SubscriberRecord>`
    select id, address, language, created_at, consented_at, consent, unsubscribed_at, suppressed_at, suppressed_because,
      coalesce((select jsonb_agg(jsonb_build_object('issue', mail.delivery_id, 'state', mail.state, 'at', mail.at)
        order by mail.at) from delivery_recipient as mail where mail.subscriber_id = subscriber.id), '[]') as mails
    from subscriber where channel_id = ${channelId} and address = ${address}`.execute(db)
  return rows[0] ?? null
}

/**
 * Nothing of the person is left. A row without them stays where mails were sent, so that the counts of those stay true.
 * @returns its id, or null when the address is not there
 */
export async function eraseSubscriber(trx: Trx, channelId: string, address: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update subscriber set address = 'erased-' || id, language = 'und', consent = '{}', consented_at = null,
      unsubscribed_at = null, suppressed_at = null, suppressed_because = null, soft_bounces = '{}', erased_at = now()
    where channel_id = ${channelId} and address = ${address} returning id`.execute(trx)
  const id = rows[0]?.id ?? null
  if (id === null) return null
  await sql`delete from subscription_request where subscriber_id = ${id}`.execute(trx)
  await sql`update delivery_recipient set token_hash = null, receipt = null, claim = null,
      state = case when state in ('pending', 'deferred') then 'skipped' else state end
    where subscriber_id = ${id}`.execute(trx)
  await sql`delete from subscriber where id = ${id}
    and not exists (select from delivery_recipient where subscriber_id = ${id})`.execute(trx)
  return id
}
