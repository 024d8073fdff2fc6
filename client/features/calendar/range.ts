import { addDays, addMonths, startOfMonth, startOfWeek } from '../../lib/dates.ts'
import type { CalendarView } from './query.ts'

/** Days shown, `to` not included. */
export interface DayRange {
  readonly from: string
  readonly to: string
}

/** Whole weeks from Monday for a month, the board its days alone; the agenda and the channels show one week. */
export function rangeOf(view: CalendarView, date: string): DayRange {
  switch (view) {
    case 'month': {
      const first = startOfMonth(date)
      return { from: startOfWeek(first), to: addDays(startOfWeek(addDays(addMonths(first, 1), -1)), 7) }
    }
    case 'board': {
      const from = startOfMonth(date)
      return { from, to: addMonths(from, 1) }
    }
    case 'week':
    case 'list':
    case 'channels': {
      const from = startOfWeek(date)
      return { from, to: addDays(from, 7) }
    }
    case 'day':
      return { from: date, to: addDays(date, 1) }
  }
}

/** The day to show after "previous" (-1) or "next" (1). */
export function stepped(view: CalendarView, date: string, direction: -1 | 1): string {
  switch (view) {
    case 'month':
    case 'board':
      return addMonths(startOfMonth(date), direction)
    case 'week':
    case 'list':
    case 'channels':
      return addDays(date, 7 * direction)
    case 'day':
      return addDays(date, direction)
  }
}
