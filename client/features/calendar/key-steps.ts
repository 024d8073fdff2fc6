import { addDays } from '../../lib/dates.ts'
import type { CalendarView } from './query.ts'

const minute = 60_000
/** What a drag snaps to as well. */
const quarter = 15

/**
 * Where a delivery stands after a key, by the office's wall clock: days and weeks keep the hour, quarters land on the
 * quarter. In a month up and down are weeks, where hours are shown they are quarters of an hour.
 * @returns null for a key that moves nothing
 */
export function steppedByKey(localTime: string, key: string, view: CalendarView): string | null {
  switch (key) {
    case 'ArrowLeft':
      return onDay(localTime, -1)
    case 'ArrowRight':
      return onDay(localTime, 1)
    case 'PageUp':
      return onDay(localTime, -7)
    case 'PageDown':
      return onDay(localTime, 7)
    case 'ArrowUp':
      return view === 'month' ? onDay(localTime, -7) : nextQuarter(localTime, -1)
    case 'ArrowDown':
      return view === 'month' ? onDay(localTime, 7) : nextQuarter(localTime, 1)
    default:
      return null
  }
}

const onDay = (localTime: string, days: number) => addDays(localTime.slice(0, 10), days) + localTime.slice(10)

function nextQuarter(localTime: string, direction: -1 | 1): string {
  const past = Number(localTime.slice(14)) % quarter
  const toGrid = direction < 0 ? past || quarter : quarter - past
  // Wall times are counted as if all were UTC.
  return new Date(Date.parse(`${localTime}Z`) + direction * toGrid * minute).toISOString().slice(0, 16)
}
