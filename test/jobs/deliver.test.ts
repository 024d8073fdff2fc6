import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOffice, type TestOffice } from './support/office.ts'

let office: TestOffice
let channel: string
beforeAll(async () => {
  office = await openOffice()
  channel = await office.addChannel('mastodon')
  await office.startWorker()
})
afterAll(() => office.close())

const sentTexts = () => office.mastodon.published.map((item) => item.text)

describe('a delivery that is due', () => {
  it('goes out once, with its id and address', async () => {
    const id = await office.plan(channel, { text: 'Xin chào Hải Phòng' })
    expect(await office.until(id, 'published')).toMatchObject({
      remoteId: 'item-1',
      url: `${office.mastodon.url}/items/item-1`,
      fault: null,
      token: null,
    })
    expect(sentTexts()).toEqual(['Xin chào Hải Phòng'])
    expect(await office.attempts(id)).toEqual([{ step: 'commit', outcome: 'published' }])
  })

  it('waits for its time, to the moment', async () => {
    const id = await office.plan(channel, { text: 'đúng giờ', dueInMs: 700 })
    const published = await office.until(id, 'published')
    expect(published.publishedAt?.getTime()).toBeGreaterThanOrEqual(published.dueAt?.getTime() ?? Number.NaN)
    expect(Number(published.publishedAt) - Number(published.dueAt)).toBeLessThan(500)
  })

  it('is prepared ahead where the platform needs time, and the preparation is used again', async () => {
    const video = await office.addChannel('mastodon', { prepareLeadMs: 60_000 })
    const uploads = office.mastodon.calls.get('upload') ?? 0
    const id = await office.plan(video, { text: 'phim', dueInMs: 60_500 })
    await expect.poll(async () => (await office.parts(id)).length, { timeout: 5_000 }).toBe(1)
    await expect.poll(async () => (await office.find(id)).state, { timeout: 5_000 }).toBe('scheduled')
    expect(sentTexts()).not.toContain('phim')
    await office.age(id, 60_500)
    await office.until(id, 'published')
    expect(office.mastodon.calls.get('upload')).toBe(uploads + 1)
  })
})
