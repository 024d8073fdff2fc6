import { z } from 'zod'
import { jsonOf, readJson, retryAfterOf } from '../answers.ts'
import { type ConnectorContext, ConnectorError, type Fault, type HttpRequest, type HttpResponse } from '../contract.ts'

/** What an error of the Graph API says; only numbers are to be relied on, words change. */
export interface GraphProblem {
  readonly status: number
  readonly code: number | null
  readonly subcode: number | null
  readonly isTransient: boolean
  /** The platform's sentence for people. */
  readonly detail: string
}

/** A refusal whose numbers the caller may want to look at beyond the fault they mean. */
export class GraphRefusal extends ConnectorError {
  readonly problem: GraphProblem
  constructor(fault: Fault, problem: GraphProblem) {
    super(fault)
    this.problem = problem
  }
}

export interface GraphCall<T> {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  /** In the address of what is read and deleted, else a form. */
  readonly params?: Readonly<Record<string, string>>
  readonly answer: z.ZodType<T>
  /** In the authorization header, or as a parameter where only that is documented. */
  readonly token: string | null
  readonly tokenIn?: 'header' | 'parameter'
  /** Other secrets among the parameters. */
  readonly secrets?: readonly string[]
  readonly timeoutMs?: number
}

/** What numbers mean on one platform beyond what they mean on all; null where they mean nothing special. */
export type Meaning = (problem: GraphProblem) => Fault | null

/** @throws GraphRefusal for what the platform refused, ConnectorError `platform-down` for what is no answer of its own */
export async function callGraph<T>(
  call: GraphCall<T>,
  meaning: Meaning,
  { http, now }: Pick<ConnectorContext, 'http' | 'now'>,
): Promise<T> {
  const response = await http(requestOf(call))
  const problem = problemIn(response)
  if (problem) throw new GraphRefusal(meaning(problem) ?? generalFault(problem, response, now()), problem)
  return readJson(response, call.answer, { code: 'platform-down' })
}

function requestOf<T>(call: GraphCall<T>): HttpRequest {
  const { method, url, params, token, tokenIn = 'header', secrets = [], timeoutMs = 15_000 } = call
  const isParameter = token !== null && tokenIn === 'parameter'
  const all = { ...params, ...(isParameter && { access_token: token }) }
  const hasAny = Object.keys(all).length > 0
  return {
    method,
    url: method === 'POST' || !hasAny ? url : `${url}?${new URLSearchParams(all)}`,
    headers: {
      accept: 'application/json',
      ...(token !== null && !isParameter && { authorization: `Bearer ${token}` }),
    },
    ...(method === 'POST' && { form: all }),
    secrets: [...secrets, ...(isParameter ? [token] : [])],
    timeoutMs,
  }
}

const Envelope = z.object({
  error: z.object({
    message: z.string().default(''),
    // Some of Threads' are names.
    code: z.union([z.number(), z.string()]).nullable().default(null),
    error_subcode: z.number().nullable().default(null),
    is_transient: z.boolean().default(false),
    error_user_msg: z.string().nullish(),
  }),
})
/** Where codes become tokens. */
const Flat = z.object({ error_type: z.string(), code: z.number().default(400), error_message: z.string().default('') })

/** The error in an answer, whatever status it came with; null when it is none. @throws ConnectorError `platform-down` */
export function problemIn(response: HttpResponse): GraphProblem | null {
  const { status } = response
  const body = jsonOf(response)
  const graph = Envelope.safeParse(body)
  if (graph.success) {
    const { message, code, error_subcode: subcode, is_transient: isTransient, error_user_msg: said } = graph.data.error
    const words = said || message
    if (typeof code !== 'string') return { status, code, subcode, isTransient, detail: words.slice(0, 300) }
    return { status, code: null, subcode, isTransient, detail: `${code} ${words}`.slice(0, 300) }
  }
  const flat = Flat.safeParse(body)
  // Its code is the status once more.
  if (flat.success)
    return { status, code: null, subcode: null, isTransient: false, detail: flat.data.error_message.slice(0, 300) }
  if (status >= 200 && status < 300) return null
  // A page, a redirect, half an answer: not the platform's own word.
  if (body === null || status >= 500 || status < 400) throw new ConnectorError({ code: 'platform-down' })
  return { status, code: null, subcode: null, isTransient: false, detail: '' }
}

const throttled = new Set([4, 17, 32, 613])

/** What the numbers mean on every Graph platform. */
export function generalFault(
  { status, code, subcode, isTransient, detail }: GraphProblem,
  response: HttpResponse,
  now: Date,
): Fault {
  if (code === 190 && subcode === 463) return { code: 'credentials-expired' }
  if (code === 190 || code === 102) return { code: 'credentials-revoked', detail }
  if (code !== null && (throttled.has(code) || (code >= 80_000 && code <= 80_014)))
    return { code: 'rate-limited', retryAfterMs: waitOf(response, now) }
  if (code === 10 || (code !== null && code >= 200 && code <= 299)) return { code: 'credentials-revoked', detail }
  if (isTransient || code === 1 || code === 2 || status >= 500) return { code: 'platform-down' }
  if (status === 429) return { code: 'rate-limited', retryAfterMs: waitOf(response, now) }
  if (status === 401) return { code: 'credentials-revoked', detail }
  if (code === 100 && subcode === 33) return { code: 'rejected', problem: 'not-found', detail }
  return { code: 'rejected', problem: 'other', detail }
}

const usualWaitMs = 5 * 60_000

/** The usage headers name minutes until calls are taken again. */
function waitOf({ headers }: HttpResponse, now: Date): number {
  const told = retryAfterOf(headers, now)
  if (told !== null) return told
  const usage = headers['x-business-use-case-usage'] ?? ''
  const waits = Array.from(usage.matchAll(/"estimated_time_to_regain_access":\s*(\d+(?:\.\d+)?)/g), ([, minutes]) =>
    Number(minutes),
  )
  const minutes = Math.max(0, ...waits)
  return minutes > 0 ? minutes * 60_000 : usualWaitMs
}
