import { sql } from 'kysely'
import type { Queryable, Trx } from './database.ts'

/** A comment with the names that are shown beside it. */
export interface CommentRow {
  readonly id: string
  readonly postId: string
  readonly replyTo: string | null
  readonly authorId: string
  readonly author: string
  readonly text: string
  readonly createdAt: Date
  readonly editedAt: Date | null
  readonly removedAt: Date | null
  readonly resolvedAt: Date | null
  readonly resolvedBy: string | null
  readonly mentions: readonly { readonly id: string; readonly name: string }[]
}

/** A comment that names somebody who has not looked since. */
export interface MentionRow {
  readonly commentId: string
  readonly postId: string
  readonly title: string
  readonly author: string
  readonly text: string
  readonly createdAt: Date
}

function comments(db: Queryable, organizationId: string) {
  return db
    .selectFrom('postComment')
    .innerJoin('member as author', 'author.id', 'postComment.authorId')
    .leftJoin('member as resolver', 'resolver.id', 'postComment.resolvedBy')
    .select(['postComment.id', 'postComment.postId', 'postComment.replyTo', 'postComment.authorId'])
    .select(['postComment.text', 'postComment.createdAt', 'postComment.editedAt', 'postComment.removedAt'])
    .select(['postComment.resolvedAt', 'author.name as author', 'resolver.name as resolvedBy'])
    .select(
      sql<CommentRow['mentions']>`(select coalesce(json_agg(json_build_object('id', member.id, 'name', member.name)
        order by member.name), '[]') from comment_mention as mention join member on member.id = mention.member_id
        where mention.comment_id = post_comment.id)`.as('mentions'),
    )
    .where('postComment.organizationId', '=', organizationId)
}

/** Oldest first. */
export function listComments(db: Queryable, organizationId: string, postId: string): Promise<CommentRow[]> {
  return comments(db, organizationId)
    .where('postComment.postId', '=', postId)
    .orderBy('postComment.createdAt')
    .orderBy('postComment.id')
    .execute()
}

export async function findComment(db: Queryable, organizationId: string, id: string): Promise<CommentRow | null> {
  return (await comments(db, organizationId).where('postComment.id', '=', id).executeTakeFirst()) ?? null
}

/** Takes its row lock: who changes or takes it back next waits for this transaction. */
export async function lockComment(trx: Trx, organizationId: string, id: string): Promise<void> {
  await sql`select from post_comment where id = ${id} and organization_id = ${organizationId} for update`.execute(trx)
}

/** @returns its id */
export async function insertComment(
  trx: Trx,
  comment: { organizationId: string; postId: string; authorId: string; replyTo: string | null; text: string },
  mentions: readonly string[],
): Promise<string> {
  const { id } = await trx.insertInto('postComment').values(comment).returning('id').executeTakeFirstOrThrow()
  const { organizationId } = comment
  if (mentions.length > 0)
    await trx
      .insertInto('commentMention')
      .values(mentions.map((memberId) => ({ commentId: id, organizationId, memberId })))
      .execute()
  return id
}

export async function changeCommentText(trx: Trx, id: string, text: string): Promise<void> {
  await trx.updateTable('postComment').set({ text, editedAt: sql<Date>`now()` }).where('id', '=', id).execute()
}

/** Its place stays, so that answers to it keep theirs. */
export async function removeComment(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('postComment').set({ text: '', removedAt: sql<Date>`now()` }).where('id', '=', id).execute()
  await trx.deleteFrom('commentMention').where('commentId', '=', id).execute()
}

/** @param by null: it is open again */
export async function resolveComment(trx: Trx, id: string, by: string | null): Promise<void> {
  await trx
    .updateTable('postComment')
    .set({ resolvedBy: by, resolvedAt: by === null ? null : sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** Latest first. */
export function listUnseenMentions(
  db: Queryable,
  { organizationId, memberId }: { readonly organizationId: string; readonly memberId: string },
  limit: number,
): Promise<MentionRow[]> {
  return db
    .selectFrom('commentMention')
    .innerJoin('postComment', 'postComment.id', 'commentMention.commentId')
    .innerJoin('member', 'member.id', 'postComment.authorId')
    .innerJoin('post', 'post.id', 'postComment.postId')
    .select(['postComment.id as commentId', 'postComment.postId', 'postComment.text', 'postComment.createdAt'])
    .select(['post.title', 'member.name as author'])
    .where('commentMention.organizationId', '=', organizationId)
    .where('commentMention.memberId', '=', memberId)
    .where('commentMention.seenAt', 'is', null)
    .orderBy('postComment.createdAt', 'desc')
    .limit(limit)
    .execute()
}

export async function seeMentions(
  db: Queryable,
  { memberId }: { readonly memberId: string },
  postId: string,
): Promise<void> {
  await sql`update comment_mention set seen_at = now() from post_comment as comment
    where comment.id = comment_mention.comment_id and comment.post_id = ${postId}
      and comment_mention.member_id = ${memberId} and comment_mention.seen_at is null`.execute(db)
}

/** Of these members, those of the office who may read posts and still work here. */
export async function listReaders(
  db: Queryable,
  organizationId: string,
  ids: readonly string[],
  roles: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from member where organization_id = ${organizationId}
    and disabled_at is null and id = any(${[...ids]}::uuid[]) and role = any(${[...roles]}::text[])`.execute(db)
  return rows.map(({ id }) => id)
}
