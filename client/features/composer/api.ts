import { queryOptions } from '@tanstack/react-query'
import type { CreatePost, SavePost, SchedulePost } from '../../../server/contract/content.ts'
import type { Post } from '../../../server/contract/deliveries.ts'
import { get, send } from '../../lib/api.ts'

export const postQuery = (id: string) =>
  queryOptions({ queryKey: ['posts', 'one', id], queryFn: ({ signal }) => get<Post>(`/posts/${id}`, {}, signal) })

export const createPost = (post: CreatePost) => send<Post>('POST', '/posts', post)
/** @throws ApiError `stale` when somebody saved it in between */
export const savePost = (id: string, post: SavePost) => send<Post>('PUT', `/posts/${id}`, post)
/** Scheduling releases. @throws ApiError `past`, `time-gap`, `check-failed`, `same-text`, `stale` */
export const schedulePost = (id: string, plan: SchedulePost) => send<Post>('POST', `/posts/${id}/schedule`, plan)
