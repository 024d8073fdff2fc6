import type { AbsentReason, Connector, ItemMetrics } from '../contract.ts'
import { type Article, listArticles, readArticle } from './listing.ts'
import { isBroadcast } from './publish.ts'
import type { ZaloSettings } from './settings.ts'

/** What is older than this many pages is asked for one by one. */
const listedPages = 10

const neverTold = {
  reach: 'not-offered',
  reactions: 'not-offered',
  comments: 'not-offered',
  clicks: 'not-offered',
} as const

/**
 * Views and shares of articles where the list tells them, counted by Zalo within its app. What became of a broadcast
 * stands on the account's own screens alone.
 */
export function measuring(zalo: ZaloSettings): Required<Pick<Connector, 'metrics'>> {
  return {
    async metrics(remoteIds, account, context) {
      const ids = remoteIds.filter((id) => !isBroadcast(id))
      const listed =
        ids.length > 0 ? await listArticles(zalo, ids, listedPages, account, context) : new Map<string, Article>()
      const told: ItemMetrics[] = []
      for (const remoteId of remoteIds) {
        if (isBroadcast(remoteId)) {
          told.push(untold(remoteId, false))
          continue
        }
        const article = listed.get(remoteId) ?? (await readArticle(zalo, remoteId, account, context))
        told.push(article ? countsOf(remoteId, article) : untold(remoteId, true))
      }
      return told
    },
  }
}

function countsOf(remoteId: string, { total_view: views, total_share: shares, status }: Article): ItemMetrics {
  return {
    remoteId,
    values: { ...(views !== undefined && { views }), ...(shares !== undefined && { shares }) },
    absent: { ...neverTold, ...missing('views', views), ...missing('shares', shares) },
    raw: { status, total_view: views ?? null, total_share: shares ?? null },
    gone: false,
  }
}

function untold(remoteId: string, gone: boolean): ItemMetrics {
  const absent = gone ? {} : ({ ...neverTold, views: 'not-offered', shares: 'not-offered' } as const)
  return { remoteId, values: {}, absent, raw: {}, gone }
}

function missing(metric: 'views' | 'shares', value: number | undefined): Partial<Record<typeof metric, AbsentReason>> {
  return value === undefined ? { [metric]: 'not-offered' } : {}
}
