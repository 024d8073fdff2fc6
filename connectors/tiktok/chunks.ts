import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectorContext, ConnectorError, type ContentMedia, type HttpResponse } from '../contract.ts'
import { bodyOf } from './client.ts'
import { tooMany } from './faults.ts'

/** How a film is cut for sending: `count` pieces of `size` bytes, the last one with what is left over. */
export interface Chunks {
  readonly size: number
  readonly count: number
}

/**
 * Pieces of `wanted` bytes; a film of less than two of them goes in one, which TikTok then takes whole.
 * @see https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
 */
export function chunksOf(bytes: number, wanted: number): Chunks {
  const count = Math.max(1, Math.floor(bytes / wanted))
  return { size: count === 1 ? bytes : wanted, count }
}

/** The first byte of the last piece: with the bytes from there on TikTok begins to publish. */
export function lastStart({ size, count }: Chunks): number {
  return (count - 1) * size
}

export interface Upload {
  /** Carries its own key; nothing else opens it. */
  readonly url: string
  readonly mimeType: string
  readonly bytes: number
  readonly chunks: Chunks
}

/** `more`: everything up to `next` has arrived. `gone`: the upload is over, or forgotten after an hour. */
type Answer =
  | { readonly state: 'more'; readonly next: number }
  | { readonly state: 'complete' }
  | { readonly state: 'gone' }

const chunkTimeoutMs = 300_000

/** Answers that move the upload on by nothing before it is given up. */
const mostStalls = 2

/**
 * Sends the pieces from byte `from` on that begin before `until`, in order; where TikTok has other bytes than we thought,
 * it goes on from what TikTok has.
 * @param tries how often a piece whose answer was lost is sent, one after the other
 * @throws ConnectorError
 */
export async function sendChunks(
  upload: Upload,
  file: ContentMedia,
  range: {
    readonly from: number
    readonly until: number
    readonly tries: number
    readonly waitMs: number
    /** Told which bytes have arrived: all before this one. */
    readonly arrived?: (next: number) => Promise<void>
  },
  context: ConnectorContext,
): Promise<Answer['state']> {
  let stalls = 0
  for (let at = range.from; at < range.until; ) {
    const answer = await sendChunk(upload, file, at, range, context)
    if (answer.state !== 'more') return answer.state
    stalls = answer.next > at ? 0 : stalls + 1
    if (stalls > mostStalls) {
      const detail = `TikTok does not take the bytes from ${at} on`
      throw new ConnectorError({ code: 'rejected', problem: 'unexpected-answer', detail })
    }
    at = answer.next
    await range.arrived?.(at)
  }
  return 'more'
}

/** The same piece again has no other effect: TikTok counts bytes. */
async function sendChunk(
  upload: Upload,
  file: ContentMedia,
  from: number,
  { tries, waitMs }: { readonly tries: number; readonly waitMs: number },
  context: ConnectorContext,
): Promise<Answer> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await put(upload, file, from, context)
    } catch (error) {
      const isLost =
        error instanceof ConnectorError &&
        ['outcome-unknown', 'unreachable', 'platform-down'].includes(error.fault.code)
      if (!isLost || left <= 0 || context.signal.aborted) throw error
      await sleep(waitMs, undefined, { signal: context.signal })
    }
  }
}

async function put(upload: Upload, file: ContentMedia, from: number, context: ConnectorContext): Promise<Answer> {
  const { url, mimeType, bytes, chunks } = upload
  const position = Math.min(Math.floor(from / chunks.size), chunks.count - 1)
  const end = position === chunks.count - 1 ? bytes : (position + 1) * chunks.size
  const body = await file.slice(from, end)
  if (body.length !== end - from) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  const response = await context.http({
    ...{ method: 'PUT', url, body, timeoutMs: chunkTimeoutMs },
    headers: {
      'content-type': mimeType,
      'content-length': String(body.length),
      'content-range': `bytes ${from}-${end - 1}/${bytes}`,
    },
    secrets: [...new URL(url).searchParams.values()],
  })
  return answerOf(response, bytes, context)
}

function answerOf(response: HttpResponse, bytes: number, context: ConnectorContext): Answer {
  const { status, headers } = response
  if (status === 201) return { state: 'complete' }
  if (status === 206 || status === 416) {
    const next = arrived(headers['content-range'])
    if (next === null) throw new ConnectorError({ code: 'platform-down' })
    return next >= bytes ? { state: 'complete' } : { state: 'more', next }
  }
  if (status === 429) throw new ConnectorError(tooMany(headers, context.now()))
  // A page in its place is not TikTok's word.
  const isPage = response.body.length > 0 && bodyOf(response) === null
  if ((status === 403 || status === 404) && !isPage) return { state: 'gone' }
  if (status < 400 || status >= 500 || isPage) throw new ConnectorError({ code: 'platform-down' })
  const detail = `TikTok refuses a piece of the film (${status})`
  throw new ConnectorError({ code: 'rejected', problem: 'unexpected-answer', detail })
}

/** How many bytes there are, from the first on: `bytes 0-9999999/25000000`, or of none `bytes *` and the length. */
function arrived(range: string | undefined): number | null {
  if (range?.startsWith('bytes *')) return 0
  const last = /^bytes 0-(\d+)\//.exec(range ?? '')?.[1]
  return last === undefined ? null : Number(last) + 1
}
