import type { z } from 'zod'
import { jsonOf, readJson } from '../answers.ts'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type HttpRequest,
  type HttpResponse,
} from '../contract.ts'
import { refuse } from './faults.ts'
import type { LinkedInSettings } from './settings.ts'

/** What every call needs: where LinkedIn is, what opens it, and for which page. */
export interface Access {
  readonly settings: LinkedInSettings
  readonly token: string
  /** `urn:li:organization:…` */
  readonly organization: string
}

export function accessOf({ remoteAccountId, credentials }: Account, settings: LinkedInSettings): Access {
  return { settings, token: credentials.fields['token'] ?? '', organization: remoteAccountId }
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** With its query, written out: names in lists are encoded, brackets and commas are not. */
  readonly path: string
  readonly json?: object
  /** What a POST or GET stands for where its method does not say it. */
  readonly restli?: 'FINDER' | 'BATCH_GET' | 'PARTIAL_UPDATE' | 'DELETE'
}

/** @throws ConnectorError by LinkedIn's answer @see https://learn.microsoft.com/linkedin/marketing/versioning */
async function send(
  { settings, token }: Access,
  { method, path, json, restli }: Request,
  context: ConnectorContext,
): Promise<HttpResponse> {
  const response = await context.http({
    ...{ method, url: `${settings.apiRoot}${path}` },
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'linkedin-version': settings.version,
      'x-restli-protocol-version': '2.0.0',
      ...(restli && { 'x-restli-method': restli }),
    },
    ...(json && { json }),
  })
  if (response.status >= 300) refuse(response, context.now(), settings)
  return response
}

/** Asks and reads the answer. @throws ConnectorError */
export async function call<T>(
  access: Access,
  { answer, ...request }: Request & { readonly answer: z.ZodType<T> },
  context: ConnectorContext,
): Promise<T> {
  return readJson(await send(access, request, context), answer, { code: 'platform-down' })
}

/** For what is answered without a body. @throws ConnectorError */
export async function tell(access: Access, request: Request, context: ConnectorContext): Promise<void> {
  const response = await send(access, request, context)
  assertOwn(response)
}

/** Makes something and tells its id, which stands in a header. @throws ConnectorError `platform-down` without one */
export async function create(access: Access, request: Request, context: ConnectorContext): Promise<string> {
  const response = await send(access, request, context)
  const { headers } = response
  const id = headers['x-restli-id'] ?? headers['x-linkedin-id'] ?? ''
  assertOwn(response)
  if (id === '') throw new ConnectorError({ code: 'platform-down' })
  return id.includes('%') ? decodeURIComponent(id) : id
}

/** A page where there should be nothing, or JSON, is not LinkedIn's word. */
function assertOwn(response: HttpResponse): void {
  if (response.body.length > 0 && jsonOf(response) === null) throw new ConnectorError({ code: 'platform-down' })
}

const uploadTimeoutMs = 300_000

/**
 * Sends bytes to an address that LinkedIn gave. Only LinkedIn's own hosts are sent anything.
 * @throws ConnectorError
 */
export async function put(
  { settings, token }: Access,
  request: Pick<HttpRequest, 'url' | 'body' | 'multipart' | 'headers'> & { readonly authorized: boolean },
  context: ConnectorContext,
): Promise<HttpResponse> {
  const { authorized, headers, url, ...what } = request
  if (!isLinkedIn(url, settings)) {
    const detail = 'LinkedIn named an address for uploads that is not its own'
    throw new ConnectorError({ code: 'rejected', problem: 'unexpected-answer', detail })
  }
  const response = await context.http({
    ...{ method: 'PUT', url, ...what, timeoutMs: uploadTimeoutMs },
    headers: {
      ...(what.body && { 'content-type': 'application/octet-stream', 'content-length': String(what.body.length) }),
      ...(authorized && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    secrets: [...new URL(url).searchParams.values()],
  })
  if (response.status >= 300) refuse(response, context.now(), settings)
  assertOwn(response)
  return response
}

function isLinkedIn(address: string, { apiRoot, wwwRoot }: LinkedInSettings): boolean {
  const url = URL.parse(address)
  if (!url) return false
  const isRoot = [apiRoot, wwwRoot].some((root) => new URL(root).origin === url.origin)
  return isRoot || (url.protocol === 'https:' && /\.(linkedin|licdn)\.com$/.test(url.hostname))
}

/** A name as it stands in a path or a list: brackets and commas of its own encoded too. */
export function encoded(urn: string): string {
  return encodeURIComponent(urn).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'))
}

export function listOf(urns: readonly string[]): string {
  return `List(${urns.map(encoded).join(',')})`
}
