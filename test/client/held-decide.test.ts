import { describe, expect, it } from 'vitest'
import { canKeep, type HeldDelivery, stillThere } from '../../client/features/held/decide.ts'
import { lookAhead, plannedInstants } from '../../client/lib/move-together.ts'
import type { PlannedTime } from '../../server/db/delivery-places.ts'
import { laterTime } from '../../server/domain/delivery-time.ts'

const zone = 'Asia/Ho_Chi_Minh'
const held = (dueAt: string, own = zone) => ({ dueAt, zone: own })
const iso = (instants: readonly number[]) => instants.map((instant) => new Date(instant).toISOString())

describe('deciding about what was held', () => {
  it('keeps only what the server would send as it was meant', () => {
    expect(canKeep({ actions: ['move', 'keep', 'skip'] })).toBe(true)
    expect(canKeep({ actions: ['move', 'send-now', 'skip'] })).toBe(false)
  })

  it('is about those of the chosen that are still there, in their order', () => {
    const list = [{ id: 'a' }, { id: 'b' }, { id: 'c' }] as HeldDelivery[]
    expect(stillThere(list, new Set(['c', 'gone', 'a'])).map(({ id }) => id)).toEqual(['a', 'c'])
  })
})

describe('moving many', () => {
  it('spreads them from a start on the office’s clock', () => {
    const plan = { by: 'spread', localTime: '2026-05-18T23:50', everyMinutes: 10 } as const
    expect(iso(plannedInstants([held(''), held(''), held('')], plan, zone))).toEqual([
      '2026-05-18T16:50:00.000Z',
      '2026-05-18T17:00:00.000Z',
      '2026-05-18T17:10:00.000Z',
    ])
  })

  it.each([
    ['an ordinary day', '2026-05-18T02:00:00.000Z', zone],
    ['the day before clocks go forward', '2026-03-28T08:00:00.000Z', 'Europe/Paris'],
    ['into the hour that is skipped', '2026-03-28T01:30:00.000Z', 'Europe/Paris'],
    ['the day before clocks go back', '2026-10-24T08:00:00.000Z', 'Europe/Paris'],
    ['the end of a month', '2026-01-31T02:00:00.000Z', zone],
  ])('shows where the server will put them: %s', (_what, dueAt, own) => {
    for (const by of [
      { days: 1, minutes: 0 },
      { days: 0, minutes: 90 },
      { days: 2, minutes: 30 },
    ]) {
      const time: Pick<PlannedTime, 'zone' | 'dueAt'> = { zone: own, dueAt: new Date(dueAt) }
      const server = laterTime(time, by, new Date('2026-01-01T00:00:00Z')).dueAt
      expect(iso(plannedInstants([held(dueAt, own)], { by: 'offset', ...by }, zone))).toEqual([server.toISOString()])
    }
  })

  it('tells the first, the last, and how many would still lie behind', () => {
    const now = Date.parse('2026-05-18T03:00:00Z')
    const instants = ['2026-05-18T04:00:00Z', '2026-05-18T02:00:00Z', '2026-05-18T06:00:00Z'].map((at) =>
      Date.parse(at),
    )
    expect(lookAhead(instants, now)).toEqual({ first: instants[1], last: instants[2], past: 1 })
  })
})
