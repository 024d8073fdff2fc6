import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ChangeTask, GiveTask, Task, TaskScope, Tasks } from '../../server/contract/tasks.ts'
import { get, send } from './api.ts'

export const taskScopes = ['mine', 'given', 'unit'] as const satisfies readonly TaskScope[]

/** What there is to do about a post. */
export const postTasksQuery = (postId: string) =>
  queryOptions({
    queryKey: ['tasks', 'post', postId],
    queryFn: async () => (await get<Tasks>(`/posts/${postId}/tasks`)).tasks,
  })

export const tasksQuery = (scope: TaskScope) =>
  queryOptions({
    queryKey: ['tasks', 'list', scope],
    queryFn: async () => (await get<Tasks>('/tasks', { scope })).tasks,
  })

export const isOpen = ({ state }: Pick<Task, 'state'>) => state === 'open'

/** Open, and its time is over. @param now in milliseconds */
export const isOverdue = (task: Pick<Task, 'state' | 'dueAt'>, now: number) =>
  isOpen(task) && task.dueAt !== null && Date.parse(task.dueAt) < now

/** Each refreshes all that shows tasks. @throws ApiError `stale`, `forbidden`, `validation` */
export function useTaskSteps() {
  const cache = useQueryClient()
  const step = async (work: Promise<Task>) => {
    try {
      return await work
    } finally {
      void cache.invalidateQueries({ queryKey: ['tasks'] })
    }
  }
  return {
    give: (postId: string, task: z.input<typeof GiveTask>, key: string) =>
      step(send<Task>('POST', `/posts/${postId}/tasks`, task, key)),
    change: ({ id, revision }: Pick<Task, 'id' | 'revision'>, change: Omit<z.input<typeof ChangeTask>, 'revision'>) =>
      step(send<Task>('PATCH', `/tasks/${id}`, { revision, ...change })),
  }
}
