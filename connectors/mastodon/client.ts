import type { z } from 'zod'
import { jsonOf, readJson, retryAfterOf } from '../answers.ts'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type Fault,
  type HttpRequest,
  type HttpResponse,
  type RejectedProblem,
} from '../contract.ts'

/** Where an account lives, and what opens it. */
export interface Access {
  /** Origin of the instance. */
  readonly origin: string
  readonly token: string | null
}

export interface Call<T> extends Pick<HttpRequest, 'method' | 'json' | 'form' | 'multipart' | 'headers' | 'timeoutMs'> {
  readonly path: string
  readonly answer: z.ZodType<T>
}

export function accessOf({ settings, credentials }: Account): Access {
  return { origin: String(settings['origin']), token: credentials.fields['token'] ?? null }
}

/** @throws ConnectorError by the instance's answer @see https://docs.joinmastodon.org/client/errors/ */
export async function call<T>(access: Access, { answer, ...request }: Call<T>, context: ConnectorContext): Promise<T> {
  const response = await send(access, request, context)
  const fault = faultOf(response, context.now())
  if (fault) throw new ConnectorError(fault)
  return readJson(response, answer, { code: 'platform-down' })
}

export function send(
  { origin, token }: Access,
  { path, headers, ...request }: Omit<Call<never>, 'answer'>,
  { http }: ConnectorContext,
): Promise<HttpResponse> {
  return http({
    ...request,
    url: `${origin}${path}`,
    headers: { accept: 'application/json', ...headers, ...(token && { authorization: `Bearer ${token}` }) },
  })
}

/** @returns null for an answer that is no refusal */
export function faultOf(response: HttpResponse, now: Date): Fault | null {
  const { status, headers } = response
  if (status < 400) return null
  const detail = errorOf(response)
  if (status === 429) return { code: 'rate-limited', retryAfterMs: resetOf(headers, now) }
  if (status >= 500) return { code: 'platform-down' }
  if (status === 413) return { code: 'rejected', problem: 'media-too-large', detail }
  // A revoked token is answered with 401 by Mastodon, and with an empty 422 by servers that only speak like it.
  if (status === 401 || (status === 422 && response.body.length === 0)) return { code: 'credentials-revoked', detail }
  if (status === 403) return { code: 'credentials-revoked', detail }
  // A page instead of an answer: a wall in front of the server, not a word of the server itself.
  if (detail === '' && status !== 404) return { code: 'platform-down' }
  return { code: 'rejected', problem: problemOf(status, detail), detail }
}

export function errorOf(response: HttpResponse): string {
  const body = jsonOf(response) as { error?: unknown; error_description?: unknown } | null
  const text = body?.error_description ?? body?.error
  return typeof text === 'string' ? text.slice(0, 300) : ''
}

function problemOf(status: number, error: string): RejectedProblem {
  if (status === 404) return 'not-found'
  if (/character limit/i.test(error)) return 'text-too-long'
  if (/can't be blank/i.test(error)) return 'text-required'
  if (/more than \d+ files|already contains images/i.test(error)) return 'media-count'
  if (/file|media|content type/i.test(error)) return 'media-type'
  return 'other'
}

/** `X-RateLimit-Reset` is a time of day written out, not seconds. */
function resetOf(headers: HttpResponse['headers'], now: Date): number {
  const reset = Date.parse(headers['x-ratelimit-reset'] ?? '') - now.getTime()
  return Number.isFinite(reset) ? Math.max(1_000, reset) : (retryAfterOf(headers, now) ?? 60_000)
}
