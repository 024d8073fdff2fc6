import { sql } from 'kysely'
import type { Sealed } from '../auth/vault.ts'
import type { Queryable } from './database.ts'
import { ms } from './sendable.ts'

/** In whose hands a delivery is, and what it says. */
export interface ProgressOwner {
  readonly deliveryId: string
  readonly token: string
  readonly contentHash: string
}

/**
 * @returns null when nothing was kept for this content, when the platform has forgotten it, or when it refused what came
 *   of it: what was refused once would be refused again
 */
export async function findProgress(
  db: Queryable,
  { deliveryId, contentHash }: Pick<ProgressOwner, 'deliveryId' | 'contentHash'>,
): Promise<Sealed | null> {
  const found = await db
    .selectFrom('deliveryProgress as progress')
    .innerJoin('delivery', 'delivery.id', 'progress.deliveryId')
    .select(['progress.keyId', 'progress.nonce', 'progress.ciphertext'])
    .where('progress.deliveryId', '=', deliveryId)
    .where('progress.contentHash', '=', contentHash)
    .where('progress.expiresAt', '>', sql<Date>`now()`)
    .where(sql<boolean>`delivery.fault ->> 'code' is distinct from 'rejected'`)
    .executeTakeFirst()
  return found ?? null
}

/** Takes the place of what was kept before; a claim that was lost keeps nothing. */
export async function keepProgress(
  db: Queryable,
  { deliveryId, token, contentHash }: ProgressOwner,
  { keyId, nonce, ciphertext }: Sealed,
  forMs: number,
): Promise<void> {
  await sql`
    insert into delivery_progress (organization_id, delivery_id, content_hash, key_id, nonce, ciphertext, expires_at)
    select organization_id, id, ${contentHash}, ${keyId}, ${nonce}, ${ciphertext}, now() + ${ms(forMs)}
    from delivery where id = ${deliveryId} and token = ${token} and state = 'sending' for update
    on conflict (delivery_id) do update set content_hash = excluded.content_hash, key_id = excluded.key_id,
      nonce = excluded.nonce, ciphertext = excluded.ciphertext, expires_at = excluded.expires_at`.execute(db)
}

/** What nobody will ask for any more: the platform has forgotten it, the content is another, or the delivery is over. */
export async function dropProgress(db: Queryable): Promise<void> {
  await sql`
    delete from delivery_progress as progress using delivery
    where delivery.id = progress.delivery_id and (progress.expires_at < now()
      or progress.content_hash <> delivery.content_hash
      or delivery.state in ('published', 'removed', 'cancelled'))`.execute(db)
}
