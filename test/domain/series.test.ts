import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Rule } from '../../server/contract/series.ts'
import { inTransaction } from '../../server/db/database.ts'
import { updatePost, upsertVariant } from '../../server/db/posts.ts'
import { schedule } from '../../server/domain/deliveries-schedule.ts'
import { detach } from '../../server/domain/detach.ts'
import { continueSeries } from '../../server/domain/occurrences.ts'
import { createPosts } from '../../server/domain/posts.ts'
import { refreshContentHashes } from '../../server/domain/release.ts'
import { createSeries, type SeriesUseCases } from '../../server/domain/series.ts'
import { openOffice, type TestOffice } from '../jobs/support/office.ts'

let office: TestOffice
let series: SeriesUseCases
let channel: string
beforeAll(async () => {
  office = await openOffice()
  series = createSeries({ db: office.db })
})
beforeEach(async () => {
  channel = await office.addChannel('mastodon')
})
afterAll(() => office.close())

const dayMs = 86_400_000
/** The day so many days from now, in Hải Phòng. */
const day = (days: number) => new Date(Date.now() + days * dayMs + 7 * 3_600_000).toISOString().slice(0, 10)
const daily = (given: Partial<Rule> = {}): Rule => ({
  ...{ pattern: { freq: 'daily', interval: 1 }, time: '09:00', zone: 'Asia/Ho_Chi_Minh' },
  ...{ startsOn: day(1), until: null, count: 5 },
  ...given,
})
type Draft = Awaited<ReturnType<TestOffice['draft']>>
const begin = (post: Draft, rule = daily(), channels = [channel], exceptions: string[] = []) =>
  series.create(office.actor, post.id, {
    ...{ revision: post.revision, rule, exceptions },
    variants: channels.map((channelId) => ({ channelId, language: 'vi' })),
  })
const started = async (rule = daily(), text?: string) =>
  begin(await office.draft(channel, text === undefined ? {} : { text }), rule)
const days = async (id: string) =>
  office.db
    .selectFrom('delivery')
    .selectAll()
    .where('seriesId', '=', id)
    .where('occursOn', 'is not', null)
    .orderBy('occursOn')
    .orderBy('channelId')
    .execute()
const edit = (postId: string, text: string) =>
  inTransaction(office.db, async (trx) => {
    await updatePost(trx, postId, { content: { vi: { title: '', text, link: '' } } })
    await refreshContentHashes(trx, postId)
  })
/** As if nothing of the series were in line yet. */
const forget = async (id: string) => {
  await office.db.updateTable('approval').set({ deliveryId: null }).where('deliveryId', 'is not', null).execute()
  await office.db.deleteFrom('delivery').where('seriesId', '=', id).execute()
  await office.db.updateTable('series').set({ lookAt: sql<Date>`now()` }).where('id', '=', id).execute()
}
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as { code: string; errors: { path: string; code: string }[] },
  )
const find = async (id: string) => {
  const [first] = (await days(id)).slice(0, 1)
  if (!first) throw new Error('nothing stands in line')
  return first
}

