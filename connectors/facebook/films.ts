import { z } from 'zod'
import { unlessRefused } from '../answers.ts'
import { type ConnectorContext, ConnectorError, type ContentMedia } from '../contract.ts'
import { poll } from '../patience.ts'
import { readKept } from '../progress.ts'
import { type Access, call, upload } from './client.ts'
import { readFilm } from './files.ts'
import type { FacebookSettings } from './settings.ts'

const Offsets = z.object({ start_offset: z.string(), end_offset: z.string() })
const Session = Offsets.extend({ upload_session_id: z.string(), video_id: z.string() })
const Start = z.object({ video_id: z.string() })
const Accepted = z.object({ success: z.literal(true) })

/** An upload under way: what is kept for the next try. */
const Started = z.object({
  file: z.string(),
  video: z.string(),
  /** Of page videos: the session, and which bytes are wanted next. */
  transfer: z.object({ session: z.string(), from: z.string(), to: z.string() }).nullable(),
})
type Started = z.infer<typeof Started>
/** How long Facebook keeps an upload is not told; what it has forgotten is begun anew. */
const uploadMs = 24 * 60 * 60_000

interface Sent {
  readonly video: string
  readonly session: string | null
}

/** Sends a film and waits until it could be published; it is not seen before. */
export async function uploadFilm(
  film: ContentMedia,
  place: 'videos' | 'video_reels' | 'video_stories',
  access: Access,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<Sent> {
  const kept = await readKept(context.progress, Started)
  const found = kept?.file === film.id && (await unlessRefused(() => goOn(film, kept, access, settings, context)))
  if (found) return found
  const started =
    place === 'videos' ? await beginTransfer(film, access, context) : await begin(film, place, access, context)
  await context.progress?.keep(started, uploadMs)
  return send(film, started, 0, access, settings, context)
}

/** @returns null when nothing can come of what an earlier try began */
async function goOn(
  film: ContentMedia,
  kept: Started,
  access: Access,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<Sent | null> {
  if (kept.transfer) return send(film, kept, 0, access, settings, context)
  const standing = await readFilm(kept.video, access, context)
  if (!standing || standing.failure) return null
  return send(film, kept, standing.arrived, access, settings, context)
}

/** @param arrived bytes that Facebook has, where it does not say itself which ones it wants */
async function send(
  film: ContentMedia,
  started: Started,
  arrived: number,
  access: Access,
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<Sent> {
  const { video, transfer } = started
  if (transfer) {
    await sendByOffsets(film, started, transfer, access, context)
    return { video, session: transfer.session }
  }
  // The address the platform names is this one; bytes and token go nowhere else.
  const url = `${settings.upload}/video-upload/${settings.version}/${video}`
  for (let offset = arrived; offset < film.bytes; ) {
    const body = await film.slice(offset, Math.min(film.bytes, offset + settings.pieceBytes))
    const headers = { offset: String(offset), file_size: String(film.bytes) }
    await upload({ url, headers, body: new Uint8Array(body) }, access, Accepted, context)
    offset += body.length
  }
  await ready(video, access, settings, context)
  return { video, session: null }
}

async function begin(
  film: ContentMedia,
  place: 'video_reels' | 'video_stories',
  access: Access,
  context: ConnectorContext,
): Promise<Started> {
  const path = `${access.pageId}/${place}`
  const params = { upload_phase: 'start' }
  const { video_id: video } = await call(access, { method: 'POST', path, params, answer: Start }, context)
  return { file: film.id, video, transfer: null }
}

async function beginTransfer(film: ContentMedia, access: Access, context: ConnectorContext): Promise<Started> {
  const path = `${access.pageId}/videos`
  const params = { upload_phase: 'start', file_size: String(film.bytes) }
  const begun = await call(access, { method: 'POST', path, params, answer: Session, host: 'video' }, context)
  const transfer = { session: begun.upload_session_id, from: begun.start_offset, to: begun.end_offset }
  return { file: film.id, video: begun.video_id, transfer }
}

/** Page videos: the platform says which bytes it wants next. */
async function sendByOffsets(
  film: ContentMedia,
  started: Started,
  { session, ...wanted }: NonNullable<Started['transfer']>,
  access: Access,
  context: ConnectorContext,
): Promise<void> {
  const { pageId, videoBase, proof } = access
  const url = `${videoBase}/${pageId}/videos`
  for (let { from, to } = wanted; from !== to; ) {
    const form = new FormData()
    const data = new Uint8Array(await film.slice(Number(from), Number(to)))
    for (const [name, value] of Object.entries({ upload_phase: 'transfer', upload_session_id: session, ...proof }))
      form.set(name, value)
    form.set('start_offset', from)
    form.set('video_file_chunk', new File([data], film.fileName, { type: film.mimeType }))
    const next = await upload({ url, multipart: form }, access, Offsets, context)
    from = next.start_offset
    to = next.end_offset
    await context.progress?.keep({ ...started, transfer: { session, from, to } }, uploadMs)
  }
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
