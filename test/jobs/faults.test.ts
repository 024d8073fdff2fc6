import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openOffice, type TestOffice } from './support/office.ts'

let office: TestOffice
let channel: string
beforeAll(async () => {
  office = await openOffice()
  await office.startWorker()
})
beforeEach(async () => {
  channel = await office.addChannel('mastodon')
  office.mastodon.hidden = false
})
afterAll(() => office.close())

const timesSent = (text: string) => office.mastodon.published.filter((item) => item.text === text).length
const called = (path: string) => office.mastodon.calls.get(path) ?? 0
/** As if the platform's time to show an item had passed. */
const lookNow = (id: string) =>
  office.db.updateTable('delivery').set({ confirmAt: sql<Date>`now()` }).where('id', '=', id).execute()

describe('when the platform hangs up after it took the call', () => {
  it('looks, finds the item, and sends nothing again', async () => {
    office.mastodon.next('publish', 'hang-up-after')
    const id = await office.plan(channel, { text: 'một lần' })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    expect(await office.until(id, 'published')).toMatchObject({ url: expect.stringContaining('/items/item-') })
    expect(timesSent('một lần')).toBe(1)
    expect(await office.attempts(id)).toEqual([
      { step: 'commit', outcome: 'unknown' },
      { step: 'confirm', outcome: 'published' },
    ])
  })

  it('does the same when it answers 500 after it took the call', async () => {
    office.mastodon.next('publish', 'error-after')
    const id = await office.plan(channel, { text: 'lỗi 500' })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await office.until(id, 'published')
    expect(timesSent('lỗi 500')).toBe(1)
  })

  it('does the same when it answers after the time-out', async () => {
    office.mastodon.slowMs = 1_500
    office.mastodon.next('publish', 'slow')
    const id = await office.plan(channel, { text: 'chậm' })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await office.until(id, 'published')
    expect(timesSent('chậm')).toBe(1)
  })

  it('does not look before the call can have ended and its effect can be seen', async () => {
    const slow = await office.addChannel('mastodon', { visibilityLagMs: 120_000 })
    office.mastodon.next('publish', 'hang-up-after')
    const id = await office.plan(slow)
    const { confirmAt } = await office.until(id, 'unconfirmed')
    const [part] = await office.parts(id)
    const waitMs = Number(confirmAt) - Number(part?.committingSince)
    expect(waitMs).toBeGreaterThanOrEqual(1_000 + 120_000)
    const finds = called('find')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(called('find')).toBe(finds)
  })

  it('sends again when the platform certainly does not have it', async () => {
    office.mastodon.next('publish', 'hang-up-before')
    const id = await office.plan(channel, { text: 'chắc chắn chưa' })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await office.until(id, 'published')
    expect(timesSent('chắc chắn chưa')).toBe(1)
    expect((await office.attempts(id)).map((attempt) => attempt.outcome)).toEqual(['unknown', 'absent', 'published'])
  })
})

describe('where a find is certain and an absence is not', () => {
  it('sends again only after two empty look-ups that are apart', async () => {
    const likely = await office.addChannel('mastodon', { confirmation: 'likely' })
    office.mastodon.next('publish', 'hang-up-before')
    const id = await office.plan(likely, { text: 'hai lần tìm' })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await expect.poll(async () => (await office.find(id)).emptyLookups).toBe(1)
    const between = await office.find(id)
    expect(between.state).toBe('unconfirmed')
    expect(Number(between.confirmAt) - Date.now()).toBeGreaterThan(50_000)
    expect(timesSent('hai lần tìm')).toBe(0)
    await lookNow(id)
    await office.until(id, 'published')
    expect(timesSent('hai lần tìm')).toBe(1)
  })

  it('settles when the second look-up finds what the first did not see yet', async () => {
    const likely = await office.addChannel('mastodon', { confirmation: 'likely' })
    office.mastodon.next('publish', 'hang-up-after')
    office.mastodon.hidden = true
    const id = await office.plan(likely, { text: 'hiện muộn' })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await expect.poll(async () => (await office.find(id)).emptyLookups).toBe(1)
    office.mastodon.hidden = false
    await lookNow(id)
    await office.until(id, 'published')
    expect(timesSent('hiện muộn')).toBe(1)
  })

  it('goes on looking while the platform cannot be asked', async () => {
    office.mastodon.next('publish', 'hang-up-after')
    office.mastodon.next('find', 'down', 'down')
    const id = await office.plan(channel, { text: 'chưa hỏi được' })
    await office.until(id, 'unconfirmed')
    for (const lookups of [1, 2]) {
      await lookNow(id)
      await expect
        .poll(async () => (await office.attempts(id)).filter(({ outcome }) => outcome === 'fault').length)
        .toBe(lookups)
      expect((await office.find(id)).confirmAt).not.toBeNull()
    }
    await lookNow(id)
    await office.until(id, 'published')
    expect(timesSent('chưa hỏi được')).toBe(1)
  })
})

