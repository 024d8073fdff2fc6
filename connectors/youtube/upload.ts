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

/** Sends a film piece by piece, going on where the platform says it stands. @returns the video's id */
export async function uploadFilm(
  film: ContentMedia,
  metadata: JsonObject,
  parts: string,
  notify: boolean,
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
  const session = sessionOf(begun.headers['location'], settings)
  let stood = 0
  for (let start = 0, standstills = 0; ; ) {
    const end = Math.min(film.bytes, start + settings.pieceBytes)
    const body = new Uint8Array(await film.slice(start, end))
    const headers = { 'content-range': `bytes ${start}-${end - 1}/${film.bytes}`, 'content-type': film.mimeType }
    const sent = await send(
      access,
      { method: 'PUT', url: session, headers, body, timeoutMs: pieceTimeoutMs },
      context,
    ).catch(
      // The session knows what arrived.
      () => probe(session, film.bytes, access, context),
    )
    const answer = sent.status >= 500 ? await probe(session, film.bytes, access, context) : sent
    if (answer.status !== 308) {
      assertAccepted(answer, context.now())
      return readJson(answer, Created, { code: 'platform-down' }).id
    }
    start = nextByte(answer.headers['range'])
    standstills = start > stood ? 0 : standstills + 1
    stood = Math.max(stood, start)
    if (standstills > mostStandstills) throw new ConnectorError({ code: 'platform-down' })
  }
}

/** Where the upload goes on; bytes and token leave for the platform's own host only. */
function sessionOf(location: string | undefined, { upload }: YouTubeSettings): string {
  const id = location ? URL.parse(location)?.searchParams.get('upload_id') : null
  if (!id) throw new ConnectorError({ code: 'platform-down' })
  return `${upload}/videos?uploadType=resumable&upload_id=${encodeURIComponent(id)}`
}

function probe(session: string, bytes: number, access: Access, context: ConnectorContext) {
  const headers = { 'content-range': `bytes */${bytes}` }
  return send(access, { method: 'PUT', url: session, headers, body: new Uint8Array() }, context)
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
