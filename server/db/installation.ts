import type { Queryable, Trx } from './database.ts'

/** Fingerprint of the key that encrypts this database; null before the first start. */
export async function readKeyFingerprint(db: Queryable): Promise<string | null> {
  const row = await db.selectFrom('installation').select('keyFingerprint').executeTakeFirstOrThrow()
  return row.keyFingerprint
}

/** Sets the fingerprint when there is none yet. @returns the one that holds */
export async function claimKeyFingerprint(db: Queryable, fingerprint: string): Promise<string | null> {
  await db
    .updateTable('installation')
    .set({ keyFingerprint: fingerprint })
    .where('keyFingerprint', 'is', null)
    .execute()
  return readKeyFingerprint(db)
}

/** Puts another fingerprint in the place of `from`. @returns whether that was the one */
export async function replaceKeyFingerprint(trx: Trx, from: string, to: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('installation')
    .set({ keyFingerprint: to })
    .where('keyFingerprint', '=', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