describe('where the platform can tell nothing', () => {
  const uncertain = async (text: string) => {
    const blind = await office.addChannel('mastodon', { confirmation: 'none' })
    office.mastodon.next('publish', 'hang-up-after')
    const id = await office.plan(blind, { text })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await expect.poll(async () => (await office.find(id)).confirmAt).toBeNull()
    return id
  }

  it('asks a person and sends nothing by itself', async () => {
    const finds = called('find')
    const id = await uncertain('ai biết')
    expect(await office.find(id)).toMatchObject({ state: 'unconfirmed', fault: { code: 'outcome-unknown' } })
    expect(called('find')).toBe(finds)
    expect(timesSent('ai biết')).toBe(1)
  })

  it('takes the person’s word that it is there', async () => {
    const id = await uncertain('có rồi')
    const { revision } = await office.find(id)
    const url = 'https://example.vn/1'
    await office.deliveries.resolve(office.actor, id, { revision, outcome: 'published', url })
    expect(await office.find(id)).toMatchObject({ state: 'published', url, settledBy: office.actor.memberId })
  })

  it('waits for the person to send again after their word that it is not there', async () => {
    const id = await uncertain('không có')
    const { revision } = await office.find(id)
    await office.deliveries.resolve(office.actor, id, { revision, outcome: 'not-published' })
    const failed = await office.find(id)
    expect(failed.state).toBe('failed')
    await office.deliveries.retry(office.actor, id, failed.revision)
    await office.until(id, 'published')
  })
})

describe('where a commit may be repeated with certainty', () => {
  it('is repeated at once, and has one effect', async () => {
    const other = await openOffice({ idempotent: true })
    try {
      const repeatable = await other.addChannel('mastodon', { commitIsRepeatable: true })
      other.mastodon.next('publish', 'hang-up-after', 'error-after')
      await other.startWorker()
      const id = await other.plan(repeatable)
      await other.until(id, 'published')
      expect(other.mastodon.calls.get('publish')).toBe(3)
      expect(other.mastodon.published).toHaveLength(1)
      expect(await other.attempts(id)).toHaveLength(1)
    } finally {
      await other.close()
    }
  })

  it('is looked up when repeating did not help, even when the last answer was a plain refusal', async () => {
    const repeatable = await office.addChannel('mastodon', { commitIsRepeatable: true })
    office.mastodon.next('publish', 'hang-up-after', 'refused', 'refused')
    const id = await office.plan(repeatable, { text: 'từ chối lần hai' })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await office.until(id, 'published')
    expect(timesSent('từ chối lần hai')).toBe(1)
  })
})

describe('what is known not to have happened', () => {
  it('is tried again when the platform says so, and no earlier', async () => {
    office.mastodon.next('publish', 'rate-limited')
    const id = await office.plan(channel, { text: 'quá nhanh' })
    const waiting = await office.until(id, 'retrying')
    expect(waiting).toMatchObject({ fault: { code: 'rate-limited', retryAfterMs: 1_000 }, attempts: 1 })
    expect((await office.parts(id))[0]?.committingSince).toBeNull()
    const published = await office.until(id, 'published')
    expect(Number(published.publishedAt) - Number(waiting.updatedAt)).toBeGreaterThan(900)
    expect(timesSent('quá nhanh')).toBe(1)
  })

  it('waits longer when the platform cannot be reached', async () => {
    office.mastodon.next('upload', 'down')
    const id = await office.plan(channel)
    const { wakeAt, updatedAt } = await office.until(id, 'retrying')
    expect(Number(wakeAt) - Number(updatedAt)).toBeGreaterThan(7_000)
    await office.age(id, 12_000)
    await office.until(id, 'published')
  })

  it('ends as failed when the platform refuses it, and goes out when a person tries again', async () => {
    office.mastodon.next('publish', 'refused')
    const id = await office.plan(channel, { text: 'bị từ chối' })
    const failed = await office.until(id, 'failed')
    expect(failed.fault).toMatchObject({ code: 'rejected', detail: 'HTTP 422' })
    await office.deliveries.retry(office.actor, id, failed.revision)
    await office.until(id, 'published')
    expect(timesSent('bị từ chối')).toBe(1)
  })

  it('is prepared anew after a refusal: the platform may have forgotten what was uploaded', async () => {
    const uploads = called('upload')
    office.mastodon.next('publish', 'refused')
    const id = await office.plan(channel, { parts: ['tải lại 1', 'tải lại 2'] })
    const { revision } = await office.until(id, 'failed')
    expect(await office.parts(id)).toEqual([])
    await office.deliveries.retry(office.actor, id, revision)
    await office.until(id, 'published')
    expect(called('upload')).toBe(uploads + 2)
    expect([timesSent('tải lại 1'), timesSent('tải lại 2')]).toEqual([1, 1])
  })

  it('is prepared anew by itself when the platform has forgotten what an earlier try uploaded, and only then', async () => {
    const uploads = called('upload')
    office.mastodon.next('publish', 'rate-limited', 'forgotten')
    const id = await office.plan(channel, { text: 'tải lên đã quá hạn' })
    await office.until(id, 'published')
    expect([called('upload') - uploads, timesSent('tải lên đã quá hạn')]).toEqual([2, 1])
    office.mastodon.next('publish', 'forgotten')
    const fresh = await office.plan(channel, { text: 'vừa tải lên' })
    expect(await office.until(fresh, 'failed')).toMatchObject({ fault: { problem: 'media-missing' } })
  })

  it('is refused before it is sent when the channel’s limits changed since it was released', async () => {
    const id = await office.plan(channel, { text: 'dài quá', dueInMs: 500 })
    await office.db
      .updateTable('channel')
      .set({ capabilities: sql`jsonb_set(capabilities, '{text,max}', '3')` })
      .where('id', '=', channel)
      .execute()
    expect(await office.until(id, 'failed')).toMatchObject({ fault: { code: 'rejected', problem: 'text-too-long' } })
    expect(timesSent('dài quá')).toBe(0)
  })
})

