import type { Queryable } from './database.ts'

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
