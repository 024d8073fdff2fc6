import { createHash } from 'node:crypto'
import express, { type Request, type Router } from 'express'
import { readMediaFile } from '../simulation/media-file.ts'
import { Refusal } from '../simulation/refusal.ts'
import { type Simulation, startSimulation } from '../simulation/start.ts'

export interface SimulatedVideoServiceOptions {
  /** Of the server that holds the accounts: results are stored there, with the token it gave out for that. */
  readonly pds: () => string
  /** Under which address the service is known, where something stands before it. */
  readonly publicUrl?: string
  /** How long a film is converted. */
  readonly processingMs?: number
  readonly switches?: Partial<Switches>
}

interface Switches {
  readonly videosPerDay: number
  readonly bytesPerDay: number
  /** The account's mail address is confirmed. */
  readonly mayUpload: boolean
  /** What a film that was read and refused is refused for; by its own properties when null. */
  readonly failsWith: string | null
  /** An upload is answered with the job itself, as the service does, or wrapped, as its lexicon says. */
  readonly wraps: boolean
}

export interface SimulatedVideoService extends Simulation {
  /** How many films were converted. */
  readonly countJobs: () => number
}

interface Job {
  readonly jobId: string
  readonly did: string
  readonly bytes: number
  readonly startedAt: Date
  readonly failure: string | null
  readonly store: () => Promise<unknown>
  blob: unknown
}

interface Claims {
  readonly iss?: string
  readonly aud?: string
  readonly lxm?: string
  readonly exp?: number
}

const usualSwitches: Switches = {
  videosPerDay: 25,
  bytesPerDay: 10_000_000_000,
  mayUpload: true,
  failsWith: null,
  wraps: false,
}
const mostBytes = 100_000_000
const longestMs = 180_000
const refusal = (status: number, error: string, message = error, more: object = {}) =>
  new Refusal(status, { error, message, ...more })

/**
 * A strict video service of Bluesky, without conversion: it takes films by a token for their owner's own server, works on them by
 * the clock, and stores the result there. @see https://docs.bsky.app/docs/tutorials/video
 */
export async function startSimulatedVideoService(
  options: SimulatedVideoServiceOptions,
): Promise<SimulatedVideoService> {
  const jobs = new Map<string, Job>()
  const simulation = await startSimulation({
    notFound: refusal(501, 'MethodNotImplemented', 'Method Not Implemented'),
    broken: refusal(400, 'InvalidRequest', 'Invalid request'),
    handlers: ({ url, now }) => [serviceRoutes(options, options.publicUrl ?? url, now, jobs)],
  })
  return { ...simulation, countJobs: () => jobs.size }
}

