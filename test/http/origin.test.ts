import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, type TestClient } from '../support/app.ts'

/** fetch does not let a page lie about Host; node:http does. */
function send(url: string, headers: Record<string, string>, method = 'PATCH'): Promise<number> {
  return new Promise((resolve, reject) => {
    const req = request(
      `${url}/api/v1/me`,
      { method, headers: { 'content-type': 'application/json', ...headers } },
      (res) => {
        res.resume()
        resolve(res.statusCode ?? 0)
      },
    )
    req.on('error', reject)
    req.end('{"name":"An"}')
  })
}

describe('a request that changes something', () => {
  let app: TestApp
  let me: TestClient
  beforeAll(async () => {
    app = await startTestApp({ publicUrl: 'https://haidang.example.vn' })
    me = await app.signIn('officer')
  })
  afterAll(() => app.close())
  const sendAs = (headers: Record<string, string>) => send(app.url, { cookie: me.cookie, ...headers })

  it('is let through from our own pages', async () => {
    expect(await sendAs({ origin: app.url })).toBe(200)
    expect(await sendAs({ origin: 'https://haidang.example.vn' })).toBe(200)
    expect(await sendAs({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await sendAs({ 'sec-fetch-site': 'same-origin', origin: 'https://haidang.example.vn' })).toBe(200)
  })

  it.each([
    ['says nothing of where it comes from', {}],
    ['comes from another site', { 'sec-fetch-site': 'cross-site' }],
    ['comes from a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }],
    ['was typed by hand into the browser', { 'sec-fetch-site': 'none' }],
    ['has another origin', { origin: 'https://evil.example' }],
    ['has another port', { origin: 'http://127.0.0.1:1' }],
    ['has a hidden origin', { origin: 'null' }],
    ['claims another scheme of ours', { origin: 'http://haidang.example.vn' }],
    [
      'has a right origin, but the browser says otherwise',
      { origin: 'https://haidang.example.vn', 'sec-fetch-site': 'cross-site' },
    ],
  ])('is refused when it %s', async (_name, headers) => {
    expect(await sendAs(headers as Record<string, string>)).toBe(403)
  })

  it('is refused before anything else is looked at, sign-in too', async () => {
    const answer = await app.visitor.request('POST', '/session', {
      headers: { origin: 'https://evil.example' },
      body: '{',
    })
    expect(answer.problem).toMatchObject({ status: 403, code: 'wrong-origin' })
  })

  it('is not helped by a forwarded host, unless a proxy is trusted', async () => {
    const forwarded = {
      origin: 'https://behind.example',
      'x-forwarded-host': 'behind.example',
      'x-forwarded-proto': 'https',
    }
    expect(await sendAs(forwarded)).toBe(403)
    const behindProxy = await startTestApp({ trustProxy: true })
    const { cookie } = await behindProxy.signIn('officer')
    expect(await send(behindProxy.url, { cookie, ...forwarded })).toBe(200)
    await behindProxy.close()
  })
})

describe('the address of a visitor', () => {
  it('is the connection itself, and what the proxy says only where one is trusted', async () => {
    for (const trustProxy of [false, true]) {
      const app = await startTestApp({ trustProxy })
      const headers = { 'x-forwarded-for': '203.0.113.9', 'x-request-id': 'proxy-named-it' }
      const answer = await app.visitor.request('POST', '/session', {
        headers,
        body: { email: 'a@example.vn', password: 'x' },
      })
      expect(answer.headers.get('x-request-id') === 'proxy-named-it').toBe(trustProxy)
      const { key } = await app.db
        .selectFrom('rateLimit')
        .select('key')
        .where('key', 'like', 'sign-in-address:%')
        .executeTakeFirstOrThrow()
      expect(key).toBe(`sign-in-address:${trustProxy ? '203.0.113.9' : '127.0.0.1'}`)
      await app.close()
    }
  })
})
