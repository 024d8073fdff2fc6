import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSeries } from '../../server/domain/series.ts'
import { openOffice, type TestOffice } from './support/office.ts'

let office: TestOffice
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

it('the worker puts the days of a series in line and sends one when its time has come, once', async () => {
  const channel = await office.addChannel('mastodon')
  const post = await office.draft(channel, { text: 'Thứ hai nào cũng vậy' })
  const startsOn = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const rule = {
    ...{ pattern: { freq: 'daily', interval: 1 } as const, time: '09:00', zone: 'Asia/Ho_Chi_Minh' },
    ...{ startsOn, until: null, count: 3 },
  }
  const variants = [{ channelId: channel, language: 'vi' }]
  const { id } = await createSeries({ db: office.db }).create(office.actor, post.id, {
    ...{ revision: post.revision, variants, rule, exceptions: [] },
  })
  // As if nothing were in line yet: the workers find it by themselves, both at once.
  await office.db.updateTable('approval').set({ deliveryId: null }).execute()
  await office.db.deleteFrom('delivery').where('seriesId', '=', id).execute()
  await office.db.updateTable('series').set({ lookAt: sql<Date>`now()` }).execute()
  const timings = { seriesMs: 50 }
  const workers = [await office.startWorker({ timings }), await office.startWorker({ timings })]
  const rows = () =>
    office.db.selectFrom('delivery').selectAll().where('seriesId', '=', id).orderBy('occursOn').execute()
  await expect.poll(async () => (await rows()).length, { timeout: 10_000 }).toBe(3)
  const [first, second] = await rows()
  if (!first?.dueAt) throw new Error('no first day')
  await office.age(first.id, first.dueAt.getTime() - Date.now())
  await office.until(first.id, 'published')
  for (const worker of workers) await worker.stop()
  expect(office.mastodon.published.map(({ text }) => text)).toEqual(['Thứ hai nào cũng vậy'])
  expect(await office.find(second?.id ?? '')).toMatchObject({ state: 'scheduled' })
})

it('the worker sends no day of a series that nobody released', async () => {
  const channel = await office.addChannel('x')
  const post = await office.draft(channel, { text: 'Chưa ai thả' })
  const startsOn = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const rule = {
    ...{ pattern: { freq: 'daily', interval: 1 } as const, time: '09:00', zone: 'Asia/Ho_Chi_Minh' },
    ...{ startsOn, until: null, count: 1 },
  }
  const variants = [{ channelId: channel, language: 'vi' }]
  const { id } = await createSeries({ db: office.db }).create(office.actor, post.id, {
    ...{ revision: post.revision, variants, rule, exceptions: [] },
  })
  await office.db.updateTable('approval').set({ deliveryId: null }).execute()
  await office.db.deleteFrom('delivery').where('seriesId', '=', id).execute()
  await office.db
    .updateTable('series')
    .set({ releasedHash: 'other', lookAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
  const worker = await office.startWorker({ timings: { seriesMs: 50 } })
  const row = () => office.db.selectFrom('delivery').selectAll().where('seriesId', '=', id).executeTakeFirst()
  await expect.poll(row, { timeout: 10_000 }).toMatchObject({ state: 'scheduled', releasedHash: null })
  const delivery = await row()
  await office.age(delivery?.id ?? '', (delivery?.dueAt?.getTime() ?? 0) - Date.now())
  await new Promise((resolve) => setTimeout(resolve, 600))
  await worker.stop()
  expect(office.x.published).toEqual([])
})
