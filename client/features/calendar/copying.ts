import { addDays, addMonths } from '../../lib/dates.ts'

/** How a copy's day follows from the first: the same weekday of the month after, the same date, or days later. */
export const copyWays = ['weekday', 'date', 'days'] as const
export type CopyWay = (typeof copyWays)[number]

/** The wall time of a copy; the clock time stays. @param days later, where that is the way */
export function copiedTime(localTime: string, way: CopyWay, days: number): string {
  return `${copiedDay(localTime.slice(0, 10), way, days)}${localTime.slice(10)}`
}

function copiedDay(date: string, way: CopyWay, days: number): string {
  if (way === 'days') return addDays(date, days)
  if (way === 'date') return addMonths(date, 1)
  const fourWeeks = addDays(date, 28)
  return fourWeeks.slice(0, 7) === date.slice(0, 7) ? addDays(date, 35) : fourWeeks
}
