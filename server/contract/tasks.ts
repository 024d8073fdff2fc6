import { z } from 'zod'
import { Id, LocalTime, line, Revision } from './common.ts'

const Person = z.object({ id: Id, name: z.string() })

/** Something a colleague is to do about a post. */
export const Task = z.object({
  id: Id,
  postId: Id,
  postTitle: z.string(),
  title: z.string(),
  /** null: nobody yet. */
  assignee: Person.nullable(),
  dueAt: z.string().nullable(),
  state: z.enum(['open', 'done', 'dropped']),
  createdBy: Person,
  createdAt: z.string(),
  /** By whom it was done or dropped. */
  ended: z.object({ at: z.string(), by: z.string() }).nullable(),
  revision: Revision,
})
export type Task = z.infer<typeof Task>

/** What has a time first, soonest first; what is ended last, latest first. */
export const Tasks = z.object({ tasks: z.array(Task) })
export type Tasks = z.infer<typeof Tasks>

/** `mine`: I am to do it; `given`: I gave it to somebody else; `unit`: it is of my unit. Ended ones of the last 30 days. */
export const TaskScope = z.enum(['mine', 'given', 'unit'])
export type TaskScope = z.infer<typeof TaskScope>
export const TaskQuery = z.object({ scope: TaskScope.default('mine') })

const title = line(300)
const assigneeId = Id.nullable()
/** Wall time in the office's zone. */
const due = LocalTime.nullable()

export const GiveTask = z.object({ title, assigneeId: assigneeId.default(null), due: due.default(null) })
/** What is left out stays. */
export const ChangeTask = z.object({
  revision: Revision,
  title: title.optional(),
  assigneeId: assigneeId.optional(),
  due: due.optional(),
  state: z.enum(['open', 'done', 'dropped']).optional(),
})
