import { z } from 'zod'
import { irreversibly } from '../answers.ts'
import {
  type Account,
  type CommittedPart,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type JsonObject,
  type PreparedPart,
} from '../contract.ts'
import { readKept } from '../progress.ts'
import { formOf } from '../rules/capabilities.ts'
import { chunksOf, lastStart, sendChunks, type Upload } from './chunks.ts'
import { type Access, accessOf, call } from './client.ts'
import { askCreator, type Creator } from './creator.ts'
import { failureOf, spent } from './faults.ts'
import { type Choices, choicesOf, coverIndex, photosBody, refused, videoInfo } from './post-info.ts'
import type { TikTokSettings } from './settings.ts'
import { askStanding, type Standing, watch } from './status.ts'

const Started = z.object({ publish_id: z.string(), upload_url: z.url() })
const Requested = z.object({ publish_id: z.string() })

const Uploading = z.object({
  url: z.string(),
  mimeType: z.string(),
  bytes: z.number(),
  chunks: z.object({ size: z.number(), count: z.number() }),
})
/** An upload under way, kept for the next try: `next` is the first byte that has not arrived. */
const Kept = z.object({ publishId: z.string(), mediaId: z.string(), upload: Uploading, next: z.number() })
type Kept = z.infer<typeof Kept>
/** TikTok forgets an upload that nobody finishes. */
const uploadMs = 60 * 60_000

/** What `prepare` writes down: everything that a later try and a look-up need. */
const Prepared = z.object({
  isPublic: z.boolean(),
  /** Whose posts they are, for the address. */
  username: z.string(),
  what: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('video'),
      publishId: z.string(),
      mediaId: z.string(),
      upload: Uploading,
    }),
    z.object({ kind: z.literal('photos'), body: z.record(z.string(), z.json()), addresses: z.array(z.string()) }),
  ]),
})
export type Prepared = z.infer<typeof Prepared>

/** Tries of a piece of a film before the whole upload begins anew. */
const triesPerChunk = 3

/**
 * Asks what the account may do now; of a film everything but the last piece is sent, of pictures the addresses are
 * written down. An upload that nobody finishes is forgotten by TikTok after an hour.
 */
export async function prepare(
  content: DeliveryContent,
  account: Account,
  settings: TikTokSettings,
  context: ConnectorContext,
): Promise<PreparedPart[]> {
  const access = accessOf(account, settings)
  const media = content.parts[0]?.media ?? []
  if (media.length === 0) throw refused('media-missing', 'TikTok takes no post without a film or pictures')
  const form = formOf(account.capabilities, { options: content.options, media })?.name ?? 'video'
  if ((content.options['form'] ?? form) !== form)
    throw refused('permission', `The account has not allowed this way of publishing: ${content.options['form']}`)
  const isDraft = form.endsWith('Draft')
  const creator = isDraft ? null : await askCreator(access, context)
  const choices = creator && choicesOf(content, creator)
  const shared = {
    isPublic: choices?.privacy === 'everyone',
    username: creator?.username || String(account.settings['username'] ?? ''),
  }
  const what = form.startsWith('photos')
    ? await preparePhotos(content, media, choices, settings)
    : await prepareVideo(content, media, { creator, choices }, access, context)
  const marker = what.kind === 'video' ? what.publishId : `${content.deliveryId}:${content.revision}`
  const payload: Prepared = { ...shared, what }
  return [{ marker, payload: payload as JsonObject }]
}

async function preparePhotos(
  content: DeliveryContent,
  media: readonly ContentMedia[],
  choices: Choices | null,
  settings: TikTokSettings,
): Promise<Prepared['what']> {
  if (media.some(({ kind }) => kind !== 'image')) throw refused('media-type', 'Only pictures can stand together')
  const addresses: string[] = []
  for (const picture of media) addresses.push(await picture.publicUrl())
  const source = { source: 'PULL_FROM_URL', photo_cover_index: coverIndex(content, media.length) }
  const body = { ...photosBody(content, choices, settings), source_info: source }
  return { kind: 'photos', body: body as Extract<Prepared['what'], { kind: 'photos' }>['body'], addresses }
}

