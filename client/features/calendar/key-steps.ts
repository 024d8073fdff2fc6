import type { CalendarView } from './query.ts'

const minute = 60_000
const day = 24 * 60 * minute
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
      return later(localTime, -day)
    case 'ArrowRight':
      return later(localTime, day)
    case 'PageUp':
      return later(localTime, -7 * day)
    case 'PageDown':
      return later(localTime, 7 * day)
    case 'ArrowUp':
      return view === 'month' ? later(localTime, -7 * day) : nextQuarter(localTime, -1)
    case 'ArrowDown':
      return view === 'month' ? later(localTime, 7 * day) : nextQuarter(localTime, 1)
    default:
      return null
  }
}

/** Wall times are counted as if all were UTC. */
const later = (localTime: string, milliseconds: number) =>
  new Date(Date.parse(`${localTime}Z`) + milliseconds).toISOString().slice(0, 16)

function nextQuarter(localTime: string, direction: -1 | 1): string {
  const past = Number(localTime.slice(14)) % quarter
  const toGrid = direction < 0 ? past || quarter : quarter - past
  return later(localTime, direction * toGrid * minute)
}