describe('credentials', () => {
  it('are refreshed once when they have expired, and the delivery goes on in the same try', async () => {
    const refreshes = called('refresh')
    office.mastodon.next('upload', 'expired')
    office.mastodon.next('publish', 'ok')
    const id = await office.plan(channel, { text: 'làm mới' })
    await office.until(id, 'published')
    expect(called('refresh')).toBe(refreshes + 1)
    expect(await office.attempts(id)).toEqual([{ step: 'commit', outcome: 'published' }])
  })

  it('may expire at the irreversible call too', async () => {
    office.mastodon.next('publish', 'expired')
    const id = await office.plan(channel, { text: 'hết hạn lúc gửi' })
    await office.until(id, 'published')
    expect(timesSent('hết hạn lúc gửi')).toBe(1)
  })

  it('that were revoked stop the channel, and what waits goes out when it is reconnected in time', async () => {
    office.mastodon.next('publish', 'revoked')
    const id = await office.plan(channel, { text: 'chờ kết nối lại' })
    await office.until(id, 'retrying')
    const state = () =>
      office.db.selectFrom('channel').select('state').where('id', '=', channel).executeTakeFirstOrThrow()
    expect(await state()).toEqual({ state: 'needs-reconnect' })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await office.find(id)).attempts).toBe(1)
    await office.db.updateTable('channel').set({ state: 'connected' }).where('id', '=', channel).execute()
    await office.until(id, 'published')
    expect(timesSent('chờ kết nối lại')).toBe(1)
  })

  it('that stay revoked past the limit leave the delivery missed', async () => {
    office.mastodon.next('publish', 'revoked')
    const id = await office.plan(channel)
    await office.until(id, 'retrying')
    await office.age(id, 16 * 60_000)
    await office.until(id, 'missed')
  })
})

describe('a thread', () => {
  it('goes out in order, each part once', async () => {
    const id = await office.plan(channel, { parts: ['một/3', 'hai/3', 'ba/3'] })
    const published = await office.until(id, 'published')
    const items = office.mastodon.published.filter((item) => item.text.endsWith('/3'))
    expect(items.map((item) => item.text)).toEqual(['một/3', 'hai/3', 'ba/3'])
    expect(published.remoteId).toBe(items[0]?.id)
  })

  it('never repeats the parts that are out when a later one fails', async () => {
    office.mastodon.next('publish', 'ok', 'rate-limited', 'ok', 'hang-up-before')
    const id = await office.plan(channel, { parts: ['a/4', 'b/4', 'c/4', 'd/4'] })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await office.until(id, 'published')
    const texts = office.mastodon.published.map((item) => item.text).filter((text) => text.endsWith('/4'))
    expect(texts).toEqual(['a/4', 'b/4', 'c/4', 'd/4'])
  })

  it('goes on after a look-up that found the part that was in doubt', async () => {
    office.mastodon.next('publish', 'ok', 'hang-up-after')
    const id = await office.plan(channel, { parts: ['a/5', 'b/5', 'c/5'] })
    await office.until(id, 'unconfirmed')
    await lookNow(id)
    await office.until(id, 'published')
    const texts = office.mastodon.published.map((item) => item.text).filter((text) => text.endsWith('/5'))
    expect(texts).toEqual(['a/5', 'b/5', 'c/5'])
  })
})
