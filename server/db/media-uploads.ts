import { type Selectable, sql } from 'kysely'
import type { Queryable } from './database.ts'
import type { MediaUploadTable } from './schema.ts'

export type MediaUploadRow = Selectable<MediaUploadTable>
interface Owner {
  readonly organizationId: string
  readonly memberId: string
}

/** The upload of this file by this person: the one under way where there is one. */
export async function openMediaUpload(
  db: Queryable,
  upload: Pick<MediaUploadRow, 'organizationId' | 'memberId' | 'fileName' | 'bytes' | 'fingerprint'>,
): Promise<MediaUploadRow> {
  return db
    .insertInto('mediaUpload')
    .values(upload)
    .onConflict((conflict) =>
      conflict.columns(['organizationId', 'memberId', 'fingerprint']).doUpdateSet({ touchedAt: sql<Date>`now()` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findMediaUpload(
  db: Queryable,
  { organizationId, memberId }: Owner,
  id: string,
): Promise<MediaUploadRow | null> {
  const row = await db
    .selectFrom('mediaUpload')
    .selectAll()
    .where('id', '=', id)
    .where('organizationId', '=', organizationId)
    .where('memberId', '=', memberId)
    .executeTakeFirst()
  return row ?? null
}

/** Those that are not whole yet, newest first. */
export function listMediaUploads(db: Queryable, { organizationId, memberId }: Owner): Promise<MediaUploadRow[]> {
  return db
    .selectFrom('mediaUpload')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('memberId', '=', memberId)
    .where('mediaId', 'is', null)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(200)
    .execute()
}

/** Something came, or all of it is stored as `mediaId`. */
export async function touchMediaUpload(db: Queryable, id: string, stored: { mediaId?: string } = {}): Promise<void> {
  await db
    .updateTable('mediaUpload')
    .set({ touchedAt: sql<Date>`now()`, ...stored })
    .where('id', '=', id)
    .execute()
}

export async function deleteMediaUpload(db: Queryable, id: string): Promise<void> {
  await db.deleteFrom('mediaUpload').where('id', '=', id).execute()
}

/** @returns ids of those nobody went on with for a week */
export async function deleteForgottenUploads(db: Queryable): Promise<string[]> {
  const rows = await db
    .deleteFrom('mediaUpload')
    .where('touchedAt', '<', sql<Date>`now() - interval '7 days'`)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
