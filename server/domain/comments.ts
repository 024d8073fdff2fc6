import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type { Comment, Comments, WriteComment } from '../contract/comments.ts'
import {
  type CommentRow,
  changeCommentText,
  findComment,
  insertComment,
  listComments,
  listReaders,
  lockComment,
  removeComment,
  resolveComment,
  seeMentions,
} from '../db/comments.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import { findPost } from '../db/posts.ts'
import { DomainError } from './errors.ts'
import { type Actor, policies } from './policy.ts'

/**
 * What colleagues say to each other about a post. Only who may read posts sees it: partner units never do. All throw
 * DomainError `not-found`.
 */
export interface PostComments {
  list(actor: Actor, postId: string): Promise<Comments>
  /** @throws DomainError also `validation` for a reply to another post's comment, or a mention of who cannot read it */
  write(actor: Actor, postId: string, input: z.output<typeof WriteComment>): Promise<Comment>
  /** @throws DomainError also `forbidden` for somebody else's, `wrong-state` for one that was taken back */
  edit(actor: Actor, id: string, text: string): Promise<Comment>
  /** Taken back by its author: its place stays. @throws DomainError as `edit` */
  remove(actor: Actor, id: string): Promise<void>
  /** Says whether anything is left to do about a thread. @throws DomainError also `wrong-state` for a reply */
  resolve(actor: Actor, id: string, resolved: boolean): Promise<Comment>
  /** The person has looked at them: nothing about this post waits for them any more. */
  see(actor: Actor, postId: string): Promise<void>
}

export function createPostComments({ db }: { readonly db: Db }): PostComments {
  const mustFind = async (trx: Queryable, { organizationId }: Actor, id: string): Promise<CommentRow> => {
    const found = await findComment(trx, organizationId, id)
    if (!found) throw new DomainError('not-found')
    return found
  }
  const mustLock = async (trx: Trx, actor: Actor, id: string): Promise<CommentRow> => {
    await lockComment(trx, actor.organizationId, id)
    return mustFind(trx, actor, id)
  }
  const mustFindPost = async (trx: Queryable, { organizationId }: Actor, postId: string) => {
    if (!(await findPost(trx, organizationId, postId))) throw new DomainError('not-found')
  }
  const mustBeOwn = ({ memberId }: Actor, { authorId, removedAt }: CommentRow) => {
    if (authorId !== memberId) throw new DomainError('forbidden', 'Only its author changes a comment')
    if (removedAt !== null) throw new DomainError('wrong-state', 'The comment was taken back')
  }

  return {
    list: async (actor, postId) => {
      await mustFindPost(db, actor, postId)
      return { comments: (await listComments(db, actor.organizationId, postId)).map(present) }
    },

    write: (actor, postId, { text, replyTo, mentions }) =>
      inTransaction(db, async (trx) => {
        await mustFindPost(trx, actor, postId)
        const { organizationId, memberId } = actor
        const first = replyTo === null ? null : await findComment(trx, organizationId, replyTo)
        if (replyTo !== null && first?.postId !== postId) throw refused('replyTo', 'unknown')
        const wanted = [...new Set(mentions)].filter((id) => id !== memberId)
        const readers = await listReaders(trx, organizationId, wanted, policies['posts.read'])
        if (readers.length < wanted.length) throw refused('mentions', 'unknown')
        // A reply to a reply stands in the same thread.
        const thread = first && (first.replyTo ?? first.id)
        const comment = { organizationId, postId, authorId: memberId, replyTo: thread, text: text.trim() }
        const id = await insertComment(trx, comment, readers)
        // Somebody goes on talking: the thread is open again.
        if (thread !== null) await resolveComment(trx, thread, null)
        await recordAct(trx, actor, 'comment.written', 'post', postId, { comment: id, mentions: readers })
        return present(await mustFind(trx, actor, id))
      }),

    edit: (actor, id, text) =>
      inTransaction(db, async (trx) => {
        const found = await mustLock(trx, actor, id)
        mustBeOwn(actor, found)
        await changeCommentText(trx, id, text.trim())
        await recordAct(trx, actor, 'comment.edited', 'post', found.postId, { comment: id, before: found.text })
        return present(await mustFind(trx, actor, id))
      }),

    remove: (actor, id) =>
      inTransaction(db, async (trx) => {
        const found = await mustLock(trx, actor, id)
        mustBeOwn(actor, found)
        await removeComment(trx, id)
        await recordAct(trx, actor, 'comment.removed', 'post', found.postId, { comment: id })
      }),

    resolve: (actor, id, resolved) =>
      inTransaction(db, async (trx) => {
        const found = await mustLock(trx, actor, id)
        if (found.replyTo !== null) throw new DomainError('wrong-state', 'A thread is resolved by its first comment')
        await resolveComment(trx, id, resolved ? actor.memberId : null)
        const act = resolved ? 'comment.resolved' : 'comment.reopened'
        await recordAct(trx, actor, act, 'post', found.postId, { comment: id })
        return present(await mustFind(trx, actor, id))
      }),

    see: async (actor, postId) => {
      await mustFindPost(db, actor, postId)
      await seeMentions(db, actor, postId)
    },
  }
}

const refused = (path: string, code: string) => new DomainError('validation', undefined, { errors: [{ path, code }] })

function present(row: CommentRow): Comment {
  const { id, replyTo, authorId, author, text, mentions, createdAt, editedAt, removedAt, resolvedAt, resolvedBy } = row
  return {
    ...{ id, replyTo, authorId, author, mentions: [...mentions] },
    text: removedAt === null ? text : null,
    at: createdAt.toISOString(),
    editedAt: removedAt === null ? (editedAt?.toISOString() ?? null) : null,
    resolved: resolvedAt && { at: resolvedAt.toISOString(), by: resolvedBy ?? '' },
  }
}
