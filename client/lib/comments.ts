import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query'
import type { Comment, Comments } from '../../server/contract/comments.ts'
import { get, send } from './api.ts'
import { attentionQuery } from './attention.ts'

export type { Comment }

export const commentsQuery = (postId: string) =>
  queryOptions({
    queryKey: ['comments', postId],
    queryFn: async () => (await get<Comments>(`/posts/${postId}/comments`)).comments,
  })

/** A thread: what was said first, and the answers to it. */
export interface Thread {
  readonly first: Comment
  readonly replies: readonly Comment[]
}

/** Open threads first, each in the order it was begun. One that was taken back stays while somebody has answered it. */
export function threadsOf(comments: readonly Comment[]): Thread[] {
  const replies = Map.groupBy(comments, ({ replyTo }) => replyTo)
  return (replies.get(null) ?? [])
    .map((first) => ({ first, replies: (replies.get(first.id) ?? []).filter(({ text }) => text !== null) }))
    .filter(({ first, replies }) => first.text !== null || replies.length > 0)
    .toSorted((one, other) => Number(one.first.resolved !== null) - Number(other.first.resolved !== null))
}

/** How many threads still wait for somebody. */
export const countOpen = (comments: readonly Comment[]): number =>
  threadsOf(comments).filter(({ first }) => first.resolved === null).length

/** The person has looked at them. */
export async function seeComments(cache: QueryClient, postId: string): Promise<void> {
  await send('POST', `/posts/${postId}/comments/seen`)
  await cache.invalidateQueries({ queryKey: attentionQuery.queryKey })
}

interface Written {
  readonly text: string
  readonly replyTo: string | null
  readonly mentions: readonly string[]
}

export function useCommentSteps(postId: string) {
  const cache = useQueryClient()
  const step = async (work: Promise<unknown>) => {
    try {
      await work
    } finally {
      await cache.invalidateQueries({ queryKey: commentsQuery(postId).queryKey })
    }
  }
  return {
    write: (written: Written, key: string) => step(send('POST', `/posts/${postId}/comments`, written, key)),
    edit: (id: string, text: string) => step(send('PATCH', `/comments/${id}`, { text })),
    remove: (id: string) => step(send('DELETE', `/comments/${id}`)),
    resolve: (id: string, resolved: boolean) => step(send('POST', `/comments/${id}/resolve`, { resolved })),
  }
}
