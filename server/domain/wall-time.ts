import { DateTime } from 'luxon'
import { DomainError } from './errors.ts'

/**
 * The instant a wall time means in a zone. When clocks go back and a time comes twice, the earlier one is meant; a
 * time that clocks jump over does not exist and is refused.
 * @param localTime `2026-05-18T09:00`
 * @throws DomainError `time-gap`
 */
export function instantOf(localTime: string, zone: string): Date {
  const asked = DateTime.fromISO(localTime, { zone })
  if (!asked.isValid)
    throw new DomainError('validation', `${localTime} is no time in ${zone}`, {
      errors: [{ path: 'localTime', code: 'bad-date' }],
    })
  if (asked.toFormat("yyyy-MM-dd'T'HH:mm") !== localTime)
    throw new DomainError('time-gap', `Clocks in ${zone} jump over ${localTime}`, {
      errors: [{ path: 'localTime', code: 'time-gap', values: { zone } }],
    })
  const [earliest = asked] = asked.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis())
  return earliest.toJSDate()
}

/** The wall time of an instant in a zone: `2026-05-18T09:00`. */
export function wallTimeOf(instant: Date, zone: string): string {
  return DateTime.fromJSDate(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")
}
