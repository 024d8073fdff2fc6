import { type Db, inTransaction } from '../db/database.ts'
import { replaceKeyFingerprint } from '../db/installation.ts'
import {
  listConnectionSecrets,
  listCredentialSecrets,
  listPlatformAppSecrets,
  listProgressSecrets,
  lockSecrets,
  replaceSecret,
  type SecretTable,
} from '../db/secrets.ts'
import { type Place, places, type Sealed, type Vault } from './vault.ts'

/**
 * Encrypts every secret anew, all or none; from the commit on only the new key opens this database.
 * @returns how many secrets there were
 * @throws Error when the database is encrypted with another key than `from`, or a secret does not open
 */
export function rotateKey(db: Db, from: Vault, to: Vault): Promise<number> {
  return inTransaction(db, async (trx) => {
    await lockSecrets(trx)
    if (!(await replaceKeyFingerprint(trx, from.fingerprint, to.fingerprint)))
      throw new Error('The database was encrypted with another key meanwhile')
    let count = 0
    const reseal = async (table: SecretTable, row: Sealed & { id: string }, place: Place) => {
      await replaceSecret(trx, table, row.id, to.seal(from.open(row, place), place))
      count += 1
    }
    for (const row of await listCredentialSecrets(trx))
      await reseal('credential', row, places.credential(row.organizationId, row.channelId, row.field))
    for (const row of await listPlatformAppSecrets(trx))
      await reseal('platformApp', row, places.platformApp(row.organizationId, row.platform, row.host))
    for (const row of await listConnectionSecrets(trx))
      await reseal('connection', row, places.connection(row.organizationId, row.id))
    for (const row of await listProgressSecrets(trx))
      await reseal('deliveryProgress', row, places.progress(row.organizationId, row.deliveryId))
    return count
  })
}
