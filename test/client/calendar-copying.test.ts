import { expect, it } from 'vitest'
import { copiedTime } from '../../client/features/calendar/copying.ts'

it('a copy keeps its clock time and stands on the same weekday of the month after', () => {
  expect(copiedTime('2026-11-24T08:15', 'weekday', 0)).toBe('2026-12-22T08:15')
  // Four weeks after the first of a long month is still that month.
  expect(copiedTime('2026-12-01T08:15', 'weekday', 0)).toBe('2027-01-05T08:15')
})

it('or on the same date, the last one where the month is shorter, or days later', () => {
  expect(copiedTime('2027-01-31T08:15', 'date', 0)).toBe('2027-02-28T08:15')
  expect(copiedTime('2026-11-24T08:15', 'days', 10)).toBe('2026-12-04T08:15')
})
