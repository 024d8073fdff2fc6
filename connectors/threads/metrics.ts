import { z } from 'zod'
import type { AbsentReason, Account, AccountMetrics, ConnectorContext, ItemMetrics } from '../contract.ts'
import { GraphRefusal } from '../meta/refusals.ts'
import { pause } from '../patience.ts'
import type { MetricName } from '../rules/metrics.ts'
import { type Access, accessOf, call } from './client.ts'
import { notFoundYet } from './containers.ts'
import type { ThreadsSettings } from './settings.ts'

const Insights = z.object({
  data: z.array(
    z.object({
      name: z.string(),
      values: z.array(z.object({ value: z.number() })).default([]),
      total_value: z.object({ value: z.number() }).optional(),
    }),
  ),
})

const asked = 'views,likes,replies,reposts,quotes,shares'
const offered: readonly MetricName[] = ['views', 'reactions', 'comments', 'shares']
/** There is no reach on Threads: views are never copied into it. */
const never = { impressions: 'not-offered', reach: 'not-offered', saves: 'not-offered', clicks: 'not-offered' } as const
const itemsAtOnce = 4

/** Figures of posts. Answers count for the whole tree below a first part, and only the direct ones below an answer. */
export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  settings: ThreadsSettings,
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
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<ItemMetrics> {
  const read = () => insightsOf(remoteId, access, context).catch(notFoundYet)
  const told = (await read()) ?? (await pause(settings.readAgainMs, context).then(read))
  if (told === null) return { remoteId, values: {}, absent: {}, raw: {}, gone: true }
  const figures: Readonly<Record<string, number>> = typeof told === 'string' ? {} : told
  const { views, likes, replies, reposts, quotes, shares } = figures
  const passedOn = [reposts, quotes, shares].filter((count) => count !== undefined)
  const given: readonly (readonly [MetricName, number | undefined])[] = [
    ['views', views],
    ['reactions', likes],
    ['comments', replies],
    ['shares', passedOn.length > 0 ? passedOn.reduce((sum, count) => sum + count, 0) : undefined],
  ]
  const values: Partial<Record<MetricName, number>> = Object.fromEntries(
    given.filter(([, value]) => value !== undefined),
  )
  const reason = typeof told === 'string' ? told : 'not-yet'
  const missing = Object.fromEntries(offered.filter((name) => values[name] === undefined).map((name) => [name, reason]))
  return { remoteId, values, absent: { ...never, ...missing }, raw: { ...figures }, gone: false }
}

/** By the platform's own names; or why there are none. @throws GraphRefusal `not-found` */
async function insightsOf(
  id: string,
  access: Access,
  context: ConnectorContext,
): Promise<Readonly<Record<string, number>> | AbsentReason> {
  try {
    const request = { method: 'GET', path: `${id}/insights`, params: { metric: asked }, answer: Insights } as const
    const { data } = await call(access, request, context)
    return Object.fromEntries(
      data.flatMap(({ name, values }) => (values[0] === undefined ? [] : [[name, values[0].value]])),
    )
  } catch (error) {
    if (error instanceof GraphRefusal && error.problem.code === 10) return 'not-permitted'
    throw error
  }
}

export async function accountMetrics(
  account: Account,
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<AccountMetrics> {
  const access = accessOf(account, settings)
  const params = { metric: 'followers_count' }
  const { data } = await call(access, { method: 'GET', path: 'me/threads_insights', params, answer: Insights }, context)
  const followers = data.find(({ name }) => name === 'followers_count')?.total_value?.value ?? null
  return { followers, posts: null, raw: { followers_count: followers } }
}
