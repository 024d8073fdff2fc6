import { type Insertable, type Selectable, sql } from 'kysely'
import type { Queryable, Trx } from './database.ts'
import type { MediaTable } from './schema.ts'

export type MediaRow = Selectable<MediaTable>
export type NewMedia = Pick<
  MediaRow,
  | 'organizationId'
  | 'hash'
  | 'kind'
  | 'mimeType'
  | 'bytes'
  | 'width'
  | 'height'
  | 'durationMs'
  | 'fileName'
  | 'createdBy'
> &
  Partial<
    Pick<Insertable<MediaTable>, 'alt' | 'licence' | 'source' | 'tags' | 'machineMade' | 'derivedFrom' | 'fitting'>
  >
export type MediaFields = Partial<Pick<MediaRow, 'alt' | 'licence' | 'source' | 'tags'>>

/** Keeps a file, or finds it where the organization has it already. */
export async function keepMedia(
  trx: Trx,
  media: NewMedia,
): Promise<{ readonly row: MediaRow; readonly isNew: boolean }> {
  const added = await trx
    .insertInto('media')
    .values(media)
    .onConflict((conflict) => conflict.columns(['organizationId', 'hash']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (added) return { row: added, isNew: true }
  return { row: await mediaByHash(trx, media.organizationId, media.hash).executeTakeFirstOrThrow(), isNew: false }
}

function mediaByHash(db: Queryable, organizationId: string, hash: string) {
  return db.selectFrom('media').selectAll().where('organizationId', '=', organizationId).where('hash', '=', hash)
}

export async function findMedia(db: Queryable, organizationId: string, id: string): Promise<MediaRow | null> {
  const [row] = await findMediaByIds(db, organizationId, [id])
  return row ?? null
}

export async function findMediaByHash(db: Queryable, organizationId: string, hash: string): Promise<MediaRow | null> {
  return (await mediaByHash(db, organizationId, hash).executeTakeFirst()) ?? null
}

/** Those of the organization, in the order of `ids`; one that is not there is left out. */
export async function findMediaByIds(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<MediaRow[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('media')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('id', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** Newest first. `text` is looked for in names, tags, sources and descriptions, without regard to diacritics. */
export async function listMedia(
  db: Queryable,
  organizationId: string,
  { text, limit }: { readonly text?: string | undefined; readonly limit: number },
): Promise<MediaRow[]> {
  const words = sql<string>`search_text(file_name || ' ' || source || ' ' || array_to_string(tags, ' ') || ' ' || alt::text)`
  return db
    .selectFrom('media')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .$if(!!text, (query) => query.where(sql<boolean>`position(search_text(${text}) in ${words}) > 0`))
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Descriptions are merged by language, so that two people describing in two languages do not undo each other. */
export async function updateMedia(
  trx: Trx,
  organizationId: string,
  id: string,
  { alt, ...fields }: MediaFields,
): Promise<MediaRow | null> {
  const row = await trx
    .updateTable('media')
    .set({ ...fields, alt: sql`alt || ${JSON.stringify(alt ?? {})}::jsonb` })
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}
