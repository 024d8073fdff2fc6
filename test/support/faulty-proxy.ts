import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** What goes wrong. `reaches`: the peer gets the request and acts on it before. */
export type ProxyFault =
  | { readonly kind: 'hang-up'; readonly reaches: boolean }
  /** Another answer than the peer's. */
  | {
      readonly kind: 'answer'
      readonly reaches: boolean
      readonly status: number
      readonly body: string | ((request: SeenRequest) => string)
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The peer's answer, of which only half is there, as a whole answer. */
  | { readonly kind: 'half' }
  /** The peer acts, and its answer comes this much later. */
  | { readonly kind: 'late'; readonly byMs: number }

export interface FaultyProxy {
  readonly url: string
  /** Every request so far, oldest first. */
  readonly seen: SeenRequest[]
  /** Requests that match fail like this, from now until `mend`. */
  fail(matches: (request: SeenRequest) => boolean, fault: ProxyFault): void
  mend(): void
  stop(): Promise<void>
}

/** Stands in front of a real or simulated peer and, when told to, lets single requests fail.
 *  @param peer its address; or, for several peers behind one proxy, whose path it is */
export async function startFaultyProxy(peer: string | ((path: string) => string)): Promise<FaultyProxy> {
  const peerOf = (path: string) => new URL(typeof peer === 'string' ? peer : peer(path))
  const seen: SeenRequest[] = []
  let faults: { matches: (request: SeenRequest) => boolean; fault: ProxyFault }[] = []

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request: SeenRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: await bodyOf(incoming),
    }
    seen.push(request)
    const fault = faults.find(({ matches }) => matches(request))?.fault
    const reaches = !fault || fault.kind === 'half' || fault.kind === 'late' || fault.reaches
    const answer = reaches ? await forward(request, peerOf(request.path)) : null
    if (fault?.kind === 'hang-up') return void response.socket?.destroy()
    if (fault?.kind === 'answer') {
      const body = typeof fault.body === 'string' ? fault.body : fault.body(request)
      return void response.writeHead(fault.status, { ...fault.headers }).end(body)
    }
    if (!answer) return
    if (fault?.kind === 'late') await sleep(fault.byMs)
    const body = fault?.kind === 'half' ? answer.body.subarray(0, Math.ceil(answer.body.length / 2)) : answer.body
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) }).end(body)
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.socket?.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    fail: (matches, fault) => faults.push({ matches, fault }),
    mend: () => {
      faults = []
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The peer believes it was asked directly, and its redirects lead past the proxy. */
function forward(request: SeenRequest, peer: URL) {
  return new Promise<{ status: number; headers: Record<string, string>; body: Buffer }>((resolve, reject) => {
    const { connection: _kept, 'transfer-encoding': _chunked, ...rest } = request.headers
    const headers = { ...rest, host: peer.host, 'content-length': String(request.body.length), connection: 'close' }
    const { hostname, port } = peer
    const options = { hostname, port, method: request.method, path: request.path, headers, agent: false }
    const outgoing = send(options, (answer) => {
      bodyOf(answer).then((body) => {
        const { 'transfer-encoding': _coded, connection: _closed, ...told } = answer.headers
        const plain = Object.entries(told).map(([name, value]) => [name, String(value)])
        resolve({ status: answer.statusCode ?? 502, headers: Object.fromEntries(plain), body })
      }, reject)
    })
    outgoing.on('error', reject)
    const sendsBody = request.body.length > 0
    if (!sendsBody && ['GET', 'HEAD', 'DELETE'].includes(request.method)) outgoing.removeHeader('content-length')
    outgoing.end(request.body)
  })
}
