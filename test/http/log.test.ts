import { Writable } from 'node:stream'
import { AxiosError } from 'axios'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicRoute } from '../../server/http/route.ts'
import { createLogger } from '../../server/log.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

const secret = 'hoa-phuong-do-bi-mat'

describe('the log', () => {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const log = createLogger({ level: 'trace', destination })
  const said = () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>

  it.each([
    ['a password', { password: secret }],
    ['a token at any depth', { channel: { auth: [{ accessToken: secret, refresh_token: secret }] } }],
    [
      'headers',
      { headers: { Cookie: `hd_session=${secret}`, Authorization: `Bearer ${secret}`, 'set-cookie': [secret] } },
    ],
    ['keys', { HAIDANG_KEY: secret, apiKey: secret, client_secret: secret, credentials: { a: secret } }],
    ['an address with a password', { url: `postgresql://user:${secret}@db/haidang` }],
    ['an address with a query', { url: `https://example.org/callback?code=${secret}` }],
    ['an error with a whole request in it', { err: axiosError() }],
    ['a cause of an error', { err: new Error('outer', { cause: axiosError() }) }],
    ['an instance of who knows what', { session: new Held() }],
  ])('hides %s', (_what, fields) => {
    log.error(fields, 'something happened')
    expect(lines.at(-1)).not.toContain(secret)
    expect(said()['msg']).toBe('something happened')
  })

  it('hides what stands in a message, in a bare error, and in bindings of a child', () => {
    log.error(`connecting to redis://:${secret}@cache:6379`)
    expect(lines.at(-1)).not.toContain(secret)
    log.error(new Error(`GET https://example.org/?access_token=${secret} with Bearer ${secret}`))
    expect(lines.at(-1)).not.toContain(secret)
    expect(said()).toMatchObject({ msg: 'GET https://example.org/ with Bearer [redacted]' })
    log.child({ token: secret }).info('child')
    expect(lines.at(-1)).not.toContain(secret)
  })

  it('keeps what helps: level, time, names, messages, stacks, codes', () => {
    log.warn({ deliveryId: 'd1', err: Object.assign(new RangeError('too far'), { code: 'E_FAR' }), attempts: 2 }, 'hm')
    expect(said()).toMatchObject({ level: 'warn', deliveryId: 'd1', attempts: 2, msg: 'hm' })
    expect(said()['err']).toMatchObject({ name: 'RangeError', message: 'too far', code: 'E_FAR' })
    expect(said()).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT/))
    expect(JSON.stringify(said())).toContain('log.test.ts')
  })

  function axiosError(): Error {
    const config = {
      headers: { Authorization: `Bearer ${secret}` },
      data: `password=${secret}`,
      url: `/x?token=${secret}`,
    }
    return new AxiosError('Request failed', 'ERR_BAD_REQUEST', config as never, { secret })
  }
})

class Held {
  readonly value = secret
}

describe('the log of requests', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ routes: () => [broken] })
  })
  afterAll(() => app.close())

  it('holds nothing that was typed, sent or handed out in secret', async () => {
    const credentials = { email: 'an@example.vn', password: secret }
    await app.visitor.post('/session', credentials)
    await app.visitor.request('POST', '/session', {
      body: `{"password":"${secret}"`,
      headers: { authorization: secret },
    })
    await app.visitor.get(`/connections/callback?code=${secret}&state=${secret}`)
    await app.visitor.get(`${app.url}/m/${secret.padEnd(43, 'x')}.jpg`)
    const officer = await app.signIn('officer')
    await officer.get('/broken')
    const all = app.log.join('')
    expect(all).not.toContain(secret)
    expect(all).not.toContain(officer.cookie.slice('hd_session='.length))
    expect(all).toContain('broken with Bearer [redacted]')
  })

  it('names each request as its answer does', async () => {
    const answer = await app.visitor.get('/broken')
    const line = app.log.map((text) => JSON.parse(text) as Record<string, unknown>)
    const own = line.filter(({ requestId }) => requestId === answer.headers.get('x-request-id'))
    expect(own.map(({ level, msg }) => [level, msg])).toEqual([
      ['error', 'internal'],
      ['error', 'request errored'],
    ])
    expect(own[1]).toMatchObject({ req: { method: 'GET', path: '/api/v1/broken' }, res: { status: 500 } })
    expect(answer.problem).toMatchObject({ code: 'internal', requestId: answer.headers.get('x-request-id') })
    expect(answer.text).not.toContain('broken with')
  })
})

const broken = publicRoute({
  method: 'get',
  path: '/broken',
  tag: 'test',
  summary: 'Breaks',
  response: null,
  handle: async () => {
    throw new Error(`broken with Bearer ${secret}`)
  },
})
