import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import type { CalendarDay, Planning, PlanWarning } from '../../server/contract/planning.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/practice-channel.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

let app: WholeApp
let admin: TestClient
let officer: TestClient
let channelId: string
beforeAll(async () => {
  app = await startWholeApp()
  admin = await app.signIn('admin')
  officer = await app.signIn('officer')
  channelId = await connectPractice(admin)
})
afterAll(() => app.close())

const words = 'Từ ngày mai cầu Rào 2 cấm xe tải vào giờ cao điểm, bà con chú ý đi đường vòng theo hướng dẫn.'

async function plan(text: string, plannedFor: string): Promise<Post> {
  const { body } = await officer.post<Post>('/posts', {
    ...{ kind: 'news', tone: 'neutral', title: text.slice(0, 20), sourceLanguage: 'vi', content: { vi: { text } } },
    variants: [{ channelId, language: 'vi', plannedFor }],
  })
  return body
}
const warnings = async (query: string) =>
  (await officer.get<{ warnings: PlanWarning[] }>(`/deliveries/warnings?${query}`)).body.warnings

describe('planning', () => {
  it('tells lunar dates and the days that are kept', async () => {
    const { body } = await officer.get<{ days: CalendarDay[] }>('/days?from=2031-01-22&to=2031-01-24')
    expect(body.days).toEqual([
      {
        date: '2031-01-22',
        lunar: { month: 12, day: 29, isLeap: false },
        observances: [expect.objectContaining({ name: 'Tết Nguyên đán', holiday: true })],
      },
      {
        date: '2031-01-23',
        lunar: { month: 1, day: 1, isLeap: false },
        observances: [expect.objectContaining({ name: 'Tết Nguyên đán' })],
      },
    ])
  })

  it('refuses more days than anybody looks at, and days that are none', async () => {
    expect((await officer.get('/days?from=2031-01-01&to=2033-01-01')).problem).toMatchObject({ status: 422 })
    expect((await officer.get('/days?from=2031-02-30&to=2031-03-01')).problem).toMatchObject({ status: 422 })
    expect((await officer.get('/days')).problem).toMatchObject({ status: 422 })
  })

  it('warns of words that come again and of posts too close, about a range and about one post', async () => {
    const first = await plan(words, '2031-03-10T09:00')
    const again = await plan(`${words} Trân trọng.`, '2031-03-10T09:10')
    const range = 'from=2031-03-01T00:00:00Z&to=2031-03-31T00:00:00Z'
    const [own] = again.deliveries
    const [other] = first.deliveries
    const expected = [
      { code: 'near-duplicate', deliveryId: own?.id, otherId: other?.id, days: 0 },
      { code: 'crowded', deliveryId: own?.id, otherId: other?.id, minutes: 10 },
    ]
    expect(await warnings(range)).toMatchObject([...expected, { code: 'silent-channel', channelId }])
    expect(await warnings(`${range}&post=${again.id}`)).toMatchObject(expected)
    expect(await warnings(`${range}&channel=${crypto.randomUUID()}`)).toEqual([])
  })

  it('takes the limits and days an administrator sets, tells who did, and goes back to the list as shipped', async () => {
    const shipped = (await officer.get<Planning>('/planning')).body
    expect(shipped).toMatchObject({ shipped: true, limits: { crowdedMinutes: 30 } })
    const observances = [
      { name: 'Ngày giải phóng thành phố', nameEn: 'City Day', calendar: 'solar', month: 5, day: 13 },
    ]
    const limits = { duplicateDays: 0, crowdedMinutes: 0, silentDays: 0 }
    const changed = await admin.patch<Planning>('/planning', { limits, observances })
    expect(changed.body).toMatchObject({ shipped: false, limits, observances: [{ days: 1, holiday: false }] })
    expect(await warnings('from=2031-03-01T00:00:00Z&to=2031-03-31T00:00:00Z')).toEqual([])
    const { body } = await officer.get<{ days: CalendarDay[] }>('/days?from=2031-05-13&to=2031-05-14')
    expect(body.days[0]?.observances).toMatchObject([{ name: 'Ngày giải phóng thành phố' }])
    expect((await admin.patch<Planning>('/planning', { observances: null, limits: shipped.limits })).body).toEqual(
      shipped,
    )
  })

  it('refuses an observance without a name and limits that are none', async () => {
    const nameless = { name: ' ', nameEn: 'x', calendar: 'solar', month: 5, day: 13 }
    expect((await admin.patch('/planning', { observances: [nameless] })).problem).toMatchObject({ status: 422 })
    const limits = { duplicateDays: -1, crowdedMinutes: 0, silentDays: 0 }
    expect((await admin.patch('/planning', { limits })).problem).toMatchObject({ status: 422 })
  })
})
