import { DateTime } from 'luxon'
import type { PlannedTime } from '../db/delivery-places.ts'
import { DomainError } from './errors.ts'
import { instantOf, wallTimeOf } from './wall-time.ts'

/** Nobody plans further ahead; a year typed wrong is caught here. */
const furthestYears = 5

/**
 * A wall time has minutes, so the minute that is running now is not past yet.
 * @param localTime null: now
 * @param path put before the paths of the errors
 * @throws DomainError `past`, `time-gap`, `validation`
 */
export function plannedTime(localTime: string | null, zone: string, now: Date, path = ''): PlannedTime {
  if (localTime === null) return { localTime: wallTimeOf(now, zone), zone, dueAt: now }
  const dueAt = instantAt(localTime, zone, path)
  assertAhead(dueAt, localTime, zone, now, path)
  return { localTime, zone, dueAt }
}

/** So much later: days by the wall clock, minutes by the other one. A time that clocks jump over moves forward with them.
 *  @throws DomainError `past`, `validation` */
export function laterTime(
  time: Pick<PlannedTime, 'zone' | 'dueAt'>,
  by: { readonly days?: number; readonly minutes?: number },
  now: Date,
): PlannedTime {
  const { zone } = time
  const dueAt = DateTime.fromJSDate(time.dueAt, { zone }).plus(by).toJSDate()
  const localTime = wallTimeOf(dueAt, zone)
  assertAhead(dueAt, localTime, zone, now)
  return { localTime, zone, dueAt }
}

function assertAhead(dueAt: Date, localTime: string, zone: string, now: Date, path = ''): void {
  const today = DateTime.fromJSDate(now)
  if (dueAt < today.startOf('minute').toJSDate())
    throw new DomainError('past', `${localTime} in ${zone} is over`, {
      errors: [{ path: `${path}localTime`, code: 'past' }],
    })
  if (dueAt > today.plus({ years: furthestYears }).toJSDate())
    throw new DomainError('validation', `${localTime} is more than ${furthestYears} years ahead`, {
      errors: [{ path: `${path}localTime`, code: 'too-far', values: { years: furthestYears } }],
    })
}

function instantAt(localTime: string, zone: string, path: string): Date {
  try {
    return instantOf(localTime, zone)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const errors = error.errors.map((item) => ({ ...item, path: `${path}${item.path}` }))
    throw new DomainError(error.code, error.message, { errors, cause: error })
  }
}
