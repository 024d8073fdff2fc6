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
  await assertAccepted(access, response, context)
  return readJson(response, answer, { code: 'platform-down' })
}

/** @throws ConnectorError when the instance refused or failed */
export async function assertAccepted(access: Access, response: HttpResponse, context: ConnectorContext): Promise<void> {
  if (response.status < 400) return
  // Servers that only speak like it refuse a token like a text: with 422 and no word. Who we are settles which it was.
  const isWordless = response.status === 422 && response.body.length === 0
  if (isWordless && !(await isKnown(access, context))) throw new ConnectorError({ code: 'credentials-revoked' })
  throw new ConnectorError(faultOf(response, context.now()))
}

/** Whether the instance still knows the token. @throws ConnectorError when it cannot tell now */
async function isKnown(access: Access, context: ConnectorContext): Promise<boolean> {
  const response = await send(access, { method: 'GET', path: '/api/v1/accounts/verify_credentials' }, context)
  if (response.status < 400) return true
  const fault = faultOf(response, context.now())
  if (response.status === 422 || fault.code === 'credentials-revoked') return false
  throw new ConnectorError(fault)
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

function faultOf(response: HttpResponse, now: Date): Fault {
  const { status, headers } = response
  const detail = errorOf(response)
  if (status === 429) return { code: 'rate-limited', retryAfterMs: resetOf(headers, now) }
  if (status >= 500) return { code: 'platform-down' }
  if (status === 413) return { code: 'rejected', problem: 'media-too-large', detail }
  if (status === 404 || status === 410) return { code: 'rejected', problem: 'not-found', detail }
  // A page instead of an answer: a wall in front of the server, not a word of the server itself.
  if (detail === '' && response.body.length > 0) return { code: 'platform-down' }
  if (status === 401 || (status === 403 && needsPerson.test(detail))) return { code: 'credentials-revoked', detail }
  if (status === 403) return { code: 'rejected', problem: 'permission', detail }
  // Nothing was posted, and in a moment it can be.
  if (/not finished processing/i.test(detail)) return { code: 'rate-limited', retryAfterMs: processingWaitMs }
  return { code: 'rejected', problem: problemOf(detail), detail }
}

const processingWaitMs = 5_000
/** A scope that was not granted; an account that is disabled, not confirmed or not let in yet. */
const needsPerson = /authorized scopes|your login|confirm|pending|disabled|suspended/i

function errorOf(response: HttpResponse): string {
  const body = jsonOf(response) as { error?: unknown; error_description?: unknown } | null
  const text = body?.error_description ?? body?.error
  return typeof text === 'string' ? text.slice(0, 300) : ''
}

function problemOf(error: string): RejectedProblem {
  if (/character limit/i.test(error)) return 'text-too-long'
  if (/text can't be blank/i.test(error)) return 'text-required'
  if (/more than \d+ files|already contains images/i.test(error)) return 'media-count'
  if (/already attached|media .*not found/i.test(error)) return 'media-missing'
  if (/file size/i.test(error)) return 'media-too-large'
  if (/file|media|content type/i.test(error)) return 'media-type'
  return 'other'
}

/** `X-RateLimit-Reset` is an instant written out, not seconds. */
function resetOf(headers: HttpResponse['headers'], now: Date): number {
  const reset = Date.parse(headers['x-ratelimit-reset'] ?? '') - now.getTime()
  return Number.isFinite(reset) ? Math.max(1_000, reset) : (retryAfterOf(headers, now) ?? 60_000)
}
