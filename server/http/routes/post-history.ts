import { z } from 'zod'
import { Id, Revision } from '../../contract/common.ts'
import { Post } from '../../contract/deliveries.ts'
import { PostRevisionDetail, PostRevisionQuery, PostRevisions, RestorePost } from '../../contract/post-history.ts'
import type { PostHistory } from '../../domain/post-history.ts'
import { type Route, route } from '../route.ts'

const params = z.object({ id: Id })

export function postHistoryRoutes(history: PostHistory): Route[] {
  return [
    route({
      method: 'get',
      path: '/posts/:id/revisions',
      policy: 'posts.read',
      tag: 'Posts',
      summary: 'Every time a post was saved, by whom and when, latest first',
      params,
      query: PostRevisionQuery,
      response: PostRevisions,
      handle: (actor, { params: { id }, query }) => history.list(actor, id, query),
    }),
    route({
      method: 'get',
      path: '/posts/:id/revisions/:number',
      policy: 'posts.read',
      tag: 'Posts',
      summary: 'A post as it was saved then',
      params: z.object({ id: Id, number: z.coerce.number().pipe(Revision) }),
      response: PostRevisionDetail,
      handle: (actor, { params: { id, number } }) => history.get(actor, id, number),
    }),
    route({
      method: 'post',
      path: '/posts/:id/restore',
      policy: 'posts.edit',
      tag: 'Posts',
      summary:
        'Bring back what a post was at an earlier revision, as a new one; 409 `stale` when somebody saved it in between',
      params,
      body: RestorePost,
      response: Post,
      handle: (actor, { params: { id }, body }) => history.restore(actor, id, body),
    }),
  ]
}
