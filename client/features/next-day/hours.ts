import type { NextDay } from '../../../server/contract/outlook.ts'
import { toLocalTime } from '../../lib/time.ts'

export type AheadDelivery = NextDay['deliveries'][number]

/** What goes out within one hour of the office's clock. */
export interface Hour {
  /** When the hour begins, as an instant: an hour that comes twice in autumn is two hours. */
  readonly begins: number
  /** Wall time of its beginning: `2026-05-18T09:00`. */
  readonly from: string
  /** Wall time of the next full hour: `10:00`. */
  readonly until: string
  readonly deliveries: readonly AheadDelivery[]
}

const minute = 60_000
const hour = 60 * minute

/** @param deliveries in the order they go out */
export function byHour(deliveries: readonly AheadDelivery[], zone: string): Hour[] {
  const hours: (Hour & { deliveries: AheadDelivery[] })[] = []
  for (const delivery of deliveries) {
    const at = new Date(delivery.at).getTime()
    const minutes = Number(toLocalTime(at, zone).slice(14, 16))
    const begins = Math.floor(at / minute) * minute - minutes * minute
    const last = hours.at(-1)
    if (last?.begins === begins) last.deliveries.push(delivery)
    else {
      const until = toLocalTime(begins + hour, zone).slice(11)
      hours.push({ begins, from: toLocalTime(begins, zone), until, deliveries: [delivery] })
    }
  }
  return hours
}

export const showings = ['all', 'out', 'blocked'] as const
export type Showing = (typeof showings)[number]

export const isBlocked = ({ whyNot }: Pick<AheadDelivery, 'whyNot'>) => whyNot.length > 0

export function narrow(deliveries: readonly AheadDelivery[], showing: Showing): readonly AheadDelivery[] {
  if (showing === 'all') return deliveries
  return deliveries.filter((delivery) => isBlocked(delivery) === (showing === 'blocked'))
}
