import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import axios, { type AxiosRequestConfig } from 'axios'
import { ConnectorError, type Http, type HttpRequest, type HttpResponse } from '../../connectors/contract.ts'
import { checkHost, checkUrl, GuardError, guardedLookup, hostAndPort, type Resolve } from './guard.ts'

export interface HttpOptions {
  /** `host:port` pairs that may be private: test peers, and the practice network. */
  readonly allowHosts: readonly string[]
  readonly userAgent?: string
  /** How names are looked up; the system's way when absent. */
  readonly resolve?: Resolve
}

const defaultTimeoutMs = 30_000
const defaultMaxBytes = 5 * 1024 * 1024
const maxRedirects = 5
const redirects = new Set([301, 302, 303, 307, 308])
/** What a redirect to another host may carry on: nothing that could be a credential. */
const harmlessHeaders = new Set(['accept', 'accept-language', 'user-agent', 'range'])

// No connection is kept: on one that the other side has just closed nobody could tell whether a request arrived.
const plainAgents = { httpAgent: new http.Agent(), httpsAgent: new https.Agent() }

/**
 * Makes the one way out of this server: an `Http` (see connectors/contract.ts) for each signal. Only GET and HEAD
 * follow redirects; a sixth redirect is answered as it came.
 */
export function createHttp(options: HttpOptions): (signal?: AbortSignal) => Http {
  const allowed = new Set(options.allowHosts.map((host) => host.toLowerCase()))
  const lookup = guardedLookup(options.resolve)
  const guardedAgents = { httpAgent: new http.Agent({ lookup }), httpsAgent: new https.Agent({ lookup }) }
  const userAgent = options.userAgent ?? 'Haidang/0.1'

  /** One hop. @throws ConnectorError */
  async function send(request: Prepared, url: URL, signal: AbortSignal): Promise<HttpResponse> {
    const trace = { left: false }
    try {
      checkUrl(url)
      const isExempt = allowed.has(hostAndPort(url))
      if (!isExempt) checkHost(url)
      const answer = await axios.request<Buffer>({
        method: request.method,
        url: url.href,
        headers: request.headers,
        ...(request.body && { data: request.body }),
        ...(isExempt ? plainAgents : guardedAgents),
        transport: watched(url, trace),
        signal,
        maxContentLength: request.maxBytes,
        ...rawAnswers,
      })
      const body = answer.status < 400 ? answer.data : withoutEcho(answer.data, request)
      return { status: answer.status, headers: plainHeaders(answer.headers), body }
    } catch (error) {
      throw new ConnectorError(
        { code: trace.left ? 'outcome-unknown' : 'unreachable' },
        { cause: withoutSecrets(request.method, url, error) },
      )
    }
  }

  return (outer) => async (given) => {
    const timeout = AbortSignal.timeout(given.timeoutMs ?? defaultTimeoutMs)
    const signal = outer ? AbortSignal.any([outer, timeout]) : timeout
    const isRead = given.method === 'GET' || given.method === 'HEAD'
    let url = parseUrl(given)
    let request = await prepare(given, userAgent)
    for (let hop = 0; ; hop++) {
      const answer = await send(request, url, signal)
      const location = answer.headers['location']
      if (!isRead || !redirects.has(answer.status) || !location || hop === maxRedirects) return answer
      const next = URL.parse(location, url)
      if (!next) return answer
      if (next.origin !== url.origin) request = { ...request, headers: harmless(request.headers) }
      url = next
    }
  }
}

interface Prepared {
  readonly method: HttpRequest['method']
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
  readonly maxBytes: number
  readonly secrets: readonly string[]
}

const rawAnswers: AxiosRequestConfig = {
  responseType: 'arraybuffer',
  validateStatus: () => true,
  transformRequest: (data: unknown) => data,
  transformResponse: (data: unknown) => data,
  maxRedirects: 0,
  maxBodyLength: Number.POSITIVE_INFINITY,
  proxy: false,
}

async function prepare(request: HttpRequest, userAgent: string): Promise<Prepared> {
  const { body, type } = await encodeBody(request)
  const headers: Record<string, string> = { 'user-agent': userAgent, accept: '*/*' }
  if (type) headers['content-type'] = type
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value
  return {
    method: request.method,
    headers,
    body,
    maxBytes: request.maxBytes ?? defaultMaxBytes,
    secrets: request.secrets ?? [],
  }
}

async function encodeBody(request: HttpRequest): Promise<{ body: Buffer | null; type: string | null }> {
  if (request.json !== undefined) return { body: Buffer.from(JSON.stringify(request.json)), type: 'application/json' }
  if (request.form)
    return {
      body: Buffer.from(new URLSearchParams(request.form).toString()),
      type: 'application/x-www-form-urlencoded',
    }
  if (request.body)
    return {
      body: Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength),
      type: 'application/octet-stream',
    }
  if (!request.multipart) return { body: null, type: null }
  // Written out whole, so that the length is known: some servers take no chunked uploads.
  const encoded = new Response(request.multipart)
  return { body: Buffer.from(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') }
}

function parseUrl(request: HttpRequest): URL {
  const url = URL.parse(request.url)
  if (!url) throw new ConnectorError({ code: 'unreachable' }, { cause: new Error('Not an address') })
  return url
}

/**
 * A refusal's words are shown to people and kept in the log. Some servers repeat in them what they were sent: the
 * credential of this request is taken out, here for every connector.
 */
function withoutEcho(body: Buffer, { headers, secrets: told }: Prepared): Buffer {
  const [scheme, given = ''] = headers['authorization']?.split(' ') ?? []
  const password = /^basic$/i.test(scheme ?? '')
    ? Buffer.from(given, 'base64').toString().split(':').slice(1).join(':')
    : ''
  const secrets = [given, password, ...told].filter((secret) => secret !== '' && body.includes(secret))
  if (secrets.length === 0) return body
  return Buffer.from(secrets.reduce((text, secret) => text.replaceAll(secret, '…'), body.toString()))
}

/** The request function axios calls, noting when the connection stands: from then on something may have left. */
function watched(url: URL, trace: { left: boolean }) {
  const request = url.protocol === 'https:' ? https.request : http.request
  return {
    request: (options: http.RequestOptions, onResponse: (response: http.IncomingMessage) => void) =>
      request(options, onResponse).once('socket', (socket: Socket | TLSSocket) => {
        socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
          trace.left = true
        })
      }),
  }
}

function plainHeaders(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
}

function harmless(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => harmlessHeaders.has(name)))
}

/** What went wrong without what was sent: paths, queries, headers and bodies carry tokens. */
function withoutSecrets(method: string, url: URL, error: unknown): Error {
  const inner = axios.isAxiosError(error) ? (error.cause ?? error) : error
  if (inner instanceof GuardError) return inner
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : 'failed'
  return new Error(`${method} ${url.host}: ${code}`)
}
