import { z } from 'zod'
import { unlessRefused } from '../answers.ts'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type Fault,
  type Json,
} from '../contract.ts'
import { poll } from '../patience.ts'
import { readKept } from '../progress.ts'
import { sessionOf, xrpc } from './client.ts'
import type { BlueskySettings } from './settings.ts'

const Token = z.object({ token: z.string() })
const Server = z.object({ did: z.string().startsWith('did:') })
const Limits = z.object({
  canUpload: z.boolean(),
  remainingDailyVideos: z.int().optional(),
  remainingDailyBytes: z.int().optional(),
  message: z.string().optional(),
  error: z.string().optional(),
})
const Job = z.object({
  jobId: z.string(),
  state: z.string(),
  blob: z.json().optional(),
  error: z.string().optional(),
  failureCode: z.string().optional(),
  message: z.string().optional(),
})
/** The service wraps a job in `jobStatus`, or answers with the job itself. */
const JobAnswer = z.union([z.object({ jobStatus: Job }).transform(({ jobStatus }) => jobStatus), Job])
type Job = z.infer<typeof Job>
/** What is kept for the next try. */
const Kept = z.object({ jobId: z.string() })
/** What is stored and not named by a record is deleted after some hours. */
const jobMs = 2 * 60 * 60_000

const uploadTimeoutMs = 10 * 60_000
const tokenMinutes = 30
/** The day is a rolling one and its end is not told: it is asked again after this. */
const askAgainMs = 60 * 60_000

/**
 * Has a film converted before the post appears. The service gets a token with which it stores the result at the
 * account's own server; the same film sent again is the same job.
 * @returns the blob, as the post's record names it
 * @throws ConnectorError `rate-limited` when the day's films are used up, `rejected` with the service's reason,
 *   `platform-down` when it takes too long
 * @see https://docs.bsky.app/docs/tutorials/video
 */
export async function processFilm(
  film: ContentMedia,
  service: string,
  account: Account,
  settings: BlueskySettings,
  context: ConnectorContext,
): Promise<Json> {
  const { progress } = context
  const kept = await readKept(progress, Kept)
  const converted = (jobId: string) => poll(() => lookAt(jobId, service, context), settings, context)
  // Where nothing came or will come of an earlier job, the film is sent anew.
  const found = kept && (await unlessRefused(() => converted(kept.jobId)))
  if (found) return found
  const job = await send(film, service, account, context)
  await progress?.keep({ jobId: job.jobId }, jobMs)
  return blobOf(job) ?? converted(job.jobId)
}

async function send(film: ContentMedia, service: string, account: Account, context: ConnectorContext): Promise<Job> {
  const { server, did } = sessionOf(account)
  const own = await xrpc({ server, method: 'com.atproto.server.describeServer', answer: Server }, context)
  await assertMayUpload(film, service, account, context)
  const exp = String(Math.floor(context.now().getTime() / 1000) + tokenMinutes * 60)
  const token = await serviceToken({ aud: own.did, lxm: 'com.atproto.repo.uploadBlob', exp }, account, context)
  return xrpc(
    {
      server: service,
      method: 'app.bsky.video.uploadVideo',
      token,
      query: { did, name: `${film.id}.mp4` },
      bytes: { type: film.mimeType, body: await film.read() },
      timeoutMs: uploadTimeoutMs,
      // A film that is there already: the answer names its job.
      alsoAnswers: [409],
      answer: JobAnswer,
    },
    context,
  )
}

async function assertMayUpload(
  film: ContentMedia,
  service: string,
  account: Account,
  context: ConnectorContext,
): Promise<void> {
  const method = 'app.bsky.video.getUploadLimits'
  const aud = `did:web:${new URL(service).hostname}`
  const token = await serviceToken({ aud, lxm: method }, account, context)
  const limits = await xrpc({ server: service, method, token, answer: Limits }, context)
  const { canUpload, remainingDailyVideos = 1, remainingDailyBytes = film.bytes } = limits
  if (remainingDailyVideos < 1 || remainingDailyBytes < film.bytes)
    throw new ConnectorError({ code: 'rate-limited', retryAfterMs: askAgainMs })
  if (!canUpload) {
    const detail = limits.message ?? limits.error ?? 'The account may not upload films'
    throw new ConnectorError({ code: 'rejected', problem: 'permission', detail })
  }
}

/** What another server may do for the account. @param query whom it is for, the one method, and until when */
async function serviceToken(
  query: { readonly aud: string; readonly lxm: string; readonly exp?: string },
  account: Account,
  context: ConnectorContext,
): Promise<string> {
  const { server, accessJwt } = sessionOf(account)
  const method = 'com.atproto.server.getServiceAuth'
  return (await xrpc({ server, method, token: accessJwt, query, answer: Token }, context)).token
}

async function lookAt(jobId: string, service: string, context: ConnectorContext): Promise<Json | null> {
  const method = 'app.bsky.video.getJobStatus'
  return blobOf(await xrpc({ server: service, method, query: { jobId }, answer: JobAnswer }, context))
}

/** @returns null while it is being worked on */
function blobOf({ blob, state, error, failureCode, message }: Job): Json | null {
  if (blob) return blob
  if (state !== 'JOB_STATE_FAILED') return null
  const reason = failureCode ?? error ?? ''
  throw new ConnectorError(faultOf(reason, [reason, message].filter(Boolean).join(': ').slice(0, 300)))
}

function faultOf(reason: string, detail: string): Fault {
  switch (reason) {
    case 'DailyLimitExceeded':
      return { code: 'rate-limited', retryAfterMs: askAgainMs }
    case 'ServiceOverloaded':
      return { code: 'platform-down' }
    case 'UploadForbidden':
      return { code: 'rejected', problem: 'permission', detail }
    case 'VideoTooLarge':
      return { code: 'rejected', problem: 'media-too-large', detail }
    case 'VideoTooLong':
      return { code: 'rejected', problem: 'media-duration', detail }
    case 'BadAspectRatio':
      return { code: 'rejected', problem: 'media-size', detail }
    case 'UnsupportedContentType':
      return { code: 'rejected', problem: 'media-type', detail }
    default:
      return { code: 'rejected', problem: 'media-processing', detail }
  }
}
