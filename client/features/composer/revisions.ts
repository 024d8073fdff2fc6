import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Post } from '../../../server/contract/deliveries.ts'
import type {
  PostRevision,
  PostRevisionDetail,
  PostRevisions,
  RestorePost,
} from '../../../server/contract/post-history.ts'
import { get, send } from '../../lib/api.ts'

/** Every save of a post, latest first, page by page. */
export const revisionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['posts', 'revisions', id],
    queryFn: ({ pageParam, signal }) =>
      get<PostRevisions>(`/posts/${id}/revisions`, pageParam === null ? {} : { before: pageParam }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  })

/** A revision never changes. */
export const revisionQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ['post-revision', id, revision],
    queryFn: ({ signal }) => get<PostRevisionDetail>(`/posts/${id}/revisions/${revision}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** @throws ApiError `stale` when somebody saved it in between */
export const restorePost = (id: string, from: RestorePost) => send<Post>('POST', `/posts/${id}/restore`, from)

/** Longest rest between two saves of one sitting, and its longest whole. */
const restMs = 5 * 60_000
const sittingMs = 30 * 60_000

/**
 * Saves that one person made in one sitting, so that typing for ten minutes is one line of the history. What was
 * restored stands alone. Both lists are latest first.
 */
export function sittingsOf(
  revisions: readonly PostRevision[],
): readonly (readonly [PostRevision, ...PostRevision[]])[] {
  const sittings: [PostRevision, ...PostRevision[]][] = []
  for (const revision of revisions) {
    const last = sittings.at(-1)
    const after = last?.at(-1)
    const isSameSitting =
      after &&
      last &&
      after.byId === revision.byId &&
      after.restoredFrom === null &&
      revision.restoredFrom === null &&
      Date.parse(after.at) - Date.parse(revision.at) <= restMs &&
      Date.parse(last[0].at) - Date.parse(revision.at) <= sittingMs
    if (isSameSitting) last.push(revision)
    else sittings.push([revision])
  }
  return sittings
}
