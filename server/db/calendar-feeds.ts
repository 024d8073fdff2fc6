import { sql } from 'kysely'
import type { CalendarFilters } from './calendar.ts'
import type { Queryable } from './database.ts'

interface FeedOwner {
  readonly organizationId: string
  readonly memberId: string
}

export interface CalendarFeedRow {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
  readonly lastReadAt: Date | null
}

const columns = ['id', 'name', 'createdAt', 'lastReadAt'] as const

/** A person's own, oldest first. */
export function listFeeds(db: Queryable, { organizationId, memberId }: FeedOwner): Promise<CalendarFeedRow[]> {
  return db
    .selectFrom('calendarFeed')
    .select(columns)
    .where('organizationId', '=', organizationId)
    .where('memberId', '=', memberId)
    .orderBy('createdAt')
    .execute()
}

export function insertFeed(
  db: Queryable,
  { organizationId, memberId }: FeedOwner,
  feed: { readonly name: string; readonly filters: CalendarFilters; readonly tokenHash: Buffer },
): Promise<CalendarFeedRow> {
  return db
    .insertInto('calendarFeed')
    .values({ organizationId, memberId, ...feed, filters: JSON.stringify(feed.filters) })
    .returning(columns)
    .executeTakeFirstOrThrow()
}

/** @returns false when it is not theirs */
export async function deleteFeed(db: Queryable, owner: FeedOwner, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('calendarFeed')
    .where('organizationId', '=', owner.organizationId)
    .where('memberId', '=', owner.memberId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** What an address shows and for whom; null when it was taken back, or its owner has left. Notes that it was read. */
export async function readFeed(
  db: Queryable,
  tokenHash: Buffer,
): Promise<{
  readonly organizationId: string
  readonly name: string
  readonly filters: CalendarFilters
  readonly role: string
  readonly language: string
} | null> {
  const { rows } = await sql<{
    organizationId: string
    name: string
    filters: CalendarFilters
    role: string
    language: string
  }>`
    update calendar_feed set last_read_at = now() from member
    where calendar_feed.token_hash = ${tokenHash} and member.id = calendar_feed.member_id and member.disabled_at is null
    returning calendar_feed.organization_id, calendar_feed.name, calendar_feed.filters, member.role, member.language`.execute(
    db,
  )
  return rows[0] ?? null
}
