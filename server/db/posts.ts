import { type Selectable, sql } from 'kysely'
import type { PostSummary } from '../contract/deliveries.ts'
import type { Queryable, Trx } from './database.ts'
import type { PostTable, VariantTable } from './schema.ts'

export type PostRow = Selectable<PostTable>
export type VariantRow = Selectable<VariantTable>
/** What an editor may change of a post, as columns. */
export type PostFields = Pick<
  PostRow,
  | 'unitId'
  | 'campaignId'
  | 'kind'
  | 'tone'
  | 'title'
  | 'content'
  | 'sourceLanguage'
  | 'source'
  | 'machineMarks'
  | 'urgent'
  | 'exemptFromPause'
  | 'latePolicy'
  | 'lateLimitMinutes'
>
export type VariantFields = Pick<VariantRow, 'channelId' | 'language' | 'title' | 'parts' | 'mediaIds' | 'options'>

export async function insertPost(
  trx: Trx,
  organizationId: string,
  authorId: string,
  fields: PostFields,
): Promise<PostRow> {
  return trx
    .insertInto('post')
    .values({ ...fields, organizationId, authorId })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findPost(
  db: Queryable,
  organizationId: string,
  id: string,
): Promise<(PostRow & { authorName: string }) | null> {
  const row = await db
    .selectFrom('post')
    .innerJoin('member', 'member.id', 'post.authorId')
    .selectAll('post')
    .select('member.name as authorName')
    .where('post.organizationId', '=', organizationId)
    .where('post.id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

/** Takes the post's row lock: whoever saves or schedules it next waits for this transaction. */
export async function lockPost(trx: Trx, organizationId: string, id: string): Promise<PostRow | null> {
  const row = await trx
    .selectFrom('post')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

/** Only under `lockPost`, which has compared the revision. */
export async function updatePost(
  trx: Trx,
  id: string,
  fields: Partial<PostFields & Pick<PostRow, 'state'>>,
): Promise<PostRow> {
  return trx
    .updateTable('post')
    .set((eb) => ({ ...fields, revision: eb('revision', '+', 1), updatedAt: sql<Date>`now()` }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function listPosts(
  db: Queryable,
  organizationId: string,
  query: { text?: string | undefined; state?: readonly PostRow['state'][] | undefined; limit: number },
): Promise<PostSummary[]> {
  const rows = await db
    .selectFrom('post')
    .innerJoin('member', 'member.id', 'post.authorId')
    .select(['post.id', 'post.state', 'post.kind', 'post.tone', 'post.title', 'post.campaignId', 'post.unitId'])
    .select(['post.updatedAt', 'post.revision', 'member.name as authorName'])
    .where('post.organizationId', '=', organizationId)
    .$if(query.text !== undefined && query.text !== '', (q) => q.where(matchesText(query.text ?? '')))
    .$if(query.state !== undefined, (q) => q.where('post.state', 'in', query.state ?? []))
    .orderBy('post.updatedAt', 'desc')
    .limit(query.limit)
    .execute()
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }))
}

export type TextMatch = 'loose' | 'exact'

/**
 * Search without diacritics: `le hoi` finds `Lễ hội`. The expression is the one the index `post_search` is made on; an
 * exact search asks it first and then compares the diacritics of what is left, however they were typed.
 */
export function matchesText(text: string, match: TextMatch = 'loose') {
  const pattern = `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`
  const loosely = sql<boolean>`search_text(post.title || ' ' || post.content::text) like search_text(${pattern})`
  if (match === 'loose') return loosely
  return sql<boolean>`(${loosely} and lower(normalize(post.title || ' ' || post.content::text, NFC)) like lower(normalize(${pattern}, NFC)))`
}

/** What an editor wrote of it. */
export function postFieldsOf(post: PostFields): PostFields {
  const { unitId, campaignId, kind, tone, title, content, sourceLanguage, source, machineMarks } = post
  const { urgent, exemptFromPause, latePolicy, lateLimitMinutes } = post
  return {
    ...{ unitId, campaignId, kind, tone, title, content, sourceLanguage, source, machineMarks },
    ...{ urgent, exemptFromPause, latePolicy, lateLimitMinutes },
  }
}

/** Keeps the post as it stands in the database now, whole, so that every revision can be shown and brought back. */
export async function insertRevision(trx: Trx, post: PostRow, memberId: string, origin: object = {}): Promise<void> {
  const variants = await listVariants(trx, post.id)
  const snapshot = {
    ...postFieldsOf(post),
    mediaIds: await postMediaIds(trx, post.id),
    variants: variants.map(({ channelId, language, title, parts, mediaIds, options }) => ({
      ...{ channelId, language, title, parts, mediaIds, options },
    })),
    ...origin,
  }
  await trx
    .insertInto('postRevision')
    .values({
      organizationId: post.organizationId,
      postId: post.id,
      revision: post.revision,
      memberId,
      snapshot: snapshot as never,
    })
    .execute()
}

export async function setPostMedia(trx: Trx, post: PostRow, mediaIds: readonly string[]): Promise<void> {
  await trx.deleteFrom('postMedia').where('postId', '=', post.id).execute()
  if (mediaIds.length === 0) return
  await trx
    .insertInto('postMedia')
    .values(
      mediaIds.map((mediaId, position) => ({
        organizationId: post.organizationId,
        postId: post.id,
        mediaId,
        position,
      })),
    )
    .execute()
}

/** In the order the author put them. */
export async function postMediaIds(db: Queryable, postId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('postMedia')
    .select('mediaId')
    .where('postId', '=', postId)
    .orderBy('position')
    .execute()
  return rows.map((row) => row.mediaId)
}

/** The variants a post has now; dropped ones are left out. */
export async function listVariants(db: Queryable, postId: string): Promise<VariantRow[]> {
  return db
    .selectFrom('variant')
    .selectAll()
    .where('postId', '=', postId)
    .where('droppedAt', 'is', null)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

export async function upsertVariant(trx: Trx, post: PostRow, fields: VariantFields): Promise<VariantRow> {
  const { parts, ...rest } = fields
  const values = { ...rest, parts: parts && JSON.stringify(parts) }
  return trx
    .insertInto('variant')
    .values({ ...values, organizationId: post.organizationId, postId: post.id })
    .onConflict((conflict) =>
      conflict.columns(['postId', 'channelId', 'language']).doUpdateSet({ ...values, droppedAt: null }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Gives a variant words of its own. */
export async function setVariantWords(
  trx: Trx,
  id: string,
  { title, parts }: { readonly title: string | null; readonly parts: readonly string[] },
): Promise<void> {
  await trx
    .updateTable('variant')
    .set({ title, parts: JSON.stringify(parts) })
    .where('id', '=', id)
    .execute()
}

export async function dropVariant(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('variant').set({ droppedAt: sql<Date>`now()` }).where('id', '=', id).execute()
}

/** Of these posts, those that were put away. */
export async function readArchived(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('post')
    .select('id')
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .where('state', '=', 'archived')
    .execute()
  return new Set(rows.map(({ id }) => id))
}
