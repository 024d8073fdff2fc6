import { sql } from 'kysely'
import type { Sealed } from '../auth/vault.ts'
import type { Trx } from './database.ts'

/** Every table that holds secrets. */
const tables = ['credential', 'platformApp', 'connection', 'deliveryProgress'] as const
export type SecretTable = (typeof tables)[number]

/** Keeps everybody else from writing secrets until the transaction ends. */
export async function lockSecrets(trx: Trx): Promise<void> {
  await sql`lock table credential, platform_app, connection, delivery_progress in exclusive mode`.execute(trx)
}

export const listCredentialSecrets = (trx: Trx) => trx.selectFrom('credential').selectAll().execute()
export const listPlatformAppSecrets = (trx: Trx) => trx.selectFrom('platformApp').selectAll().execute()
export const listConnectionSecrets = (trx: Trx) => trx.selectFrom('connection').selectAll().execute()
export const listProgressSecrets = (trx: Trx) => trx.selectFrom('deliveryProgress').selectAll().execute()

export async function replaceSecret(trx: Trx, table: SecretTable, id: string, sealed: Sealed): Promise<void> {
  const { keyId, nonce, ciphertext } = sealed
  await trx.updateTable(table).set({ keyId, nonce, ciphertext }).where('id', '=', id).execute()
}
