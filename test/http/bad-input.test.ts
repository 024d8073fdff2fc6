import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp, type TestClient } from '../support/app.ts'

describe('bad input', () => {
  let app: TestApp
  let admin: TestClient
  let before: unknown
  beforeAll(async () => {
    app = await startTestApp()
    admin = await app.signIn('admin')
    before = await stored()
  })
  afterAll(async () => {
    expect(await stored()).toEqual(before)
    await app.close()
  })

  const stored = async () => ({
    units: await app.db.selectFrom('unit').selectAll().execute(),
    members: await app.db.selectFrom('member').selectAll().execute(),
  })
  const unit = (over: object) => ({ parentId: null, name: 'Sở Du lịch', ...over })
  const send = (body: unknown, headers: Record<string, string> = {}) =>
    admin.request('POST', '/units', { body, headers })
  const raw = (text: string | Uint8Array, headers: Record<string, string> = {}) => send(text, headers)

  it.each([
    ['', 422, 'validation'],
    ['{', 400, 'bad-json'],
    ['{"parentId":null,"name":"x"', 400, 'bad-json'],
    ["{'name':'x'}", 400, 'bad-json'],
    ['undefined', 400, 'bad-json'],
    ['\u0000', 400, 'bad-json'],
    ['null', 422, 'validation'],
    ['[]', 422, 'validation'],
    ['"text"', 422, 'validation'],
    ['17', 422, 'validation'],
    ['true', 422, 'validation'],
    ['{"parentId":null,"name":1}', 422, 'validation'],
    ['{"parentId":null,"name":["x"]}', 422, 'validation'],
    ['{"parentId":"1","name":"x"}', 422, 'validation'],
    ['{"__proto__":{"name":"x","parentId":null}}', 422, 'validation'],
    ['{"name":1e999,"parentId":null}', 422, 'validation'],
  ])('%s is refused', async (body, status, code) => {
    expect((await raw(body)).problem).toMatchObject({ status, code })
  })

  it('of other types than JSON is refused as such', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ])
      expect((await raw('name=x', { 'content-type': type })).problem).toMatchObject({
        status: 415,
        code: 'unsupported-media',
      })
    expect((await raw('{}', { 'content-type': 'application/json; charset=latin1' })).problem.code).toBe(
      'unsupported-media',
    )
    expect((await raw('{}', { 'content-encoding': 'rot13' })).problem.code).toBe('unsupported-media')
    expect((await raw('{}', { 'content-encoding': 'gzip' })).problem.code).toBe('bad-json')
  })

  it.each([
    ['NUL', 'Sở\u0000Du lịch', 'name', 'bad-characters'],
    ['a lone surrogate', 'x\ud83d', 'name', 'bad-characters'],
    ['nothing', '', 'name', 'required'],
    ['blanks only', ' \t ', 'name', 'required'],
    ['two lines', 'one\ntwo', 'name', 'one-line'],
    ['201 letters', 'x'.repeat(201), 'name', 'too-long'],
  ])('%s in a name is refused with its place and a code', async (_what, name, path, code) => {
    expect((await send(unit({ name }))).problem.errors).toMatchObject([{ path, code }])
  })

  it('in fields that nobody knows is refused too, when no database could hold it', async () => {
    expect((await raw('{"parentId":null,"name":"x","a":{"b":["\\u0000"]}}')).problem.errors).toEqual([
      { path: 'a.b.0', code: 'bad-characters' },
    ])
    expect((await raw('{"parentId":null,"name":"x","\\ud800":1}')).problem.errors).toEqual([
      { path: '', code: 'bad-characters' },
    ])
  })

  it('nested without end is refused, in no time', async () => {
    for (const depth of [33, 100_000, 450_000]) {
      const started = performance.now()
      const answer = await raw(`${'['.repeat(depth)}${']'.repeat(depth)}`)
      expect(answer.problem.errors).toMatchObject([{ code: 'too-deep' }])
      expect(performance.now() - started).toBeLessThan(3_000)
    }
    expect((await raw(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)).problem.errors).toMatchObject([{ code: 'too-deep' }])
  })

  it('of half a million values is refused, in no time', async () => {
    const started = performance.now()
    const answer = await raw(`[${'0,'.repeat(480_000)}0]`)
    expect(answer.problem.errors).toEqual([{ path: '', code: 'too-many', values: { max: 50_000 } }])
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it('of 10 MB is refused with 413, also when it is packed small', async () => {
    const big = JSON.stringify(unit({ name: 'x'.repeat(10_000_000) }))
    expect((await raw(big)).problem).toMatchObject({ status: 413, code: 'too-large' })
    const packed = gzipSync(big)
    expect(packed.length).toBeLessThan(20_000)
    expect((await raw(packed, { 'content-encoding': 'gzip' })).problem).toMatchObject({
      status: 413,
      code: 'too-large',
    })
  })

  it('of 10 MB is not read at all from somebody who may not send it', async () => {
    const answer = await app.visitor.request('POST', '/units', { body: 'x'.repeat(10_000_000) })
    expect(answer.problem.code).toBe('not-signed-in')
  })

  it('in an address names nothing', async () => {
    for (const path of [
      '/members/1',
      '/members/%00',
      '/members/%E0%A4%A',
      `/members/${'a'.repeat(5_000)}`,
      '/members/..%2fx',
    ])
      expect((await admin.patch(path, {})).problem, path).toMatchObject({ status: 404, code: 'not-found' })
  })

  it('in a header is refused before it reaches us, or ignored', async () => {
    expect((await admin.request('GET', '/me', { headers: { 'x-anything': 'y'.repeat(20_000) } })).status).toBe(431)
    expect((await admin.request('GET', '/me', { headers: { 'user-agent': 'ü'.repeat(2_000) } })).status).toBe(200)
  })

  it('that stops half-way is forgotten', async () => {
    await new Promise<void>((resolve) => {
      const req = request(`${app.url}/api/v1/units`, {
        method: 'POST',
        headers: {
          origin: app.url,
          cookie: admin.cookie,
          'content-type': 'application/json',
          'content-length': '1000',
        },
      })
      req.on('error', () => resolve())
      req.write('{"parentId":null,')
      setTimeout(() => req.destroy(), 50)
    })
    expect((await admin.get('/me')).status).toBe(200)
  })

  it.each([
    ['an unknown zone', { zone: 'Mars/Olympus' }, 'zone', 'unknown-zone'],
    ['minutes that are none', { lateLimitMinutes: 0 }, 'lateLimitMinutes', 'too-small'],
    ['a fraction of a minute', { lateLimitMinutes: 1.5 }, 'lateLimitMinutes', 'bad-type'],
    ['another choice', { latePolicy: 'whatever' }, 'latePolicy', 'bad-choice'],
  ])('%s is refused', async (_what, body, path, code) => {
    expect((await admin.patch('/organization', body)).problem.errors).toMatchObject([{ path, code }])
  })
})
