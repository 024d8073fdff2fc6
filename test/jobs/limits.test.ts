import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOffice, type TestOffice } from './support/office.ts'

/** What platforms take in a time, through a worker and fakes that note when each post came. */
let office: TestOffice

beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const windowMs = 1_200
const times = () => office.mastodon.published.map(({ at }) => at)

function expectAtMost(max: number): void {
  for (const at of times())
    expect(times().filter((other) => other >= at && other < at + windowMs).length).toBeLessThanOrEqual(max)
}

async function plan(channel: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) ids.push(await office.plan(channel))
  return ids
}

describe('a channel whose platform takes so many posts in a time', () => {
  it('sends no more, and goes on by itself when there is room', async () => {
    const channel = await office.addChannel('mastodon', {}, [{ of: 'account', max: 3, windowMs }])
    const ids = await plan(channel, 8)
    await office.startWorker()
    for (const id of ids) await office.until(id, 'published')
    expect(times()).toHaveLength(8)
    expectAtMost(3)
  })

  it('keeps to it with two workers', async () => {
    const channel = await office.addChannel('mastodon', {}, [{ of: 'account', max: 2, windowMs }])
    const ids = await plan(channel, 6)
    await office.startWorker()
    await office.startWorker()
    for (const id of ids) await office.until(id, 'published')
    expectAtMost(2)
  })

  it('shares with the other channels what our application may send', async () => {
    const limits = [{ of: 'app' as const, max: 2, windowMs }]
    const channels = [await office.addChannel('mastodon', {}, limits), await office.addChannel('mastodon', {}, limits)]
    const ids = (await Promise.all(channels.map((channel) => plan(channel, 3)))).flat()
    await office.startWorker()
    for (const id of ids) await office.until(id, 'published')
    expectAtMost(2)
  })

  it('leaves a part of it to urgent posts', async () => {
    const channel = await office.addChannel('mastodon', {}, [{ of: 'account', max: 10, windowMs: 60_000 }])
    const routine = await plan(channel, 10)
    await office.startWorker()
    await expect.poll(() => times().length).toBe(9)
    const urgent = await office.plan(channel, { text: 'khẩn', urgent: true })
    await office.until(urgent, 'published')
    const left = await Promise.all(routine.map((id) => office.find(id)))
    expect(left.filter(({ state }) => state === 'scheduled')).toHaveLength(1)
    expect(left.every(({ fault }) => fault === null)).toBe(true)
  })

  it('never stops in the middle of a thread', async () => {
    const channel = await office.addChannel('mastodon', {}, [{ of: 'account', max: 4, windowMs }])
    const parts = (name: string) => ({ parts: [`${name} 1`, `${name} 2`, `${name} 3`] })
    const ids = [await office.plan(channel, parts('một')), await office.plan(channel, parts('hai'))]
    await office.startWorker()
    for (const id of ids) await office.until(id, 'published')
    const threads = office.mastodon.published.map(({ text }) => text.split(' ')[0])
    expect(threads).toEqual([...Array(3).fill(threads[0]), ...Array(3).fill(threads[3])])
    expect((times()[3] ?? 0) - (times()[0] ?? 0)).toBeGreaterThanOrEqual(windowMs)
  })
})

describe('a platform that asks to wait', () => {
  it('is not called for any delivery of the channel before', async () => {
    const channel = await office.addChannel('mastodon')
    office.mastodon.next('publish', 'rate-limited')
    const first = await office.plan(channel)
    await office.startWorker()
    await office.until(first, 'retrying')
    const refusedAt = Date.now()
    const others = await plan(channel, 3)
    for (const id of [first, ...others]) await office.until(id, 'published')
    expect(Math.min(...times()) - refusedAt).toBeGreaterThanOrEqual(800)
    // One refusal, four posts: nothing was asked in vain.
    expect(office.mastodon.calls.get('publish')).toBe(5)
  })

  it('is heard when it says that nothing is left, before it refuses', async () => {
    const channel = await office.addChannel('mastodon')
    office.mastodon.headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '1' }
    await office.startWorker()
    await office.until(await office.plan(channel), 'published')
    await office.until(await office.plan(channel), 'published')
    const [first = 0, second = 0] = times()
    expect(second - first).toBeGreaterThanOrEqual(900)
  })

  it('delays no other channel', async () => {
    const [resting, other] = [await office.addChannel('mastodon'), await office.addChannel('mastodon')]
    office.mastodon.headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': '60' }
    await office.startWorker()
    await office.until(await office.plan(resting), 'published')
    const waiting = await office.plan(resting)
    await office.until(await office.plan(other), 'published')
    expect((await office.find(waiting)).state).toBe('scheduled')
  })
})

describe('a channel that hangs', () => {
  it('leaves its platform to the others', async () => {
    const [hanging, other] = [await office.addChannel('mastodon'), await office.addChannel('mastodon')]
    office.mastodon.always('upload', 'hang')
    await plan(hanging, 12)
    await office.startWorker({ slotsPerPlatform: 6, slotsPerChannel: 3 })
    await expect.poll(() => office.mastodon.calls.get('upload')).toBe(3)
    office.mastodon.always('upload', 'ok')
    const { publishedAt, dueAt } = await office.until(await office.plan(other), 'published')
    expect(Number(publishedAt) - Number(dueAt)).toBeLessThan(1_000)
  })
})
