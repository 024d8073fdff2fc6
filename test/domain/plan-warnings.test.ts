import { describe, expect, it } from 'vitest'
import type { PlannedDelivery } from '../../server/db/planning.ts'
import { vietnamObservances } from '../../server/domain/observance.ts'
import { silences, warningsAbout } from '../../server/domain/plan-warnings.ts'
import { similarPairs } from '../../server/domain/similar-texts.ts'

const surroundings = {
  limits: { duplicateDays: 14, crowdedMinutes: 30, silentDays: 7 },
  observances: vietnamObservances,
  zone: 'Asia/Ho_Chi_Minh',
}
const lamps =
  'Thành phố thay 208 bóng đèn đường ở phường Lạc Viên Đông trong tuần này, mời bà con lưu ý khi đi lại buổi tối.'

let made = 0
function planned(dueAt: string, more: Partial<PlannedDelivery> = {}): PlannedDelivery {
  made += 1
  return {
    ...{ id: `d${made}`, postId: `p${made}`, seriesId: null, channelId: 'c1', title: `Tin ${made}` },
    ...{ text: `Mẩu tin số ${made} chẳng giống mẩu nào khác ${made * 7919}`, isWaiting: true, isDraft: false },
    ...{ paused: false, expiresAt: null },
    ...more,
    dueAt: new Date(dueAt),
  }
}
const about = (list: readonly PlannedDelivery[], concerns: (d: PlannedDelivery) => boolean = () => true) =>
  warningsAbout(list, concerns, surroundings)

describe('warnings while planning', () => {
  it('are none where everything is far apart', () => {
    expect(about([planned('2026-11-10T01:00Z'), planned('2026-11-10T02:00Z')])).toEqual([])
  })

  it('tell nearly the same words on one channel, whatever their marks, and which ones', () => {
    const first = planned('2026-11-10T01:00Z', { text: lamps, isWaiting: false })
    const again = planned('2026-11-17T01:00Z', { text: lamps.toUpperCase().replace('tuần này', 'tháng này') })
    expect(about([first, again])).toEqual([
      { code: 'near-duplicate', deliveryId: again.id, otherId: first.id, otherTitle: first.title, days: 7 },
    ])
  })

  it('let the same words be on another channel, after the limit, and within a series', () => {
    const first = planned('2026-11-01T01:00Z', { text: lamps, seriesId: 's' })
    expect(about([first, planned('2026-11-03T01:00Z', { text: lamps, channelId: 'c2' })])).toEqual([])
    expect(about([first, planned('2026-11-15T01:00Z', { text: lamps })])).toEqual([])
    expect(about([first, planned('2026-11-03T01:00Z', { text: lamps, seriesId: 's' })])).toEqual([])
  })

  it('tell two posts of a channel too close, the later one first, and the earlier where only it can move', () => {
    const [one, two] = [planned('2026-11-10T01:00Z'), planned('2026-11-10T01:29Z')]
    expect(about([one, two])).toMatchObject([{ code: 'crowded', deliveryId: two.id, otherId: one.id, minutes: 29 }])
    const out = { ...two, isWaiting: false }
    expect(about([one, out])).toMatchObject([{ code: 'crowded', deliveryId: one.id, otherId: out.id }])
    expect(about([one, planned('2026-11-10T01:30Z')])).toEqual([])
  })

  it('tell the days that are kept, by the day of the office and not of Greenwich', () => {
    expect(about([planned('2026-09-01T17:30Z')])).toMatchObject([
      { code: 'observance', name: 'Quốc khánh', holiday: true },
    ])
    expect(about([planned('2026-09-02T17:30Z')])).toEqual([])
  })

  it('tell a pause and an access that ends before', () => {
    const expiresAt = new Date('2026-11-09T00:00Z')
    expect(about([planned('2026-11-10T01:00Z', { paused: true, expiresAt })]).map(({ code }) => code)).toEqual([
      'channel-expires',
      'paused',
    ])
  })

  it('are about what was asked for alone', () => {
    const [one, two] = [planned('2026-11-10T01:00Z'), planned('2026-11-10T01:10Z')]
    expect(about([one, two], ({ id }) => id === one.id)).toMatchObject([{ deliveryId: one.id, otherId: two.id }])
    expect(about([one, two], () => false)).toEqual([])
  })
})

describe('a silent channel', () => {
  const range = { from: new Date('2026-11-10T00:00Z'), to: new Date('2026-11-30T00:00Z') }
  const silent = (list: readonly PlannedDelivery[]) => silences(list, [{ id: 'c1', name: 'Cảng' }], range, 7)

  it('has more than the limit between two posts; drafts say nothing', () => {
    const posts = ['2026-11-09T00:00Z', '2026-11-15T00:00Z', '2026-11-24T00:00Z', '2026-12-01T00:00Z']
    const draft = planned('2026-11-20T00:00Z', { isDraft: true })
    const list = [...posts.map((at) => planned(at)), draft]
    expect(silent(list)).toMatchObject([{ channelId: 'c1', days: 9, from: '2026-11-15T00:00:00.000Z' }])
    expect(silent([...list, planned('2026-11-20T00:00Z')].sort((a, b) => +a.dueAt - +b.dueAt))).toEqual([])
  })

  it('is not one that speaks every week at about the same hour', () => {
    const weekly = [
      '2026-11-06T01:00Z',
      '2026-11-13T01:05Z',
      '2026-11-20T01:10Z',
      '2026-11-27T01:20Z',
      '2026-12-04T01:30Z',
    ]
    expect(silent(weekly.map((at) => planned(at)))).toEqual([])
  })

  it('is one with nothing at all, and none is asked about with a limit of 0', () => {
    expect(silent([])).toHaveLength(1)
    expect(silences([], [{ id: 'c1', name: 'Cảng' }], range, 0)).toEqual([])
  })
})

describe('texts that are alike', () => {
  it('are found among thousands that are not', () => {
    const others = Array.from({ length: 3000 }, (_, at) => ({
      text: Array.from({ length: 80 }, (_, word) => `từ${(at * 31 + word * 7) % 997}x${at}`).join(' '),
    }))
    expect(similarPairs([...others, { text: lamps }, { text: `${lamps} Xin cảm ơn.` }], () => true)).toHaveLength(1)
  })

  it('are not those of a few words', () => {
    expect(similarPairs([{ text: 'Chúc mừng năm mới' }, { text: 'Chúc mừng năm mới' }], () => true)).toEqual([])
  })
})
