import { z } from 'zod'
import { unlessRefused } from '../answers.ts'
import type { Account, AccountMetrics, ConnectorContext, ItemMetrics } from '../contract.ts'
import { type Access, accessOf, call } from './client.ts'
import type { TikTokSettings } from './settings.ts'
import { askStanding } from './status.ts'

const Count = z.number().nullish()
const Counts = z.object({
  videos: z
    .array(
      z.object({
        id: z.coerce.string(),
        view_count: Count,
        like_count: Count,
        comment_count: Count,
        share_count: Count,
      }),
    )
    .default([]),
})
type Video = z.infer<typeof Counts>['videos'][number]

const perCall = 20
/** What TikTok tells nobody through this API. */
const notOffered = {
  impressions: 'not-offered',
  reach: 'not-offered',
  saves: 'not-offered',
  clicks: 'not-offered',
  watchSeconds: 'not-offered',
} as const
const counted = {
  views: 'view_count',
  reactions: 'like_count',
  comments: 'comment_count',
  shares: 'share_count',
} as const
type Counted = keyof typeof counted
const countedNames = Object.keys(counted) as Counted[]

/**
 * Totals since publication, for public posts alone. One without an id of its own is asked for by the id of its
 * publication until moderation has given it one.
 * @see https://developers.tiktok.com/doc/tiktok-api-v2-video-query
 */
export async function metrics(
  remoteIds: readonly string[],
  account: Account,
  settings: TikTokSettings,
  context: ConnectorContext,
): Promise<ItemMetrics[]> {
  const access = accessOf(account, settings)
  if (!access.scopes.has('video.list')) return remoteIds.map((remoteId) => without(remoteId, 'not-permitted'))
  const postIds = new Map<string, string>()
  for (const remoteId of remoteIds) {
    const postId = isPostId(remoteId) ? remoteId : await postIdOf(remoteId, access, context)
    if (postId) postIds.set(remoteId, postId)
  }
  const videos = await queryVideos([...new Set(postIds.values())], access, context)
  return remoteIds.map((remoteId) => {
    const postId = postIds.get(remoteId)
    if (!postId) return without(remoteId, 'not-yet')
    const video = videos.get(postId)
    // Left out when it is deleted, private or under review: TikTok does not say which.
    return video ? countsOf(remoteId, video) : without(remoteId, 'not-permitted')
  })
}

const isPostId = (remoteId: string) => /^\d+$/.test(remoteId)

async function postIdOf(publishId: string, access: Access, context: ConnectorContext): Promise<string | null> {
  // TikTok does not say how long it remembers a publication.
  const standing = await unlessRefused(() => askStanding(publishId, access, context))
  return standing?.state === 'out' ? standing.postId : null
}

async function queryVideos(
  ids: readonly string[],
  access: Access,
  context: ConnectorContext,
): Promise<ReadonlyMap<string, Video>> {
  const found = new Map<string, Video>()
  const path = `/v2/video/query/?fields=id,${Object.values(counted).join(',')}`
  for (let at = 0; at < ids.length; at += perCall) {
    const json = { filters: { video_ids: ids.slice(at, at + perCall) } }
    const { videos } = await call(access, { method: 'POST', path, json, answer: Counts }, context)
    for (const video of videos) found.set(video.id, video)
  }
  return found
}

function countsOf(remoteId: string, video: Video): ItemMetrics {
  const told = countedNames.flatMap((name) => {
    const count = video[counted[name]]
    return typeof count === 'number' ? [[name, count] as const] : []
  })
  const values: ItemMetrics['values'] = Object.fromEntries(told)
  const missing = countedNames.filter((name) => values[name] === undefined).map((name) => [name, 'not-yet'] as const)
  const raw = Object.fromEntries(told.map(([name, count]) => [counted[name], count]))
  return {
    remoteId,
    values,
    absent: { ...notOffered, ...Object.fromEntries(missing) },
    raw: { id: video.id, ...raw },
    gone: false,
  }
}

function without(remoteId: string, reason: 'not-yet' | 'not-permitted'): ItemMetrics {
  const absent = Object.fromEntries(countedNames.map((name) => [name, reason]))
  return { remoteId, values: {}, absent: { ...notOffered, ...absent }, raw: {}, gone: false }
}

const Totals = z.object({
  user: z.object({ follower_count: Count, following_count: Count, likes_count: Count, video_count: Count }),
})

/** @see https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info */
export async function accountMetrics(
  account: Account,
  settings: TikTokSettings,
  context: ConnectorContext,
): Promise<AccountMetrics> {
  const access = accessOf(account, settings)
  if (!access.scopes.has('user.info.stats')) return { followers: null, posts: null, raw: {} }
  const path = '/v2/user/info/?fields=follower_count,following_count,likes_count,video_count'
  const { user } = await call(access, { method: 'GET', path, answer: Totals }, context)
  const { follower_count: followers = null, video_count: posts = null, likes_count: likes = null } = user
  return { followers, posts, raw: { follower_count: followers, video_count: posts, likes_count: likes } }
}
