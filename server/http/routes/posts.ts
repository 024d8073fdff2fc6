import { z } from 'zod'
import { Id, Revision } from '../../contract/common.ts'
import { CreatePost, SavePost, SchedulePost } from '../../contract/content.ts'
import { Post, PostQuery, PostSummary } from '../../contract/deliveries.ts'
import type { Posts } from '../../domain/posts.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })

export function postRoutes(posts: Posts): Route[] {
  return [
    route({
      method: 'get',
      path: '/posts',
      policy: 'posts.read',
      tag: 'Posts',
      summary: 'Posts, last changed first; the text is searched without diacritics',
      query: PostQuery,
      response: z.object({ posts: z.array(PostSummary) }),
      handle: async (actor, { query }) => ({ posts: await posts.list(actor, query) }),
    }),
    route({
      method: 'post',
      path: '/posts',
      policy: 'posts.edit',
      tag: 'Posts',
      summary: 'Write a post as a draft',
      body: CreatePost,
      response: Post,
      status: 201,
      handle: (actor, { body }) => posts.create(actor, body),
    }),
    route({
      method: 'get',
      path: '/posts/:id',
      policy: 'posts.read',
      tag: 'Posts',
      summary: 'A post with its variants and deliveries',
      params,
      response: Post,
      handle: (actor, { params: { id } }) => posts.get(actor, id),
    }),
    route({
      method: 'put',
      path: '/posts/:id',
      policy: 'posts.edit',
      tag: 'Posts',
      summary: 'Save a post; 409 `stale` when somebody saved it in between',
      params,
      body: SavePost,
      response: Post,
      handle: (actor, { params: { id }, body }) => posts.save(actor, id, body),
    }),
    route({
      method: 'post',
      path: '/posts/:id/schedule',
      policy: 'deliveries.release',
      tag: 'Posts',
      summary: 'Schedule or publish now; the person is recorded as the one who released it',
      params,
      body: SchedulePost,
      response: Post,
      handle: (actor, { params: { id }, body }) => posts.schedule(actor, id, body),
    }),
    route({
      method: 'post',
      path: '/posts/:id/archive',
      policy: 'posts.edit',
      tag: 'Posts',
      summary: 'Archive a post; what is still ahead of it is cancelled',
      params,
      body: z.object({ revision: Revision }),
      response: Post,
      handle: (actor, { params: { id }, body }) => posts.archive(actor, id, body.revision),
    }),
  ]
}
