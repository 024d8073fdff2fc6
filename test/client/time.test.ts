import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import {
  formatDate,
  formatDateTime,
  formatLocalTime,
  formatSeconds,
  formatTime,
  fromLocalTime,
  nextHour,
  relative,
  toLocalTime,
  weekdayName,
  zoneOffset,
} from '../../client/lib/time.ts'

const office = 'Asia/Ho_Chi_Minh'

describe('the office’s clock', () => {
  it('shows an instant as wall time, with a midnight of 00, not 24', () => {
    expect(toLocalTime('2026-05-12T17:00:00Z', office)).toBe('2026-05-13T00:00')
    expect(toLocalTime('2026-05-13T01:00:59.999Z', office)).toBe('2026-05-13T08:00')
  })

  it('writes times the way they are written here, in both languages', () => {
    expect(formatTime('2026-05-13T01:00:00Z', office)).toBe('08:00')
    expect(formatDate('2026-05-13T01:00:00Z', office)).toBe('13/05/2026')
    expect(formatDateTime('2026-05-13T01:00:00Z', office)).toBe('08:00, 13/05/2026')
    expect(formatLocalTime('2026-05-13T08:00')).toBe('08:00, 13/05/2026')
    expect(formatSeconds('2026-05-13T01:00:07.4Z', office)).toBe('08:00:07')
  })

  it('turns wall time into an instant', () => {
    expect(fromLocalTime('2026-05-13T08:00', office)).toBe('2026-05-13T01:00:00Z')
  })

  it('moves a time that clocks jump over forward, and takes the first of one that comes twice', () => {
    expect(fromLocalTime('2026-03-29T02:30', 'Europe/Paris')).toBe('2026-03-29T01:30:00Z')
    expect(fromLocalTime('2026-10-25T02:30', 'Europe/Paris')).toBe('2026-10-25T00:30:00Z')
  })

  it('agrees with the server’s library in every zone', () => {
    const zones = [
      'Asia/Ho_Chi_Minh',
      'Europe/Paris',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'UTC',
    ]
    const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (at, zone) => {
        const wall = DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")
        expect(toLocalTime(at, zone)).toBe(wall)
        expect(toLocalTime(fromLocalTime(wall, zone), zone)).toBe(wall)
      }),
    )
  })

  it('says how far away something is in the largest unit that fits, rounded down', () => {
    const now = Date.parse('2026-05-12T09:42:00Z')
    expect(relative('2026-05-12T07:30:00Z', 'vi', now)).toBe('2 giờ trước')
    expect(relative('2026-05-12T06:43:00Z', 'en', now)).toBe('2 hours ago')
    expect(relative('2026-05-13T09:42:00Z', 'en', now)).toBe('tomorrow')
    expect(relative('2026-05-18T09:42:00Z', 'en', now)).toBe('in 6 days')
    expect(relative('2026-05-12T09:42:30Z', 'en', now)).toBe('now')
  })

  it('offers a late delivery the next full hour that is not right upon it', () => {
    expect(nextHour('2026-05-12T02:10:00Z', office)).toBe('2026-05-12T10:00')
    expect(nextHour('2026-05-12T02:42:00Z', office)).toBe('2026-05-12T11:00')
    expect(nextHour('2026-05-12T16:30:00Z', office)).toBe('2026-05-13T01:00')
  })

  it('names weekdays and distances from Greenwich', () => {
    expect(weekdayName('2026-05-13T08:00', 'vi')).toBe('Thứ Tư')
    expect(weekdayName('2026-05-13', 'en')).toBe('Wednesday')
    expect(zoneOffset(office)).toBe('GMT+7')
  })
})
