import { expect, it } from 'vitest'
import { steppedByKey } from '../../client/features/calendar/key-steps.ts'

it('days and weeks keep the hour, over the end of a month and of a year', () => {
  expect(steppedByKey('2026-11-30T08:10', 'ArrowRight', 'week')).toBe('2026-12-01T08:10')
  expect(steppedByKey('2027-01-01T08:10', 'ArrowLeft', 'month')).toBe('2026-12-31T08:10')
  expect(steppedByKey('2026-12-28T08:10', 'PageDown', 'day')).toBe('2027-01-04T08:10')
  expect(steppedByKey('2026-11-24T08:10', 'ArrowDown', 'month')).toBe('2026-12-01T08:10')
})

it('where hours are shown, up and down land on the quarter', () => {
  expect(steppedByKey('2026-11-24T08:10', 'ArrowDown', 'week')).toBe('2026-11-24T08:15')
  expect(steppedByKey('2026-11-24T08:15', 'ArrowDown', 'day')).toBe('2026-11-24T08:30')
  expect(steppedByKey('2026-11-24T08:10', 'ArrowUp', 'list')).toBe('2026-11-24T08:00')
  expect(steppedByKey('2026-11-24T00:00', 'ArrowUp', 'channels')).toBe('2026-11-23T23:45')
})

it('other keys move nothing', () => {
  expect(steppedByKey('2026-11-24T08:10', 'Tab', 'week')).toBeNull()
})
