import { z } from 'zod'
import { Comment, Comments, EditComment, ResolveComment, WriteComment } from '../../contract/comments.ts'
import { Id } from '../../contract/common.ts'
import type { PostComments } from '../../domain/comments.ts'
import { type Route, route } from '../route.ts'

const shared = { tag: 'Comments', params: z.object({ id: Id }) } as const

export function commentRoutes(comments: PostComments): Route[] {
  return [
    route({
      ...shared,
      method: 'get',
      path: '/posts/:id/comments',
      policy: 'posts.read',
      summary: 'What colleagues say about a post, oldest first',
      response: Comments,
      handle: (actor, { params: { id } }) => comments.list(actor, id),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/posts/:id/comments',
      policy: 'posts.comment',
      summary: 'Say something about a post, or answer; `mentions` names whom it waits for',
      body: WriteComment,
      response: Comment,
      status: 201,
      handle: (actor, { params: { id }, body }) => comments.write(actor, id, body),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/posts/:id/comments/seen',
      policy: 'posts.read',
      summary: 'I have looked at what names me here',
      response: null,
      handle: (actor, { params: { id } }) => comments.see(actor, id),
    }),
    route({
      ...shared,
      method: 'patch',
      path: '/comments/:id',
      policy: 'posts.comment',
      summary: 'Change what I said',
      body: EditComment,
      response: Comment,
      handle: (actor, { params: { id }, body }) => comments.edit(actor, id, body.text),
    }),
    route({
      ...shared,
      method: 'delete',
      path: '/comments/:id',
      policy: 'posts.comment',
      summary: 'Take back what I said; its place stays',
      response: null,
      handle: (actor, { params: { id } }) => comments.remove(actor, id),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/comments/:id/resolve',
      policy: 'posts.comment',
      summary: 'Say whether anything is left to do about a thread',
      body: ResolveComment,
      response: Comment,
      handle: (actor, { params: { id }, body }) => comments.resolve(actor, id, body.resolved),
    }),
  ]
}
