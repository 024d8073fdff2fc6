import { z } from 'zod'
import type { AbsentReason, Account, AccountMetrics, ConnectorContext, ItemMetrics } from '../contract.ts'
import { GraphRefusal } from '../meta/refusals.ts'
import type { MetricName } from '../rules/metrics.ts'
import { type Access, accessOf, call, isMissing } from './client.ts'
import type { FacebookSettings } from './settings.ts'

const Summary = z.object({ summary: z.object({ total_count: z.number() }) })
const Counters = z.object({
  shares: z.object({ count: z.number() }).optional(),
  reactions: Summary.optional(),
  comments: Summary.optional(),
})
const Insights = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.unknown() })) })),
})
const Page = z.object({ followers_count: z.number().optional(), fan_count: z.number().optional() })

/** Which of Facebook's figures is meant by ours, in the order they are tried; `per` makes one unit of another. */
interface Wanted {
  readonly metric: MetricName
  readonly names: readonly string[]
  readonly per?: number
}
const ofPosts: readonly Wanted[] = [
  { metric: 'views', names: ['post_media_view'] },
  { metric: 'reach', names: ['post_total_media_view_unique'] },
  { metric: 'clicks', names: ['post_clicks'] },
]
const ofFilms: readonly Wanted[] = [
  { metric: 'views', names: ['blue_reels_play_count', 'total_video_views'] },
  { metric: 'watchSeconds', names: ['post_video_view_time', 'total_video_view_total_time'], per: 1000 },
]

export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const access = accessOf(account, settings)
  const told: ItemMetrics[] = []
  for (const remoteId of remoteIds) told.push(await metricsOf(remoteId, access, context))
  return told
}

async function metricsOf(remoteId: string, access: Access, context: ConnectorContext): Promise<ItemMetrics> {
  if (remoteId.startsWith('story:'))
    return { remoteId, values: {}, absent: { views: 'not-offered', reach: 'not-offered' }, raw: {}, gone: false }
  // The id of a post names its page; a film has a number of its own.
  const isPost = remoteId.includes('_')
  const fields = `${isPost ? 'shares,' : ''}reactions.summary(total_count).limit(0),comments.summary(true).limit(0)`
  const values: Partial<Record<MetricName, number>> = {}
  const absent: Partial<Record<MetricName, AbsentReason>> = {}
  const raw: Record<string, number> = {}
  try {
    const counted = await call(access, { method: 'GET', path: remoteId, params: { fields }, answer: Counters }, context)
    const { shares, reactions, comments } = counted
    // A post nobody shared has no such field.
    if (isPost) values.shares = shares?.count ?? 0
    if (reactions) values.reactions = reactions.summary.total_count
    if (comments) values.comments = comments.summary.total_count
    Object.assign(raw, { shares: values.shares, reactions: values.reactions, comments: values.comments })
  } catch (error) {
    if (isMissing(error)) return { remoteId, values: {}, absent: {}, raw: {}, gone: true }
    throw error
  }
  if (!isPost) absent.shares = 'not-offered'
  const edge = isPost ? 'insights' : 'video_insights'
  for (const { metric, names, per = 1 } of isPost ? ofPosts : ofFilms) {
    const found = await firstOf(names, `${remoteId}/${edge}`, access, context)
    if (typeof found === 'string') absent[metric] = found
    else {
      values[metric] = found.value / per
      raw[found.name] = found.value
    }
  }
  return { remoteId, values, absent, raw, gone: false }
}

/** One figure a call: where Facebook drops one of them it refuses all that were asked together. */
async function firstOf(
  names: readonly string[],
  path: string,
  access: Access,
  context: ConnectorContext,
): Promise<{ readonly name: string; readonly value: number } | AbsentReason> {
  let reason: AbsentReason = 'not-offered'
  for (const name of names)
    try {
      const params = { metric: name, period: 'lifetime' }
      const { data } = await call(access, { method: 'GET', path, params, answer: Insights }, context)
      const value = data.find((one) => one.name === name)?.values.at(-1)?.value
      if (typeof value === 'number') return { name, value }
      // A day passes before there are any; small pages never get them.
      reason = 'not-yet'
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error
      const { code } = error.problem
      if (code === 10 || (code !== null && code >= 200 && code <= 299)) return 'not-permitted'
      if (code !== 100) throw error
    }
  return reason
}

export async function accountMetrics(
  account: Account,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<AccountMetrics> {
  const access = accessOf(account, settings)
  const params = { fields: 'followers_count,fan_count' }
  const told = await call(access, { method: 'GET', path: access.pageId, params, answer: Page }, context)
  const followers = told.followers_count ?? null
  return { followers, posts: null, raw: { followers_count: followers, fan_count: told.fan_count ?? null } }
}