function serviceRoutes(
  { pds, processingMs = 1_000, ...options }: SimulatedVideoServiceOptions,
  publicUrl: string,
  now: () => Date,
  jobs: Map<string, Job>,
): Router {
  const switches = { ...usualSwitches, ...options.switches }
  const ownDid = `did:web:${new URL(publicUrl).hostname}`

  const limitsOf = (did: string) => {
    const own = [...jobs.values()].filter((job) => job.did === did)
    const remainingDailyVideos = Math.max(0, switches.videosPerDay - own.length)
    const used = own.reduce((sum, { bytes }) => sum + bytes, 0)
    const remainingDailyBytes = Math.max(0, switches.bytesPerDay - used)
    const canUpload = switches.mayUpload && remainingDailyVideos > 0 && remainingDailyBytes > 0
    return { canUpload, remainingDailyVideos, remainingDailyBytes }
  }
  const describeJob = ({ jobId, did, startedAt, failure, blob }: Job) => {
    const elapsed = now().getTime() - startedAt.getTime()
    if (elapsed < processingMs) {
      const state = elapsed < processingMs / 2 ? 'JOB_STATE_ENCODING' : 'JOB_STATE_SCANNING'
      return { jobId, did, state, progress: Math.floor((100 * elapsed) / processingMs) }
    }
    return failure
      ? { jobId, did, state: 'JOB_STATE_FAILED', error: failure, message: `The film was refused: ${failure}` }
      : { jobId, did, state: 'JOB_STATE_COMPLETED', progress: 100, blob }
  }

  return express
    .Router()
    .get('/xrpc/app.bsky.video.getUploadLimits', (req, res) => {
      const { iss = '' } = authorize(req, { aud: ownDid, lxm: 'app.bsky.video.getUploadLimits' }, now())
      const limits = limitsOf(iss)
      const reason = switches.mayUpload ? {} : { error: 'unverified_email', message: 'Email is not verified' }
      res.json({ ...limits, ...reason })
    })
    .post('/xrpc/app.bsky.video.uploadVideo', async (req, res) => {
      const aud = await didOf(pds())
      const { iss = '' } = authorize(req, { aud, lxm: 'com.atproto.repo.uploadBlob' }, now())
      const did = String(req.query['did'])
      if (iss !== did) throw refusal(401, 'InvalidToken', 'The token is not this account’s')
      if (!req.query['name']) throw refusal(400, 'InvalidRequest', 'Params must have the property "name"')
      if (req.get('content-type') !== 'video/mp4' || !Buffer.isBuffer(req.body))
        throw refusal(400, 'UnsupportedContentType', 'Not a video')
      if (req.body.length > mostBytes) throw refusal(413, 'PayloadTooLarge', 'The video is too large')
      const content = createHash('sha256').update(did).update(req.body).digest('base64url').slice(0, 20)
      const known = jobs.get(content)
      if (known && !known.failure) throw refusal(409, 'already_exists', 'Video already processed', describeJob(known))
      if (!limitsOf(did).canUpload) throw refusal(400, 'DailyLimitExceeded', 'You have exceeded your daily limit')
      const job: Job = {
        jobId: content,
        did,
        bytes: req.body.length,
        startedAt: now(),
        failure: switches.failsWith ?? (await failureOf(new Uint8Array(req.body))),
        store: () => storeBlob(pds(), String(req.get('authorization')), req.body as Buffer),
        blob: null,
      }
      jobs.set(content, job)
      res.json(switches.wraps ? { jobStatus: describeJob(job) } : describeJob(job))
    })
    .get('/xrpc/app.bsky.video.getJobStatus', async (req, res) => {
      const job = jobs.get(String(req.query['jobId']))
      if (!job) throw refusal(400, 'InvalidRequest', 'Job not found')
      const isDone = now().getTime() - job.startedAt.getTime() >= processingMs && !job.failure
      if (isDone && !job.blob) job.blob = await job.store()
      res.json({ jobStatus: describeJob(job) })
    })
}

/** A token is for one service, one method and a short time. Whose signature it bears is checked where it is used. */
function authorize(req: Request, wanted: { readonly aud: string; readonly lxm: string }, now: Date): Claims {
  const [, payload = ''] = (req.get('authorization') ?? '').replace(/^Bearer /, '').split('.')
  const claims = claimsIn(payload)
  if (!claims?.iss) throw refusal(401, 'AuthMissing', 'Authentication Required')
  if (claims.aud !== wanted.aud) throw refusal(401, 'InvalidToken', `The token is for ${claims.aud}`)
  if (claims.lxm !== wanted.lxm) throw refusal(401, 'InvalidToken', `The token is for ${claims.lxm}`)
  if ((claims.exp ?? 0) * 1_000 < now.getTime()) throw refusal(400, 'ExpiredToken', 'Token has expired')
  return claims
}

function claimsIn(payload: string): Claims | null {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
  } catch {
    return null
  }
}

async function failureOf(film: Uint8Array): Promise<string | null> {
  const { mimeType, width, height, durationMs } = await readMediaFile(film)
  if (mimeType !== 'video/mp4') return 'UnsupportedContentType'
  if (!width || !height || !durationMs) return 'ProcessingFailed'
  return durationMs > longestMs ? 'VideoTooLong' : null
}

async function didOf(pds: string): Promise<string> {
  const response = await fetch(`${pds}/xrpc/com.atproto.server.describeServer`)
  return ((await response.json()) as { did: string }).did
}

/** @throws Refusal with the server's own words: a token it did not give out stores nothing */
async function storeBlob(pds: string, authorization: string, film: Buffer): Promise<unknown> {
  const headers = { authorization, 'content-type': 'video/mp4' }
  const body = new Uint8Array(film)
  const response = await fetch(`${pds}/xrpc/com.atproto.repo.uploadBlob`, { method: 'POST', headers, body })
  const answer = (await response.json()) as { blob?: unknown; error?: string; message?: string }
  if (!response.ok) throw refusal(502, answer.error ?? 'UpstreamFailure', answer.message)
  return answer.blob
}
