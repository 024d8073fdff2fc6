import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { CreateSeries, Detached, Rule, Series, SeriesItem, SeriesPreview } from '../../server/contract/series.ts'
import { get, send } from './api.ts'

/** Under the deliveries' key: what changes a delivery may change its series. */
export const seriesQuery = (id: string) =>
  queryOptions({ queryKey: ['deliveries', 'series', id], queryFn: () => get<Series>(`/series/${id}`) })

export const seriesOfPostQuery = (postId: string) =>
  queryOptions({
    queryKey: ['deliveries', 'series-of', postId],
    queryFn: async () => (await get<{ series: SeriesItem[] }>('/series', { post: postId })).series,
  })

/** The days a rule would have. @throws ApiError `validation` */
export const previewQuery = (rule: Rule, exceptions: readonly string[]) =>
  queryOptions({
    queryKey: ['series-preview', rule, exceptions],
    queryFn: () => send<SeriesPreview>('POST', '/series/preview', { rule, exceptions }),
    retry: false,
  })

/** Begins and releases a series. @throws ApiError `validation`, `past`, `check-failed`, `same-text`, `stale` */
export const beginSeries = (postId: string, series: CreateSeries) =>
  send<Series>('POST', `/posts/${postId}/series`, series)

/** Steps with a series; all that shows it is refreshed. @throws ApiError `stale`, `wrong-state`, … */
export function useSeriesSteps() {
  const cache = useQueryClient()
  const refreshing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } finally {
      for (const key of ['deliveries', 'outlook', 'attention', 'posts'])
        void cache.invalidateQueries({ queryKey: [key] })
    }
  }
  return {
    change: ({ id, revision }: SeriesItem, rule: Rule, exceptions: readonly string[]) =>
      refreshing(send<Series>('PATCH', `/series/${id}`, { revision, rule, exceptions })),
    following: ({ id, revision }: SeriesItem, rule: Rule) =>
      refreshing(send<Series>('POST', `/series/${id}/following`, { revision, rule })),
    release: ({ id, revision }: SeriesItem) => refreshing(send<Series>('POST', `/series/${id}/release`, { revision })),
    end: ({ id, revision }: SeriesItem) => refreshing(send<Series>('POST', `/series/${id}/end`, { revision })),
    detach: ({ id, revision }: { readonly id: string; readonly revision: number }) =>
      refreshing(send<Detached>('POST', `/deliveries/${id}/detach`, { revision })),
  }
}
