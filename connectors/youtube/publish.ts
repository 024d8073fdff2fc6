import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type Confirmation,
  type ConnectorContext,
  ConnectorError,
  type DeliveryContent,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { poll } from '../patience.ts'
import { bytesOf } from '../rules/text.ts'
import { accessOf, assertAccepted, call, reasonOf, send } from './client.ts'
import { filmUp } from './film.ts'
import type { YouTubeSettings } from './settings.ts'
import { setCaptions, setThumbnail } from './upload.ts'
import { addToPlaylist, readVideos } from './videos.ts'

/** The whole of what the film says of itself, written by one update; or a comment under it. */
const Prepared = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('video'),
    video: z.string(),
    /** Stands among the tags until the film is published. */
    mark: z.string(),
    isShort: z.boolean(),
    body: z.record(z.string(), z.unknown()),
    privacy: z.string(),
  }),
  z.object({ kind: z.literal('comment'), text: z.string() }),
])

const parts = 'snippet,status,paidProductPlacementDetails'
const Updated = z.object({ id: z.string(), status: z.object({ privacyStatus: z.string() }) })
const Thread = z.object({ id: z.string() })
const Threads = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        snippet: z.object({
          topLevelComment: z.object({ snippet: z.object({ textOriginal: z.string(), publishedAt: z.coerce.date() }) }),
        }),
      }),
    )
    .default([]),
})

/** Uploads the film as private: nobody but the channel's owner sees it before it is published. */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const access = accessOf(account)
  const { options, attached, language } = content
  const film = content.parts[0]?.media.find(({ kind }) => kind === 'video')
  if (!film) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  const privacy = String(options['privacy'] ?? 'public')
  const body = bodyOf(content)
  if (bytesOf(content.parts[0]?.text ?? '') > 5_000)
    throw new ConnectorError({ code: 'rejected', problem: 'text-too-long' })
  const mark = `hd${content.deliveryId.replaceAll('-', '')}${content.revision}`
  const metadata = withStatus({ ...body, snippet: { ...(body['snippet'] as JsonObject), tags: [mark] } }, 'private')
  const notify = options['notifySubscribers'] !== false
  const video = await filmUp({ film, metadata, parts, mark, notify }, account, settings, context)
  await processed(video, account, settings, context)
  const cover = attached['thumbnail']
  if (cover) await setThumbnail(video, cover, access, settings, context)
  const captions = options['captions']
  if (typeof captions === 'string' && captions !== '')
    await setCaptions(video, captions, language, access, settings, context)
  const playlist = String(options['playlist'] ?? '').trim()
  if (playlist !== '') await addToPlaylist(video, playlist, access, settings, context)
  const comment = String(options['firstComment'] ?? '').trim()
  const marker = `${content.deliveryId}:${content.revision}`
  const isShort = options['form'] === 'short'
  return [
    { marker: `${marker}:0`, payload: { kind: 'video', video, mark, isShort, body, privacy } },
    ...(comment === '' || privacy === 'private' || options['madeForKids'] === 'yes'
      ? []
      : [{ marker: `${marker}:1`, payload: { kind: 'comment', text: comment } }]),
  ]
}

/** An update replaces each part as a whole, so all of it is written. */
function bodyOf({ title, parts: [first], options, language, machineMarks }: DeliveryContent): JsonObject {
  const tags = Array.isArray(options['tags']) ? options['tags'].map(String) : []
  return {
    snippet: {
      title: title ?? '',
      description: first?.text ?? '',
      categoryId: String(options['category'] ?? '22'),
      defaultLanguage: language,
      defaultAudioLanguage: language,
      ...(tags.length > 0 && { tags }),
    },
    status: {
      selfDeclaredMadeForKids: options['madeForKids'] === 'yes',
      containsSyntheticMedia: machineMarks.drawn === true,
      license: options['licence'] === 'creativeCommon' ? 'creativeCommon' : 'youtube',
    },
    paidProductPlacementDetails: { hasPaidProductPlacement: options['paidPartnership'] === true },
  }
}

const withStatus = (body: JsonObject, privacyStatus: string): JsonObject => ({
  ...body,
  status: { ...(body['status'] as JsonObject), privacyStatus },
})

