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

/** Where a site's REST API is, and who speaks to it. */
export interface Site {
  /** `https://site/wp-json/` or, without pretty permalinks, `https://site/?rest_route=/`. */
  readonly base: string
  readonly authorization: string | null
}

export interface Call<T> extends Pick<HttpRequest, 'method' | 'json' | 'body' | 'headers' | 'timeoutMs'> {
  /** Below the base: `wp/v2/posts`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly answer: z.ZodType<T>
}

export function siteOf(account: Account): Site {
  const { user = '', password = '' } = account.credentials.fields
  return { base: String(account.settings['base']), authorization: basic(user, password) }
}

/** Application passwords are shown in groups of four; the spaces do not count. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password.replace(/\s/g, '')}`).toString('base64')}`
}

function addressOf({ base }: Site, path: string, query: Readonly<Record<string, string>> = {}): string {
  const url = new URL(base)
  const route = url.searchParams.get('rest_route')
  if (route === null) url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`
  else url.searchParams.set('rest_route', `${route.replace(/\/$/, '')}/${path}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

/** @throws ConnectorError by the site's own codes; messages are translated there and decide nothing */
export async function call<T>(
  site: Site,
  { path, query, answer, ...request }: Call<T>,
  context: ConnectorContext,
): Promise<T> {
  const response = await send(site, { path, ...(query && { query }), ...request }, context)
  const fault = faultOf(response, context.now())
  if (fault) throw new ConnectorError(fault)
  // A page instead of an answer is a firewall or a login wall.
  return readJson(response, answer, { code: 'platform-down' })
}

export function send(
  site: Site,
  {
    path,
    query,
    headers,
    ...request
  }: Pick<HttpRequest, 'method' | 'json' | 'body' | 'headers' | 'timeoutMs'> & {
    path: string
    query?: Readonly<Record<string, string>>
  },
  { http }: ConnectorContext,
): Promise<HttpResponse> {
  return http({
    ...request,
    url: addressOf(site, path, query),
    headers: { ...headers, ...(site.authorization && { authorization: site.authorization }) },
  })
}

/** @returns null for an answer that is no refusal @see https://developer.wordpress.org/rest-api/ */
export function faultOf(response: HttpResponse, now: Date): Fault | null {
  const { status } = response
  if (status < 400) return null
  const { code, message } = refusalOf(response)
  const detail = [code, message].filter(Boolean).join(': ').slice(0, 300)
  if (status === 429) return { code: 'rate-limited', retryAfterMs: retryAfterOf(response.headers, now) ?? 60_000 }
  // A wrong or revoked password makes the caller a stranger; the site does not say so in other words.
  if (status === 401) return { code: 'credentials-revoked', detail }
  if (status === 413) return { code: 'rejected', problem: 'media-too-large', detail }
  // Refused files are answered with 500 and never get better.
  if (code === 'rest_upload_sideload_error') return { code: 'rejected', problem: 'media-type', detail }
  if (code === 'rest_upload_unknown_error' || code === 'rest_upload_no_data')
    return { code: 'rejected', problem: 'media-too-large', detail }
  // 412: what arrived is not what was sent, and may be sent again.
  if (status === 412 || status >= 500 || code === '') return { code: 'platform-down' }
  return { code: 'rejected', problem: problemOf(status, code), detail }
}

/** The site's code for a refusal, for callers that decide by it; "" when the body is no refusal of the API's. */
export function refusalOf(response: HttpResponse): { readonly code: string; readonly message: string } {
  const body = jsonOf(response) as { code?: unknown; message?: unknown } | null
  return {
    code: typeof body?.code === 'string' ? body.code : '',
    message: typeof body?.message === 'string' ? body.message : '',
  }
}

function problemOf(status: number, code: string): RejectedProblem {
  if (status === 403) return 'permission'
  if (status === 404 || status === 410) return 'not-found'
  if (code === 'empty_content') return 'text-required'
  return 'other'
}
