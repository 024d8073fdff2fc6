import { z } from 'zod'
import type { AbsentReason, Account, AccountMetrics, ConnectorContext, ItemMetrics, JsonObject } from '../contract.ts'
import { type Access, accessOf, call, encoded, listOf } from './client.ts'
import { toldIn } from './faults.ts'
import type { LinkedInSettings } from './settings.ts'

const counted = {
  impressions: 'impressionCount',
  reach: 'uniqueImpressionsCount',
  clicks: 'clickCount',
  reactions: 'likeCount',
  comments: 'commentCount',
  shares: 'shareCount',
} as const
type Counted = keyof typeof counted
const countedNames = Object.keys(counted) as Counted[]
/** What LinkedIn tells nobody of a page's post here. */
const notOffered = { views: 'not-offered', saves: 'not-offered', watchSeconds: 'not-offered' } as const

const Count = z.number().nonnegative().optional().catch(undefined)
const Totals = z.object({
  impressionCount: Count,
  uniqueImpressionsCount: Count,
  clickCount: Count,
  likeCount: Count,
  commentCount: Count,
  shareCount: Count,
})
type Totals = z.infer<typeof Totals>
const Statistics = z.object({
  elements: z.array(
    z.object({ share: z.string().optional(), ugcPost: z.string().optional(), totalShareStatistics: Totals }),
  ),
})

/** Names in one address. */
const perCall = 50

/**
 * Totals since publication, without what was paid for. A post without any activity is left out of LinkedIn's answer:
 * whether it is there still is asked, and only one that had time to be seen counts as seen by nobody.
 * @see https://learn.microsoft.com/linkedin/marketing/community-management/organizations/share-statistics
 */
export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const access = accessOf(account, settings)
  const posts = remoteIds.filter((id) => !isComment(id))
  const told = await statisticsOf(posts, access, context)
  const quiet = posts.filter((id) => !told?.has(id))
  const published = await publishedAt(quiet, access, context)
  const oldEnough = context.now().getTime() - settings.figuresAfterMs
  return remoteIds.map((remoteId) => {
    if (isComment(remoteId)) return without(remoteId, 'not-offered')
    const totals = told?.get(remoteId)
    if (totals) return countsOf(remoteId, totals)
    const at = published.get(remoteId)
    if (at === undefined) return { ...without(remoteId, 'failed'), absent: {}, gone: true }
    if (!told) return without(remoteId, 'not-permitted')
    return at !== null && at < oldEnough ? countsOf(remoteId, nobody) : without(remoteId, 'not-yet')
  })
}

const isComment = (remoteId: string) => remoteId.startsWith('urn:li:comment:')
const nobody = Object.fromEntries(Object.values(counted).map((name) => [name, 0])) as Totals

/** @returns null where the person may not read the page's figures */
async function statisticsOf(
  posts: readonly string[],
  access: Access,
  context: ConnectorContext,
): Promise<ReadonlyMap<string, Totals> | null> {
  const told = new Map<string, Totals>()
  for (const some of slices(posts)) {
    const shares = some.filter((urn) => urn.startsWith('urn:li:share:'))
    const ugcPosts = some.filter((urn) => !urn.startsWith('urn:li:share:'))
    const query = [
      `q=organizationalEntity&organizationalEntity=${encoded(access.organization)}`,
      ...(shares.length > 0 ? [`shares=${listOf(shares)}`] : []),
      ...(ugcPosts.length > 0 ? [`ugcPosts=${listOf(ugcPosts)}`] : []),
    ].join('&')
    const path = `/rest/organizationalEntityShareStatistics?${query}`
    const answer = await unlessForbidden(() =>
      call(access, { method: 'GET', path, restli: 'FINDER', answer: Statistics }, context),
    )
    if (!answer) return null
    for (const { share, ugcPost, totalShareStatistics } of answer.elements)
      told.set(share ?? ugcPost ?? '', totalShareStatistics)
  }
  return told
}

const Published = z.object({ publishedAt: z.number().optional(), createdAt: z.number().optional() })
const Batch = z.object({ results: z.record(z.string(), Published) })

