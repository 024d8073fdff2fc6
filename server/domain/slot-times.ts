import { DateTime } from 'luxon'
import type { Slot } from '../contract/slots.ts'
import type { PlannedTime } from '../db/delivery-places.ts'
import { DomainError } from './errors.ts'
import { instantOf } from './wall-time.ts'

/** How far ahead a free slot is looked for. */
export const slotDaysAhead = 90
/** A delivery takes the slots that are nearer to it than this. */
const takenWithinMs = 5 * 60_000

/**
 * The next slots of a week's plan that nothing else takes, soonest first. One in a gap of the clocks is left out; where a
 * time comes twice, the first one counts.
 * @param taken when the channel's other deliveries are due
 * @param after only slots later than this
 */
export function freeSlots(
  slots: readonly Slot[],
  zone: string,
  { after, taken, count }: { readonly after: Date; readonly taken: readonly Date[]; readonly count: number },
): PlannedTime[] {
  const found: PlannedTime[] = []
  const first = DateTime.fromJSDate(after, { zone }).startOf('day')
  for (let day = 0; day <= slotDaysAhead && found.length < count; day += 1) {
    const date = first.plus({ days: day })
    const times = slots.filter(({ weekday }) => weekday === date.weekday).map(({ time }) => time)
    for (const time of [...new Set(times)].toSorted()) {
      const localTime = `${date.toISODate()}T${time}`
      const dueAt = instantOrGap(localTime, zone)
      if (!dueAt || dueAt <= after || found.length >= count) continue
      const others = [...taken, ...found.map((earlier) => earlier.dueAt)]
      if (others.some((other) => Math.abs(other.getTime() - dueAt.getTime()) < takenWithinMs)) continue
      found.push({ localTime, zone, dueAt })
    }
  }
  return found
}

function instantOrGap(localTime: string, zone: string): Date | null {
  try {
    return instantOf(localTime, zone)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'time-gap') return null
    throw error
  }
}
