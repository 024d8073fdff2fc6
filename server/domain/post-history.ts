import { recordAct } from '../audit/record.ts'
import { CreatePost } from '../contract/content.ts'
import type { Post } from '../contract/deliveries.ts'
import type { PostRevision, PostRevisionDetail, PostRevisions, RestorePost } from '../contract/post-history.ts'
import { inTransaction } from '../db/database.ts'
import { findRevision, listRevisions, type RevisionRow } from '../db/post-revisions.ts'
import { findPost } from '../db/posts.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'
import { type PostNeighbours, presentPost, replaceContent } from './posts.ts'

/** What a post was, each time it was saved. Nothing here is ever deleted or changed. */
export interface PostHistory {
  /** Latest first. @throws DomainError `not-found` */
  list(actor: Actor, id: string, page: { before?: number | undefined; limit: number }): Promise<PostRevisions>
  /** @throws DomainError `not-found` */
  get(actor: Actor, id: string, revision: number): Promise<PostRevisionDetail>
  /**
   * Saves what was written at an earlier time as a new revision. Times stay as they are planned now, and a version
   * that comes back has none. @throws DomainError `not-found`, `stale`, `wrong-state`
   */
  restore(actor: Actor, id: string, input: RestorePost): Promise<Post>
}

export function createPostHistory(neighbours: PostNeighbours): PostHistory {
  const { db, presentMedia } = neighbours
  return {
    async list({ organizationId }, id, { before, limit }) {
      if (!(await findPost(db, organizationId, id))) throw new DomainError('not-found')
      const rows = await listRevisions(db, organizationId, id, { before, limit: limit + 1 })
      const shown = rows.slice(0, limit)
      return {
        revisions: shown.map(presentRevision),
        next: rows.length > limit ? (shown.at(-1)?.revision ?? null) : null,
      }
    },

    async get({ organizationId }, id, revision) {
      const row = await findRevision(db, organizationId, id, revision)
      if (!row) throw new DomainError('not-found')
      const content = CreatePost.parse(row.snapshot)
      const own = content.variants.flatMap(({ mediaIds }) => mediaIds ?? [])
      const media = await presentMedia(db, organizationId, [...new Set([...content.mediaIds, ...own])])
      return { ...presentRevision(row), content, media }
    },

    restore: (actor, id, { revision, from }) =>
      inTransaction(db, async (trx) => {
        const { organizationId } = actor
        const row = await findRevision(trx, organizationId, id, from)
        if (!row) throw new DomainError('not-found')
        const now = await presentPost(neighbours, trx, organizationId, id)
        const content = plannedAs(now, CreatePost.parse(row.snapshot))
        const origin = { restoredFrom: from }
        const post = await replaceContent(trx, neighbours, actor, { id, revision, content, origin })
        await recordAct(trx, actor, 'post.restored', 'post', id, {
          ...{ title: post.title, revision: post.revision },
          ...origin,
        })
        return presentPost(neighbours, trx, organizationId, id)
      }),
  }
}

function presentRevision({ revision, createdAt, memberId, memberName, restoredFrom }: RevisionRow): PostRevision {
  return { revision, at: createdAt.toISOString(), byId: memberId, by: memberName, restoredFrom }
}

/** Words of before, times of now. */
function plannedAs(now: Post, content: CreatePost): CreatePost {
  const variants = content.variants.map((variant) => {
    const { channelId, language } = variant
    const standing = now.variants.find((one) => one.channelId === channelId && one.language === language)
    return { ...variant, plannedFor: standing?.plannedFor ?? null }
  })
  return { ...content, variants }
}
