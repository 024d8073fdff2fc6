import { type Selectable, sql } from 'kysely'
import type { TaskScope } from '../contract/tasks.ts'
import type { Queryable, Trx } from './database.ts'
import type { TaskTable } from './schema.ts'

/** A task with the names that are shown beside it. */
export interface TaskRow extends Pick<Selectable<TaskTable>, 'id' | 'title' | 'state' | 'dueAt' | 'createdAt'> {
  readonly postId: string
  readonly postTitle: string
  readonly assigneeId: string | null
  readonly assignee: string | null
  readonly createdBy: string
  readonly creator: string
  readonly endedAt: Date | null
  readonly ender: string | null
  readonly revision: number
}

function tasks(db: Queryable, organizationId: string) {
  return db
    .selectFrom('task')
    .innerJoin('post', 'post.id', 'task.postId')
    .innerJoin('member as creator', 'creator.id', 'task.createdBy')
    .leftJoin('member as assignee', 'assignee.id', 'task.assigneeId')
    .leftJoin('member as ender', 'ender.id', 'task.endedBy')
    .select(['task.id', 'task.title', 'task.state', 'task.dueAt', 'task.createdAt', 'task.assigneeId'])
    .select(['task.createdBy', 'task.endedAt', 'task.revision', 'post.id as postId', 'post.title as postTitle'])
    .select(['creator.name as creator', 'assignee.name as assignee', 'ender.name as ender'])
    .where('task.organizationId', '=', organizationId)
}

const inOrder = [
  sql`task.ended_at is not null`,
  sql`task.ended_at desc nulls last`,
  sql`task.due_at nulls last`,
  sql`task.created_at`,
]

/** Of one post, all of them. */
export function listTasksOf(db: Queryable, organizationId: string, postId: string): Promise<TaskRow[]> {
  return tasks(db, organizationId).where('task.postId', '=', postId).orderBy(sql.join(inOrder)).execute()
}

interface Viewer {
  readonly organizationId: string
  readonly memberId: string
  readonly unitId: string
}

/** What is open, and what was ended within 30 days; at most `limit`. */
export function listTasks(db: Queryable, viewer: Viewer, scope: TaskScope, limit: number): Promise<TaskRow[]> {
  const { organizationId, memberId, unitId } = viewer
  return tasks(db, organizationId)
    .where(sql<boolean>`(task.ended_at is null or task.ended_at > now() - interval '30 days')`)
    .$if(scope === 'mine', (query) => query.where('task.assigneeId', '=', memberId))
    .$if(scope === 'given', (query) =>
      query.where('task.createdBy', '=', memberId).where(sql<boolean>`task.assignee_id is distinct from ${memberId}`),
    )
    .$if(scope === 'unit', (query) => query.where('task.unitId', '=', unitId))
    .orderBy(sql.join(inOrder))
    .limit(limit)
    .execute()
}

export async function findTask(db: Queryable, organizationId: string, id: string): Promise<TaskRow | null> {
  return (await tasks(db, organizationId).where('task.id', '=', id).executeTakeFirst()) ?? null
}

/** Takes its row lock. @returns false when there is none */
export async function lockTask(trx: Trx, organizationId: string, id: string): Promise<boolean> {
  const { rows } = await sql`select from task
    where id = ${id} and organization_id = ${organizationId} and post_id is not null for update`.execute(trx)
  return rows.length > 0
}

/** @returns its id */
export async function insertTask(
  trx: Trx,
  task: Pick<
    Selectable<TaskTable>,
    'organizationId' | 'unitId' | 'postId' | 'assigneeId' | 'title' | 'dueAt' | 'createdBy'
  >,
): Promise<string> {
  return (await trx.insertInto('task').values(task).returning('id').executeTakeFirstOrThrow()).id
}

/** Only under `lockTask`. */
export async function updateTask(
  trx: Trx,
  id: string,
  change: Partial<Pick<Selectable<TaskTable>, 'title' | 'assigneeId' | 'dueAt' | 'state' | 'endedAt' | 'endedBy'>>,
): Promise<void> {
  await trx
    .updateTable('task')
    .set((eb) => ({ ...change, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute()
}
