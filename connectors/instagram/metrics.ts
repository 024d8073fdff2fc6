import { z } from 'zod'
import type { AbsentReason, Account, AccountMetrics, ConnectorContext, ItemMetrics } from '../contract.ts'
import { GraphRefusal } from '../meta/refusals.ts'
import { pause } from '../patience.ts'
import type { MetricName } from '../rules/metrics.ts'
import { type Access, accessOf, call } from './client.ts'
import { notFoundYet } from './containers.ts'
import type { InstagramSettings } from './settings.ts'

const Counted = z.object({
  media_product_type: z.enum(['FEED', 'REELS', 'STORY']).catch('FEED'),
  like_count: z.int().optional(),
  comments_count: z.int().optional(),
})
type Product = z.infer<typeof Counted>['media_product_type']
const Insights = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.number() })).default([]) })),
})
const Profile = z.object({ followers_count: z.int().optional(), media_count: z.int().optional() })

/** One that does not fit its kind of post would fail the whole call. */
const asked: Readonly<Record<Product, readonly string[]>> = {
  FEED: ['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'reposts'],
  REELS: ['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'reposts', 'ig_reels_video_view_total_time'],
  STORY: ['views', 'reach', 'replies', 'shares', 'reposts'],
}
const ofAll = { impressions: 'not-offered', clicks: 'not-offered' } as const
const notOf: Readonly<Record<Product, readonly MetricName[]>> = {
  FEED: ['watchSeconds'],
  REELS: [],
  STORY: ['reactions', 'saves', 'watchSeconds'],
}
const wanted: Readonly<Record<Product, readonly MetricName[]>> = {
  FEED: ['views', 'reach', 'reactions', 'comments', 'shares', 'saves'],
  REELS: ['views', 'reach', 'reactions', 'comments', 'shares', 'saves', 'watchSeconds'],
  STORY: ['views', 'reach', 'comments', 'shares'],
}
const itemsAtOnce = 4

/** Figures of posts, each by the metrics of its kind. They are estimates, and up to two days late. */
export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const access = accessOf(account, settings)
  const found: ItemMetrics[] = []
  for (let from = 0; from < remoteIds.length; from += itemsAtOnce) {
    const some = remoteIds.slice(from, from + itemsAtOnce)
    found.push(...(await Promise.all(some.map((remoteId) => metricsOf(remoteId, access, settings, context)))))
  }
  return found
}

async function metricsOf(
  remoteId: string,
  access: Access,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<ItemMetrics> {
  const fields = 'media_product_type,like_count,comments_count'
  const read = () =>
    call(access, { method: 'GET', path: remoteId, params: { fields }, answer: Counted }, context).catch(notFoundYet)
  const counted = (await read()) ?? (await pause(settings.readAgainMs, context).then(read))
  if (!counted) return { remoteId, values: {}, absent: {}, raw: {}, gone: true }
  const { media_product_type: product, like_count: likes, comments_count: comments } = counted
  const told = await insightsOf(remoteId, product, access, context)
  const figures: Readonly<Record<string, number>> = {
    ...(likes !== undefined && { likes }),
    ...(comments !== undefined && { comments }),
    ...(typeof told === 'string' ? {} : told),
  }
  const values = valuesOf(figures, product, settings)
  const missing = wanted[product].filter((name) => values[name] === undefined)
  const reason = typeof told === 'string' ? told : 'not-yet'
  const offered = Object.fromEntries(missing.map((name) => [name, reason]))
  const never = Object.fromEntries(notOf[product].map((name) => [name, 'not-offered' as const]))
  return { remoteId, values, absent: { ...ofAll, ...never, ...offered }, raw: { product, ...figures }, gone: false }
}

/** By the platform's own names; or why there are none. */
async function insightsOf(
  id: string,
  product: Product,
  access: Access,
  context: ConnectorContext,
): Promise<Readonly<Record<string, number>> | AbsentReason> {
  const params = { metric: asked[product].join(',') }
  try {
    const { data } = await call(access, { method: 'GET', path: `${id}/insights`, params, answer: Insights }, context)
    return Object.fromEntries(
      data.flatMap(({ name, values }) => (values[0] === undefined ? [] : [[name, values[0].value]])),
    )
  } catch (error) {
    if (!(error instanceof GraphRefusal)) throw error
    // A story that fewer than five people saw is refused like a missing permission.
    if (error.problem.code === 10) return product === 'STORY' ? 'not-yet' : 'not-permitted'
    if (error.problem.code === 100) return 'failed'
    throw error
  }
}

function valuesOf(
  figures: Readonly<Record<string, number>>,
  product: Product,
  { watchTimeUnit }: InstagramSettings,
): Partial<Record<MetricName, number>> {
  const { views, reach, likes, comments, saved, shares, reposts, replies } = figures
  const watched = figures['ig_reels_video_view_total_time']
  const answers = product === 'STORY' ? replies : comments
  const given: readonly (readonly [MetricName, number | undefined])[] = [
    ['views', views],
    ['reach', reach],
    ['reactions', product === 'STORY' ? undefined : likes],
    ['comments', answers],
    ['shares', shares === undefined ? undefined : shares + (reposts ?? 0)],
    ['saves', saved],
    ['watchSeconds', watched === undefined ? undefined : watched / (watchTimeUnit === 'milliseconds' ? 1000 : 1)],
  ]
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

export async function accountMetrics(
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<AccountMetrics> {
  const access = accessOf(account, settings)
  const params = { fields: 'followers_count,media_count' }
  const told = await call(access, { method: 'GET', path: access.id, params, answer: Profile }, context)
  const followers = told.followers_count ?? null
  const posts = told.media_count ?? null
  return { followers, posts, raw: { followers_count: followers, media_count: posts } }
}
