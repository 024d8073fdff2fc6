import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Sealed } from '../auth/vault.ts'
import type { Queryable } from './database.ts'

export type PlatformAppRow = { readonly clientId: string } & Sealed

/** Our application at one host; null when none is registered there. */
export async function findPlatformApp(
  db: Queryable,
  organizationId: string,
  platform: Platform,
  host: string,
): Promise<PlatformAppRow | null> {
  const row = await db
    .selectFrom('platformApp')
    .select(['clientId', 'keyId', 'nonce', 'ciphertext'])
    .where('organizationId', '=', organizationId)
    .where('platform', '=', platform)
    .where('host', '=', host)
    .executeTakeFirst()
  return row ?? null
}

/** Of every platform at this host. */
export function listPlatformApps(
  db: Queryable,
  organizationId: string,
  host: string,
): Promise<{ readonly platform: string; readonly clientId: string }[]> {
  return db
    .selectFrom('platformApp')
    .select(['platform', 'clientId'])
    .where('organizationId', '=', organizationId)
    .where('host', '=', host)
    .execute()
}

/** Keeps a registration; a later one at the same host takes its place. */
export async function savePlatformApp(
  db: Queryable,
  organizationId: string,
  platform: Platform,
  host: string,
  app: PlatformAppRow,
): Promise<void> {
  await db
    .insertInto('platformApp')
    .values({ organizationId, platform, host, ...app })
    .onConflict((conflict) => conflict.columns(['organizationId', 'platform', 'host']).doUpdateSet({ ...app }))
    .execute()
}
