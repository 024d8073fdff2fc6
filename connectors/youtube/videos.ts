import { z } from 'zod'
import type { ConnectorContext } from '../contract.ts'
import { type Access, call } from './client.ts'
import type { YouTubeSettings } from './settings.ts'

const Video = z.object({
  id: z.string(),
  // Loose: an update replaces the whole of it, so what we do not know has to travel along.
  snippet: z.looseObject({
    title: z.string(),
    description: z.string().default(''),
    tags: z.array(z.string()).default([]),
    categoryId: z.string().default('22'),
  }),
  status: z.object({
    uploadStatus: z.string(),
    privacyStatus: z.string(),
    failureReason: z.string().optional(),
    rejectionReason: z.string().optional(),
  }),
})
export type Video = z.infer<typeof Video>
const Videos = z.object({ items: z.array(Video).default([]) })
const Uploads = z.object({
  items: z.array(z.object({ contentDetails: z.object({ videoId: z.string() }) })).default([]),
})
const Entries = z.object({ items: z.array(z.unknown()).default([]) })

export async function readVideos(
  ids: readonly string[],
  access: Access,
  { api }: YouTubeSettings,
  context: ConnectorContext,
): Promise<readonly Video[]> {
  if (ids.length === 0) return []
  const query = { part: 'snippet,status', id: ids.join(',') }
  return (await call(access, { method: 'GET', url: `${api}/videos`, query, answer: Videos }, context)).items
}

/** The newest uploads of the channel, private ones too. */
export async function newestUploads(
  playlist: string,
  access: Access,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<readonly Video[]> {
  const query = { part: 'contentDetails', playlistId: playlist, maxResults: '50' }
  const url = `${settings.api}/playlistItems`
  const { items } = await call(access, { method: 'GET', url, query, answer: Uploads }, context)
  return readVideos(
    items.map(({ contentDetails }) => contentDetails.videoId),
    access,
    settings,
    context,
  )
}

/** Adding twice makes two entries: it is asked before. */
export async function addToPlaylist(
  video: string,
  playlist: string,
  access: Access,
  { api }: YouTubeSettings,
  context: ConnectorContext,
): Promise<void> {
  const url = `${api}/playlistItems`
  const query = { part: 'snippet', playlistId: playlist, videoId: video }
  const { items } = await call(access, { method: 'GET', url, query, answer: Entries }, context)
  if (items.length > 0) return
  const json = { snippet: { playlistId: playlist, resourceId: { kind: 'youtube#video', videoId: video } } }
  await call(access, { method: 'POST', url, query: { part: 'snippet' }, json, answer: z.object({}) }, context)
}
