import { useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Post } from '../../server/contract/deliveries.ts'
import type { CopyPosts, PlacePosts, PostsCopied, PostsPlaced } from '../../server/contract/posts-together.ts'
import { send } from './api.ts'
import { randomKey } from './deliveries.ts'

/** Steps with many posts in one request; all that shows them is refreshed. @throws ApiError */
export function usePostsTogether() {
  const cache = useQueryClient()
  const refreshing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } finally {
      for (const key of ['deliveries', 'posts']) void cache.invalidateQueries({ queryKey: [key] })
    }
  }
  return {
    /** @returns where they stood before: sent again, it takes the change back */
    place: (items: z.input<typeof PlacePosts>['items']) =>
      refreshing(send<PostsPlaced>('POST', '/posts/place', { items }, randomKey())),
    copy: (copied: z.input<typeof CopyPosts>, key: string) =>
      refreshing(send<PostsCopied>('POST', '/posts/copy', copied, key)),
    /** Takes copies back. */
    archive: (posts: PostsCopied['posts']) =>
      refreshing(
        Promise.all(posts.map(({ id, revision }) => send<Post>('POST', `/posts/${id}/archive`, { revision }))),
      ),
  }
}