describe('a series', () => {
  it('stands in line day by day, released by the person who released it, with a history of that', async () => {
    const post = await office.draft(channel)
    const { id, state, changedSinceRelease, occurrences } = await begin(post)
    const rows = await days(id)
    expect(rows.map(({ occursOn }) => occursOn)).toEqual([1, 2, 3, 4, 5].map(day))
    for (const row of rows) {
      expect(row).toMatchObject({ state: 'scheduled', releasedBy: office.actor.memberId, postId: post.id })
      expect(row.releasedHash).toBe(row.contentHash)
    }
    expect({ state, changedSinceRelease }).toEqual({ state: 'running', changedSinceRelease: false })
    expect(occurrences.map(({ deliveries }) => deliveries.map(({ released }) => released))).toEqual(
      Array.from({ length: 5 }, () => [true]),
    )
    const releases = await office.db.selectFrom('approval').selectAll().where('postId', '=', post.id).execute()
    expect(releases.filter(({ seriesId }) => seriesId === id)).toHaveLength(1)
    expect(releases.filter(({ deliveryId }) => deliveryId !== null)).toHaveLength(5)
  })

  it('stands in line 35 days ahead, and is looked at again when the next day comes near', async () => {
    const { id } = await started(daily({ count: 60 }))
    const rows = await days(id)
    expect(rows.length).toBeGreaterThanOrEqual(34)
    expect(rows.length).toBeLessThanOrEqual(36)
    const { lookAt } = await office.db.selectFrom('series').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(lookAt?.getTime()).toBeGreaterThan(Date.now())
    expect(lookAt?.getTime()).toBeLessThan(Date.now() + 2 * dayMs)
  })

  it('takes the place of what waited in line alone for its variants', async () => {
    const post = await office.draft(channel)
    const wanted = [{ channelId: channel, language: 'vi', localTime: '2031-02-03T09:00', zone: undefined }]
    await inTransaction(office.db, (trx) => schedule(trx, office.actor, post, wanted))
    await begin(post)
    const alone = await office.db
      .selectFrom('delivery')
      .selectAll()
      .where('postId', '=', post.id)
      .where('seriesId', 'is', null)
      .execute()
    expect(alone).toMatchObject([{ state: 'cancelled' }])
  })

  it('is not disturbed when its post goes out once more alone', async () => {
    const post = await office.draft(channel)
    const { id } = await begin(post)
    const before = await days(id)
    const wanted = [{ channelId: channel, language: 'vi', localTime: '2031-02-03T09:00', zone: undefined }]
    await inTransaction(office.db, (trx) => schedule(trx, office.actor, post, wanted))
    expect(await days(id)).toEqual(before)
  })

  it('gets no draft beside it when its post is saved, and ends when its post is archived', async () => {
    const posts = createPosts({ db: office.db, presentMedia: async () => [] })
    const post = await office.draft(channel)
    const { id } = await begin(post, daily({ startsOn: day(60) }))
    const text = { title: '', text: 'sửa', link: '' }
    const fields = { kind: 'news', tone: 'neutral', title: 'x', sourceLanguage: 'vi', content: { vi: text } } as const
    const variant = { channelId: channel, language: 'vi', title: null, parts: null, mediaIds: null, options: {} }
    const saved = await posts.save(office.actor, post.id, {
      ...{ ...fields, campaignId: null, mediaIds: [], source: null, machineMarks: {}, urgent: false },
      ...{ exemptFromPause: false, latePolicy: null, lateLimitMinutes: null },
      ...{ revision: post.revision + 1, variants: [{ ...variant, plannedFor: null }] },
    })
    expect(saved.deliveries).toEqual([])
    await posts.archive(office.actor, post.id, saved.revision)
    expect(await series.get(office.actor, id)).toMatchObject({ state: 'ended', occurrences: [] })
  })

  it('is refused where nobody stated the channel to be the office’s own, and where its text is too long', async () => {
    await office.db.deleteFrom('channelAttestation').where('channelId', '=', channel).execute()
    expect(await refusalOf(started())).toMatchObject({ code: 'check-failed', errors: [{ code: 'not-attested' }] })
    channel = await office.addChannel('mastodon')
    expect(await refusalOf(started(daily(), 'x'.repeat(501)))).toMatchObject({ errors: [{ code: 'text-too-long' }] })
  })

  it('is refused when it begins in the past, and when the post is at another revision', async () => {
    expect(await refusalOf(started(daily({ startsOn: day(-1) })))).toMatchObject({ code: 'past' })
    const post = await office.draft(channel)
    expect(await refusalOf(begin({ ...post, revision: 9 }))).toMatchObject({ code: 'stale' })
  })
})

