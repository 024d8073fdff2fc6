import { queryOptions } from '@tanstack/react-query'
import type { CalendarDay } from '../../server/contract/planning.ts'
import type { PatternStep, PatternTime, TimePattern } from '../../server/contract/time-patterns.ts'
import { get, send } from './api.ts'
import { addDays, weekdayOf } from './dates.ts'
import { fromLocalTime, toLocalTime } from './time.ts'

export const timePatternsQuery = queryOptions({
  queryKey: ['time-patterns'],
  queryFn: async () => (await get<{ patterns: readonly TimePattern[] }>('/time-patterns')).patterns,
})

/** @throws ApiError `conflict` when there are too many */
export const saveTimePattern = (name: string, steps: readonly PatternStep[]) =>
  send<TimePattern>('POST', '/time-patterns', { name, steps })

export const deleteTimePattern = (id: string) => send('DELETE', `/time-patterns/${id}`)

/** How many days must be known to count the furthest working day: weekends and the longest holiday lie between. */
export const daysAhead = 75

/** Monday to Friday, unless the office keeps a day off. @param almanac kept days by date */
export function isWorkingDay(date: string, almanac: ReadonlyMap<string, CalendarDay>): boolean {
  return weekdayOf(date) < 5 && !almanac.get(date)?.observances.some(({ holiday }) => holiday)
}

/**
 * The wall time a step of a pattern means.
 * @param first wall time everything is counted from
 * @param zone in which both are: minutes are counted on the clock of the world, so that an hour that is skipped is none
 */
export function timeOfStep(
  at: PatternTime,
  first: string,
  zone: string,
  almanac: ReadonlyMap<string, CalendarDay>,
): string {
  if (at.kind === 'after') {
    const begun = Date.parse(fromLocalTime(first, zone))
    return toLocalTime(begun + at.minutes * 60_000, zone)
  }
  const date = first.slice(0, 10)
  return `${at.working ? workingDayAfter(date, at.days, almanac) : addDays(date, at.days)}T${at.time}`
}

/** 0: the day itself, or the next one on which the office works. */
function workingDayAfter(date: string, days: number, almanac: ReadonlyMap<string, CalendarDay>): string {
  let day = date
  let left = days
  for (let walked = 0; walked < daysAhead; walked += 1) {
    if (walked > 0 && isWorkingDay(day, almanac)) left -= 1
    if (left <= 0 && isWorkingDay(day, almanac)) return day
    day = addDays(day, 1)
  }
  return day
}
