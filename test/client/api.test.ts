import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, get, send } from '../../client/lib/api.ts'

let server: Server
let answer: RequestListener
const heard: { method: string; url: string; body: string; headers: IncomingMessage['headers'] }[] = []

beforeEach(async () => {
  heard.length = 0
  server = createServer(async (req, res) => {
    heard.push({ method: req.method ?? '', url: req.url ?? '', body: await text(req), headers: req.headers })
    answer(req, res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const realFetch = globalThis.fetch
  // A page's addresses begin at its own host.
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => realFetch(`http://127.0.0.1:${port}${path}`, init))
})

afterEach(async () => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const json =
  (status: number, body: unknown): RequestListener =>
  (_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
const problemOf = async (call: Promise<unknown>) => {
  const error = await call.catch((failure: unknown) => failure)
  if (!(error instanceof ApiError)) throw new Error(`no ApiError: ${error}`)
  return error.problem
}

describe('the client asks the server', () => {
  it('repeats the key of a list in the address and leaves out what is not given', async () => {
    answer = json(200, { deliveries: [] })
    await get('/deliveries', { from: '2026-05-01T00:00:00Z', channel: ['a b', 'c'], state: [], text: undefined })
    expect(heard[0]?.url).toBe('/api/v1/deliveries?from=2026-05-01T00%3A00%3A00Z&channel=a+b&channel=c')
  })

  it('sends JSON and reads the answer', async () => {
    answer = json(201, { id: 'one' })
    expect(await send('POST', '/posts', { title: 'Bến cảng' })).toEqual({ id: 'one' })
    expect(heard[0]).toMatchObject({ method: 'POST', body: '{"title":"Bến cảng"}' })
    expect(heard[0]?.headers['content-type']).toBe('application/json')
  })

  it('takes an answer without a body', async () => {
    answer = (_req, res) => res.writeHead(204).end()
    expect(await send('DELETE', '/session')).toBeUndefined()
    expect(heard[0]?.headers['content-type']).toBeUndefined()
  })

  it('throws a refusal as the server told it', async () => {
    const refusal = {
      type: '',
      title: 'Conflict',
      status: 409,
      code: 'stale',
      errors: [{ path: 'revision', code: 'stale' }],
    }
    answer = json(409, refusal)
    expect(await problemOf(send('PUT', '/posts/one', {}))).toEqual(refusal)
  })

  it('calls an answer it cannot read internal, with its status', async () => {
    answer = (_req, res) => res.writeHead(502).end('<html>Bad gateway</html>')
    expect(await problemOf(get('/me'))).toMatchObject({ code: 'internal', status: 502 })
  })

  it('calls a connection that breaks offline', async () => {
    answer = (req) => req.socket.destroy()
    expect(await problemOf(get('/me'))).toMatchObject({ code: 'offline', status: 0 })
  })

  it('does not call it offline when the page gave up by itself', async () => {
    answer = () => undefined
    const given = new AbortController()
    const call = get('/me', {}, given.signal)
    setTimeout(() => given.abort(), 20)
    await expect(call).rejects.toThrow(/abort/i)
  })
})
