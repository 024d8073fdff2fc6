import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type ConnectorContext, ConnectorError, type ContentMedia } from '../contract.ts'
import { subRip } from './captions.ts'
import { type Access, call, put, tell } from './client.ts'
import { refused } from './plan.ts'
import { initialize, untilReady, untilTaken } from './uploads.ts'

const Started = z.object({
  value: z.object({
    video: z.string(),
    uploadToken: z.string().default(''),
    uploadInstructions: z.array(z.object({ uploadUrl: z.url(), firstByte: z.number(), lastByte: z.number() })).min(1),
    captionsUploadUrl: z.url().nullish(),
    thumbnailUploadUrl: z.url().nullish(),
  }),
})
type Part = z.infer<typeof Started>['value']['uploadInstructions'][number]

export interface Extras {
  /** WebVTT or SubRip; "" when there are none. */
  readonly captions: string
  readonly language: string
  readonly thumbnail: ContentMedia | null
}

/** Tries of one part before the whole upload begins anew. */
const triesPerPart = 3

/** @returns the film's URN, ready to be posted @see https://learn.microsoft.com/linkedin/marketing/community-management/shares/videos-api */
export async function uploadFilm(
  film: ContentMedia,
  extras: Extras,
  access: Access,
  context: ConnectorContext,
): Promise<string> {
  const urn = await untilTaken(() => send(film, extras, access, context))
  await untilReady('videos', urn, access, context)
  return urn
}

async function send(film: ContentMedia, extras: Extras, access: Access, context: ConnectorContext): Promise<string> {
  const { captions, language, thumbnail } = extras
  const about = {
    fileSizeBytes: film.bytes,
    uploadCaptions: captions !== '',
    uploadThumbnail: thumbnail !== null,
  }
  const { value } = await call(access, { ...initialize('videos', access, about), answer: Started }, context)
  const uploadedPartIds: string[] = []
  for (const part of value.uploadInstructions) uploadedPartIds.push(await sendPart(film, part, access, context))
  if (thumbnail && value.thumbnailUploadUrl) {
    const headers = { 'media-type-family': 'STILLIMAGE' }
    const body = await thumbnail.read()
    await put(access, { url: value.thumbnailUploadUrl, body, headers, authorized: true }, context)
  }
  if (captions !== '' && value.captionsUploadUrl)
    await sendCaptions(value.captionsUploadUrl, captions, language, access, context)
  const json = { finalizeUploadRequest: { video: value.video, uploadToken: value.uploadToken, uploadedPartIds } }
  await tell(access, { method: 'POST', path: '/rest/videos?action=finalizeUpload', json }, context)
  return value.video
}

/** The same part again has no other effect. @returns what LinkedIn calls the part */
async function sendPart(film: ContentMedia, part: Part, access: Access, context: ConnectorContext): Promise<string> {
  const { uploadUrl: url, firstByte, lastByte } = part
  const body = await film.slice(firstByte, lastByte + 1)
  if (body.length !== lastByte + 1 - firstByte) throw refused('media-missing', 'The film is not what it was')
  for (let left = triesPerPart - 1; ; left -= 1) {
    try {
      const { headers } = await put(access, { url, body, authorized: false }, context)
      const id = (headers['etag'] ?? '').replace(/^(W\/)?"(.*)"$/, '$2')
      if (id === '') throw new ConnectorError({ code: 'platform-down' })
      return id
    } catch (error) {
      const isLost =
        error instanceof ConnectorError &&
        ['outcome-unknown', 'unreachable', 'platform-down'].includes(error.fault.code)
      if (!isLost || left <= 0 || context.signal.aborted) throw error
      await sleep(access.settings.watch.firstMs, undefined, { signal: context.signal })
    }
  }
}

async function sendCaptions(
  url: string,
  captions: string,
  language: string,
  access: Access,
  context: ConnectorContext,
): Promise<void> {
  const data = new TextEncoder().encode(subRip(captions))
  if (access.settings.captions === 'raw') {
    await put(access, { url, body: data, authorized: true }, context)
    return
  }
  const { language: code = 'en', region } = new Intl.Locale(language).maximize()
  const metadata = {
    format: 'SRT',
    formattedForEasyReader: false,
    largeText: false,
    source: 'USER_PROVIDED',
    locale: { language: code.toUpperCase(), country: region ?? '' },
    transcriptType: 'CLOSED_CAPTION',
  }
  const multipart = new FormData()
  multipart.set('metadata', new Blob([JSON.stringify(metadata)], { type: 'application/json' }))
  multipart.set('file', new Blob([data], { type: 'application/x-subrip' }), 'captions.srt')
  await put(access, { url, multipart, authorized: true }, context)
}
