import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type { ChangeTask, GiveTask, Task, TaskScope } from '../contract/tasks.ts'
import { databaseNow } from '../db/clock.ts'
import { listReaders } from '../db/comments.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import { getOrganization } from '../db/organizations.ts'
import { findPost } from '../db/posts.ts'
import { findTask, insertTask, listTasks, listTasksOf, lockTask, type TaskRow, updateTask } from '../db/tasks.ts'
import { DomainError } from './errors.ts'
import { type Actor, mayDo, policies } from './policy.ts'
import { instantOf } from './wall-time.ts'

/** What colleagues are to do about posts. Only who may read posts sees them. All throw DomainError `not-found`. */
export interface PostTasks {
  listOf(actor: Actor, postId: string): Promise<Task[]>
  list(actor: Actor, scope: TaskScope): Promise<Task[]>
  /** @throws DomainError also `validation` for somebody who cannot read the post, `time-gap` */
  give(actor: Actor, postId: string, input: z.output<typeof GiveTask>): Promise<Task>
  /** Everybody here says that something is done; who gave it, or an administrator, changes what it is or drops it.
   *  @throws DomainError also `stale`, `forbidden`, and as `give` */
  change(actor: Actor, id: string, input: z.output<typeof ChangeTask>): Promise<Task>
}

const mostTasks = 500

export function createPostTasks({ db }: { readonly db: Db }): PostTasks {
  const mustFind = async (queryable: Queryable, { organizationId }: Actor, id: string): Promise<TaskRow> => {
    const found = await findTask(queryable, organizationId, id)
    if (!found) throw new DomainError('not-found')
    return found
  }
  const mustFindPost = async (queryable: Queryable, { organizationId }: Actor, postId: string) => {
    const post = await findPost(queryable, organizationId, postId)
    if (!post) throw new DomainError('not-found')
    return post
  }
  const assertReader = async (trx: Trx, { organizationId }: Actor, id: string) => {
    const readers = await listReaders(trx, organizationId, [id], policies['posts.read'])
    if (readers.length === 0)
      throw new DomainError('validation', undefined, { errors: [{ path: 'assigneeId', code: 'unknown' }] })
  }
  const dueAt = async (trx: Trx, { organizationId }: Actor, due: string | null): Promise<Date | null> =>
    due === null ? null : instantOf(due, (await getOrganization(trx, organizationId)).zone)

  return {
    listOf: async (actor, postId) => {
      await mustFindPost(db, actor, postId)
      return (await listTasksOf(db, actor.organizationId, postId)).map(present)
    },

    list: async (actor, scope) => (await listTasks(db, actor, scope, mostTasks)).map(present),

    give: (actor, postId, { title, assigneeId, due }) =>
      inTransaction(db, async (trx) => {
        const { unitId } = await mustFindPost(trx, actor, postId)
        if (assigneeId !== null) await assertReader(trx, actor, assigneeId)
        const { organizationId, memberId } = actor
        const task = { organizationId, unitId, postId, assigneeId, title, createdBy: memberId }
        const id = await insertTask(trx, { ...task, dueAt: await dueAt(trx, actor, due) })
        await recordAct(trx, actor, 'task.given', 'post', postId, { task: id, assigneeId })
        return present(await mustFind(trx, actor, id))
      }),

    change: (actor, id, { revision, title, assigneeId, due, state }) =>
      inTransaction(db, async (trx) => {
        if (!(await lockTask(trx, actor.organizationId, id))) throw new DomainError('not-found')
        const before = await mustFind(trx, actor, id)
        const isTheirs = before.createdBy === actor.memberId || mayDo(actor.role, 'organization.edit')
        const rewrites = [title, assigneeId, due].some((part) => part !== undefined) || state === 'dropped'
        if (rewrites && !isTheirs) throw new DomainError('forbidden', 'Only who gave a task changes it')
        if (before.revision !== revision)
          throw new DomainError('stale', undefined, {
            errors: [{ path: 'revision', code: 'stale', values: { current: before.revision } }],
          })
        if (assigneeId) await assertReader(trx, actor, assigneeId)
        const isEnded = state === 'done' || state === 'dropped'
        await updateTask(trx, id, {
          ...(title !== undefined && { title }),
          ...(assigneeId !== undefined && { assigneeId }),
          ...(due !== undefined && { dueAt: await dueAt(trx, actor, due) }),
          ...(state !== undefined && {
            state,
            endedAt: isEnded ? await databaseNow(trx) : null,
            endedBy: isEnded ? actor.memberId : null,
          }),
        })
        await recordAct(trx, actor, `task.${state ?? 'changed'}`, 'post', before.postId, { task: id })
        return present(await mustFind(trx, actor, id))
      }),
  }
}

function present(row: TaskRow): Task {
  const { id, postId, postTitle, title, assigneeId, assignee, dueAt, state, createdBy, creator } = row
  const { createdAt, endedAt, ender, revision } = row
  return {
    ...{ id, postId, postTitle, title, revision },
    assignee: assigneeId !== null && assignee !== null ? { id: assigneeId, name: assignee } : null,
    dueAt: dueAt?.toISOString() ?? null,
    state: state === 'in-progress' ? 'open' : state,
    createdBy: { id: createdBy, name: creator },
    createdAt: createdAt.toISOString(),
    ended: endedAt && { at: endedAt.toISOString(), by: ender ?? '' },
  }
}
