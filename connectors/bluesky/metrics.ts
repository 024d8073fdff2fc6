import { z } from 'zod'
import type { Account, AccountMetrics, ConnectorContext, ItemMetrics } from '../contract.ts'
import { xrpc } from './client.ts'

const count = z.int().default(0)
const Posts = z.object({
  posts: z.array(
    z.object({
      uri: z.string(),
      cid: z.string(),
      likeCount: count,
      repostCount: count,
      replyCount: count,
      quoteCount: count,
      bookmarkCount: count,
    }),
  ),
})
const Profile = z.object({ followersCount: z.int().optional(), postsCount: z.int().optional() })

/** One call takes 25 posts. @see https://docs.bsky.app/docs/api/app-bsky-feed-get-posts */
const batchSize = 25

/** Counts of the whole network as the app view sees it. Views and reach do not exist there. */
export async function metrics(
  remoteIds: readonly string[],
  appView: string,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const found: ItemMetrics[] = []
  for (let start = 0; start < remoteIds.length; start += batchSize) {
    const uris = remoteIds.slice(start, start + batchSize)
    const { posts } = await xrpc(
      { server: appView, method: 'app.bsky.feed.getPosts', query: { uris }, answer: Posts },
      context,
    )
    for (const remoteId of uris) {
      const post = posts.find(({ uri }) => uri === remoteId)
      if (!post) {
        found.push({ remoteId, values: {}, absent: {}, raw: {}, gone: true })
        continue
      }
      const { uri, cid, likeCount, repostCount, replyCount, quoteCount, bookmarkCount } = post
      found.push({
        remoteId,
        values: { reactions: likeCount, comments: replyCount, shares: repostCount + quoteCount, saves: bookmarkCount },
        absent: { views: 'not-offered', impressions: 'not-offered', reach: 'not-offered', clicks: 'not-offered' },
        raw: { uri, cid, likeCount, repostCount, replyCount, quoteCount, bookmarkCount },
        gone: false,
      })
    }
  }
  return found
}

export async function accountMetrics(
  account: Account,
  appView: string,
  context: ConnectorContext,
): Promise<AccountMetrics> {
  const query = { actor: account.remoteAccountId }
  const { followersCount, postsCount } = await xrpc(
    { server: appView, method: 'app.bsky.actor.getProfile', query, answer: Profile },
    context,
  )
  const followers = followersCount ?? null
  const posts = postsCount ?? null
  return { followers, posts, raw: { followersCount: followers, postsCount: posts } }
}
