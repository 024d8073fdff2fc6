import { type Selectable, sql } from 'kysely'
import type { Json, JsonObject } from '../../connectors/contract.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Queryable } from './database.ts'
import type { PracticeItemTable } from './schema.ts'

export type PracticeItem = Selectable<PracticeItemTable>

/** An account of the practice network: there is one wherever something was published. */
export interface PracticeAccount {
  readonly platform: Platform
  readonly account: string
}

export interface NewPracticeItem extends PracticeAccount {
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
  const existing = await findByMarker(db, item, item.marker)
  if (!existing) throw new Error('A practice item vanished between two statements')
  return { item: existing, created: false }
}

export async function findByMarker(db: Queryable, of: PracticeAccount, marker: string): Promise<PracticeItem | null> {
  return (await itemsOf(db, of).where('marker', '=', marker).executeTakeFirst()) ?? null
}

/** What a reader sees: newest first, nothing that was taken down. @param before ends the page before this item */
export async function listFeed(
  db: Queryable,
  of: PracticeAccount,
  { limit, before }: { readonly limit: number; readonly before: number | null },
): Promise<PracticeItem[]> {
  return itemsOf(db, of)
    .where('removedAt', 'is', null)
    .$if(before !== null, (query) =>
      query.where(sql<boolean>`(created_at, id) < (select created_at, id from practice_item where id = ${before})`),
    )
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** By id; ids of other accounts are left out, taken down items are not. */
export async function findPracticeItems(
  db: Queryable,
  of: PracticeAccount,
  ids: readonly number[],
): Promise<PracticeItem[]> {
  if (ids.length === 0) return []
  return itemsOf(db, of)
    .where('id', 'in', [...ids])
    .execute()
}

/** Other words for an item: where it is, and what was counted of it, stays. */
export async function editPracticeItem(
  db: Queryable,
  id: number,
  words: Pick<PracticeItem, 'text' | 'title'>,
): Promise<void> {
  await db
    .updateTable('practiceItem')
    .set({ ...words, editedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** Taken down once; a second time changes nothing. */
export async function removePracticeItem(db: Queryable, { platform, account }: PracticeAccount, id: number) {
  await db
    .updateTable('practiceItem')
    .set({ removedAt: sql<Date>`coalesce(removed_at, now())` })
    .where('platform', '=', platform)
    .where('account', '=', account)
    .where('id', '=', id)
    .execute()
}

/** What there is to know of an account: its published items and, when an office connected it, how it calls it. */
export interface PracticeProfile extends PracticeAccount {
  readonly items: number
  /** Since when it has been publishing; null: nothing yet. */
  readonly since: Date | null
  readonly name: string | null
  readonly zone: string | null
  readonly language: string | null
}

/** Every account that has published something or was connected. */
export async function listPracticeProfiles(db: Queryable): Promise<PracticeProfile[]> {
  return profiles(db, sql`true`)
}

/** Of an account that nobody knows: a profile without anything in it. */
export async function findPracticeProfile(db: Queryable, of: PracticeAccount): Promise<PracticeProfile> {
  const [profile] = await profiles(db, sql`platform = ${of.platform} and account = ${of.account}`)
  return profile ?? { ...of, items: 0, since: null, name: null, zone: null, language: null }
}

async function profiles(db: Queryable, condition: ReturnType<typeof sql>): Promise<PracticeProfile[]> {
  const { rows } = await sql<PracticeProfile>`
    with published as (
      select platform, account, count(*) filter (where removed_at is null)::int as items, min(created_at) as since
      from practice_item where ${condition} group by platform, account),
    connected as (
      select distinct on (platform, remote_account_id) platform, remote_account_id as account, name, zone, language
      from channel where practice order by platform, remote_account_id, created_at)
    select platform, account, coalesce(items, 0) as items, since, name, zone, language
    from published full join connected using (platform, account)
    where ${condition}
    order by platform, account`.execute(db)
  return rows
}

const itemsOf = (db: Queryable, { platform, account }: PracticeAccount) =>
  db.selectFrom('practiceItem').selectAll().where('platform', '=', platform).where('account', '=', account)

/** Ids of items by their markers. */
export async function findPracticeIds(db: Queryable, markers: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ marker: string; id: number }>`
    select marker, id from practice_item where marker = any(${[...markers]}::text[])`.execute(db)
  return new Map(rows.map(({ marker, id }) => [marker, id]))
}
