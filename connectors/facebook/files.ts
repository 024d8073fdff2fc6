import { z } from 'zod'
import { type ConnectorContext, ConnectorError, type ContentMedia } from '../contract.ts'
import { poll } from '../patience.ts'
import { type Access, call, isMissing, upload } from './client.ts'
import type { FacebookSettings } from './settings.ts'

const Photo = z.object({ id: z.string() })
const Offsets = z.object({ start_offset: z.string(), end_offset: z.string() })
const Session = Offsets.extend({ upload_session_id: z.string(), video_id: z.string() })
const Start = z.object({ video_id: z.string() })
const Accepted = z.object({ success: z.literal(true) })

const Phase = z.object({ status: z.string(), error: z.object({ message: z.string().default('') }).optional() })
const Film = z.object({
  status: z.object({
    video_status: z.string(),
    uploading_phase: Phase.extend({ bytes_transfered: z.number().default(0) }).optional(),
    processing_phase: Phase.optional(),
    publishing_phase: Phase.optional(),
  }),
  permalink_url: z.string().optional(),
})

/** How a film stands at Facebook. */
export interface FilmStanding {
  /** Its publication has begun or is over. */
  readonly isPublished: boolean
  readonly isReady: boolean
  /** Why it never will be. */
  readonly failure: string | null
  /** Bytes that have arrived. */
  readonly arrived: number
  readonly url: string | null
}

/** An unpublished photo of the page: nobody sees it, and one that is never used harms nobody. */
export async function uploadPhoto(medium: ContentMedia, access: Access, context: ConnectorContext): Promise<string> {
  const form = new FormData()
  const { pageId, base, proof } = access
  const data = new Uint8Array(await medium.read())
  form.set('source', new File([data], medium.fileName, { type: medium.mimeType }))
  form.set('published', 'false')
  if (medium.alt !== '') form.set('alt_text_custom', medium.alt)
  for (const [name, value] of Object.entries(proof)) form.set(name, value)
  return (await upload({ url: `${base}/${pageId}/photos`, multipart: form }, access, Photo, context)).id
}

/** Sends a film and waits until it could be published; it is not seen before. */
export async function uploadFilm(
  film: ContentMedia,
  place: 'videos' | 'video_reels' | 'video_stories',
  access: Access,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<{ readonly video: string; readonly session: string | null }> {
  if (place === 'videos') return sendByOffsets(film, access, context)
  const { pageId } = access
  const params = { upload_phase: 'start' }
  const { video_id: video } = await call(
    access,
    { method: 'POST', path: `${pageId}/${place}`, params, answer: Start },
    context,
  )
  // The address the platform names is this one; bytes and token go nowhere else.
  const url = `${settings.upload}/video-upload/${settings.version}/${video}`
  for (let offset = 0; offset < film.bytes; ) {
    const body = await film.slice(offset, Math.min(film.bytes, offset + settings.pieceBytes))
    const headers = { offset: String(offset), file_size: String(film.bytes) }
    await upload({ url, headers, body: new Uint8Array(body) }, access, Accepted, context)
    offset += body.length
  }
  await ready(video, access, settings, context)
  return { video, session: null }
}

/** Page videos: the platform says which bytes it wants next. */
async function sendByOffsets(film: ContentMedia, access: Access, context: ConnectorContext) {
  const { pageId, videoBase, proof } = access
  const start = { upload_phase: 'start', file_size: String(film.bytes) }
  const path = `${pageId}/videos`
  const begun = await call(access, { method: 'POST', path, params: start, answer: Session, host: 'video' }, context)
  const { upload_session_id: session, video_id: video } = begun
  let { start_offset: from, end_offset: to } = begun
  while (from !== to) {
    const form = new FormData()
    const data = new Uint8Array(await film.slice(Number(from), Number(to)))
    for (const [name, value] of Object.entries({ upload_phase: 'transfer', upload_session_id: session, ...proof }))
      form.set(name, value)
    form.set('start_offset', from)
    form.set('video_file_chunk', new File([data], film.fileName, { type: film.mimeType }))
    const next = await upload({ url: `${videoBase}/${path}`, multipart: form }, access, Offsets, context)
    from = next.start_offset
    to = next.end_offset
  }
  return { video, session }
}

/** @throws ConnectorError `rejected` `media-processing` with the platform's words, `platform-down` when it takes too long */
async function ready(
  video: string,
  access: Access,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<void> {
  await poll(
    async () => {
      const film = await readFilm(video, access, context)
      if (film?.failure)
        throw new ConnectorError({ code: 'rejected', problem: 'media-processing', detail: film.failure })
      return film?.isReady ? true : null
    },
    settings,
    context,
  )
}

/** null when there is no such film. */
export async function readFilm(video: string, access: Access, context: ConnectorContext): Promise<FilmStanding | null> {
  const params = { fields: 'status,permalink_url' }
  try {
    const { status, permalink_url: path } = await call(
      access,
      { method: 'GET', path: video, params, answer: Film },
      context,
    )
    const { video_status: state, uploading_phase: uploading, processing_phase: processing } = status
    const publishing = status.publishing_phase?.status ?? 'not_started'
    const failed = [uploading, processing, status.publishing_phase].find((phase) => phase?.status === 'error')
    const isOver = ['error', 'upload_failed', 'expired'].includes(state)
    return {
      isPublished: publishing !== 'not_started' && publishing !== 'error',
      isReady: ['upload_complete', 'ready'].includes(state) && (processing?.status ?? 'complete') !== 'in_progress',
      failure: failed || isOver ? (failed?.error?.message ?? state) : null,
      arrived: uploading?.bytes_transfered ?? 0,
      url: path ? new URL(path, 'https://www.facebook.com').href : null,
    }
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
