import { getISO } from 'temporal-polyfill/fns/Calendar'
import * as PlainDate from 'temporal-polyfill/fns/PlainDate'

/** Calendar days without clock or zone, as ISO text: `2026-05-18`. Weeks begin on Monday. */

const read = (date: string) => PlainDate.fromString(date, getISO)

/** @returns false for text that is no day of the calendar, such as `2026-02-30` */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    return PlainDate.toString(read(text)) === text
  } catch {
    return false
  }
}

export function addDays(date: string, days: number): string {
  return PlainDate.toString(PlainDate.addDays(read(date), days))
}

/** The same day of another month, or that month's last day. */
export function addMonths(date: string, months: number): string {
  return PlainDate.toString(PlainDate.addMonths(read(date), months))
}

/** The Monday on or before. */
export function startOfWeek(date: string): string {
  const day = read(date)
  return PlainDate.toString(PlainDate.subtractDays(day, PlainDate.dayOfWeek(day) - 1))
}

/** 0 is Monday. */
export function weekdayOf(date: string): number {
  return PlainDate.dayOfWeek(read(date)) - 1
}

export function startOfMonth(date: string): string {
  return `${date.slice(0, 8)}01`
}

/** Every day from `from` up to, not including, `to`. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day)
  return days
}