describe('what comes near', () => {
  it('is put in line once by several workers at the same time', async () => {
    const { id } = await started()
    await forget(id)
    const added = await Promise.all([1, 2, 3, 4].map(() => continueSeries(office.db)))
    expect(added.toSorted()).toEqual([0, 0, 0, 5])
    expect(await days(id)).toHaveLength(5)
  })

  it('stands for a day once for a variant, whatever writes it', async () => {
    const { id } = await started()
    const { id: _, ...first } = await find(id)
    const again = office.db.insertInto('delivery').values({ ...first, occursOn: day(1) })
    await expect(again.execute()).rejects.toMatchObject({ code: '23505' })
  })

  it('goes in line as released when the series is what was released', async () => {
    const { id } = await started()
    await forget(id)
    await continueSeries(office.db)
    for (const row of await days(id))
      expect(row).toMatchObject({ releasedHash: row.contentHash, unreleasedBecause: null })
  })

  it.each<[string, (id: string, postId: string) => Promise<unknown>]>([
    ['its content', (_id, postId) => edit(postId, 'chữ khác')],
    [
      'its rule',
      (id) =>
        office.db
          .updateTable('series')
          .set({ rule: daily({ time: '10:00' }) })
          .where('id', '=', id)
          .execute(),
    ],
    [
      'its end',
      (id) =>
        office.db
          .updateTable('series')
          .set({ rule: daily({ count: 6 }) })
          .where('id', '=', id)
          .execute(),
    ],
    [
      'what it leaves out',
      (id) =>
        office.db
          .updateTable('series')
          .set({ exceptions: [day(2)] })
          .where('id', '=', id)
          .execute(),
    ],
  ])(
    'stands in line unreleased when %s is not what was released, until a person releases it',
    async (_what, change) => {
      const { id, postId } = await started()
      await forget(id)
      await change(id, postId)
      await continueSeries(office.db)
      const rows = await days(id)
      expect(rows.length).toBeGreaterThan(3)
      for (const row of rows)
        expect(row).toMatchObject({
          state: 'scheduled',
          releasedHash: null,
          unreleasedBecause: { code: 'series-changed' },
        })
      const changed = await series.get(office.actor, id)
      expect(changed.changedSinceRelease).toBe(true)
      const released = await series.release(office.actor, id, changed.revision)
      expect(released.changedSinceRelease).toBe(false)
      for (const row of await days(id)) expect(row.releasedHash).toBe(row.contentHash)
    },
  )

  it('is not made up for when it is over, and the series says so', async () => {
    const { id } = await started()
    await forget(id)
    const rule = daily({ startsOn: day(-3), count: 6 })
    await office.db
      .updateTable('series')
      .set({ rule, ruleSince: new Date(Date.now() - 10 * dayMs) })
      .where('id', '=', id)
      .execute()
    await continueSeries(office.db)
    const { leftOut } = await series.get(office.actor, id)
    expect(leftOut).toEqual(expect.arrayContaining([day(-3), day(-2), day(-1)]))
    expect((await days(id)).every(({ dueAt }) => dueAt !== null && dueAt > new Date())).toBe(true)
  })

  it('does not bring back what a person took back', async () => {
    const { id } = await started()
    const first = await find(id)
    await office.deliveries.cancel(office.actor, first.id, first.revision)
    await office.db.updateTable('series').set({ lookAt: sql<Date>`now()` }).where('id', '=', id).execute()
    expect(await continueSeries(office.db)).toBe(0)
    expect(await office.find(first.id)).toMatchObject({ state: 'cancelled' })
  })
})

describe('the same text on two accounts of one platform', () => {
  it('leaves the days near the other one unreleased, and says which account carries it', async () => {
    const text = `Giờ mở cửa ${Math.random()}`
    const other = await office.addChannel('mastodon')
    const once = await office.draft(other, { text })
    const at = [{ channelId: other, language: 'vi', localTime: `${day(1)}T09:00`, zone: undefined }]
    await inTransaction(office.db, (trx) => schedule(trx, office.actor, once, at))
    const weekly = { freq: 'weekly', interval: 3, weekdays: [1, 2, 3, 4, 5, 6, 7] } as const
    const pattern = { ...weekly, weekdays: [...weekly.weekdays] }
    const { id } = await started(daily({ pattern, count: 20 }), text)
    const rows = await days(id)
    const [near] = rows
    expect(near).toMatchObject({ releasedHash: null, textHash: null })
    expect(near?.unreleasedBecause).toMatchObject({ code: 'same-text', values: { channel: 'Kênh mastodon' } })
    expect(rows.at(-1)).toMatchObject({ releasedBy: office.actor.memberId, unreleasedBecause: null })
  })

  it('refuses a series of which one account could send nothing', async () => {
    const post = await office.draft(channel)
    const twin = await office.addChannel('mastodon')
    await inTransaction(office.db, (trx) =>
      upsertVariant(trx, post, {
        channelId: twin,
        language: 'vi',
        title: null,
        parts: null,
        mediaIds: null,
        options: {},
      }),
    )
    expect(await refusalOf(begin(post, daily(), [channel, twin]))).toMatchObject({ code: 'same-text' })
  })
})

