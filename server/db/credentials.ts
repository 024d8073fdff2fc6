import { type Selectable, sql } from 'kysely'
import type { Sealed } from '../auth/vault.ts'
import type { Queryable, Trx } from './database.ts'
import type { CredentialTable } from './schema.ts'

export type CredentialRow = Pick<
  Selectable<CredentialTable>,
  'channelId' | 'field' | 'keyId' | 'nonce' | 'ciphertext' | 'expiresAt' | 'updatedAt'
>

/** The sealed fields of channels, by name; none of one that has no credentials. */
export function listCredentialFields(db: Queryable, channelIds: readonly string[]): Promise<CredentialRow[]> {
  return db
    .selectFrom('credential')
    .select(['channelId', 'field', 'keyId', 'nonce', 'ciphertext', 'expiresAt', 'updatedAt'])
    .where(sql<boolean>`channel_id = any(${[...channelIds]}::uuid[])`)
    .orderBy('field')
    .execute()
}

/** Puts these fields in the place of all earlier ones. */
export async function replaceCredentials(
  trx: Trx,
  organizationId: string,
  channelId: string,
  fields: readonly ({ readonly field: string } & Sealed)[],
  expiresAt: Date | null,
): Promise<void> {
  await deleteCredentials(trx, channelId)
  if (fields.length === 0) return
  await trx
    .insertInto('credential')
    .values(fields.map((field) => ({ organizationId, channelId, expiresAt, ...field })))
    .execute()
}

export async function deleteCredentials(trx: Trx, channelId: string): Promise<void> {
  await trx.deleteFrom('credential').where('channelId', '=', channelId).execute()
}

/** Lets one process at a time change a channel's credentials, until the transaction ends. Waits up to a minute. */
export async function lockCredentials(trx: Trx, channelId: string): Promise<void> {
  await sql`set local statement_timeout = '60s'`.execute(trx)
  await sql`select pg_advisory_xact_lock(hashtextextended(${`credentials:${channelId}`}, 0))`.execute(trx)
}
