import { z } from 'zod'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type Json,
  type JsonObject,
} from '../contract.ts'
import { toWebVtt } from './captions.ts'
import { sessionOf, xrpc } from './client.ts'
import type { BlueskySettings } from './settings.ts'
import { processFilm } from './video.ts'

const Uploaded = z.object({ blob: z.json() })
/** A film of 100 MB over a slow line. */
const uploadTimeoutMs = 5 * 60_000

/** What stands under the text: pictures, a film, or the card of a link. @returns null when nothing does */
export async function embedOf(
  content: DeliveryContent,
  media: readonly ContentMedia[],
  account: Account,
  settings: BlueskySettings,
  context: ConnectorContext,
): Promise<JsonObject | null> {
  const film = media.find(({ kind }) => kind === 'video')
  if (film) return embedFilm(film, content, account, settings, context)
  if (media.length > 0) {
    const images: Json[] = []
    for (const medium of media) images.push(await embedImage(medium, account, context))
    return { $type: 'app.bsky.embed.images', images }
  }
  if (!content.link) return null
  const title = content.title ?? new URL(content.link).hostname
  return { $type: 'app.bsky.embed.external', external: { uri: content.link, title, description: '' } }
}

async function embedImage(medium: ContentMedia, account: Account, context: ConnectorContext): Promise<JsonObject> {
  if (medium.kind !== 'image')
    throw new ConnectorError({ code: 'rejected', problem: 'media-type', detail: medium.mimeType })
  const image = await uploadBlob({ type: medium.mimeType, body: await medium.read() }, account, context)
  return { image, alt: medium.alt, ...shapeOf(medium) }
}

async function embedFilm(
  film: ContentMedia,
  { options, language }: DeliveryContent,
  account: Account,
  settings: BlueskySettings,
  context: ConnectorContext,
): Promise<JsonObject> {
  const video =
    settings.video === null
      ? await uploadBlob({ type: film.mimeType, body: await film.read() }, account, context)
      : await processFilm(film, settings.video, account, settings, context)
  const text = String(options['captions'] ?? '').trim()
  const body = new TextEncoder().encode(toWebVtt(text))
  const captions =
    text === '' ? [] : [{ lang: language, file: await uploadBlob({ type: 'text/vtt', body }, account, context) }]
  return {
    $type: 'app.bsky.embed.video',
    video,
    alt: film.alt,
    ...shapeOf(film),
    ...(captions.length > 0 && { captions }),
    ...(options['presentation'] === 'gif' && { presentation: 'gif' }),
  }
}

function shapeOf({ width, height }: ContentMedia): JsonObject {
  return width && height ? { aspectRatio: { width, height } } : {}
}

/** The same bytes uploaded again are the same blob. */
async function uploadBlob(
  bytes: { readonly type: string; readonly body: Uint8Array },
  account: Account,
  context: ConnectorContext,
): Promise<Json> {
  const { server, accessJwt: token } = sessionOf(account)
  const method = 'com.atproto.repo.uploadBlob'
  const { blob } = await xrpc({ server, method, token, bytes, timeoutMs: uploadTimeoutMs, answer: Uploaded }, context)
  return blob
}
