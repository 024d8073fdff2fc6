import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createLoop } from '../../jobs/queue.ts'
import { listProcesses } from '../../server/db/processes.ts'
import { openOffice, type TestOffice } from './support/office.ts'

let office: TestOffice
let channel: string
beforeAll(async () => {
  office = await openOffice()
  channel = await office.addChannel('mastodon')
})
afterAll(() => office.close())

describe('a worker', () => {
  it('is known to the others while it lives', async () => {
    const worker = await office.startWorker()
    await expect.poll(async () => (await listProcesses(office.db)).map((row) => row.id)).toEqual([worker.id])
    expect((await listProcesses(office.db))[0]).toMatchObject({ role: 'worker', queue: 'local' })
    await worker.stop()
    expect(await listProcesses(office.db)).toEqual([])
  })

  it('can be asked to stop twice', async () => {
    const worker = await office.startWorker()
    await Promise.all([worker.stop(), worker.stop()])
  })

  it('goes on when the database ends every connection while it sends', async () => {
    const worker = await office.startWorker()
    office.mastodon.slowMs = 400
    office.mastodon.always('publish', 'slow')
    const ids: string[] = []
    for (let index = 0; index < 10; index++) ids.push(await office.plan(channel, { text: `đứt ${index}` }))
    await expect.poll(() => office.mastodon.published.length).toBeGreaterThan(3)
    await endConnections()
    for (const id of ids) await office.until(id, 'published')
    const sent = office.mastodon.published.map((item) => item.text).filter((text) => text.startsWith('đứt'))
    expect(sent.toSorted()).toEqual([...new Set(sent)].toSorted())
    expect(sent).toHaveLength(10)
    office.mastodon.always('publish', 'ok')
    await worker.stop()
  })
})

describe('a loop', () => {
  it('never runs twice at a time, and once more when it was woken meanwhile', async () => {
    let running = 0
    let most = 0
    let runs = 0
    const work = async () => {
      running += 1
      most = Math.max(most, running)
      runs += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
      running -= 1
    }
    const loop = createLoop(work, 10_000, () => {})
    loop.start()
    for (let index = 0; index < 5; index++) loop.wake()
    await new Promise((resolve) => setTimeout(resolve, 80))
    await loop.stop()
    expect({ most, runs }).toEqual({ most: 1, runs: 2 })
  })

  it('goes on after a failure, and tells it', async () => {
    const told: unknown[] = []
    let runs = 0
    const work = async () => {
      runs += 1
      throw new Error('once more')
    }
    const loop = createLoop(work, 5, (error) => told.push(error))
    loop.start()
    await expect.poll(() => runs).toBeGreaterThan(2)
    await loop.stop()
    expect(told).toHaveLength(runs)
  })
})

async function endConnections(): Promise<void> {
  const client = new pg.Client({ connectionString: inject('database').superuserUrl })
  await client.connect()
  const [, name] = /\/(test_[0-9a-f]+)/.exec(office.database.appUrl) ?? []
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  await client.end()
}