/** @throws ConnectorError `rejected` with YouTube's reason, `platform-down` when it takes too long */
function processed(
  video: string,
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<true> {
  return poll(
    async () => {
      const [found] = await readVideos([video], accessOf(account), settings, context)
      const { uploadStatus, failureReason, rejectionReason } = found?.status ?? { uploadStatus: 'deleted' }
      if (uploadStatus === 'processed') return true
      if (uploadStatus === 'uploaded') return null
      const detail = rejectionReason ?? failureReason ?? uploadStatus
      const problem = detail === 'duplicate' ? 'duplicate' : detail === 'length' ? 'media-duration' : 'media-processing'
      throw new ConnectorError({ code: 'rejected', problem, detail })
    },
    settings,
    context,
  )
}

export async function commit(
  part: PreparedPart,
  before: readonly CommittedPart[],
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const access = accessOf(account)
  const prepared = Prepared.parse(part.payload)
  const { api } = settings
  if (prepared.kind === 'comment') {
    const videoId = before.at(-1)?.remoteId ?? ''
    const topLevelComment = { snippet: { textOriginal: prepared.text } }
    const json = { snippet: { channelId: access.channelId, videoId, topLevelComment } }
    const query = { part: 'snippet' }
    const { id } = await irreversibly(() =>
      call(access, { method: 'POST', url: `${api}/commentThreads`, query, json, answer: Thread }, context),
    )
    return { remoteId: id, url: null, receipt: { kind: 'comment' } }
  }
  const { video, privacy, body, isShort } = prepared
  const json = { id: video, ...withStatus(body as JsonObject, privacy) }
  const updated = await irreversibly(() =>
    call(access, { method: 'PUT', url: `${api}/videos`, query: { part: parts }, json, answer: Updated }, context),
  )
  if (updated.status.privacyStatus !== privacy) {
    const detail = 'YouTube keeps films private until the application has passed its audit'
    throw new ConnectorError({ code: 'rejected', problem: 'permission', detail })
  }
  return videoOut(video, isShort, settings)
}

function videoOut(video: string, isShort: boolean, { www }: Pick<YouTubeSettings, 'www'>): CommittedPart {
  const path = isShort ? `shorts/${video}` : `watch?v=${video}`
  return { remoteId: video, url: `${www}/${path}`, receipt: { kind: 'video' } }
}

/** A published film has lost its mark and has the visibility that was asked for: that is certain either way. */
export async function confirm(
  part: PreparedPart,
  before: readonly CommittedPart[],
  since: Date,
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<Confirmation> {
  const access = accessOf(account)
  const prepared = Prepared.parse(part.payload)
  if (prepared.kind === 'video') {
    const [found] = await readVideos([prepared.video], access, settings, context)
    const isOut =
      found && found.status.privacyStatus === prepared.privacy && !found.snippet.tags.includes(prepared.mark)
    return isOut
      ? { outcome: 'published', ...videoOut(prepared.video, prepared.isShort, settings) }
      : { outcome: 'absent' }
  }
  const query = { part: 'snippet', videoId: before.at(-1)?.remoteId ?? '', order: 'time', maxResults: '50' }
  const url = `${settings.api}/commentThreads`
  const { items } = await call(access, { method: 'GET', url, query, answer: Threads }, context)
  const from = since.getTime() - 60_000
  const own = items.find(({ snippet: { topLevelComment } }) => {
    const { textOriginal, publishedAt } = topLevelComment.snippet
    return publishedAt.getTime() >= from && textOriginal.trim() === prepared.text
  })
  return own
    ? { outcome: 'published', remoteId: own.id, url: null, receipt: { kind: 'comment' } }
    : { outcome: 'absent' }
}

/** Changes title and description; everything else stays as it is at YouTube. */
export async function edit(
  part: CommittedPart,
  { parts: [first], title }: DeliveryContent,
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  if (part.receipt['kind'] === 'comment') throw new ConnectorError({ code: 'rejected', problem: 'permission' })
  const access = accessOf(account)
  const [found] = await readVideos([part.remoteId], access, settings, context)
  if (!found) throw new ConnectorError({ code: 'rejected', problem: 'not-found' })
  const snippet = { ...found.snippet, title: title ?? found.snippet.title, description: first?.text ?? '' }
  const json = { id: part.remoteId, snippet }
  const url = `${settings.api}/videos`
  await call(access, { method: 'PUT', url, query: { part: 'snippet' }, json, answer: z.object({}) }, context)
  return part
}

export async function remove(
  part: CommittedPart,
  account: Account,
  { api }: YouTubeSettings,
  context: ConnectorContext,
): Promise<void> {
  const place = part.receipt['kind'] === 'comment' ? 'comments' : 'videos'
  const request = { method: 'DELETE', url: `${api}/${place}`, query: { id: part.remoteId } } as const
  const response = await send(accessOf(account), request, context)
  if (response.status === 404 && reasonOf(response) !== '') return
  assertAccepted(response, context.now())
}
