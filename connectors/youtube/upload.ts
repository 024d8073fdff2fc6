import { z } from 'zod'
import { readJson } from '../answers.ts'
import { type ConnectorContext, ConnectorError, type ContentMedia, type JsonObject } from '../contract.ts'
import { type Access, assertAccepted, call, send } from './client.ts'
import type { YouTubeSettings } from './settings.ts'

const Created = z.object({ id: z.string() })
const Anything = z.object({})

/** What a piece may take, and how often in a row the platform may keep nothing of it. */
const pieceTimeoutMs = 5 * 60_000
const mostStandstills = 3

export interface Upload {
  readonly film: ContentMedia
  /** What the film says of itself, and which parts of that are given. */
  readonly metadata: JsonObject
  readonly parts: string
  /** Tells subscribers. */
  readonly notify: boolean
}

/** Opens an upload. @returns its session, which is a secret: whoever has it can write to it */
export async function beginUpload(
  { film, metadata, parts, notify }: Upload,
  access: Access,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<string> {
  const begun = await send(
    access,
    {
      method: 'POST',
      url: `${settings.upload}/videos`,
      query: { uploadType: 'resumable', part: parts, notifySubscribers: String(notify) },
      headers: { 'x-upload-content-length': String(film.bytes), 'x-upload-content-type': film.mimeType },
      json: metadata,
    },
    context,
  )
  assertAccepted(begun, context.now())
  const location = begun.headers['location']
  const session = location ? URL.parse(location)?.searchParams.get('upload_id') : null
  if (!session) throw new ConnectorError({ code: 'platform-down' })
  return session
}

/**
 * Sends a film piece by piece, going on where the platform says it stands.
 * @param resumed an earlier try may have sent pieces, or all of it: the platform is asked first
 * @returns the video's id, or null when the platform knows nothing of the session any more
 */
export async function sendFilm(
  film: ContentMedia,
  session: string,
  resumed: boolean,
  access: Access,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<string | null> {
  const url = urlOf(session, settings)
  const ask = () => probe(url, film.bytes, access, context)
  let stood = 0
  for (let start = 0, standstills = 0, asks = resumed; ; asks = false) {
    const sent = asks ? await ask() : await sendPiece(film, start, url, access, settings, context).catch(ask)
    // The session knows what arrived.
    const answer = sent.status >= 500 && !asks ? await ask() : sent
    if (answer.status === 404 || answer.status === 410) return null
    if (answer.status !== 308) {
      assertAccepted(answer, context.now())
      return readJson(answer, Created, { code: 'platform-down' }).id
    }
    start = nextByte(answer.headers['range'])
    standstills = start > stood || asks ? 0 : standstills + 1
    stood = Math.max(stood, start)
    if (standstills > mostStandstills) throw new ConnectorError({ code: 'platform-down' })
  }
}

async function sendPiece(
  film: ContentMedia,
  start: number,
  url: string,
  access: Access,
  { pieceBytes }: YouTubeSettings,
  context: ConnectorContext,
) {
  const end = Math.min(film.bytes, start + pieceBytes)
  const body = new Uint8Array(await film.slice(start, end))
  const headers = { 'content-range': `bytes ${start}-${end - 1}/${film.bytes}`, 'content-type': film.mimeType }
  return send(access, { method: 'PUT', url, headers, body, timeoutMs: pieceTimeoutMs }, context)
}

/** Bytes and token leave for the platform's own host only. */
function urlOf(session: string, { upload }: YouTubeSettings): string {
  return `${upload}/videos?uploadType=resumable&upload_id=${encodeURIComponent(session)}`
}

function probe(url: string, bytes: number, access: Access, context: ConnectorContext) {
  const headers = { 'content-range': `bytes */${bytes}` }
  return send(access, { method: 'PUT', url, headers, body: new Uint8Array() }, context)
}

/** `bytes=0-262143` → 262144; nothing stored has no range. */
function nextByte(range: string | undefined): number {
  const [, last] = /^bytes=0-(\d+)$/.exec(range ?? '') ?? []
  return last === undefined ? 0 : Number(last) + 1
}

/** May be repeated: the last one counts. */
export async function setThumbnail(
  video: string,
  picture: ContentMedia,
  access: Access,
  { upload }: YouTubeSettings,
  context: ConnectorContext,
): Promise<void> {
  const body = new Uint8Array(await picture.read())
  const query = { videoId: video, uploadType: 'media' }
  const headers = { 'content-type': picture.mimeType }
  await call(
    access,
    { method: 'POST', url: `${upload}/thumbnails/set`, query, headers, body, answer: Anything },
    context,
  )
}

/** Captions in one language; those that are there already stay. */
export async function setCaptions(
  video: string,
  captions: string,
  language: string,
  access: Access,
  { upload }: YouTubeSettings,
  context: ConnectorContext,
): Promise<void> {
  const boundary = `haidang-${video}`
  const metadata = JSON.stringify({ snippet: { videoId: video, language, name: '', isDraft: false } })
  const text = [
    ...[`--${boundary}`, 'content-type: application/json; charset=UTF-8', '', metadata],
    ...[`--${boundary}`, 'content-type: application/octet-stream', '', captions, `--${boundary}--`, ''],
  ].join('\r\n')
  const response = await send(
    access,
    {
      method: 'POST',
      url: `${upload}/captions`,
      query: { part: 'snippet', uploadType: 'multipart' },
      headers: { 'content-type': `multipart/related; boundary=${boundary}` },
      body: new TextEncoder().encode(text),
    },
    context,
  )
  if (response.status !== 409) assertAccepted(response, context.now())
}
