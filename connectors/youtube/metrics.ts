import { z } from 'zod'
import type { AbsentReason, Account, ConnectorContext, ItemMetrics } from '../contract.ts'
import { ConnectorError } from '../contract.ts'
import type { MetricName } from '../rules/metrics.ts'
import { type Access, accessOf, call } from './client.ts'
import type { YouTubeSettings } from './settings.ts'

const count = z.string().transform(Number)
const Statistics = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        /** A count that the owner hides is missing. */
        statistics: z.object({ viewCount: count, likeCount: count, commentCount: count }).partial().default({}),
      }),
    )
    .default([]),
})
const Report = z.object({ rows: z.array(z.tuple([z.string(), z.number(), z.number()])).default([]) })

const mostIds = 50
/** Analytics begins here. */
const firstDay = '2005-02-14'

export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const access = accessOf(account)
  const told: ItemMetrics[] = []
  for (let at = 0; at < remoteIds.length; at += mostIds) {
    const ids = remoteIds.slice(at, at + mostIds)
    const query = { part: 'statistics', id: ids.join(',') }
    const url = `${settings.api}/videos`
    const { items } = await call(access, { method: 'GET', url, query, answer: Statistics }, context)
    const watched = await watchedOf(ids, access, settings, context)
    for (const id of ids) told.push(itemOf(id, items.find((item) => item.id === id)?.statistics, watched))
  }
  return told
}

type Watched = ReadonlyMap<string, { readonly minutes: number; readonly shares: number }> | AbsentReason

/** Two to three days late, and only where the permission was given. */
async function watchedOf(
  ids: readonly string[],
  access: Access,
  { analytics }: YouTubeSettings,
  context: ConnectorContext,
): Promise<Watched> {
  const query = {
    ids: 'channel==MINE',
    startDate: firstDay,
    endDate: context.now().toISOString().slice(0, 10),
    metrics: 'estimatedMinutesWatched,shares',
    dimensions: 'video',
    filters: `video==${ids.join(',')}`,
    sort: '-estimatedMinutesWatched',
    maxResults: '200',
  }
  try {
    const { rows } = await call(access, { method: 'GET', url: `${analytics}/reports`, query, answer: Report }, context)
    return new Map(rows.map(([id, minutes, shares]) => [id, { minutes, shares }]))
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return ['credentials-revoked', 'rejected'].includes(error.fault.code) ? 'not-permitted' : 'failed'
  }
}

function itemOf(
  remoteId: string,
  counted: z.infer<typeof Statistics>['items'][number]['statistics'] | undefined,
  watched: Watched,
): ItemMetrics {
  if (!counted) return { remoteId, values: {}, absent: {}, raw: {}, gone: true }
  const own = typeof watched === 'string' ? undefined : watched.get(remoteId)
  const given: readonly (readonly [MetricName, number | undefined, AbsentReason])[] = [
    ['views', counted.viewCount, 'not-offered'],
    ['reactions', counted.likeCount, 'not-offered'],
    ['comments', counted.commentCount, 'not-offered'],
    ['shares', own?.shares, typeof watched === 'string' ? watched : 'not-yet'],
    ['watchSeconds', own && own.minutes * 60, typeof watched === 'string' ? watched : 'not-yet'],
  ]
  const known = given.filter(([, value]) => value !== undefined)
  const unknown = given.filter(([, value]) => value === undefined)
  return {
    remoteId,
    values: Object.fromEntries(known.map(([name, value]) => [name, value])),
    absent: { ...Object.fromEntries(unknown.map(([name, , reason]) => [name, reason])), reach: 'not-offered' },
    raw: Object.fromEntries(
      Object.entries({ ...counted, estimatedMinutesWatched: own?.minutes, shares: own?.shares }).flatMap(
        ([name, value]) => (value === undefined ? [] : [[name, value]]),
      ),
    ),
    gone: false,
  }
}
