import type { DeliveryItem } from '../../server/contract/deliveries.ts'
import type { MoveTogether } from '../../server/contract/deliveries-together.ts'
import { fromLocalTime, toLocalTime } from './time.ts'

/** In what way many are moved together. */
export type MovePlan = MoveTogether

/**
 * When each of them will be due, as the server will place them: an offset counts days by the wall clock, a spread goes on
 * by minutes.
 * @param zone the office's, in which a start is meant
 * @returns instants in milliseconds, in the order of the deliveries
 */
export function plannedInstants(
  deliveries: readonly Pick<DeliveryItem, 'dueAt' | 'zone'>[],
  plan: MovePlan,
  zone: string,
): number[] {
  const minute = 60_000
  if (plan.by === 'spread') {
    const start = new Date(fromLocalTime(plan.localTime, zone)).getTime()
    return deliveries.map((_, place) => start + place * plan.everyMinutes * minute)
  }
  return deliveries.map((delivery) => {
    const own = delivery.zone ?? zone
    const dueAt = new Date(delivery.dueAt ?? 0).getTime()
    const wall = toLocalTime(dueAt, own)
    const day = new Date(`${wall.slice(0, 10)}T00:00:00Z`)
    day.setUTCDate(day.getUTCDate() + plan.days)
    const moved =
      plan.days === 0 ? dueAt : Date.parse(fromLocalTime(day.toISOString().slice(0, 10) + wall.slice(10), own))
    return moved + plan.minutes * minute
  })
}

/** The first and the last one, and how many would still lie before now. */
export function lookAhead(instants: readonly number[], now: number) {
  const ordered = instants.toSorted((one, other) => one - other)
  return {
    first: ordered[0] ?? now,
    last: ordered.at(-1) ?? now,
    past: instants.filter((instant) => instant < now).length,
  }
}