/** When posts went out, in milliseconds; null where that is not told. What LinkedIn no longer has is left out. */
async function publishedAt(
  urns: readonly string[],
  access: Access,
  context: ConnectorContext,
): Promise<ReadonlyMap<string, number | null>> {
  const times = new Map<string, number | null>()
  const note = (urn: string, { publishedAt: published, createdAt }: z.infer<typeof Published>) =>
    times.set(urn, published ?? createdAt ?? null)
  if (access.settings.tier === 'standard') {
    for (const some of slices(urns)) {
      const path = `/rest/posts?ids=${listOf(some)}`
      const request = { method: 'GET', path, restli: 'BATCH_GET', answer: Batch } as const
      const batch = await unlessForbidden(() => call(access, request, context))
      for (const urn of some) {
        const found = batch?.results[urn]
        if (found) note(urn, found)
        // Not allowed to look is not gone.
        else if (!batch) times.set(urn, null)
      }
    }
    return times
  }
  for (const urn of urns)
    try {
      note(urn, await call(access, { method: 'GET', path: `/rest/posts/${encoded(urn)}`, answer: Published }, context))
    } catch (error) {
      const status = toldIn(error)?.status
      if (status === 403) times.set(urn, null)
      else if (status !== 404) throw error
    }
  return times
}

function countsOf(remoteId: string, totals: Totals): ItemMetrics {
  const told = countedNames.flatMap((name) => {
    const count = totals[counted[name]]
    return count === undefined ? [] : [[name, count] as const]
  })
  const values: ItemMetrics['values'] = Object.fromEntries(told)
  const missing = countedNames.filter((name) => values[name] === undefined).map((name) => [name, 'failed'] as const)
  const raw: JsonObject = Object.fromEntries(told.map(([name, count]) => [counted[name], count]))
  return { remoteId, values, absent: { ...notOffered, ...Object.fromEntries(missing) }, raw, gone: false }
}

function without(remoteId: string, reason: AbsentReason): ItemMetrics {
  const absent = Object.fromEntries(countedNames.map((name) => [name, reason]))
  return { remoteId, values: {}, absent: { ...notOffered, ...absent }, raw: {}, gone: false }
}

const Followers = z.object({ firstDegreeSize: z.int().nonnegative() })
const Gains = z.object({
  elements: z.array(
    z.object({ followerGains: z.object({ organicFollowerGain: z.number(), paidFollowerGain: z.number() }) }),
  ),
})
const dayMs = 86_400_000

/**
 * How many follow the page, and how many came on the last whole day. LinkedIn tells no number of posts.
 * @see https://learn.microsoft.com/linkedin/marketing/community-management/organizations/follower-statistics
 */
export async function accountMetrics(
  account: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<AccountMetrics> {
  const access = accessOf(account, settings)
  const page = encoded(access.organization)
  const path = `/rest/networkSizes/${page}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`
  const size = await unlessForbidden(() => call(access, { method: 'GET', path, answer: Followers }, context))
  const end = Math.floor(context.now().getTime() / dayMs) * dayMs
  const days = `(timeRange:(start:${end - dayMs},end:${end}),timeGranularityType:DAY)`
  const gainsPath = `/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=${page}&timeIntervals=${days}`
  const request = { method: 'GET', path: gainsPath, restli: 'FINDER', answer: Gains } as const
  const gains = size && (await unlessForbidden(() => call(access, request, context)))
  const { organicFollowerGain = null, paidFollowerGain = null } = gains?.elements[0]?.followerGains ?? {}
  const followers = size?.firstDegreeSize ?? null
  return { followers, posts: null, raw: { firstDegreeSize: followers, organicFollowerGain, paidFollowerGain } }
}

/** @returns null where the person's permissions or role do not reach */
async function unlessForbidden<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (toldIn(error)?.status === 403) return null
    throw error
  }
}

function slices(urns: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(urns.length / perCall) }, (_, index) =>
    urns.slice(index * perCall, (index + 1) * perCall),
  )
}
