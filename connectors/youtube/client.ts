import { DateTime } from 'luxon'
import { z } from 'zod'
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

export interface Access {
  readonly channelId: string
  readonly token: string
}

export function accessOf({ remoteAccountId, credentials }: Account): Access {
  return { channelId: remoteAccountId, token: credentials.fields['token'] ?? '' }
}

export interface Call<T> extends Pick<HttpRequest, 'method' | 'json' | 'body' | 'headers' | 'timeoutMs'> {
  readonly url: string
  readonly query?: Readonly<Record<string, string>>
  readonly answer: z.ZodType<T>
}

/** @throws ConnectorError by YouTube's answer */
export async function call<T>(access: Access, { answer, ...request }: Call<T>, context: ConnectorContext): Promise<T> {
  const response = await send(access, request, context)
  assertAccepted(response, context.now())
  return readJson(response, answer, { code: 'platform-down' })
}

/** Whatever the answer: a resumable upload speaks in statuses. */
export function send(
  { token }: Access,
  { url, query, headers, ...request }: Omit<Call<never>, 'answer'>,
  { http }: ConnectorContext,
): Promise<HttpResponse> {
  return http({
    ...request,
    url: query ? `${url}?${new URLSearchParams(query)}` : url,
    headers: { accept: 'application/json', authorization: `Bearer ${token}`, ...headers },
  })
}

const Refusal = z.object({
  error: z.object({
    message: z.string().default(''),
    errors: z.array(z.object({ reason: z.string().default('') })).default([]),
    /** The newer way of naming what is wrong, beside the older one or alone. */
    details: z.array(z.object({ reason: z.string().default('') })).default([]),
  }),
})

export function assertAccepted(response: HttpResponse, now: Date): void {
  if (response.status < 300) return
  throw new ConnectorError(faultOf(response, now))
}

/** The first word by which YouTube names what is wrong; "" when the answer is none of its own. */
export function reasonOf(response: HttpResponse): string {
  const told = Refusal.safeParse(jsonOf(response))
  return told.success ? (told.data.error.errors[0]?.reason ?? '') : ''
}

const hourMs = 60 * 60_000

function faultOf(response: HttpResponse, now: Date): Fault {
  const { status, headers } = response
  const told = Refusal.safeParse(jsonOf(response))
  const reason = reasonOf(response)
  const detail = told.success ? told.data.error.message.slice(0, 300) : ''
  if (spent.has(reason)) return { code: 'rate-limited', retryAfterMs: untilPacificMidnight(now) }
  if (reason === 'uploadLimitExceeded') return { code: 'rate-limited', retryAfterMs: 24 * hourMs }
  if (status === 429 || hurried.has(reason))
    return { code: 'rate-limited', retryAfterMs: retryAfterOf(headers, now) ?? 60_000 }
  if (!told.success || status >= 500 || status < 400) return { code: 'platform-down' }
  // Something else changed the film at the same moment: nothing was written, and it is read again before the next try.
  if (status === 409 || status === 412) return { code: 'platform-down' }
  if (status === 401)
    return reason === 'youtubeSignupRequired'
      ? { code: 'credentials-revoked', detail }
      : { code: 'credentials-expired' }
  if (needsPerson.has(reason) || isWithoutScope(told.data)) return { code: 'credentials-revoked', detail }
  return { code: 'rejected', problem: problems[reason] ?? (status === 403 ? 'permission' : 'other'), detail }
}

/** A person left a permission out: an older sort of answer says only `forbidden` beside it. */
function isWithoutScope({ error: { details } }: z.infer<typeof Refusal>): boolean {
  return details.some(({ reason }) => reason === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT')
}

const spent = new Set(['quotaExceeded', 'dailyLimitExceeded'])
const hurried = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'uploadRateLimitExceeded'])
const needsPerson = new Set([
  'insufficientPermissions',
  'channelClosed',
  'channelSuspended',
  'accountClosed',
  'accountSuspended',
])
const problems: Readonly<Record<string, RejectedProblem>> = {
  invalidImage: 'media-type',
  mediaBodyRequired: 'media-missing',
  videoNotFound: 'media-missing',
  playlistNotFound: 'not-found',
  commentsDisabled: 'permission',
}

/** Quotas begin anew at midnight in California. */
function untilPacificMidnight(now: Date): number {
  const there = DateTime.fromJSDate(now, { zone: 'America/Los_Angeles' })
  return there.plus({ days: 1 }).startOf('day').toMillis() - now.getTime()
}
