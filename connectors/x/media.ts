import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { unlessRefused } from '../answers.ts'
import { type ConnectorContext, ConnectorError, type ContentMedia, type Progress } from '../contract.ts'
import { readKept } from '../progress.ts'
import { toSubRip } from './captions.ts'
import { type Access, call } from './client.ts'

/** An upload that can be attached: its id for the post, its key to know the post by. */
export interface Upload {
  readonly id: string
  readonly key: string
}

const Processing = z.object({
  state: z.string(),
  check_after_secs: z.number().nullish(),
  error: z.object({ name: z.string().catch(''), message: z.string().catch('') }).nullish(),
})
type Processing = z.infer<typeof Processing>
const Uploaded = z.object({
  data: z.object({ id: z.string(), media_key: z.string().default(''), processing_info: Processing.nullish() }),
})
type Category = 'tweet_image' | 'tweet_gif' | 'tweet_video' | 'subtitles'
/** Nothing in it that is needed. */
const Anything = z.looseObject({})

const pieceTimeoutMs = 120_000
const mostPieces = 1_000
/** A film of gigabytes is not begun anew because one piece was lost; a piece may be sent again under its number. */
const triesPerPiece = 3

/** X keeps what no post uses for a day. */
const mediaMs = 24 * 60 * 60_000

type File = Pick<ContentMedia, 'id' | 'mimeType' | 'bytes' | 'slice'>

/** How far a film's upload came: what is kept for the next try. `next` is the piece to be sent. */
const Started = z.object({
  file: z.string(),
  id: z.string(),
  key: z.string(),
  pieceBytes: z.int(),
  next: z.int(),
})
type Started = z.infer<typeof Started>

/**
 * Uploads a file in pieces with its description, and waits until X has processed it. What no post uses vanishes after a
 * day, so this may be repeated. @see https://docs.x.com/x-api/media/quickstart/media-upload-chunked
 */
export async function upload(medium: ContentMedia, access: Access, context: ConnectorContext): Promise<Upload> {
  // Pictures are small, and a post has several of them: they are sent anew.
  const progress = medium.kind === 'video' ? context.progress : undefined
  const uploaded = await uploadFile(medium, categoryOf(medium), progress, access, context)
  if (medium.kind === 'image' && medium.alt !== '') {
    const json = { id: uploaded.id, metadata: { alt_text: { text: medium.alt } } }
    await call(access, { method: 'POST', path: 'media/metadata', json, answer: Anything }, context)
  }
  return uploaded
}

function categoryOf({ kind, mimeType }: ContentMedia): Category {
  if (kind === 'video') return 'tweet_video'
  return mimeType === 'image/gif' ? 'tweet_gif' : 'tweet_image'
}

/** Hangs captions, as WebVTT or SubRip, on a film. */
export async function addCaptions(
  film: Upload,
  { text, language }: { readonly text: string; readonly language: string },
  access: Access,
  context: ConnectorContext,
): Promise<void> {
  const data = new TextEncoder().encode(toSubRip(text))
  const file = {
    id: `captions of ${film.id}`,
    mimeType: 'text/srt',
    bytes: data.length,
    slice: async (from: number, to: number) => data.slice(from, to),
  }
  const { id } = await uploadFile(file, 'subtitles', undefined, access, context)
  const code = language.split('-')[0] ?? language
  const json = {
    id: film.id,
    media_category: 'TweetVideo',
    subtitles: {
      id,
      language_code: code.toUpperCase(),
      display_name: new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code,
    },
  }
  await call(access, { method: 'POST', path: 'media/subtitles', json, answer: Anything }, context)
}

async function uploadFile(
  file: File,
  media_category: Category,
  progress: Progress | undefined,
  access: Access,
  context: ConnectorContext,
): Promise<Upload> {
  const kept = await readKept(progress, Started)
  const found = kept?.file === file.id && (await unlessRefused(() => sendFrom(file, kept, progress, access, context)))
  if (found) return found
  const begin = { media_type: file.mimeType, total_bytes: file.bytes, media_category }
  const { data } = await call(
    access,
    { method: 'POST', path: 'media/upload/initialize', json: begin, answer: Uploaded },
    context,
  )
  const pieceBytes = Math.max(access.settings.chunkBytes, Math.ceil(file.bytes / mostPieces))
  const started = { file: file.id, id: data.id, key: data.media_key, pieceBytes, next: 0 }
  await progress?.keep(started, mediaMs)
  return sendFrom(file, started, progress, access, context)
}

async function sendFrom(
  file: File,
  started: Started,
  progress: Progress | undefined,
  access: Access,
  context: ConnectorContext,
): Promise<Upload> {
  const { id, key, pieceBytes } = started
  const path = `media/upload/${encodeURIComponent(id)}`
  for (let index = started.next; index * pieceBytes < file.bytes; index += 1) {
    const start = index * pieceBytes
    const piece = await file.slice(start, Math.min(start + pieceBytes, file.bytes))
    await sendPiece(`${path}/append`, index, piece, access, context)
    await progress?.keep({ ...started, next: index + 1 }, mediaMs)
  }
  // Said twice it has no other effect.
  const finalize = { method: 'POST', path: `${path}/finalize`, json: {}, answer: Uploaded } as const
  const { data: finished } = await call(access, finalize, context)
  await untilProcessed(id, finished.processing_info, access, context)
  return { id, key: finished.media_key || key }
}

async function sendPiece(
  path: string,
  index: number,
  piece: Uint8Array,
  access: Access,
  context: ConnectorContext,
): Promise<void> {
  for (let left = triesPerPiece; ; left -= 1) {
    const multipart = new FormData()
    multipart.set('segment_index', String(index))
    multipart.set('media', new Blob([new Uint8Array(piece)]), 'piece')
    try {
      await call(access, { method: 'POST', path, multipart, answer: Anything, timeoutMs: pieceTimeoutMs }, context)
      return
    } catch (error) {
      const isLost = error instanceof ConnectorError && lost.has(error.fault.code)
      if (!isLost || left <= 1 || context.signal.aborted) throw error
      await sleep(access.settings.watch.leastMs, undefined, { signal: context.signal })
    }
  }
}

const lost = new Set(['unreachable', 'platform-down', 'outcome-unknown'])

/** X names the time after which it wants to be asked; pictures are ready at once and name none. */
async function untilProcessed(
  id: string,
  first: Processing | null | undefined,
  access: Access,
  context: ConnectorContext,
): Promise<void> {
  const { leastMs, mostMs, giveUpMs } = access.settings.watch
  const giveUpAt = context.now().getTime() + giveUpMs
  for (let processing = first; processing && processing.state !== 'succeeded'; ) {
    if (processing.state === 'failed') throw new ConnectorError(failureOf(processing))
    if (context.now().getTime() > giveUpAt) throw new ConnectorError({ code: 'platform-down' })
    const waitMs = Math.min(mostMs, Math.max(leastMs, (processing.check_after_secs ?? 0) * 1000))
    await sleep(waitMs, undefined, { signal: context.signal })
    const path = `media/upload?command=STATUS&media_id=${encodeURIComponent(id)}`
    processing = (await call(access, { method: 'GET', path, answer: Uploaded }, context)).data.processing_info
  }
}

function failureOf({ error }: Processing) {
  const problem = /unsupported/i.test(error?.name ?? '') ? 'media-type' : 'media-processing'
  const detail = (error?.message || error?.name || '').slice(0, 300)
  return { code: 'rejected', problem, ...(detail !== '' && { detail }) } as const
}