describe('changing a series', () => {
  it('moves its days, adds and takes away, and leaves what was moved by hand or taken back', async () => {
    const { id } = await started()
    const [one, two] = await days(id)
    if (!one || !two) throw new Error('no days')
    await office.deliveries.cancel(office.actor, one.id, one.revision)
    const localTime = `${day(2)}T20:00`
    await office.deliveries.move(office.actor, two.id, { revision: two.revision, localTime, zone: undefined })
    const { revision } = await series.get(office.actor, id)
    const rule = daily({ time: '10:00', count: 6 })
    const changed = await series.change(office.actor, id, { revision, rule, exceptions: [day(3)] })
    expect(changed.changedSinceRelease).toBe(false)
    const rows = await days(id)
    expect(rows.map(({ localTime, state }) => [localTime, state])).toEqual([
      [`${day(1)}T09:00`, 'cancelled'],
      [localTime, 'scheduled'],
      [`${day(4)}T10:00`, 'scheduled'],
      [`${day(5)}T10:00`, 'scheduled'],
      [`${day(6)}T10:00`, 'scheduled'],
    ])
    for (const row of rows.slice(1)) expect(row.releasedHash).toBe(row.contentHash)
  })

  it('brings a day back that is left out no more', async () => {
    const { id, revision } = await started()
    const without = await series.change(office.actor, id, { revision, rule: daily(), exceptions: [day(2)] })
    expect(await days(id)).toHaveLength(4)
    await series.change(office.actor, id, { revision: without.revision, rule: daily(), exceptions: [] })
    expect((await days(id)).filter(({ state }) => state === 'scheduled')).toHaveLength(5)
  })

  it('is refused at another revision, and after its end', async () => {
    const { id, revision } = await started()
    const change = { revision: revision + 1, rule: daily(), exceptions: [] }
    expect(await refusalOf(series.change(office.actor, id, change))).toMatchObject({ code: 'stale' })
    await series.end(office.actor, id, revision)
    expect(await refusalOf(series.release(office.actor, id, revision + 1))).toMatchObject({ code: 'wrong-state' })
  })

  it('from one day on ends the series before it and begins another, without what was taken back', async () => {
    const { id, revision } = await started()
    const fourth = (await days(id))[3]
    if (!fourth) throw new Error('no fourth day')
    await office.deliveries.cancel(office.actor, fourth.id, fourth.revision)
    const rule = daily({ startsOn: day(3), time: '15:00', count: 3 })
    const next = await series.following(office.actor, id, { revision, rule })
    expect((await days(id)).filter(({ state }) => state !== 'cancelled').map(({ occursOn }) => occursOn)).toEqual([
      day(1),
      day(2),
    ])
    expect((await days(next.id)).map(({ localTime }) => localTime)).toEqual([`${day(3)}T15:00`, `${day(5)}T15:00`])
    expect(await series.get(office.actor, id)).toMatchObject({ rule: { until: day(2) }, changedSinceRelease: false })
  })

  it('at its end takes back what is ahead', async () => {
    const { id, revision } = await started()
    expect(await series.end(office.actor, id, revision)).toMatchObject({ state: 'ended', next: null })
    const states = await office.db.selectFrom('delivery').select('state').where('seriesId', '=', id).execute()
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['cancelled']))
    expect(await continueSeries(office.db)).toBe(0)
  })
})

describe('only this one', () => {
  it('becomes a post of its own with a draft at its time, and the series leaves the day out', async () => {
    const { id, postId } = await started()
    const first = await find(id)
    const made = await detach(office.db, office.actor, first.id, first.revision)
    expect(made.postId).not.toBe(postId)
    const draft = await office.find(made.deliveryId ?? '')
    expect(draft).toMatchObject({ state: 'draft', postId: made.postId, localTime: first.localTime, seriesId: null })
    expect(await office.find(first.id)).toMatchObject({ state: 'cancelled' })
    const after = await series.get(office.actor, id)
    expect(after).toMatchObject({ exceptions: [day(1)], changedSinceRelease: false })
    expect(await continueSeries(office.db)).toBe(0)
    await edit(made.postId, 'chỉ hôm nay')
    expect(await series.get(office.actor, id)).toMatchObject({ changedSinceRelease: false })
  })

  it('takes the other channels of the day along', async () => {
    const x = await office.addChannel('x')
    const post = await office.draft(channel)
    await inTransaction(office.db, (trx) =>
      upsertVariant(trx, post, { channelId: x, language: 'vi', title: null, parts: null, mediaIds: null, options: {} }),
    )
    const { id } = await begin(post, daily(), [channel, x])
    const first = await find(id)
    const { postId } = await detach(office.db, office.actor, first.id, first.revision)
    const drafts = await office.db.selectFrom('delivery').selectAll().where('postId', '=', postId).execute()
    expect(drafts.map(({ channelId, state }) => [channelId, state]).toSorted()).toEqual(
      [
        [channel, 'draft'],
        [x, 'draft'],
      ].toSorted(),
    )
    expect(await days(id)).toHaveLength(8)
  })
})
