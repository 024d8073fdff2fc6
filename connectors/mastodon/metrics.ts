import { z } from 'zod'
import { readJson } from '../answers.ts'
import type { Account, AccountMetrics, ConnectorContext, ItemMetrics } from '../contract.ts'
import { accessOf, assertAccepted, send } from './client.ts'
import { whoAmI } from './connect.ts'

const Counts = z.object({
  favourites_count: z.int().default(0),
  reblogs_count: z.int().default(0),
  replies_count: z.int().default(0),
  quotes_count: z.int().default(0),
})

/** Counts known to this instance: those on others may be missing. Views and reach do not exist there. */
export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const found: ItemMetrics[] = []
  for (const remoteId of remoteIds) {
    const path = `/api/v1/statuses/${encodeURIComponent(remoteId)}`
    const response = await send(accessOf(account), { method: 'GET', path }, context)
    if (response.status === 404 || response.status === 410) {
      found.push({ remoteId, values: {}, absent: {}, raw: {}, gone: true })
      continue
    }
    await assertAccepted(accessOf(account), response, context)
    const counts = readJson(response, Counts, { code: 'platform-down' })
    found.push({
      remoteId,
      values: {
        reactions: counts.favourites_count,
        shares: counts.reblogs_count + counts.quotes_count,
        comments: counts.replies_count,
      },
      absent: { views: 'not-offered', impressions: 'not-offered', reach: 'not-offered', clicks: 'not-offered' },
      raw: { ...counts },
      gone: false,
    })
  }
  return found
}

export async function accountMetrics(account: Account, context: ConnectorContext): Promise<AccountMetrics> {
  const { followers_count, statuses_count } = await whoAmI(accessOf(account), context)
  const followers = followers_count ?? null
  const posts = statuses_count ?? null
  return { followers, posts, raw: { followers_count: followers, statuses_count: posts } }
}
