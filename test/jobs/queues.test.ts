import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkerDependencies } from '../../jobs/worker.ts'
import { missingRedis, type RedisPeer, startRedis } from '../peers/redis.ts'
import { describePeer } from '../peers/require.ts'
import { openOffice, type TestOffice } from './support/office.ts'

/** One suite for both executors: what people see does not depend on which one carries the deliveries. */
function executes(redis: () => WorkerDependencies['redis']) {
  let office: TestOffice
  let mastodon: string
  let x: string
  beforeAll(async () => {
    office = await openOffice()
    mastodon = await office.addChannel('mastodon')
    x = await office.addChannel('x')
  })
  afterAll(() => office.close())

  const start = (options: Partial<WorkerDependencies> = {}) => office.startWorker({ redis: redis(), ...options })

  it('sends what is due, each once, on every platform', async () => {
    const worker = await start()
    const ids: string[] = []
    for (let index = 0; index < 20; index++) ids.push(await office.plan(index % 2 ? mastodon : x))
    for (const id of ids) await office.until(id, 'published')
    await worker.stop()
    expect(office.mastodon.published).toHaveLength(10)
    expect(office.x.published).toHaveLength(10)
  })

  it('sends on time what was planned ahead', async () => {
    const worker = await start()
    const id = await office.plan(mastodon, { dueInMs: 800 })
    const { publishedAt, dueAt } = await office.until(id, 'published')
    await worker.stop()
    const lateMs = Number(publishedAt) - Number(dueAt)
    expect(lateMs).toBeGreaterThanOrEqual(0)
    expect(lateMs).toBeLessThan(600)
  })

  it('goes on where it stopped', async () => {
    const first = await start()
    await first.stop()
    const id = await office.plan(mastodon)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await office.find(id)).state).toBe('scheduled')
    const second = await start()
    await office.until(id, 'published')
    await second.stop()
  })

  it('follows a delivery that is moved to now', async () => {
    const worker = await start()
    const id = await office.plan(mastodon, { dueInMs: 3_600_000 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { revision } = await office.find(id)
    await office.deliveries.sendNow(office.actor, id, revision)
    await office.until(id, 'published')
    await worker.stop()
  })

  it('does not send what was cancelled after the queue heard of it', async () => {
    const worker = await start()
    const id = await office.plan(mastodon, { text: 'đã hủy', dueInMs: 600 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { revision } = await office.find(id)
    await office.deliveries.cancel(office.actor, id, revision)
    await new Promise((resolve) => setTimeout(resolve, 900))
    await worker.stop()
    expect((await office.find(id)).state).toBe('cancelled')
    expect(office.mastodon.published.map((item) => item.text)).not.toContain('đã hủy')
  })

  it('tries again what failed for a moment', async () => {
    const worker = await start()
    office.mastodon.next('publish', 'rate-limited')
    await office.until(await office.plan(mastodon), 'published')
    await worker.stop()
  })

  it('lets no platform that hangs delay another', async () => {
    office.x.always('upload', 'hang')
    const worker = await start({ slotsPerPlatform: 4 })
    for (let index = 0; index < 8; index++) await office.plan(x)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const id = await office.plan(mastodon)
    const { publishedAt, dueAt } = await office.until(id, 'published')
    expect(Number(publishedAt) - Number(dueAt)).toBeLessThan(1_000)
    await worker.stop()
    office.x.always('upload', 'ok')
    await office.db
      .updateTable('delivery')
      .set({ state: 'cancelled', wakeAt: null })
      .where('channelId', '=', x)
      .execute()
  })

  it('lets no channel that hangs keep its platform from the others', async () => {
    const hanging = await office.addChannel('mastodon')
    office.mastodon.always('upload', 'hang')
    for (let index = 0; index < 8; index++) await office.plan(hanging)
    const worker = await start({ slotsPerPlatform: 6, slotsPerChannel: 2 })
    await expect.poll(() => office.mastodon.calls.get('upload')).toBeGreaterThanOrEqual(2)
    office.mastodon.always('upload', 'ok')
    const id = await office.plan(mastodon)
    const { publishedAt, dueAt } = await office.until(id, 'published')
    expect(Number(publishedAt) - Number(dueAt)).toBeLessThan(1_000)
    await worker.stop()
    await office.db
      .updateTable('delivery')
      .set({ state: 'cancelled', wakeAt: null })
      .where('channelId', '=', hanging)
      .execute()
  })

  it('goes on with a channel as soon as one of its slots is free', async () => {
    office.mastodon.slowMs = 20
    office.mastodon.always('publish', 'slow')
    const ids: string[] = []
    for (let index = 0; index < 24; index++) ids.push(await office.plan(mastodon))
    const worker = await start({ slotsPerChannel: 2, timings: { safetyMs: 60_000, pollMs: 60_000 } })
    for (const id of ids) await office.until(id, 'published')
    await worker.stop()
    office.mastodon.always('publish', 'ok')
  })

  it('lets an urgent delivery overtake routine ones', async () => {
    office.mastodon.slowMs = 100
    office.mastodon.always('publish', 'slow')
    for (let index = 0; index < 12; index++) await office.plan(mastodon, { text: `thường ${index}` })
    const worker = await start({ slotsPerPlatform: 1 })
    await expect.poll(() => office.mastodon.published.filter(({ text }) => text.startsWith('thường')).length).toBe(2)
    const id = await office.plan(mastodon, { text: 'khẩn', urgent: true })
    await office.until(id, 'published')
    const routine = office.mastodon.published.filter(({ text }) => text.startsWith('thường')).length
    await worker.stop()
    office.mastodon.always('publish', 'ok')
    await office.db
      .updateTable('delivery')
      .set({ state: 'cancelled', wakeAt: null })
      .where('state', '=', 'scheduled')
      .execute()
    expect(routine).toBeLessThan(8)
  })

  it('sends each once with two workers', async () => {
    const before = office.mastodon.published.length
    const workers = [await start(), await start()]
    const ids: string[] = []
    for (let index = 0; index < 60; index++) ids.push(await office.plan(mastodon))
    for (const id of ids) await office.until(id, 'published')
    await Promise.all(workers.map((worker) => worker.stop()))
    expect(office.mastodon.published).toHaveLength(before + 60)
  })
}

describe('the local queue', () => executes(() => null))

describePeer('the queue on Redis', missingRedis, () => {
  let redis: RedisPeer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  executes(() => ({ url: redis.url }))

  describe('when Redis loses everything', () => {
    let office: TestOffice
    let channel: string
    beforeAll(async () => {
      office = await openOffice()
      channel = await office.addChannel('mastodon')
    })
    afterAll(() => office.close())

    it('still sends what it was told before', async () => {
      const worker = await office.startWorker({ redis: { url: redis.url, prefix: 'flushed' } })
      const id = await office.plan(channel, { dueInMs: 800 })
      await new Promise((resolve) => setTimeout(resolve, 300))
      const admin = new Redis(redis.url)
      await admin.flushall()
      admin.disconnect()
      await office.until(id, 'published')
      await worker.stop()
    })

    it('can be stopped the moment it was started', async () => {
      const workers = await Promise.all(
        Array.from({ length: 4 }, () => office.startWorker({ redis: { url: redis.url } })),
      )
      await Promise.all(workers.map((worker) => worker.stop()))
    })

    it('sends by the database alone while it is away, and says so', async () => {
      const away = await startRedis()
      const worker = await office.startWorker({ redis: { url: away.url } })
      await expect.poll(() => worker.health().queue.connected).toBe(true)
      await away.stop()
      await expect.poll(() => worker.health().queue.connected).toBe(false)
      const id = await office.plan(channel)
      await office.until(id, 'published')
      const startedAt = performance.now()
      await worker.stop()
      expect(performance.now() - startedAt).toBeLessThan(5_000)
    })

    it('starts and sends when Redis was never there', async () => {
      const worker = await office.startWorker({ redis: { url: 'redis://127.0.0.1:1' } })
      await office.until(await office.plan(channel), 'published')
      await worker.stop()
      expect(office.mastodon.published).toHaveLength(3)
    })
  })
})
