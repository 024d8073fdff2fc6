import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Slot } from '../../server/contract/slots.ts'
import { freeSlots } from '../../server/domain/slot-times.ts'
import { wallTimeOf } from '../../server/domain/wall-time.ts'

const hanoi = 'Asia/Ho_Chi_Minh'
const monday = new Date('2026-05-18T00:00:00Z')
const at = (weekday: number, time: string): Slot => ({ weekday, time })
const times = (slots: readonly Slot[], options: Partial<Parameters<typeof freeSlots>[2]> = {}, zone = hanoi) =>
  freeSlots(slots, zone, { after: monday, taken: [], count: 3, ...options }).map(({ localTime }) => localTime)

describe('the next free slots of a channel', () => {
  it('are the times of its week that are still to come, soonest first', () => {
    // It is 7 in the morning in Hanoi.
    expect(times([at(1, '06:30'), at(3, '08:00'), at(1, '08:00')])).toEqual([
      '2026-05-18T08:00',
      '2026-05-20T08:00',
      '2026-05-25T06:30',
    ])
  })

  it('are not those within five minutes of which something else of the channel is due', () => {
    const slots = [at(1, '08:00'), at(1, '09:00'), at(1, '10:00')]
    const taken = [new Date('2026-05-18T01:04:59Z'), new Date('2026-05-18T02:05:00Z')]
    expect(times(slots, { taken, count: 1 })).toEqual(['2026-05-18T09:00'])
  })

  it('leave out a time that clocks jump over, and take the first of one that comes twice', () => {
    const spring = { after: new Date('2026-03-28T12:00:00Z'), count: 1 }
    expect(times([at(7, '02:30')], spring, 'Europe/Berlin')).toEqual(['2026-04-05T02:30'])
    const autumn = { after: new Date('2026-10-24T12:00:00Z'), taken: [], count: 1 }
    const [slot] = freeSlots([at(7, '02:30')], 'Europe/Berlin', autumn)
    expect(slot?.dueAt.toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })

  it('are not within five minutes of each other: the first would take the second', () => {
    expect(times([at(1, '08:00'), at(1, '08:02')], { count: 2 })).toEqual(['2026-05-18T08:00', '2026-05-25T08:00'])
  })

  it('are none where there are no slots, or all of them are taken', () => {
    expect(times([])).toEqual([])
    const taken = Array.from(
      { length: 20 },
      (_unused, week) => new Date(monday.getTime() + (week * 7 * 24 + 1) * 3.6e6),
    )
    expect(times([at(1, '08:00')], { taken })).toEqual([])
  })

  it('are each in the plan, ahead, apart, in order, and free, in every zone', () => {
    const slot = fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      time: fc
        .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
        .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`),
    })
    fc.assert(
      fc.property(
        fc.array(slot, { maxLength: 12 }),
        fc.constantFrom(hanoi, 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        fc.array(fc.integer({ min: 0, max: 14 * 24 * 60 }), { maxLength: 10 }),
        (slots, zone, after, takenInMinutes) => {
          const taken = takenInMinutes.map((minutes) => new Date(after.getTime() + minutes * 60_000))
          const found = freeSlots(slots, zone, { after, taken, count: 5 })
          for (const [index, { localTime, dueAt }] of found.entries()) {
            expect(wallTimeOf(dueAt, zone)).toBe(localTime)
            const weekday = ((new Date(`${localTime.slice(0, 10)}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
            expect(slots).toContainEqual({ weekday, time: localTime.slice(11) })
            expect(dueAt > (found[index - 1]?.dueAt ?? after)).toBe(true)
            for (const other of taken)
              expect(Math.abs(other.getTime() - dueAt.getTime())).toBeGreaterThanOrEqual(300_000)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
