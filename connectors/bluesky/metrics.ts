import { z } from 'zod'
import type { Account, AccountMetrics, ConnectorContext, ItemMetrics } from '../contract.ts'
import { isRefusal, sessionOf, xrpc } from './client.ts'

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

const notOffered = {
  views: 'not-offered',
  impressions: 'not-offered',
  reach: 'not-offered',
  clicks: 'not-offered',
} as const

/** One call takes 25 posts. @see https://docs.bsky.app/docs/api/app-bsky-feed-get-posts */
const batchSize = 25

/** Counts of the whole network as the app view sees it. Views and reach do not exist there. */
export async function metrics(
  remoteIds: readonly string[],
  account: Account,
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
        const gone = await isGone(remoteId, account, context)
        const told = { reactions: 'not-yet', comments: 'not-yet', shares: 'not-yet', saves: 'not-yet' } as const
        found.push({ remoteId, values: {}, absent: gone ? {} : { ...told, ...notOffered }, raw: {}, gone })
        continue
      }
      const { uri, cid, likeCount, repostCount, replyCount, quoteCount, bookmarkCount } = post
      found.push({
        remoteId,
        values: { reactions: likeCount, comments: replyCount, shares: repostCount + quoteCount, saves: bookmarkCount },
        absent: notOffered,
        raw: { uri, cid, likeCount, repostCount, replyCount, quoteCount, bookmarkCount },
        gone: false,
      })
    }
  }
  return found
}

/** The app view lags, and leaves out what it may not show: only the account's own server knows that a post is gone. */
async function isGone(remoteId: string, account: Account, context: ConnectorContext): Promise<boolean> {
  const { server } = sessionOf(account)
  const [repo = '', collection = '', rkey = ''] = remoteId.replace('at://', '').split('/')
  const query = { repo, collection, rkey }
  try {
    await xrpc({ server, method: 'com.atproto.repo.getRecord', query, answer: z.unknown() }, context)
    return false
  } catch (error) {
    if (isRefusal(error, 'RecordNotFound')) return true
    throw error
  }
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
