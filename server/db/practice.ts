import { type Selectable, sql } from 'kysely'
import type { Json, JsonObject } from '../../connectors/contract.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Queryable } from './database.ts'
import type { PracticeItemTable } from './schema.ts'

export type PracticeItem = Selectable<PracticeItemTable>

export interface NewPracticeItem {
  readonly platform: Platform
  readonly account: string
  /** The same marker on one account is the same item, however often it is handed in. */
  readonly marker: string
  readonly text: string
  readonly title: string | null
  readonly language: string | null
  readonly media: readonly Json[]
  readonly replyTo: number | null
  readonly options: JsonObject
  readonly seed: number
}

/** @returns the item under its marker, and whether it was made now */
export async function putPracticeItem(
  db: Queryable,
  item: NewPracticeItem,
): Promise<{ item: PracticeItem; created: boolean }> {
  const created = await db
    .insertInto('practiceItem')
    .values({ ...item, media: JSON.stringify(item.media) })
    .onConflict((conflict) => conflict.columns(['platform', 'account', 'marker']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (created) return { item: created, created: true }
  const existing = await findByMarker(db, item.platform, item.account, item.marker)
  if (!existing) throw new Error('A practice item vanished between two statements')
  return { item: existing, created: false }
}

export async function findByMarker(
  db: Queryable,
  platform: Platform,
  account: string,
  marker: string,
): Promise<PracticeItem | null> {
  const row = await db
    .selectFrom('practiceItem')
    .selectAll()
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('marker', '=', marker)
    .executeTakeFirst()
  return row ?? null
}

/** What a reader sees: newest first, nothing that was taken down. */
export async function listFeed(
  db: Queryable,
  platform: Platform,
  account: string,
  limit: number,
): Promise<PracticeItem[]> {
  return db
    .selectFrom('practiceItem')
    .selectAll()
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('removedAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function findPracticeItems(
  db: Queryable,
  platform: Platform,
  account: string,
  ids: readonly number[],
): Promise<PracticeItem[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('practiceItem')
    .selectAll()
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('id', 'in', [...ids])
    .execute()
}

export async function removePracticeItem(
  db: Queryable,
  platform: Platform,
  account: string,
  id: number,
): Promise<void> {
  await db
    .updateTable('practiceItem')
    .set({ removedAt: sql<Date>`coalesce(removed_at, now())` })
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('id', '=', id)
    .execute()
}

/** Every account that has published something, with how much. */
export async function listPracticeAccounts(
  db: Queryable,
): Promise<{ platform: Platform; account: string; items: number }[]> {
  return db
    .selectFrom('practiceItem')
    .select(['platform', 'account', sql<number>`count(*)::int`.as('items')])
    .where('removedAt', 'is', null)
    .groupBy(['platform', 'account'])
    .orderBy('platform')
    .orderBy('account')
    .execute()
}
