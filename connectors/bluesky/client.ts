import { z } from 'zod'
import { jsonOf, readJson, retryAfterOf } from '../answers.ts'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type Fault,
  type HttpResponse,
  type RejectedProblem,
} from '../contract.ts'

/** One XRPC call. `json` null: a procedure without a body. */
export interface Call<T> {
  /** Origin of the server that answers. */
  readonly server: string
  readonly method: string
  readonly token?: string
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  readonly json?: object | null
  readonly bytes?: { readonly type: string; readonly body: Uint8Array }
  readonly timeoutMs?: number
  /** Statuses from 400 that carry the same answer. */
  readonly alsoAnswers?: readonly number[]
  readonly answer: z.ZodType<T>
}

/** @throws ConnectorError by the fault table of the protocol @see https://docs.bsky.app/docs/advanced-guides/rate-limits */
export async function xrpc<T>(call: Call<T>, { http, now }: ConnectorContext): Promise<T> {
  const url = new URL(`/xrpc/${call.method}`, call.server)
  for (const [name, value] of Object.entries(call.query ?? {}))
    for (const item of typeof value === 'string' ? [value] : value) url.searchParams.append(name, item)
  const isProcedure = call.json !== undefined || call.bytes !== undefined
  const response = await http({
    method: isProcedure ? 'POST' : 'GET',
    url: url.href,
    headers: {
      ...(call.token && { authorization: `Bearer ${call.token}` }),
      ...(call.bytes && { 'content-type': call.bytes.type }),
    },
    ...(call.json && { json: call.json }),
    ...(call.bytes && { body: call.bytes.body }),
    ...(call.timeoutMs && { timeoutMs: call.timeoutMs }),
  })
  if (response.status >= 400 && !call.alsoAnswers?.includes(response.status))
    throw new ConnectorError(faultOf(response, now()))
  // Every call of ours may be repeated, so an answer that cannot be read is the server's trouble.
  return readJson(response, call.answer, { code: 'platform-down' })
}

/** The server's own error name (`ExpiredToken`, `InvalidSwap` …) travels as `detail` where callers decide by it. */
function faultOf(response: HttpResponse, now: Date): Fault {
  const { error, message } = errorOf(response)
  const detail = [error, message].filter(Boolean).join(': ').slice(0, 300)
  const { status } = response
  if (status === 429) return { code: 'rate-limited', retryAfterMs: resetOf(response, now) }
  // A refusal without the server's own name for it is a page of something in front of the server.
  if (status >= 500 || (error === '' && status !== 413)) return { code: 'platform-down' }
  if (error === 'ExpiredToken') return { code: 'credentials-expired' }
  if (status === 401 || revoked.has(error)) return { code: 'credentials-revoked', detail }
  if (status === 413) return { code: 'rejected', problem: 'media-too-large', detail }
  return { code: 'rejected', problem: problemOf(error, message), detail }
}

const revoked = new Set([
  'AccountTakedown',
  'AccountDeactivated',
  'AccountSuspended',
  'AuthenticationRequired',
  'InvalidToken',
  'AuthFactorTokenRequired',
])

function problemOf(error: string, message: string): RejectedProblem {
  if (error === 'BlobNotFound') return 'media-missing'
  if (error === 'InvalidSwap') return 'duplicate'
  if (error === 'RecordNotFound') return 'not-found'
  if (/too big .*\$\.record\.text/.test(message)) return 'text-too-long'
  if (/blob too big/.test(message)) return 'media-too-large'
  if (/array too big .*embed\.images/.test(message)) return 'media-count'
  return 'other'
}

const Refusal = z.object({ error: z.string().default(''), message: z.string().default('') })

function errorOf(response: HttpResponse): z.infer<typeof Refusal> {
  const parsed = Refusal.safeParse(jsonOf(response))
  return parsed.success ? parsed.data : { error: '', message: '' }
}

/** `ratelimit-reset` is a Unix time in seconds; there is no Retry-After on Bluesky's own hosts. */
function resetOf({ headers }: HttpResponse, now: Date): number {
  const reset = Number(headers['ratelimit-reset']) * 1000 - now.getTime()
  return Number.isFinite(reset) ? Math.max(1_000, reset) : (retryAfterOf(headers, now) ?? 60_000)
}

/** The account's server, identity and tokens out of what was stored when it was connected. */
export function sessionOf(account: Account): {
  readonly server: string
  readonly did: string
  readonly accessJwt: string
  readonly refreshJwt: string
} {
  const { accessJwt = '', refreshJwt = '' } = account.credentials.fields
  return { server: String(account.settings['pds']), did: account.remoteAccountId, accessJwt, refreshJwt }
}

/** Whether a fault carries this error name of the server. */
export function isRefusal(error: unknown, name: string): boolean {
  return (
    error instanceof ConnectorError && error.fault.code === 'rejected' && (error.fault.detail ?? '').startsWith(name)
  )
}
