import { describe, expect, it } from 'vitest'
import { lunarOf } from '../../server/domain/lunar.ts'
import { daysBetween, vietnamObservances } from '../../server/domain/observance.ts'

/** First days of the lunar year in Vietnam. In 1985, 2007 and 2030 China's came on another day. */
const newYears = [
  '1968-01-29',
  '1985-01-21',
  '2000-02-05',
  '2007-02-17',
  '2008-02-07',
  '2012-01-23',
  '2015-02-19',
  '2017-01-28',
  '2020-01-25',
  '2021-02-12',
  '2022-02-01',
  '2023-01-22',
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-02',
  '2033-01-31',
]

describe('the Vietnamese lunar calendar', () => {
  it.each(newYears)('begins a year on %s', (date) => {
    expect(lunarOf(date)).toEqual({ year: Number(date.slice(0, 4)), month: 1, day: 1, isLeap: false })
  })

  it.each([
    ['2023-03-22', { year: 2023, month: 2, day: 1, isLeap: true }],
    ['2025-07-25', { year: 2025, month: 6, day: 1, isLeap: true }],
    ['2028-06-23', { year: 2028, month: 5, day: 1, isLeap: true }],
    ['2034-01-19', { year: 2033, month: 11, day: 29, isLeap: true }],
    ['2026-09-25', { year: 2026, month: 8, day: 15, isLeap: false }],
    ['2026-02-16', { year: 2025, month: 12, day: 29, isLeap: false }],
    ['2026-12-31', { year: 2026, month: 11, day: 23, isLeap: false }],
  ])('knows %s', (date, lunar) => {
    expect(lunarOf(date)).toEqual(lunar)
  })

  it('counts every day of two centuries once: a day more, or the first of the next month after the 29th or 30th', () => {
    let before = lunarOf('1950-01-01')
    for (let at = Date.UTC(1950, 0, 2); at < Date.UTC(2150, 0, 1); at += 86_400_000) {
      const now = lunarOf(new Date(at).toISOString().slice(0, 10))
      if (now.day !== before.day + 1) {
        expect([29, 30]).toContain(before.day)
        expect(now.day).toBe(1)
        const isNext = now.month === (before.month % 12) + 1 && !now.isLeap
        expect(
          isNext || (now.month === before.month && now.isLeap && !before.isLeap),
          JSON.stringify([before, now]),
        ).toBe(true)
      }
      before = now
    }
  })
})

describe('days that are kept', () => {
  const namesOn = (date: string, to: string) =>
    daysBetween(vietnamObservances, date, to).map((day) => day.observances.map(({ name }) => name))

  it('stand on their day, by either calendar', () => {
    expect(namesOn('2026-04-26', '2026-04-27')).toEqual([['Giỗ Tổ Hùng Vương']])
    expect(namesOn('2026-04-30', '2026-05-02')).toEqual([['Ngày Thống nhất đất nước'], ['Quốc tế Lao động']])
  })

  it('begin before it and go on after it, over the ends of what was asked for', () => {
    expect(namesOn('2026-02-16', '2026-02-22').map((names) => names.includes('Tết Nguyên đán'))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ])
    expect(namesOn('2026-02-18', '2026-02-19')).toEqual([['Tết Nguyên đán']])
    expect(namesOn('2026-02-16', '2026-02-17')).toEqual([['Tết Nguyên đán']])
  })

  it('are none where the end does not come after the beginning', () => {
    expect(daysBetween(vietnamObservances, '2026-02-16', '2026-02-16')).toEqual([])
  })
})