async function prepareVideo(
  content: DeliveryContent,
  media: readonly ContentMedia[],
  { creator, choices }: { readonly creator: Creator | null; readonly choices: Choices | null },
  access: Access,
  context: ConnectorContext,
): Promise<Prepared['what']> {
  const [film] = media
  if (media.length !== 1 || film?.kind !== 'video') throw refused('media-count', 'One film, and nothing beside it')
  if (creator && film.durationMs !== null && film.durationMs > creator.maxDurationMs)
    throw refused('media-duration', `This account may post up to ${creator.maxDurationMs / 1000} seconds`)
  const chunks = chunksOf(film.bytes, access.settings.chunkBytes)
  const json = {
    ...(choices && { post_info: videoInfo(content, choices) }),
    source_info: {
      source: 'FILE_UPLOAD',
      video_size: film.bytes,
      chunk_size: chunks.size,
      total_chunk_count: chunks.count,
    },
  }
  const kept = await readKept(context.progress, Kept)
  if (kept && kept.mediaId === film.id && kept.upload.chunks.size === chunks.size) {
    const state = await sendFirst(kept, film, access, context)
    if (state === 'more') return { kind: 'video', publishId: kept.publishId, mediaId: film.id, upload: kept.upload }
    // All of it is there only when its publishing was asked for.
    if (state === 'complete') throw new ConnectorError({ code: 'platform-down' })
  }
  const path = choices ? '/v2/post/publish/video/init/' : '/v2/post/publish/inbox/video/init/'
  const started = await call(access, { method: 'POST', path, json, answer: Started }, context)
  const upload: Upload = { url: started.upload_url, mimeType: film.mimeType, bytes: film.bytes, chunks }
  const begun: Kept = { publishId: started.publish_id, mediaId: film.id, upload, next: 0 }
  await context.progress?.keep(begun, uploadMs)
  if ((await sendFirst(begun, film, access, context)) !== 'more') throw new ConnectorError({ code: 'platform-down' })
  return { kind: 'video', publishId: begun.publishId, mediaId: film.id, upload }
}

/** Sends everything but the last piece, from where it stands. */
async function sendFirst(begun: Kept, film: ContentMedia, access: Access, context: ConnectorContext) {
  const { upload, next } = begun
  const pace = { tries: triesPerChunk, waitMs: access.settings.watch.firstMs }
  const arrived = (at: number) => context.progress?.keep({ ...begun, next: at }, uploadMs) ?? Promise.resolve()
  return sendChunks(upload, film, { from: next, until: lastStart(upload.chunks), ...pace, arrived }, context)
}

/**
 * Of a film the last piece, of pictures the one request: from then on TikTok publishes by itself. What becomes of it is
 * watched for a while, since TikTok still may refuse it; what cannot be learnt in that time is looked up afterwards.
 */
export async function commit(
  part: PreparedPart,
  account: Account,
  settings: TikTokSettings,
  context: ConnectorContext,
): Promise<CommittedPart> {
  const access = accessOf(account, settings)
  const prepared = readPrepared(part)
  const { what } = prepared
  const publishId = await irreversibly(() =>
    what.kind === 'video' ? sendLast(what, access, context) : requestPhotos(what, access, context),
  )
  const standing = await afterwards(() => watch(publishId, prepared, access, context))
  if (standing.state === 'failed') throw new ConnectorError(failureOf(standing.reason, what.kind))
  if (standing.state === 'processing') throw new ConnectorError({ code: 'outcome-unknown' })
  return partOf(publishId, standing, prepared, settings)
}

async function sendLast(
  { publishId, mediaId, upload }: Extract<Prepared['what'], { kind: 'video' }>,
  access: Access,
  context: ConnectorContext,
): Promise<string> {
  const film = await context.media?.(mediaId)
  if (!film) throw refused('media-missing', 'The film is not there any more')
  const range = { from: lastStart(upload.chunks), until: upload.bytes, tries: 1, waitMs: 0 }
  const state = await sendChunks(upload, film, range, context)
  if (state === 'complete') return publishId
  // The upload is over: by an earlier call that was not heard of, or because its hour is.
  const standing = await afterwards(() => askStanding(publishId, access, context))
  const hasAll = standing.state === 'processing' && (standing.received ?? 0) >= upload.bytes
  if (standing.state === 'failed') throw new ConnectorError(spent(standing.reason))
  if (standing.state === 'processing' && !hasAll) throw new ConnectorError(spent(''))
  return publishId
}

async function requestPhotos(
  { body, addresses }: Extract<Prepared['what'], { kind: 'photos' }>,
  access: Access,
  context: ConnectorContext,
): Promise<string> {
  const source = body['source_info'] as JsonObject
  const json = { ...body, source_info: { ...source, photo_images: addresses } }
  const path = '/v2/post/publish/content/init/'
  const request = { method: 'POST', path, json, answer: Requested, secrets: addresses } as const
  return (await call(access, request, context)).publish_id
}

/** Once the call has been taken, a question that fails says nothing about it. @throws ConnectorError `outcome-unknown` */
async function afterwards<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw new ConnectorError({ code: 'outcome-unknown' }, { cause })
  }
}

/** A post is known by its own id where it has one, else by the id of its publication. */
export function partOf(
  publishId: string,
  standing: Extract<Standing, { state: 'out' | 'inbox' }>,
  { username, what }: Prepared,
  { wwwRoot }: TikTokSettings,
): CommittedPart {
  const postId = standing.state === 'out' ? standing.postId : null
  const kind = what.kind === 'video' ? 'video' : 'photo'
  return {
    remoteId: postId ?? publishId,
    url: postId ? `${wwwRoot}/@${username}/${kind}/${postId}` : null,
    receipt: { publishId },
  }
}

export function readPrepared({ payload }: PreparedPart): Prepared {
  return Prepared.parse(payload)
}
