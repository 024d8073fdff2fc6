import { z } from 'zod'
import type { Account, AccountMetrics, ConnectorContext, ItemMetrics } from '../contract.ts'
import { type Access, accessOf, call } from './client.ts'
import { whoAmI } from './connect.ts'
import type { XSettings } from './settings.ts'

const Count = z.int().nullish()
const Post = z.object({
  id: z.string(),
  public_metrics: z
    .object({
      retweet_count: Count,
      /** The newer name of the same. */
      repost_count: Count,
      reply_count: Count,
      like_count: Count,
      quote_count: Count,
      bookmark_count: Count,
      impression_count: Count,
    })
    .nullish(),
  non_public_metrics: z.object({ url_link_clicks: Count }).nullish(),
  attachments: z.object({ media_keys: z.array(z.string()).default([]) }).nullish(),
})
type Post = z.infer<typeof Post>
const Film = z.object({
  media_key: z.string(),
  type: z.string().default(''),
  public_metrics: z.object({ view_count: Count }).nullish(),
})
const Answer = z.object({
  data: z.array(Post).default([]),
  includes: z.object({ media: z.array(Film).default([]) }).nullish(),
  errors: z.array(z.object({ resource_id: z.string().nullish(), type: z.string().default('') })).default([]),
})
type Answer = z.infer<typeof Answer>

const perCall = 100
/** X tells clicks for 30 days after publication; a day is kept clear of the edge. */
const clicksForMs = 29 * 86_400_000
const notOffered = { reach: 'not-offered', watchSeconds: 'not-offered' } as const

/**
 * Totals since publication, as X counts them nearly at once; they may go down again. Each post read costs credits, so
 * that a hundred are asked for together.
 * @see https://docs.x.com/x-api/fundamentals/metrics
 */
export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  settings: XSettings,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const access = accessOf(account, settings)
  const oldest = context.now().getTime() - clicksForMs
  const isYoung = (id: string) => publishedAt(id) > oldest
  const found = new Map<string, ItemMetrics>()
  for (const [ids, withClicks] of [
    [remoteIds.filter(isYoung), true],
    [remoteIds.filter((id) => !isYoung(id)), false],
  ] as const)
    for (let at = 0; at < ids.length; at += perCall)
      for (const item of await askMetrics(ids.slice(at, at + perCall), withClicks, access, context))
        found.set(item.remoteId, item)
  return remoteIds.flatMap((id) => found.get(id) ?? [])
}

/** An id carries its time. @see https://docs.x.com/fundamentals/x-ids */
function publishedAt(id: string): number {
  return Number(BigInt(id) >> 22n) + 1_288_834_974_657
}

async function askMetrics(
  ids: readonly string[],
  withClicks: boolean,
  access: Access,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const fields = withClicks ? 'public_metrics,non_public_metrics' : 'public_metrics'
  const path = `tweets?ids=${ids.join(',')}&tweet.fields=${fields},attachments&expansions=attachments.media_keys&media.fields=public_metrics,type`
  const answer = await call(access, { method: 'GET', path, answer: Answer }, context)
  return ids.map((id) => {
    const post = answer.data.find((one) => one.id === id)
    return post ? countsOf(post, answer, withClicks) : withoutCounts(id, answer)
  })
}

function countsOf(post: Post, { includes }: Answer, withClicks: boolean): ItemMetrics {
  const told = post.public_metrics
  const shares = sumOf(told?.repost_count ?? told?.retweet_count, told?.quote_count)
  const films = (includes?.media ?? []).filter(
    ({ media_key, type }) => type === 'video' && post.attachments?.media_keys.includes(media_key),
  )
  const views = films[0]?.public_metrics?.view_count
  const counts = {
    impressions: told?.impression_count,
    reactions: told?.like_count,
    comments: told?.reply_count,
    shares,
    saves: told?.bookmark_count,
    clicks: post.non_public_metrics?.url_link_clicks,
    ...(films.length > 0 && { views }),
  }
  const known = Object.entries(counts).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
  const missing = Object.keys(counts).filter((name) => !known.some(([one]) => one === name))
  return {
    remoteId: post.id,
    values: Object.fromEntries(known),
    absent: {
      ...notOffered,
      ...Object.fromEntries(
        missing.map((name) => [name, name === 'clicks' && !withClicks ? 'not-offered' : 'not-yet']),
      ),
      ...(films.length === 0 && { views: 'not-offered' }),
    },
    raw: {
      id: post.id,
      ...plain(told),
      ...plain(post.non_public_metrics),
      ...(views != null && { view_count: views }),
    },
    gone: false,
  }
}

/** Not there any more, hidden from us, or not listed yet: X says which, post by post. */
function withoutCounts(remoteId: string, { errors }: Answer): ItemMetrics {
  const kinds = errors.filter(({ resource_id }) => resource_id === remoteId).map(({ type }) => type.split('/').at(-1))
  if (kinds.includes('resource-not-found')) return { remoteId, values: {}, absent: {}, raw: {}, gone: true }
  const reason = kinds.length > 0 ? 'not-permitted' : 'not-yet'
  const names = ['views', 'impressions', 'reactions', 'comments', 'shares', 'saves', 'clicks']
  const absent = Object.fromEntries(names.map((name) => [name, reason]))
  return { remoteId, values: {}, absent: { ...notOffered, ...absent }, raw: {}, gone: false }
}

/** Known only when both are. */
function sumOf(one: number | null | undefined, other: number | null | undefined): number | null {
  return one == null || other == null ? null : one + other
}

function plain(counts: object | null | undefined): Record<string, number> {
  return Object.fromEntries(Object.entries(counts ?? {}).filter(([, count]) => typeof count === 'number'))
}

export async function accountMetrics(
  account: Account,
  settings: XSettings,
  context: ConnectorContext,
): Promise<AccountMetrics> {
  const { public_metrics } = await whoAmI(accessOf(account, settings), context)
  const followers = public_metrics.followers_count ?? null
  const posts = public_metrics.post_count ?? public_metrics.tweet_count ?? null
  return { followers, posts, raw: { followers_count: followers, post_count: posts } }
}
