import { sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Trx } from './database.ts'

/** A text on a platform; practice stays among itself. */
export interface TextOnPlatform {
  readonly platform: Platform
  readonly practice: boolean
  readonly textHash: string
}

/** A delivery that carries a text, or will. */
export interface Carrier extends TextOnPlatform {
  readonly deliveryId: string
  readonly channelId: string
  readonly channelName: string
  /** When it went out, or is due. */
  readonly at: Date
}

/**
 * Deliveries that carry one of these texts between the two instants, on any of the platforms. Until this transaction ends nobody else can put
 * one of them in line: of two people scheduling the same text at once the second waits here and then sees the first.
 */
export async function lockCarriers(
  trx: Trx,
  organizationId: string,
  texts: readonly TextOnPlatform[],
  between: { readonly from: Date; readonly to: Date },
): Promise<Carrier[]> {
  const keys = new Set(texts.map(({ platform, textHash }) => `${platform}:${textHash}`))
  const [only] = keys
  if (only === undefined) return []
  const everyText = `same-text:${organizationId}`
  // Locks are few: whoever has many texts takes one for all of them, and those with one text share it.
  if (keys.size > 1) await sql`select pg_advisory_xact_lock(hashtextextended(${everyText}, 0))`.execute(trx)
  else
    await sql`select pg_advisory_xact_lock_shared(hashtextextended(${everyText}, 0)),
      pg_advisory_xact_lock(hashtextextended(${`${everyText}:${only}`}, 0))`.execute(trx)
  const platforms = [...new Set(texts.map(({ platform }) => platform))]
  const hashes = [...new Set(texts.map(({ textHash }) => textHash))]
  const { rows } = await sql<Carrier>`
    select delivery.id as delivery_id, delivery.platform, channel.practice, delivery.text_hash, delivery.channel_id,
      channel.name as channel_name, coalesce(delivery.published_at, delivery.due_at) as at
    from delivery join channel on channel.id = delivery.channel_id
    where delivery.organization_id = ${organizationId} and delivery.platform = any(${platforms}::text[])
      and delivery.text_hash = any(${hashes}::text[])
      and delivery.state in ('scheduled', 'retrying', 'sending', 'unconfirmed', 'held', 'published')
      and coalesce(delivery.published_at, delivery.due_at) between ${between.from} and ${between.to}
    order by at, delivery.id`.execute(trx)
  return rows
}
