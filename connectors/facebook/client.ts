import { createHmac } from 'node:crypto'
import type { z } from 'zod'
import { readJson } from '../answers.ts'
import type { Account, ConnectorContext, Fault, HttpRequest, RejectedProblem } from '../contract.ts'
import {
  callGraph,
  type GraphCall,
  type GraphProblem,
  GraphRefusal,
  generalFault,
  problemIn,
} from '../meta/refusals.ts'
import type { FacebookSettings } from './settings.ts'

/** A page, and what opens it. */
export interface Access {
  readonly pageId: string
  readonly token: string
  /** With the version: `https://graph.facebook.com/v25.0`. */
  readonly base: string
  readonly videoBase: string
  /** The application's proof beside the token, where it is sent. */
  readonly proof: Readonly<Record<string, string>>
}

export function accessOf({ remoteAccountId, credentials }: Account, settings: FacebookSettings): Access {
  const { token = '', clientSecret = '' } = credentials.fields
  return {
    pageId: remoteAccountId,
    token,
    base: `${settings.graph}/${settings.version}`,
    videoBase: `${settings.graphVideo}/${settings.version}`,
    proof: settings.provesApp && clientSecret !== '' ? proofOf(token, clientSecret) : {},
  }
}

/** @see https://developers.facebook.com/docs/graph-api/guides/secure-requests */
export function proofOf(token: string, clientSecret: string): { appsecret_proof: string } {
  return { appsecret_proof: createHmac('sha256', clientSecret).update(token).digest('hex') }
}

export type Call<T> = Pick<GraphCall<T>, 'method' | 'params' | 'answer' | 'timeoutMs'> & {
  readonly path: string
  readonly host?: 'graph' | 'video'
}

/** @throws GraphRefusal, ConnectorError `platform-down` */
export function call<T>(
  access: Access,
  { path, host, params, ...rest }: Call<T>,
  context: ConnectorContext,
): Promise<T> {
  const base = host === 'video' ? access.videoBase : access.base
  return callGraph(
    { ...rest, url: `${base}/${path}`, params: { ...params, ...access.proof }, token: access.token },
    meaningOf,
    context,
  )
}

/** A file in a form, or bytes to an address of their own. @throws as `call` */
export async function upload<T>(
  request: Pick<HttpRequest, 'url' | 'headers' | 'multipart' | 'body'>,
  { token }: Access,
  answer: z.ZodType<T>,
  { http, now }: ConnectorContext,
): Promise<T> {
  const response = await http({
    ...request,
    method: 'POST',
    headers: { accept: 'application/json', authorization: `OAuth ${token}`, ...request.headers },
    timeoutMs: uploadTimeoutMs,
  })
  const problem = problemIn(response)
  if (problem) throw new GraphRefusal(meaningOf(problem) ?? generalFault(problem, response, now()), problem)
  return readJson(response, answer, { code: 'platform-down' })
}

const uploadTimeoutMs = 5 * 60_000
const spamWaitMs = 4 * 60 * 60_000
const usualWaitMs = 5 * 60_000

/** What Facebook's numbers mean beyond those of every Graph platform. */
export function meaningOf({ code, subcode, detail }: GraphProblem): Fault | null {
  // Nothing renews a page's token.
  if (code === 190 || code === 3) return { code: 'credentials-revoked', detail }
  if (code === 368) return { code: 'rate-limited', retryAfterMs: spamWaitMs }
  if (code === 341) return { code: 'rate-limited', retryAfterMs: usualWaitMs }
  const problem = problems[subcode ?? -1] ?? problems[code ?? -1]
  if (problem) return { code: 'rejected', problem, detail }
  return [code, subcode].some((number) => number !== null && failsForNow.has(number)) ? { code: 'platform-down' } : null
}

/** What is wrong with the content, by code or sub-code: repeating does not help. */
const problems: Readonly<Record<number, RejectedProblem>> = {
  324: 'media-missing',
  506: 'duplicate',
  1346003: 'other',
  1349125: 'media-missing',
  1363040: 'media-size',
  1363127: 'media-size',
  1363128: 'media-duration',
  1363129: 'media-processing',
  1366046: 'media-type',
  1366051: 'media-missing',
  1404006: 'permission',
  1404078: 'permission',
  1404102: 'other',
  1404112: 'permission',
  1455006: 'duplicate',
  1609005: 'other',
  1609008: 'other',
  2061006: 'media-missing',
  2069019: 'media-missing',
  4854002: 'permission',
}
const failsForNow: ReadonlySet<number> = new Set([1363047, 1609010])

/** An object that is not there, or not for us to see. */
export const isMissing = (error: unknown) =>
  error instanceof GraphRefusal && error.problem.code === 100 && error.problem.subcode === 33
