import { sql } from 'kysely'
import type { Queryable } from './database.ts'

export interface RevisionRow {
  readonly revision: number
  readonly createdAt: Date
  readonly memberId: string
  readonly memberName: string
  readonly restoredFrom: number | null
}

function revisionsOf(db: Queryable, organizationId: string, postId: string) {
  return (
    db
      .selectFrom('postRevision')
      .innerJoin('member', 'member.id', 'postRevision.memberId')
      .select(['postRevision.revision', 'postRevision.createdAt', 'postRevision.memberId', 'member.name as memberName'])
      .select(sql<number | null>`(post_revision.snapshot->>'restoredFrom')::int`.as('restoredFrom'))
      .where('postRevision.organizationId', '=', organizationId)
      .where('postRevision.postId', '=', postId)
      // Early ones kept what was changed, and not the post.
      .where(sql<boolean>`post_revision.snapshot ? 'content'`)
  )
}

/** Latest first, only those before `before` when it is given. */
export async function listRevisions(
  db: Queryable,
  organizationId: string,
  postId: string,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<RevisionRow[]> {
  return revisionsOf(db, organizationId, postId)
    .$if(before !== undefined, (query) => query.where('postRevision.revision', '<', before ?? 0))
    .orderBy('postRevision.revision', 'desc')
    .limit(limit)
    .execute()
}

/** With the post as it was handed in to be saved. */
export async function findRevision(
  db: Queryable,
  organizationId: string,
  postId: string,
  revision: number,
): Promise<(RevisionRow & { readonly snapshot: unknown }) | null> {
  const row = await revisionsOf(db, organizationId, postId)
    .select('postRevision.snapshot')
    .where('postRevision.revision', '=', revision)
    .executeTakeFirst()
  return row ?? null
}
