import { z } from 'zod'
import { Id } from '../../contract/common.ts'
import { ChangeTask, GiveTask, Task, TaskQuery, Tasks } from '../../contract/tasks.ts'
import type { PostTasks } from '../../domain/tasks.ts'
import { type Route, route } from '../route.ts'

const tag = 'Tasks'
const params = z.object({ id: Id })

export function taskRoutes(tasks: PostTasks): Route[] {
  return [
    route({
      method: 'get',
      path: '/tasks',
      policy: 'posts.read',
      tag,
      summary: 'What I am to do, what I gave to others, or what my unit has to do',
      query: TaskQuery,
      response: Tasks,
      handle: async (actor, { query }) => ({ tasks: await tasks.list(actor, query.scope) }),
    }),
    route({
      method: 'get',
      path: '/posts/:id/tasks',
      policy: 'posts.read',
      tag,
      summary: 'What there is to do about a post',
      params,
      response: Tasks,
      handle: async (actor, { params: { id } }) => ({ tasks: await tasks.listOf(actor, id) }),
    }),
    route({
      method: 'post',
      path: '/posts/:id/tasks',
      policy: 'posts.comment',
      tag,
      summary: 'Give somebody something to do about a post',
      params,
      body: GiveTask,
      response: Task,
      status: 201,
      handle: (actor, { params: { id }, body }) => tasks.give(actor, id, body),
    }),
    route({
      method: 'patch',
      path: '/tasks/:id',
      policy: 'posts.comment',
      tag,
      summary: 'Say that a task is done or open again; who gave it changes or drops it',
      params,
      body: ChangeTask,
      response: Task,
      handle: (actor, { params: { id }, body }) => tasks.change(actor, id, body),
    }),
  ]
}
