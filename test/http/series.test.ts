import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import type { Series, SeriesPreview } from '../../server/contract/series.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/practice-channel.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

let app: WholeApp
let officer: TestClient
let channelId: string
beforeAll(async () => {
  app = await startWholeApp()
  officer = await app.signIn('officer')
  channelId = await connectPractice(await app.signIn('admin'))
})
afterAll(() => app.close())

const day = (days: number) => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10)
const rule = (given: object = {}) => ({
  ...{ pattern: { freq: 'daily', interval: 1 }, time: '09:00', zone: 'Asia/Ho_Chi_Minh', startsOn: day(1), count: 3 },
  ...given,
})
let posts = 0
async function write(): Promise<Post> {
  posts += 1
  const { body } = await officer.post<Post>('/posts', {
    ...{ kind: 'news', tone: 'neutral', title: `Tin ${posts}`, sourceLanguage: 'vi' },
    content: { vi: { text: `Nội dung ${posts}` } },
    variants: [{ channelId, language: 'vi' }],
  })
  return body
}
const bodyOf = (post: Post, given: object = {}) => ({
  ...{ revision: post.revision, variants: [{ channelId, language: 'vi' }], rule: rule() },
  ...given,
})
async function begin(): Promise<Series> {
  const post = await write()
  const answer = await officer.post<Series>(`/posts/${post.id}/series`, bodyOf(post))
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}

describe('POST /posts/:id/series', () => {
  it('begins a series, marks its days in the calendar, and lists it', async () => {
    const series = await begin()
    expect(series).toMatchObject({ state: 'running', total: 3, changedSinceRelease: false, leftOut: [] })
    const range = `from=${day(0)}T00:00:00Z&to=${day(5)}T00:00:00Z`
    const { body } = await officer.get<{ deliveries: { seriesId: string | null }[] }>(`/deliveries?${range}`)
    expect(body.deliveries.filter(({ seriesId }) => seriesId === series.id)).toHaveLength(3)
    const list = await officer.get<{ series: Series[] }>(`/series?post=${series.postId}`)
    expect(list.body.series.map(({ id }) => id)).toEqual([series.id])
  })

  it('begins one series when the same request comes twice with one key', async () => {
    const post = await write()
    const send = () =>
      officer.request<Series>('POST', `/posts/${post.id}/series`, {
        body: bodyOf(post),
        headers: { 'idempotency-key': `key-${post.id}` },
      })
    const [first, second] = [await send(), await send()]
    expect(second.body.id).toBe(first.body.id)
    expect((await officer.get<{ series: Series[] }>(`/series?post=${post.id}`)).body.series).toHaveLength(1)
  })

  it.each<[string, object, number, string, string]>([
    ['without an end', { count: null }, 422, 'rule.until', 'end-required'],
    ['that ends before it begins', { count: null, until: day(0) }, 422, 'rule.until', 'ends-before-start'],
    ['of no occurrence', { count: 0 }, 422, 'rule.count', 'too-few'],
    ['every 0 days', { pattern: { freq: 'daily', interval: 0 } }, 422, 'rule.pattern.interval', 'too-few'],
    ['every million days', { pattern: { freq: 'daily', interval: 1e6 } }, 422, 'rule.pattern.interval', 'too-many'],
    [
      'on no weekday',
      { pattern: { freq: 'weekly', interval: 1, weekdays: [] } },
      422,
      'rule.pattern.weekdays',
      'required',
    ],
    ['in no zone', { zone: 'Mars/Base' }, 422, 'rule.zone', 'unknown-zone'],
    ['in the year 9999', { startsOn: '9999-12-31' }, 422, 'rule.startsOn', 'too-far'],
    ['until the year 9999', { count: null, until: '9999-12-31' }, 422, 'rule.until', 'too-far'],
    ['in the past', { startsOn: day(-2) }, 422, 'rule.startsOn', 'past'],
  ])('refuses a rule %s', async (_what, given, status, path, code) => {
    const post = await write()
    const answer = await officer.post(`/posts/${post.id}/series`, bodyOf(post, { rule: rule(given) }))
    expect(answer.problem, answer.text).toMatchObject({ status })
    expect(answer.problem?.errors?.[0]).toMatchObject({ path, code })
  })

  it('refuses ten thousand exceptions, a stale revision and a channel the post is not for', async () => {
    const post = await write()
    const path = `/posts/${post.id}/series`
    const many = Array.from({ length: 10_000 }, () => day(1))
    expect((await officer.post(path, bodyOf(post, { exceptions: many }))).problem).toMatchObject({ status: 422 })
    expect((await officer.post(path, bodyOf(post, { revision: 99 }))).problem).toMatchObject({ code: 'stale' })
    const elsewhere = { variants: [{ channelId: randomUUID(), language: 'vi' }] }
    expect((await officer.post(path, bodyOf(post, elsewhere))).problem?.errors?.[0]).toMatchObject({
      code: 'no-variant',
    })
  })
})

describe('a series', () => {
  it('shows its next days before it begins, and what clocks do to them', async () => {
    const pattern = { freq: 'monthly', interval: 1, on: { day: 31 } }
    const { body, status } = await officer.post<SeriesPreview>('/series/preview', {
      rule: rule({
        pattern,
        zone: 'Europe/Berlin',
        time: '02:30',
        startsOn: `${Number(day(0).slice(0, 4)) + 1}-01-01`,
        count: 7,
      }),
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ total: 7, occurrences: { length: 7 } })
    expect(body.skippedMonths).toHaveLength(5)
  })

  it('is changed, split, released and ended, each with the revision the person saw', async () => {
    const series = await begin()
    const address = `/series/${series.id}`
    const stale = await officer.request('PATCH', address, { body: { revision: 99, rule: rule() } })
    expect(stale.problem).toMatchObject({ status: 409, code: 'stale' })
    const changed = await officer.request<Series>('PATCH', address, {
      body: { revision: series.revision, rule: rule({ time: '10:00', count: 6 }) },
    })
    expect(changed.body.occurrences[0]?.deliveries[0]?.localTime).toBe(`${day(1)}T10:00`)
    const released = await officer.post<Series>(`${address}/release`, { revision: changed.body.revision })
    const split = await officer.post<Series>(`${address}/following`, {
      ...{ revision: released.body.revision, rule: rule({ startsOn: day(3), count: 2 }) },
    })
    expect(split.status, split.text).toBe(201)
    const { body: before } = await officer.get<Series>(address)
    expect(before).toMatchObject({ total: 2, rule: { until: day(2) } })
    const ended = await officer.post<Series>(`${address}/end`, { revision: before.revision })
    expect(ended.body).toMatchObject({ state: 'ended', occurrences: [] })
  })

  it('lets one day go its own way', async () => {
    const series = await begin()
    const delivery = series.occurrences[1]?.deliveries[0]
    const { status, body } = await officer.post<{ postId: string; deliveryId: string }>(
      `/deliveries/${delivery?.id}/detach`,
      { revision: delivery?.revision },
    )
    expect(status).toBe(201)
    const { body: post } = await officer.get<Post>(`/posts/${body.postId}`)
    expect(post).toMatchObject({ state: 'draft', deliveries: [{ id: body.deliveryId, state: 'draft' }] })
    const { body: after } = await officer.get<Series>(`/series/${series.id}`)
    expect(after).toMatchObject({ exceptions: [day(2)], changedSinceRelease: false })
  })
})
