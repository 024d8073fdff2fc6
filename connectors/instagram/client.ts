import type { Account, ConnectorContext, Fault, RejectedProblem } from '../contract.ts'
import { callGraph, type GraphCall, type GraphProblem } from '../meta/refusals.ts'
import type { InstagramSettings, Login } from './settings.ts'

/** Where calls about an account go, and what opens them. */
export interface Access {
  /** With the version: `https://graph.instagram.com/v25.0`. */
  readonly base: string
  readonly login: Login
  /** The professional account, under which one publishes. */
  readonly id: string
  readonly token: string
}

export function accessOf({ settings, credentials, remoteAccountId }: Account, known: InstagramSettings): Access {
  const login: Login = settings['login'] === 'facebook' ? 'facebook' : 'instagram'
  const { token = '', personToken = '' } = credentials.fields
  const isPerson = login === 'facebook' && known.publishesAs === 'person'
  return { base: baseOf(login, known), login, id: remoteAccountId, token: isPerson ? personToken : token }
}

export function baseOf(login: Login, { instagramGraph, facebookGraph, version }: InstagramSettings): string {
  return `${login === 'facebook' ? facebookGraph : instagramGraph}/${version}`
}

export type Call<T> = Pick<GraphCall<T>, 'method' | 'params' | 'answer' | 'timeoutMs'> & { readonly path: string }

/** @throws GraphRefusal, ConnectorError `platform-down` */
export function call<T>({ base, token }: Access, { path, ...rest }: Call<T>, context: ConnectorContext): Promise<T> {
  return callGraph({ ...rest, url: `${base}/${path}`, token }, meaningOf, context)
}

/** The quota of posts moves with a window of 24 hours; nobody says when the next one is free. */
const quotaWaitMs = 60 * 60_000
const notReadyWaitMs = 5_000
const unknownContainerWaitMs = 30_000

/** What Instagram's own numbers mean, beyond those of every Graph platform. */
export function meaningOf(problem: GraphProblem): Fault | null {
  const { code, subcode, detail } = problem
  if (subcode !== null) {
    const found = problems[subcode]
    if (found) return { code: 'rejected', problem: found, detail }
    if (failsForNow.has(subcode)) return { code: 'platform-down' }
  }
  switch (subcode) {
    // Taken for spam, it says; posts have been live in spite of it.
    case 2207051:
      return { code: 'outcome-unknown' }
    case 2207042:
      return { code: 'rate-limited', retryAfterMs: quotaWaitMs }
    case 2207027:
      return { code: 'rate-limited', retryAfterMs: notReadyWaitMs }
    case 2207008:
      return { code: 'rate-limited', retryAfterMs: unknownContainerWaitMs }
    case 2207050:
      return { code: 'credentials-revoked', detail }
    case 2207085:
      return { code: 'platform-down' }
    default:
      return code === -1 || code === -2 ? { code: 'platform-down' } : null
  }
}

/** What is wrong with the content, by sub-code: repeating does not help. */
export const problems: Readonly<Record<number, RejectedProblem>> = {
  2207004: 'media-too-large',
  2207005: 'media-type',
  2207006: 'media-missing',
  2207009: 'media-size',
  2207010: 'text-too-long',
  2207020: 'media-missing',
  2207023: 'media-type',
  2207026: 'media-processing',
  2207028: 'media-count',
  2207035: 'other',
  2207036: 'other',
  2207037: 'other',
  2207040: 'other',
  2207057: 'media-duration',
  2207073: 'other',
  2207081: 'permission',
}

/** The platform failed to fetch or to convert; a new container may come through. */
export const failsForNow: ReadonlySet<number> = new Set([2207001, 2207003, 2207032, 2207052, 2207053, 2207077, 2207082])
/** Of these, those that mean our file when they last. */
export const failsToFetch: ReadonlySet<number> = new Set([2207003, 2207052])
