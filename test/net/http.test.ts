import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectorError, type HttpRequest } from '../../connectors/contract.ts'
import { createHttp } from '../../server/net/http.ts'

interface Peer {
  readonly host: string
  readonly url: string
  readonly received: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[]
}

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

async function peer(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Peer> {
  const received: Peer['received'] = []
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    })
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { host, url: `http://${host}`, received }
}

const httpFor = (...peers: { host: string }[]) => createHttp({ allowHosts: peers.map(({ host }) => host) })()
const faultOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ConnectorError)) throw new Error('no ConnectorError')
  return error
}
const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, ...more })

describe('answers', () => {
  it('gives any status with lower-case headers and raw bytes', async () => {
    const server = await peer((_request, response) =>
      response.writeHead(503, { 'X-Reason': 'tide' }).end(Buffer.from([0, 255, 1])),
    )
    const answer = await httpFor(server)(get(`${server.url}/x`))
    expect(answer.status).toBe(503)
    expect(answer.headers['x-reason']).toBe('tide')
    expect([...answer.body]).toEqual([0, 255, 1])
  })

  it('sends JSON, forms, bytes and multipart with their types and lengths', async () => {
    const server = await peer((_request, response) => response.end('{}'))
    const http = httpFor(server)
    const url = server.url
    await http({ method: 'POST', url, json: { text: 'Chào' } })
    await http({ method: 'POST', url, form: { a: '1 2' } })
    await http({ method: 'PUT', url, body: new Uint8Array([104, 105]), headers: { 'Content-Type': 'image/png' } })
    const form = new FormData()
    form.set('file', new Blob(['picture'], { type: 'image/png' }), 'a.png')
    await http({ method: 'POST', url, multipart: form })
    const [json, fields, bytes, multipart] = server.received
    expect(json).toMatchObject({ body: '{"text":"Chào"}', headers: { 'content-type': 'application/json' } })
    expect(fields?.body).toBe('a=1+2')
    expect(bytes).toMatchObject({ body: 'hi', headers: { 'content-type': 'image/png', 'content-length': '2' } })
    expect(multipart?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(multipart?.headers['content-length']).toBe(String(multipart?.body.length))
    expect(multipart?.body).toContain('picture')
  })

  it('cuts off an answer above its bound, also when it was packed small', async () => {
    const packed = gzipSync(Buffer.alloc(200_000))
    const server = await peer((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
    )
    const error = await faultOf(httpFor(server)(get(server.url, { maxBytes: 100_000 })))
    expect(error.fault).toEqual({ code: 'outcome-unknown' })
    expect((await httpFor(server)(get(server.url, { maxBytes: 300_000 }))).body).toHaveLength(200_000)
  })
})

describe('what did not succeed', () => {
  it('is unreachable when nothing listens or nobody has that name', async () => {
    const closed = await peer(() => {})
    for (const close of open.splice(0)) close()
    expect((await faultOf(httpFor(closed)({ method: 'POST', url: closed.url }))).fault.code).toBe('unreachable')
    const nobody = createHttp({
      allowHosts: [],
      resolve: (_name, done) => done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []),
    })()
    expect((await faultOf(nobody(get('https://nobody.example')))).fault.code).toBe('unreachable')
  })

  it('is unreachable when TLS cannot be agreed', async () => {
    const server = await peer((_request, response) => response.end())
    const error = await faultOf(httpFor(server)({ method: 'POST', url: `https://${server.host}/`, json: {} }))
    expect(error.fault.code).toBe('unreachable')
    expect(server.received).toHaveLength(0)
  })

  it('is unknown when the other side hangs up after it was sent', async () => {
    const server = await peer((request) => request.socket.destroy())
    for (const method of ['POST', 'GET'] as const)
      expect((await faultOf(httpFor(server)({ method, url: server.url }))).fault.code).toBe('outcome-unknown')
    expect(server.received).toHaveLength(2)
  })

  it('is unknown when the answer comes too late, from connect to last byte', async () => {
    const server = await peer((_request, response) => {
      response.writeHead(200).write('slow')
    })
    const started = performance.now()
    const error = await faultOf(httpFor(server)({ method: 'POST', url: server.url, timeoutMs: 200 }))
    expect(error.fault.code).toBe('outcome-unknown')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('is unreachable when the connection itself never stood', async () => {
    const silent = createTcpServer()
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    open.push(() => silent.close())
    const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`
    const error = await faultOf(httpFor({ host })({ method: 'POST', url: `https://${host}/`, timeoutMs: 200 }))
    expect(error.fault.code).toBe('unreachable')
  })

  it('stops when its caller gives up', async () => {
    const server = await peer(() => {})
    const abort = new AbortController()
    const call = faultOf(createHttp({ allowHosts: [server.host] })(abort.signal)(get(server.url)))
    setTimeout(() => abort.abort(), 50)
    expect((await call).fault.code).toBe('outcome-unknown')
  })

  it('never tells a token: not from the path, the query, the headers or the body', async () => {
    const server = await peer((request) => request.socket.destroy())
    const error = await faultOf(
      httpFor(server)({
        method: 'POST',
        url: `${server.url}/bot-S3CRET/send?key=S3CRET`,
        headers: { authorization: 'Bearer S3CRET' },
        json: { password: 'S3CRET' },
      }),
    )
    const { inspect } = await import('node:util')
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('S3CRET')
  })
})

describe('the guard', () => {
  it('refuses a private address that is not allowed, before anything is sent', async () => {
    const server = await peer((_request, response) => response.end())
    const http = createHttp({ allowHosts: ['127.0.0.1:1'] })()
    for (const url of [server.url, server.url.replace('127.0.0.1', '2130706433'), 'file:///etc/passwd', 'nonsense'])
      expect((await faultOf(http(get(url)))).fault.code).toBe('unreachable')
    expect(server.received).toHaveLength(0)
  })

  it('looks a name up once and connects to what it checked, so a second answer comes too late', async () => {
    const server = await peer((_request, response) => response.end())
    const port = server.host.split(':')[1]
    let asked = 0
    const http = createHttp({
      allowHosts: [],
      resolve: (_name, done) => done(null, [{ address: asked++ === 0 ? '192.0.2.1' : '127.0.0.1', family: 4 }]),
    })()
    expect((await faultOf(http(get(`http://rebind.example:${port}/`)))).fault.code).toBe('unreachable')
    expect(asked).toBe(1)
    const inside = createHttp({
      allowHosts: [],
      resolve: (_n, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    })()
    for (const name of ['localhost', 'localhost.', 'inside.example'])
      expect((await faultOf(inside(get(`http://${name}:${port}/`)))).fault.code).toBe('unreachable')
    expect(server.received).toHaveLength(0)
  })

  it('checks every redirect again', async () => {
    const inner = await peer((_request, response) => response.end('inside'))
    const outer = await peer((_request, response) => response.writeHead(302, { location: inner.url }).end())
    expect((await faultOf(httpFor(outer)(get(outer.url)))).fault.code).toBe('unreachable')
    expect(inner.received).toHaveLength(0)
    expect((await httpFor(outer, inner)(get(outer.url))).body.toString()).toBe('inside')
  })

  it('refuses an address that carries a name and a password', async () => {
    const server = await peer((_request, response) => response.end())
    expect((await faultOf(httpFor(server)(get(`http://a:b@${server.host}/`)))).fault.code).toBe('unreachable')
  })
})

describe('redirects', () => {
  it('carry no credentials to another host, and keep them on the same one', async () => {
    const other = await peer((_request, response) => response.end())
    const first = await peer((request, response) =>
      response.writeHead(307, { location: request.url === '/a' ? '/b' : `${other.url}/c` }).end(),
    )
    const headers = { Authorization: 'Bearer t', Cookie: 'a=b', 'X-Api-Key': 'k', Accept: 'application/json' }
    await httpFor(first, other)(get(`${first.url}/a`, { headers }))
    expect(first.received[1]?.headers.authorization).toBe('Bearer t')
    const [last] = other.received
    expect(last?.headers).toMatchObject({ accept: 'application/json' })
    expect(Object.keys(last?.headers ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/authorization|cookie|x-api-key/)]),
    )
  })

  it('are followed five times at most, and never for a request that changes something', async () => {
    const server = await peer((_request, response) => response.writeHead(302, { location: '/again' }).end())
    expect((await httpFor(server)(get(server.url))).status).toBe(302)
    expect(server.received).toHaveLength(6)
    expect((await httpFor(server)({ method: 'POST', url: server.url, json: {} })).status).toBe(302)
    expect(server.received).toHaveLength(7)
  })
})

describe('a refusal that repeats what it was sent', () => {
  it.each([
    ['Bearer a-token-nobody-may-see', 'a-token-nobody-may-see'],
    [`Basic ${Buffer.from('editor:pass word').toString('base64')}`, 'pass word'],
  ])('comes without the credential of %s', async (authorization, secret) => {
    const server = await peer((request, response) => {
      response.writeHead(400).end(`no: ${request.headers.authorization} ${secret}`)
    })
    const http = createHttp({ allowHosts: [server.host] })()
    const { body } = await http({ method: 'GET', url: server.url, headers: { authorization } })
    const text = Buffer.from(body).toString()
    expect(text).toMatch(/^no: /)
    expect(text).not.toContain(secret)
    expect(text).not.toContain(authorization.split(' ')[1])
  })
})
