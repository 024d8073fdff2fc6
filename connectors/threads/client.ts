import type { Account, ConnectorContext, Fault, RejectedProblem } from '../contract.ts'
import { callGraph, type GraphCall, type GraphProblem } from '../meta/refusals.ts'
import type { ThreadsSettings } from './settings.ts'

/** Where calls about a profile go, and what opens them. */
export interface Access {
  readonly base: string
  readonly token: string
  readonly tokenIn: ThreadsSettings['tokenIn']
}

export function accessOf({ credentials }: Account, settings: ThreadsSettings): Access {
  return accessWith(credentials.fields['token'] ?? '', settings)
}

export function accessWith(token: string, { graph, tokenIn }: ThreadsSettings): Access {
  return { base: `${graph}/v1.0`, token, tokenIn }
}

export type Call<T> = Pick<GraphCall<T>, 'method' | 'params' | 'answer' | 'timeoutMs'> & {
  readonly path: string
  /** The irreversible call: what may have happened in spite of a refusal is not known. */
  readonly publishes?: boolean
}

/** @throws GraphRefusal, ConnectorError `platform-down` */
export function call<T>(
  { base, ...access }: Access,
  { path, publishes = false, ...rest }: Call<T>,
  context: ConnectorContext,
): Promise<T> {
  const meaning = publishes ? meaningOfPublishing : meaningOf
  return callGraph({ ...rest, ...access, url: `${base}/${path}` }, meaning, context)
}

const quotaWaitMs = 60 * 60_000
const notFoundYetMs = 5_000

/** Activity is restricted: a person has to open the app. */
const restricted: ReadonlySet<number> = new Set([4279013, 2207051, 2207050])
/** The platform failed to fetch a file; a new container may come through. */
export const failsToFetch: ReadonlySet<number> = new Set([2207052, 2207003])
/** Items of a carousel that are not there for it yet. */
export const itemsNotReady = 4279004

/** What Threads' own numbers mean, beyond those of every Graph platform; seen in logs, as there is no public table. */
export function meaningOf({ code, subcode, detail }: GraphProblem): Fault | null {
  if (subcode !== null && restricted.has(subcode)) return { code: 'credentials-revoked', detail }
  if (subcode === 2207042) return { code: 'rate-limited', retryAfterMs: quotaWaitMs }
  if (subcode !== null && (failsToFetch.has(subcode) || subcode === itemsNotReady)) return { code: 'platform-down' }
  if (/THREADS_API__FEATURE_NOT_AVAILABLE/.test(detail)) return { code: 'rejected', problem: 'permission', detail }
  if (code === 24) return { code: 'rejected', problem: 'not-found', detail }
  return null
}

/** A container that was just FINISHED is not found everywhere at once. */
function meaningOfPublishing(problem: GraphProblem): Fault | null {
  const { code, subcode } = problem
  if (subcode !== null && restricted.has(subcode)) return { code: 'outcome-unknown' }
  if (code === 24 || subcode === 4279009) return { code: 'rate-limited', retryAfterMs: notFoundYetMs }
  return meaningOf(problem)
}

/** Why a container came to nothing, in the platform's own words and spelling. */
export const failures: Readonly<Record<string, RejectedProblem>> = {
  INVALID_ASPEC_RATIO: 'media-size',
  INVALID_DURATION: 'media-duration',
  INVALID_BIT_RATE: 'media-processing',
  INVALID_FRAME_RATE: 'media-processing',
  INVALID_AUDIO_CHANNELS: 'media-processing',
  INVALID_AUDIO_CHANNEL_LAYOUT: 'media-processing',
  FAILED_PROCESSING_AUDIO: 'media-processing',
  FAILED_PROCESSING_VIDEO: 'media-processing',
}
