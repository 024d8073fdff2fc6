import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeliveriesActedOn } from '../../server/contract/deliveries-together.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice, holdMany } from '../support/held.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

/** Decisions about many deliveries in one request. */
let app: WholeApp
let officer: TestClient
let channelId: string
beforeAll(async () => {
  app = await startWholeApp()
  officer = await app.signIn('officer')
  channelId = await connectPractice(await app.signIn('admin'))
})
afterAll(() => app.close())

async function held(count: number) {
  const { body } = await officer.post<{ id: string }>('/pauses', {
    scope: 'organization',
    scopeId: null,
    reason: 'Bão',
  })
  const items = await holdMany(app.db, officer.actor, { channelIds: [channelId], pauseId: body.id, count })
  await officer.post(`/pauses/${body.id}/end`)
  return items
}
const together = (body: object, headers?: Record<string, string>) =>
  officer.post<DeliveriesActedOn>('/deliveries/bulk', body, headers)
const states = async () => {
  const rows = await app.db
    .selectFrom('delivery')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

describe('10,000 deliveries in one request', () => {
  it('are each done or refused, by one answer', async () => {
    const items = await held(10_000)
    const stale = items.map((item, index) => (index % 1_000 === 7 ? { ...item, revision: 1 } : item))
    const move = { action: 'move', to: { by: 'spread', localTime: '2031-01-01T08:00', everyMinutes: 5 } }
    const started = performance.now()
    const { status, body } = await together({ ...move, items: stale })
    expect(performance.now() - started).toBeLessThan(25_000)
    expect([status, body.done, body.refused]).toEqual([200, 9_990, 10])
    expect(body.results.map(({ id }) => id)).toEqual(items.map(({ id }) => id))
    expect(body.results[7]).toMatchObject({
      done: false,
      status: 409,
      code: 'stale',
      current: { revision: 2, state: 'held' },
    })
    const last = new Date(Date.parse('2031-01-01T01:00:00Z') + 9_989 * 5 * 60_000).toISOString()
    expect(body.results.at(-1)).toMatchObject({ done: true, current: { dueAt: last } })
    expect(await states()).toEqual({ held: 10, scheduled: 9_990 })
    const events = app.db.selectFrom('auditEvent').select('action').where('action', '=', 'delivery.moved')
    expect(await events.execute()).toHaveLength(9_990)
  }, 60_000)

  it('and one more are refused whole', async () => {
    const items = Array.from({ length: 10_001 }, () => ({ id: crypto.randomUUID(), revision: 1 }))
    const refused = await together({ action: 'skip', items })
    expect(refused.problem).toMatchObject({
      status: 422,
      code: 'validation',
      errors: [{ path: 'items', code: 'too-many', values: { max: 10_000 } }],
    })
  })

  it('and more than a request may hold are refused before they are read', async () => {
    const items = Array.from({ length: 20_000 }, () => ({ id: crypto.randomUUID(), revision: 1 }))
    expect((await together({ action: 'skip', items })).problem).toMatchObject({ status: 413, code: 'too-large' })
  })
})

describe('a request about many', () => {
  it('that is sent twice with one key is carried out once and answered alike', async () => {
    const body = { action: 'skip', items: await held(3) }
    const once = await together(body, { 'idempotency-key': 'drop-them' })
    const twice = await together(body, { 'idempotency-key': 'drop-them' })
    expect([once.body.done, twice.body]).toEqual([3, once.body])
    expect(twice.headers.get('idempotency-replayed')).toBe('true')
    expect(await together(body)).toMatchObject({ body: { done: 0, refused: 3 } })
  })

  it.each([
    ['no step', {}],
    ['a step that is none', { action: 'publish' }],
    ['a move to nowhere', { action: 'move' }],
    ['a move of more than a year', { action: 'move', to: { by: 'offset', days: -367, minutes: 0 } }],
    ['a start that is no time', { action: 'move', to: { by: 'spread', localTime: 'soon', everyMinutes: 5 } }],
  ])('with %s is refused', async (_what, step) => {
    const refused = await together({ ...step, items: await held(1) })
    expect(refused.problem).toMatchObject({ status: 422, code: 'validation' })
  })

  it('about none is refused', async () => {
    expect((await together({ action: 'skip', items: [] })).problem).toMatchObject({ status: 422, code: 'validation' })
  })

  it('is not for those who may not release', async () => {
    const items = await held(1)
    for (const role of ['approver', 'manager', 'contributor'] as const) {
      const other = await app.signIn(role)
      expect((await other.post('/deliveries/bulk', { action: 'skip', items })).status, role).toBe(403)
    }
  })
})
