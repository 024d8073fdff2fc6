import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DomainError } from '../../server/domain/errors.ts'
import { route } from '../../server/http/route.ts'
import { startTestApp, type TestApp, type TestClient } from '../support/app.ts'

/** The machine may be busy with other tests. */
const patient = { timeout: 10_000 }

describe('a POST with an Idempotency-Key', () => {
  let app: TestApp
  let officer: TestClient
  let runs = 0
  let release = () => {}
  let waiting = false
  beforeAll(async () => {
    app = await startTestApp({ routes: () => [count, nothing] })
    officer = await app.signIn('officer')
  })
  afterAll(() => app.close())

  const input = z.object({ as: z.enum(['done', 'refused', 'broken', 'slow']), note: z.string().default('') })
  const count = route({
    method: 'post',
    path: '/count',
    policy: 'self.read',
    tag: 'test',
    summary: 'Counts its runs',
    body: input,
    response: z.object({ run: z.int() }),
    status: 201,
    handle: async (_actor, { body }) => {
      runs += 1
      const run = runs
      if (body.as === 'refused') throw new DomainError('wrong-state')
      if (body.as === 'broken') throw new Error('broken on the way')
      if (body.as === 'slow')
        await new Promise<void>((resolve) => {
          release = resolve
          waiting = true
        })
      return { run }
    },
  })
  const nothing = route({
    method: 'post',
    path: '/nothing',
    policy: 'self.read',
    tag: 'test',
    summary: 'Answers nothing',
    response: null,
    handle: async () => {
      runs += 1
    },
  })
  const post = (client: TestClient, key: string, body: object) =>
    client.post<{ run: number }>('/count', body, { 'idempotency-key': key })

  it('runs once and gives the same answer again', async () => {
    const first = await post(officer, 'k1', { as: 'done' })
    const again = await post(officer, 'k1', { as: 'done' })
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const before = runs
    for (let i = 0; i < 2; i += 1)
      expect((await officer.post('/nothing', undefined, { 'idempotency-key': 'k2' })).status).toBe(204)
    expect(runs).toBe(before + 1)
  })

  it('refuses another request under the same key', async () => {
    await post(officer, 'k3', { as: 'done' })
    expect((await post(officer, 'k3', { as: 'done', note: 'other' })).problem).toMatchObject({
      status: 409,
      code: 'idempotency-mismatch',
    })
  })

  it('keeps the keys of two people apart', async () => {
    const admin = await app.signIn('admin')
    const one = await post(officer, 'k4', { as: 'done' })
    const other = await post(admin, 'k4', { as: 'done' })
    expect(other.body.run).not.toBe(one.body.run)
  })

  it('may be sent again under its key when it was refused', async () => {
    expect((await post(officer, 'k5', { as: 'refused' })).problem.code).toBe('wrong-state')
    expect((await post(officer, 'k5', { as: 'done' })).status).toBe(201)
  })

  it('is not run again when nobody knows how the first run ended', async () => {
    const before = runs
    expect((await post(officer, 'k6', { as: 'broken' })).status).toBe(500)
    expect((await post(officer, 'k6', { as: 'broken' })).problem).toMatchObject({ status: 409, code: 'conflict' })
    expect(runs).toBe(before + 1)
  })

  it('waits its turn while the first one is running', async () => {
    const first = post(officer, 'k7', { as: 'slow' })
    await expect.poll(() => waiting, patient).toBe(true)
    expect((await post(officer, 'k7', { as: 'slow' })).problem).toMatchObject({ status: 409, code: 'conflict' })
    release()
    expect((await first).status).toBe(201)
    expect((await post(officer, 'k7', { as: 'slow' })).status).toBe(201)
  })

  it('refuses a key that is none', async () => {
    for (const key of ['x'.repeat(129), 'two words'])
      expect((await post(officer, key, { as: 'done' })).problem.errors).toEqual([
        { path: 'Idempotency-Key', code: 'bad-format' },
      ])
  })

  it('forgets keys after a day', async () => {
    const first = await post(officer, 'k8', { as: 'done' })
    await app.db
      .updateTable('idempotencyKey')
      .set({ createdAt: new Date(Date.now() - 25 * 3_600_000) })
      .where('key', '=', 'k8')
      .execute()
    expect((await post(officer, 'k8', { as: 'done' })).body.run).not.toBe(first.body.run)
  })
})
