import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { ImportedSubscribers, NewsletterOverview, SubscriberExport } from '../../../server/contract/newsletters.ts'
import { get, send } from '../../lib/api.ts'

export type { ImportedSubscribers, NewsletterOverview, SubscriberExport }
export type IssueFigures = NewsletterOverview['issues'][number]

export const newsletterQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['newsletters', channelId],
    queryFn: () => get<NewsletterOverview>(`/channels/${channelId}/newsletter`),
  })

/** What administrators do for one list; its figures are read again after whatever changes them. */
export function useNewsletterSteps(channelId: string) {
  const cache = useQueryClient()
  const ask = <T>(path: string, body?: object) => send<T>('POST', `/channels/${channelId}/newsletter/${path}`, body)
  const step = async <T>(path: string, body?: object) => {
    const answer = await ask<T>(path, body)
    await cache.invalidateQueries({ queryKey: newsletterQuery(channelId).queryKey })
    return answer
  }
  return {
    take: (csv: string, proof: string) => step<ImportedSubscribers>('import', { csv, proof }),
    find: (address: string) => ask<SubscriberExport>('subscriber/export', { address }),
    erase: (address: string) => step<void>('subscriber/erase', { address }),
    makeBounceAddress: () => step<{ url: string }>('bounce-address'),
    resume: () => step<NewsletterOverview>('resume'),
  }
}
