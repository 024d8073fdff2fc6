import { sql } from 'kysely'
import type { Queryable } from './database.ts'
import type { MediaRow } from './media.ts'

/** For whom an address is made: it dies with the delivery. */
export interface LinkedDelivery {
  readonly organizationId: string
  readonly deliveryId: string
}

export async function insertMediaLink(
  db: Queryable,
  { organizationId, deliveryId }: LinkedDelivery,
  mediaId: string,
  tokenHash: Buffer,
): Promise<void> {
  await db.insertInto('mediaLink').values({ tokenHash, organizationId, deliveryId, mediaId }).execute()
}

/** The file an address leads to; null when it is unknown, 24 hours old, or its delivery was over an hour ago. */
export async function findLinkedMedia(db: Queryable, tokenHash: Buffer): Promise<MediaRow | null> {
  const row = await db
    .selectFrom('mediaLink')
    .innerJoin('media', 'media.id', 'mediaLink.mediaId')
    .innerJoin('delivery', 'delivery.id', 'mediaLink.deliveryId')
    .selectAll('media')
    .where('mediaLink.tokenHash', '=', tokenHash)
    .where('mediaLink.expiresAt', '>', sql<Date>`now()`)
    .where((eb) =>
      eb.or([
        eb('delivery.state', 'in', ['scheduled', 'retrying', 'sending', 'unconfirmed']),
        eb('delivery.updatedAt', '>', sql<Date>`now() - interval '1 hour'`),
      ]),
    )
    .executeTakeFirst()
  return row ?? null
}

export async function deleteExpiredMediaLinks(db: Queryable): Promise<void> {
  await db.deleteFrom('mediaLink').where('expiresAt', '<', sql<Date>`now()`).execute()
}
