import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { publicRoute, route } from '../../server/http/route.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

describe('the framework of routes', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ routes: () => [echo, long, leak] })
  })
  afterAll(() => app.close())

  it('asks for a session, then for a role, then answers', async () => {
    expect((await app.visitor.post('/echo/1', {})).problem).toMatchObject({ status: 401, code: 'not-signed-in' })
    const contributor = await app.signIn('contributor')
    expect((await contributor.post('/echo/1', {})).problem).toMatchObject({ status: 403, code: 'forbidden' })
    const admin = await app.signIn('admin')
    const answer = await admin.post<{ said: string }>('/echo/1', { said: 'xin chào' })
    expect(answer).toMatchObject({ status: 201, body: { said: 'xin chào' } })
  })

  it('tells every wrong field by path and code', async () => {
    const admin = await app.signIn('admin')
    const { problem } = await admin.post('/echo/1', { said: 'x'.repeat(11), list: [1, 2, 3, 'four'] })
    expect(problem.code).toBe('validation')
    expect(problem.errors).toEqual([
      { path: 'said', code: 'too-long', values: { max: 10 } },
      { path: 'list.3', code: 'bad-type' },
    ])
    expect((await admin.post('/echo/1', {})).problem.errors).toEqual([{ path: 'said', code: 'required' }])
  })

  it('refuses to send what is not in the contract', async () => {
    expect((await app.visitor.get('/leak')).problem).toMatchObject({ status: 500, code: 'internal' })
  })

  it('packs long answers for whoever unpacks them', async () => {
    for (const [times, encoding, packed] of [
      [10_000, 'gzip', 'gzip'],
      [10_000, 'identity', null],
      [1, 'gzip', null],
    ] as const) {
      const headers = { 'accept-encoding': encoding }
      const answer = await app.visitor.request<{ said: string }>('GET', `/long?times=${times}`, { headers })
      expect(answer.headers.get('content-encoding')).toBe(packed)
      expect(answer.headers.get('vary')).toBe('Accept-Encoding')
      expect(answer.body.said).toBe('phượng '.repeat(times))
    }
  })

  it('answers 404 as problem details anywhere below /api', async () => {
    expect((await app.visitor.get('/nowhere')).problem).toMatchObject({ status: 404, code: 'not-found' })
    expect((await app.visitor.get('/api/other')).problem).toMatchObject({ status: 404, code: 'not-found' })
  })
})

const echo = route({
  method: 'post',
  path: '/echo/:id',
  policy: 'people.manage',
  tag: 'test',
  summary: 'Says it again',
  params: z.object({ id: z.string() }),
  body: z.object({ said: z.string().max(10), list: z.array(z.number()).optional() }),
  response: z.object({ said: z.string() }),
  status: 201,
  handle: async (_actor, { body }) => ({ said: body.said }),
})
const long = publicRoute({
  method: 'get',
  path: '/long',
  tag: 'test',
  summary: 'Says much',
  query: z.object({ times: z.coerce.number().int().max(10_000) }),
  response: z.object({ said: z.string() }),
  handle: async (_actor, { query }) => ({ said: 'phượng '.repeat(query.times) }),
})
const leak = publicRoute({
  method: 'get',
  path: '/leak',
  tag: 'test',
  summary: 'Says too much',
  response: z.object({ ok: z.boolean() }),
  handle: async () => ({ ok: true, passwordHash: 'x' }),
})
