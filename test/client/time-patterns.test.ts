import { describe, expect, it } from 'vitest'
import { planOf, stepsAsPlanned, stepsOfPattern } from '../../client/features/composer/plan.ts'
import { newVariant } from '../../client/features/composer/variants.ts'
import { isWorkingDay, timeOfStep } from '../../client/lib/time-patterns.ts'
import type { CalendarDay } from '../../server/contract/planning.ts'

const office = 'Asia/Ho_Chi_Minh'
const kept = (date: string, holiday: boolean): [string, CalendarDay] => [
  date,
  { date, lunar: { month: 1, day: 1, isLeap: false }, observances: [{ name: 'Nghỉ', nameEn: 'Off', holiday }] },
]
const noDays = new Map<string, CalendarDay>()
const working = (days: number, time = '09:00') => ({ kind: 'clock', days, working: true, time }) as const

describe('a time counted from the first one', () => {
  it('is a clock time on the same day or days later', () => {
    const at = { kind: 'clock', days: 0, working: false, time: '18:00' } as const
    expect(timeOfStep(at, '2026-11-30T08:00', office, noDays)).toBe('2026-11-30T18:00')
    expect(timeOfStep({ ...at, days: 2 }, '2026-11-30T08:00', office, noDays)).toBe('2026-12-02T18:00')
  })

  it('is the next working day: no weekend, no day off of the office, though other kept days are worked', () => {
    // 27/11/2026 is a Friday.
    expect(timeOfStep(working(1), '2026-11-27T08:00', office, noDays)).toBe('2026-11-30T09:00')
    expect(timeOfStep(working(1), '2026-11-28T08:00', office, noDays)).toBe('2026-11-30T09:00')
    expect(timeOfStep(working(0), '2026-11-28T08:00', office, noDays)).toBe('2026-11-30T09:00')
    const days = new Map([kept('2026-11-30', true), kept('2026-12-01', false)])
    expect(timeOfStep(working(1), '2026-11-27T08:00', office, days)).toBe('2026-12-01T09:00')
    expect(timeOfStep(working(2), '2026-11-27T08:00', office, days)).toBe('2026-12-02T09:00')
    expect(isWorkingDay('2026-12-01', days)).toBe(true)
  })

  it('is so many minutes later on the world’s clock, also where an hour is skipped', () => {
    const at = { kind: 'after', minutes: 90 } as const
    expect(timeOfStep(at, '2026-11-30T23:00', office, noDays)).toBe('2026-12-01T00:30')
    expect(timeOfStep(at, '2026-03-29T01:00', 'Europe/Paris', noDays)).toBe('2026-03-29T03:30')
  })
})

describe('the steps of a post', () => {
  const plan = planOf(
    [
      newVariant('a', 'vi', '2026-11-30T08:00'),
      newVariant('b', 'vi', '2026-12-02T18:30'),
      newVariant('b', 'en', null),
      newVariant('c', 'vi', '2027-06-01T08:00'),
    ],
    [],
  )

  it('say what stands planned; what has no time, or one too far, goes with the first', () => {
    expect([...stepsAsPlanned(plan, '2026-11-30T08:00').values()]).toEqual(
      [
        [0, '08:00'],
        [2, '18:30'],
        [0, '08:00'],
        [0, '08:00'],
      ].map(([days, time]) => ({ kind: 'clock', days, working: false, time })),
    )
  })

  it('follow a pattern where it knows the version, else stay', () => {
    const before = stepsAsPlanned(plan, '2026-11-30T08:00')
    const after = stepsOfPattern(
      plan,
      {
        steps: [
          { channelId: 'b', language: 'en', at: working(1) },
          { channelId: 'gone', language: 'vi', at: working(2) },
        ],
      },
      before,
    )
    expect(after.get('b en')).toEqual(working(1))
    expect(after.get('a vi')).toEqual(before.get('a vi'))
    expect(after.size).toBe(4)
  })
})
