import { DateTime } from 'luxon'
import { mostOccurrences, mostYears, type Pattern, type Rule } from '../contract/series.ts'
import { DomainError } from './errors.ts'
import { wallTimeOf } from './wall-time.ts'

/** One turn of a series. */
export interface Occurrence {
  /** The day the rule names; it stays, whatever the clocks do. */
  readonly date: string
  /** As the clock shows it: later than the rule's time where clocks jump over that. */
  readonly localTime: string
  readonly dueAt: Date
  readonly note: 'gap' | 'overlap' | null
}

const dayMs = 86_400_000

/**
 * The days a rule names, in order, exceptions not taken out. Days, weeks (from Monday) and months are counted from the
 * one the series begins in; a month without the wished day is passed over, as in RFC 5545.
 * @returns at most `mostOccurrences` + 1
 */
export function datesOf({ pattern, startsOn, until, count }: Rule): string[] {
  const first = dayNumber(startsOn)
  const last = Math.min(until === null ? Number.POSITIVE_INFINITY : dayNumber(until), furthest(first) + 1)
  const most = count ?? mostOccurrences + 1
  const dates: string[] = []
  for (let step = 0; ; step += pattern.interval) {
    const [from, days] = stretch(pattern, first, step)
    if (from > last) return dates
    for (const day of days) {
      if (day < first) continue
      if (day > last || dates.length >= most) return dates
      dates.push(isoDate(day))
    }
  }
}

/** The occurrences of a rule without those left out, in the order of their days. */
export function occurrencesOf(rule: Rule, exceptions: readonly string[]): Occurrence[] {
  const leftOut = new Set(exceptions)
  return datesOf(rule)
    .filter((date) => !leftOut.has(date))
    .map((date) => occurrenceOn(date, rule))
}

/** A time that clocks jump over moves forward by the length of the gap; one that comes twice is the first of the two. */
export function occurrenceOn(date: string, { time, zone }: Pick<Rule, 'time' | 'zone'>): Occurrence {
  const wished = `${date}T${time}`
  const asked = DateTime.fromISO(wished, { zone })
  const [earliest = asked] = asked.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis())
  const dueAt = wallTimeOf(earliest.toJSDate(), zone) === wished ? earliest.toJSDate() : afterGap(date, time, zone)
  const localTime = wallTimeOf(dueAt, zone)
  const note = localTime === wished ? (asked.getPossibleOffsets().length > 1 ? 'overlap' : null) : 'gap'
  return { date, localTime, dueAt, note }
}

/** The wall time read with the offset that held before the gap (RFC 5545, 3.3.5). */
function afterGap(date: string, time: string, zone: string): Date {
  const asUtc = Date.parse(`${date}T${time}:00Z`)
  const offset = DateTime.fromMillis(asUtc - dayMs, { zone }).offset
  return new Date(asUtc - offset * 60_000)
}

/** Months in which the rule finds no such day, from its first to its last. */
export function skippedMonths(rule: Rule): string[] {
  const { pattern, startsOn } = rule
  if (pattern.freq !== 'monthly') return []
  const named = datesOf(rule).map((date) => date.slice(0, 7))
  const last = rule.until?.slice(0, 7) ?? named.at(-1) ?? ''
  const first = dayNumber(startsOn)
  const skipped: string[] = []
  for (let step = 0; ; step += pattern.interval) {
    const [from, days] = stretch(pattern, first, step)
    const month = isoDate(from).slice(0, 7)
    if (month > last || from > furthest(first)) return skipped
    if (days.length === 0) skipped.push(month)
  }
}

/**
 * What a rule has to keep beside its shape: it begins and ends within reach, and goes out at least once and not too
 * often.
 * @param path put before the paths of the errors
 * @throws DomainError `validation`
 */
export function assertRule(rule: Rule, exceptions: readonly string[], now: Date, path = 'rule.'): void {
  const fail = (field: string, code: string, values: Record<string, number> = {}): never => {
    throw new DomainError('validation', `The rule cannot be followed: ${code}`, {
      errors: [{ path: `${path}${field}`, code, values }],
    })
  }
  const first = dayNumber(rule.startsOn)
  if (Math.abs(first - now.getTime() / dayMs) > 366 * mostYears) fail('startsOn', 'too-far', { years: mostYears })
  if (rule.until !== null && dayNumber(rule.until) > furthest(first)) fail('until', 'too-far', { years: mostYears })
  const dates = datesOf(rule)
  if (dates.length > mostOccurrences) fail('until', 'too-many-occurrences', { max: mostOccurrences })
  const last = dates.at(-1)
  if (rule.count !== null && dates.length > 0 && (dates.length < rule.count || dayNumber(last ?? '') > furthest(first)))
    fail('count', 'too-far', { years: mostYears })
  if (!occurrencesOf(rule, exceptions).some(({ dueAt }) => dueAt > now))
    fail(rule.until === null ? 'count' : 'until', 'no-occurrence')
}

const furthest = (first: number) => {
  const date = new Date(first * dayMs)
  return Date.UTC(date.getUTCFullYear() + mostYears, date.getUTCMonth(), date.getUTCDate()) / dayMs
}

/** The days of one day, week or month. @returns its first day, and those the pattern names, both as day numbers */
function stretch(pattern: Pattern, first: number, step: number): [from: number, days: readonly number[]] {
  switch (pattern.freq) {
    case 'daily':
      return [first + step, [first + step]]
    case 'weekly': {
      const monday = first - (weekdayOf(first) - 1) + 7 * step
      return [monday, [...new Set(pattern.weekdays)].sort().map((weekday) => monday + weekday - 1)]
    }
    case 'monthly': {
      const start = new Date(first * dayMs)
      const monthStart = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + step, 1) / dayMs
      const length = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + step + 1, 1) / dayMs - monthStart
      const day = dayInMonth(pattern.on, monthStart, length)
      return [monthStart, day <= length ? [monthStart + day - 1] : []]
    }
  }
}

/** Which day of the month; may lie behind its end. */
function dayInMonth(on: Extract<Pattern, { freq: 'monthly' }>['on'], monthStart: number, length: number): number {
  if ('day' in on) return on.day === -1 ? length : on.day
  if (on.nth === -1) return length - ((weekdayOf(monthStart + length - 1) - on.weekday + 7) % 7)
  return 1 + ((on.weekday - weekdayOf(monthStart) + 7) % 7) + 7 * (on.nth - 1)
}

/** Days since 1970-01-01, which was a Thursday. */
const dayNumber = (date: string) => Date.parse(`${date}T00:00:00Z`) / dayMs
const isoDate = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10)
const weekdayOf = (day: number) => ((((day + 3) % 7) + 7) % 7) + 1
