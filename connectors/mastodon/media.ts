import { randomUUID } from 'node:crypto'
import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { readJson } from '../answers.ts'
import { type Account, type ConnectorContext, ConnectorError, type ContentMedia } from '../contract.ts'
import { type Access, accessOf, assertAccepted, send } from './client.ts'

/** `url` is null while the server still converts the file. */
const Medium = z.object({ id: z.coerce.string(), url: z.string().nullish() })

const uploadTimeoutMs = 120_000
/** First wait for a conversion; it doubles up to the longest. */
const firstWaitMs = 250
const longestWaitMs = 5_000
const processingTimeoutMs = 15 * 60_000

/**
 * Uploads a file with its description and waits until it can be attached. An upload that no status uses vanishes after
 * about a day, so this may be repeated.
 * @returns the medium's id, good for one status
 */
export async function upload(medium: ContentMedia, account: Account, context: ConnectorContext): Promise<string> {
  const access = accessOf(account)
  // A name of its own: some compatible servers keep one file per name, and a later one would take its place.
  const name = `${randomUUID()}${extname(medium.fileName)}`
  const file = new File([new Uint8Array(await medium.read())], name, { type: medium.mimeType })
  const newer = await post('/api/v2/media', file, medium.alt, access, context)
  const isMissing = [404, 405, 501].includes(newer.status)
  const response = isMissing ? await post('/api/v1/media', file, medium.alt, access, context) : newer
  await assertAccepted(access, response, context)
  const { id, url } = readJson(response, Medium, { code: 'platform-down' })
  // A file that has an address is ready; compatible servers may not even let it be asked for.
  if (!url) await untilReady(id, access, context)
  return id
}

function post(path: string, file: File, alt: string, access: Access, context: ConnectorContext) {
  const multipart = new FormData()
  multipart.set('file', file)
  if (alt !== '') multipart.set('description', alt)
  return send(access, { method: 'POST', path, multipart, timeoutMs: uploadTimeoutMs }, context)
}

/** 206 while it is being converted, 200 when it can be attached. @see https://docs.joinmastodon.org/methods/media/#get */
async function untilReady(id: string, access: Access, context: ConnectorContext): Promise<void> {
  const giveUpAt = context.now().getTime() + processingTimeoutMs
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    await sleep(waitMs, undefined, { signal: context.signal })
    const response = await send(access, { method: 'GET', path: `/api/v1/media/${encodeURIComponent(id)}` }, context)
    if (response.status === 422 && response.body.length > 0)
      throw new ConnectorError({
        code: 'rejected',
        problem: 'media-type',
        detail: 'The server cannot convert the file',
      })
    await assertAccepted(access, response, context)
    const { url } = readJson(response, Medium, { code: 'platform-down' })
    if (response.status !== 206 && url) return
    if (context.now().getTime() > giveUpAt) throw new ConnectorError({ code: 'platform-down' })
  }
}
