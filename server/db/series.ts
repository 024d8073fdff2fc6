import { type Selectable, sql } from 'kysely'
import type { Queryable, Trx } from './database.ts'
import type { SeriesTable } from './schema.ts'

export type SeriesRow = Selectable<SeriesTable>

export async function insertSeries(
  trx: Trx,
  fields: Pick<SeriesRow, 'organizationId' | 'postId' | 'rule' | 'exceptions' | 'createdBy'>,
  variantIds: readonly string[],
): Promise<SeriesRow> {
  const series = await trx.insertInto('series').values(fields).returningAll().executeTakeFirstOrThrow()
  const { organizationId, id: seriesId } = series
  await trx
    .insertInto('seriesVariant')
    .values(variantIds.map((variantId) => ({ organizationId, seriesId, variantId })))
    .execute()
  return series
}

export async function findSeries(db: Queryable, organizationId: string, id: string): Promise<SeriesRow | null> {
  const row = await db
    .selectFrom('series')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

/** Takes the series' row lock. Whoever needs its post's too takes that one first. */
export async function lockSeries(trx: Trx, id: string): Promise<SeriesRow> {
  return trx.selectFrom('series').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
}

/** Newest first, at most 500. */
export async function listSeries(
  db: Queryable,
  organizationId: string,
  of: { readonly postId?: string | undefined; readonly id?: string },
): Promise<(SeriesRow & { title: string; releasedByName: string | null })[]> {
  return db
    .selectFrom('series')
    .innerJoin('post', 'post.id', 'series.postId')
    .leftJoin('member', 'member.id', 'series.releasedBy')
    .selectAll('series')
    .select(['post.title', 'member.name as releasedByName'])
    .where('series.organizationId', '=', organizationId)
    .$if(of.postId !== undefined, (q) => q.where('series.postId', '=', of.postId ?? ''))
    .$if(of.id !== undefined, (q) => q.where('series.id', '=', of.id ?? ''))
    .orderBy('series.createdAt', 'desc')
    .limit(500)
    .execute()
}

/** The variants that series repeat, without those taken out of their posts. */
export async function listSeriesVariants(
  db: Queryable,
  seriesIds: readonly string[],
): Promise<{ seriesId: string; variantId: string; channelId: string; language: string }[]> {
  if (seriesIds.length === 0) return []
  return db
    .selectFrom('seriesVariant')
    .innerJoin('variant', 'variant.id', 'seriesVariant.variantId')
    .select(['seriesVariant.seriesId', 'seriesVariant.variantId', 'variant.channelId', 'variant.language'])
    .where('seriesVariant.seriesId', 'in', [...seriesIds])
    .where('variant.droppedAt', 'is', null)
    .orderBy('variant.createdAt')
    .orderBy('variant.id')
    .execute()
}

/** Which of these variants a running series repeats. */
export async function listRepeated(db: Queryable, variantIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('seriesVariant')
    .innerJoin('series', 'series.id', 'seriesVariant.seriesId')
    .select('seriesVariant.variantId')
    .where('seriesVariant.variantId', 'in', [...variantIds])
    .where('series.endedAt', 'is', null)
    .execute()
  return new Set(rows.map(({ variantId }) => variantId))
}

/** Only under `lockSeries`. A release is stamped with the database's time. */
export async function updateSeries(
  trx: Trx,
  id: string,
  fields: Partial<Pick<SeriesRow, 'rule' | 'exceptions' | 'releasedHash' | 'releasedBy'>> & {
    readonly stamp?: readonly ('releasedAt' | 'ruleSince' | 'endedAt')[]
  },
): Promise<SeriesRow> {
  const { stamp = [], ...columns } = fields
  const stamped = Object.fromEntries(stamp.map((name) => [name, sql<Date>`clock_timestamp()`]))
  return trx
    .updateTable('series')
    .set((eb) => ({ ...columns, ...stamped, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** When there is something to put in line next. */
export async function lookAgain(trx: Trx, id: string, lookAt: Date | null): Promise<void> {
  await trx.updateTable('series').set({ lookAt }).where('id', '=', id).execute()
}

/** A post was saved: variants may have come back. */
export async function lookAtSeriesOf(trx: Trx, postId: string): Promise<void> {
  await trx
    .updateTable('series')
    .set({ lookAt: sql<Date>`now()` })
    .where('postId', '=', postId)
    .where('endedAt', 'is', null)
    .execute()
}

/** A post was archived. */
export async function endSeriesOf(trx: Trx, postId: string): Promise<void> {
  await trx
    .updateTable('series')
    .set((eb) => ({ endedAt: sql<Date>`now()`, revision: eb('revision', '+', 1) }))
    .where('postId', '=', postId)
    .where('endedAt', 'is', null)
    .execute()
}

/** Series with something to put in line now. */
export async function listSeriesToLookAt(db: Queryable, limit: number): Promise<Pick<SeriesRow, 'id' | 'postId'>[]> {
  return db
    .selectFrom('series')
    .select(['id', 'postId'])
    .where('endedAt', 'is', null)
    .where('lookAt', '<=', sql<Date>`now()`)
    .orderBy('lookAt')
    .limit(limit)
    .execute()
}

/**
 * Takes the locks of a series that has something to put in line, its post's first; null when another worker or a person
 * has one of them, or was faster.
 */
export async function takeSeries(
  trx: Trx,
  { id, postId }: Pick<SeriesRow, 'id' | 'postId'>,
): Promise<SeriesRow | null> {
  const post = await trx
    .selectFrom('post')
    .select('id')
    .where('id', '=', postId)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (!post) return null
  const row = await trx
    .selectFrom('series')
    .selectAll()
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where('lookAt', '<=', sql<Date>`now()`)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row ?? null
}

/** Into the history of releases. */
export async function recordSeriesRelease(trx: Trx, series: SeriesRow): Promise<void> {
  const { organizationId, postId, id: seriesId, releasedHash, releasedBy } = series
  if (releasedHash === null || releasedBy === null) return
  await trx
    .insertInto('approval')
    .values({
      ...{ organizationId, postId, seriesId, decision: 'released' },
      ...{ contentHash: releasedHash, memberId: releasedBy },
    })
    .execute()
}
