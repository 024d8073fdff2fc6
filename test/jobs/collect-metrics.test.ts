import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collectMetrics } from '../../jobs/collect-metrics.ts'
import { openOffice, type TestOffice } from './support/office.ts'

let office: TestOffice
let channel: string
let collect: () => Promise<void>
beforeAll(async () => {
  office = await openOffice()
  const dependencies = await office.workerDependencies()
  collect = () => collectMetrics(dependencies, new AbortController().signal)
})
beforeEach(async () => {
  channel = await office.addChannel('mastodon')
  await office.db.deleteFrom('metricSnapshot').execute()
  await office.db
    .updateTable('delivery')
    .set({ publishedAt: sql<Date>`now()` })
    .where('state', '=', 'published')
    .execute()
})
afterAll(() => office.close())

let items = 0
/** A delivery that went out so many minutes ago. */
async function publishedAgo(minutes: number, fields: { settledBy?: string } = {}): Promise<string> {
  const id = await office.plan(channel)
  items += 1
  await office.db
    .updateTable('delivery')
    .set({
      ...{ state: 'published', wakeAt: null },
      remoteId: `item-${items}`,
      publishedAt: sql<Date>`now() - make_interval(mins => ${minutes})`,
      ...fields,
    })
    .where('id', '=', id)
    .execute()
  return id
}
const readings = (id: string) =>
  office.db
    .selectFrom('metricSnapshot')
    .select(['ageMinutes', 'views', 'reach', 'absent'])
    .where('deliveryId', '=', id)
    .orderBy('ageMinutes')
    .execute()

describe('figures', () => {
  it('are read at the ages that are planned, the latest that is due', async () => {
    const [young, quarter, day] = [await publishedAgo(10), await publishedAgo(20), await publishedAgo(25 * 60)]
    await collect()
    expect(await readings(young)).toEqual([])
    expect((await readings(quarter)).map((reading) => reading.ageMinutes)).toEqual([15])
    expect((await readings(day)).map((reading) => reading.ageMinutes)).toEqual([24 * 60])
  })

  it('are what the platform told; what it did not tell is absent with its reason, never 0', async () => {
    const id = await publishedAgo(20)
    await collect()
    expect(await readings(id)).toEqual([
      { ageMinutes: 15, views: 100 + items, reach: null, absent: { reach: 'not-offered' } },
    ])
  })

  it('are read once per age, in one call for all items of a channel', async () => {
    const ids = [await publishedAgo(20), await publishedAgo(21), await publishedAgo(22)]
    const calls = office.mastodon.calls.get('metrics') ?? 0
    await Promise.all([collect(), collect()])
    await collect()
    expect(office.mastodon.calls.get('metrics')).toBe(calls + 1)
    for (const id of ids) expect(await readings(id)).toHaveLength(1)
  })

  it('that could not be asked for are asked for again', async () => {
    const id = await publishedAgo(20)
    office.mastodon.next('metrics', 'down')
    await collect()
    expect(await readings(id)).toEqual([])
    await collect()
    expect(await readings(id)).toHaveLength(1)
  })

  it('that the platform refuses are absent, and not asked for again', async () => {
    const id = await publishedAgo(20)
    office.mastodon.next('metrics', 'refused')
    await collect()
    await collect()
    expect(await readings(id)).toMatchObject([{ views: null, absent: { views: 'failed' } }])
  })

  it('are not asked of an item that only a person found: its id is not known', async () => {
    const id = await publishedAgo(20, { settledBy: office.actor.memberId })
    await collect()
    expect(await readings(id)).toEqual([])
  })
})
