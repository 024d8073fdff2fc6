import { getISO } from 'temporal-polyfill/fns/Calendar'
import * as Instant from 'temporal-polyfill/fns/Instant'
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime'
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime'

/**
 * Times as the office's clock shows them, whatever the browser's zone. Instants are ISO text, wall times are
 * `2026-05-18T09:00`, zones are IANA names.
 */

const clocks = new Map<string, Intl.DateTimeFormat>()

/** The Swedish way of writing is ISO 8601 with a blank, and Intl is the fastest reader of zones there is. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  clocks.set(zone, clock)
  return clock
}

/** The next full hour on the wall, at least half an hour away: where something that is late may go. */
export function nextHour(now: string | number | Date, zone: string): string {
  const hour = 3_600_000
  return `${toLocalTime(new Date(now).getTime() + 1.5 * hour, zone).slice(0, 14)}00`
}

/** The wall time of an instant, to the minute. */
export function toLocalTime(instant: string | number | Date, zone: string): string {
  return clockOf(zone).format(new Date(instant)).replace(' ', 'T')
}

/** The instant of a wall time. One that the clocks skip moves forward; of one that comes twice, the first is meant. */
export function fromLocalTime(localTime: string, zone: string): string {
  const wall = PlainDateTime.fromString(localTime, getISO)
  return Instant.toString(ZonedDateTime.toInstant(PlainDateTime.toZonedDateTime(wall, zone)))
}

/** `08:00` */
export function formatTime(instant: string | number | Date, zone: string): string {
  return toLocalTime(instant, zone).slice(11)
}

/** `13/05/2026` */
export function formatDate(instant: string | number | Date, zone: string): string {
  return formatDay(toLocalTime(instant, zone))
}

/** `08:00, 13/05/2026` */
export function formatDateTime(instant: string | number | Date, zone: string): string {
  return formatLocalTime(toLocalTime(instant, zone))
}

/** A wall time or a date, as `13/05/2026`. */
export function formatDay(localTime: string): string {
  const [year, month, day] = localTime.slice(0, 10).split('-')
  return `${day}/${month}/${year}`
}

/** A wall time, as `08:00, 13/05/2026`. */
export function formatLocalTime(localTime: string): string {
  return `${localTime.slice(11, 16)}, ${formatDay(localTime)}`
}

const steps = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** `3 giờ trước`, `in 2 days`: the largest unit that fits, rounded down. Under a minute: now. Stands inside sentences. */
export function relative(instant: string | number | Date, language: string, now: number = Date.now()): string {
  const ms = new Date(instant).getTime() - now
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const [unit, size] = steps.find(([, size]) => Math.abs(ms) >= size) ?? ['second', Number.POSITIVE_INFINITY]
  // Vietnamese "Hôm qua" comes with a capital.
  return format.format(Math.trunc(ms / size), unit).toLocaleLowerCase(language)
}

/** `thứ tư`, `Wednesday`. */
export function weekdayName(localTime: string, language: string): string {
  const noon = `${localTime.slice(0, 10)}T12:00:00Z`
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: 'long' }).format(new Date(noon))
}

/** How far a zone's clocks are from Greenwich at an instant: `GMT+7`. */
export function zoneOffset(zone: string, at: number = Date.now()): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

/** `08:00:07`, for what happens within a minute. */
export function formatSeconds(instant: string, zone: string): string {
  const seconds = String(new Date(instant).getUTCSeconds()).padStart(2, '0')
  return `${formatTime(instant, zone)}:${seconds}`
}
