import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Attention, Pause } from '../../server/contract/deliveries.ts'
import type { Held, NextDay } from '../../server/contract/outlook.ts'
import { wallTimeOf } from '../../server/domain/wall-time.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice, holdMany } from '../support/held.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

/** A pause of a busy office, from its end to the decision about what it held. */
let app: WholeApp
let officer: TestClient
let pauseId: string
const count = 1_200
beforeAll(async () => {
  app = await startWholeApp()
  officer = await app.signIn('officer')
  const channelId = await connectPractice(await app.signIn('admin'))
  const pause = { scope: 'organization', scopeId: null, reason: 'Tang lễ' }
  pauseId = (await officer.post<{ id: string }>('/pauses', pause)).body.id
  await holdMany(app.db, officer.actor, { channelIds: [channelId], pauseId, count })
})
afterAll(() => app.close())

const held = async (query = '') => (await officer.get<Held>(`/deliveries/held${query}`)).body
const nextDay = async (by = officer) => (await by.get<NextDay>('/deliveries/next-24-hours')).body
const pauses = async () => (await officer.get<{ pauses: Pause[]; ended: Pause[] }>('/pauses')).body

describe('after a pause', () => {
  it('what it holds is counted while it is in force, and still when it has ended', async () => {
    expect(await pauses()).toMatchObject({ pauses: [{ id: pauseId, held: count, endedAt: null }], ended: [] })
    await officer.post(`/pauses/${pauseId}/end`)
    expect(await pauses()).toMatchObject({ pauses: [], ended: [{ id: pauseId, held: count }] })
    expect((await officer.get<Attention>('/attention')).body.pauses).toEqual([])
  })

  it('is listed whole, with what may be done with each', async () => {
    const { deliveries, pauses, more } = await held(`?pause=${pauseId}`)
    expect([deliveries.length, more, pauses[0]?.reason]).toEqual([count, 0, 'Tang lễ'])
    expect(new Set(deliveries.map(({ actions }) => actions.join(' ')))).toEqual(new Set(['move keep skip edit']))
    expect(await held(`?pause=${crypto.randomUUID()}`)).toEqual({ deliveries: [], pauses: [], more: 0 })
  })

  it('needs attention: the first of each kind are listed, and all are counted', async () => {
    const [last] = (await held()).deliveries.slice(-1)
    const setState = (state: 'held' | 'missed') =>
      app.db
        .updateTable('delivery')
        .set({ state })
        .where('id', '=', last?.id ?? '')
        .execute()
    await setState('missed')
    const { body } = await officer.get<Attention>('/attention')
    expect(body.counts).toMatchObject({ missed: 1, held: count - 1, overdue: 0 })
    expect(body.deliveries.map(({ kind }) => kind)).toEqual(['missed', ...Array<string>(200).fill('held')])
    await setState('held')
  })

  it('goes out when it is decided: a page of it is shown, with how much more there is', async () => {
    expect(await nextDay()).toMatchObject({ goOut: 0, willNot: 0, deliveries: [] })
    const items = (await held()).deliveries.map(({ id, revision }) => ({ id, revision }))
    const localTime = wallTimeOf(new Date(Date.now() + 120_000), 'Asia/Ho_Chi_Minh')
    await officer.post('/deliveries/bulk', { action: 'move', items, to: { by: 'spread', localTime, everyMinutes: 1 } })
    const { goOut, willNot, more, deliveries } = await nextDay()
    expect({ goOut, willNot, more, listed: deliveries.length }).toEqual({
      goOut: count,
      willNot: 0,
      more: 200,
      listed: 1_000,
    })
    expect(await pauses()).toEqual({ pauses: [], ended: [] })
  })

  it('what will not go out is on the page, however much goes out before', async () => {
    await app.db
      .updateTable('delivery')
      .set({ contentHash: 'đã sửa' })
      .where(
        'dueAt',
        '=',
        app.db.selectFrom('delivery').select(({ fn }) => fn.max('dueAt').as('last')),
      )
      .execute()
    const { willNot, goOut, deliveries } = await nextDay()
    expect({ willNot, goOut }).toEqual({ willNot: 1, goOut: count - 1 })
    expect(deliveries.at(-1)).toMatchObject({ whyNot: ['changed'], changedSinceRelease: true })
    const { body } = await officer.get<Attention>('/attention')
    expect(body.deliveries).toMatchObject([{ state: 'scheduled', kind: 'changed', changedSinceRelease: true }])
    expect(body.deliveries[0]?.actions[0]).toBe('release')
  })

  it('is seen by managers, who may do nothing with it', async () => {
    const { deliveries } = await nextDay(await app.signIn('manager'))
    expect(new Set(deliveries.flatMap(({ actions }) => actions))).toEqual(new Set())
    expect((await (await app.signIn('contributor')).get('/deliveries/next-24-hours')).status).toBe(403)
  })

  it('is nothing to another office', async () => {
    const stranger = await (await app.otherOffice()).signIn('admin')
    expect(await nextDay(stranger)).toMatchObject({ goOut: 0, willNot: 0, deliveries: [] })
    expect((await stranger.get<Held>(`/deliveries/held?pause=${pauseId}`)).body.deliveries).toEqual([])
  })
})
