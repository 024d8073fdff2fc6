import { CopyPosts, PlacePosts, PostsCopied, PostsPlaced } from '../../contract/posts-together.ts'
import type { PostsTogether } from '../../domain/posts-together.ts'
import { type Route, route } from '../route.ts'

const shared = { policy: 'posts.edit', tag: 'Posts' } as const

export function postsTogetherRoutes(posts: PostsTogether): Route[] {
  return [
    route({
      ...shared,
      method: 'post',
      path: '/posts/place',
      summary: 'Give many posts a campaign or a unit; the answer says where they stood before',
      body: PlacePosts,
      response: PostsPlaced,
      handle: (actor, { body }) => posts.place(actor, body),
    }),
    route({
      ...shared,
      method: 'post',
      path: '/posts/copy',
      summary: 'New drafts of the posts of these deliveries, at other times or on other channels',
      body: CopyPosts,
      response: PostsCopied,
      status: 201,
      handle: (actor, { body }) => posts.copy(actor, body),
    }),
  ]
}
