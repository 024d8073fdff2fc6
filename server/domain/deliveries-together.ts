import type { z } from 'zod'
import type { ActOnDeliveries, DeliveriesActedOn, MoveTogether } from '../contract/deliveries-together.ts'
import type { DeliveryPlace, DeliveryStanding } from '../db/deliveries.ts'
import type { PlannedTime } from '../db/delivery-places.ts'
import { placeAt, putBack, type Step, stop, type Target } from './delivery-steps.ts'
import { laterTime, plannedTime } from './delivery-time.ts'
import { DomainError, problems } from './errors.ts'
import { instant } from './instant.ts'

export const cancel = stop('cancelled', ['cancel', 'skip'])
export const skip = stop('skipped', ['skip'])
/** Back to where it stood before it was cancelled: at its own time, released as far as it was. */
export const restore: Step = putBack(
  placeAt('restored', ['restore'], (delivery) => laterTime(ownTime(delivery), {}, delivery.now)),
)
export const keep = placeAt('kept', ['keep'], ownTime)

/** Now, by the clock of its own zone. */
export function atOnce({ zone, officeZone, now }: DeliveryStanding): PlannedTime {
  return plannedTime(null, zone ?? officeZone, now)
}

/** @param zone left out: the office's */
export function moveTo(localTime: string, zone: string | undefined) {
  return ({ officeZone, now }: DeliveryStanding): PlannedTime => plannedTime(localTime, zone ?? officeZone, now)
}

/** The one step that is asked for many deliveries. */
export function stepOf(input: z.output<typeof ActOnDeliveries>): Step {
  switch (input.action) {
    case 'keep':
      return keep
    case 'skip':
      return skip
    case 'cancel':
      return cancel
    case 'restore':
      return restore
    case 'move':
      return placeAt('moved', ['move'], moveTogether(input.to))
  }
}

/** Later by as much as is asked, or one after the other from a start. */
function moveTogether(to: z.output<typeof MoveTogether>) {
  return (delivery: DeliveryStanding, place: number): PlannedTime => {
    const { now } = delivery
    if (to.by === 'offset') return laterTime(ownTime(delivery), { days: to.days, minutes: to.minutes }, now)
    const start = moveTo(to.localTime, to.zone)(delivery)
    return place === 0 ? start : laterTime(start, { minutes: place * to.everyMinutes }, now)
  }
}

/** @throws DomainError `wrong-state` for a draft that nobody gave a time */
function ownTime({ localTime, zone, dueAt }: DeliveryStanding): PlannedTime {
  if (localTime === null || zone === null || dueAt === null)
    throw new DomainError('wrong-state', 'The delivery has no time yet')
  return { localTime, zone, dueAt }
}

/** @throws DomainError `validation` when one delivery is named twice */
export function assertOnce(items: readonly Target[]): void {
  const seen = new Set<string>()
  for (const [index, { id }] of items.entries()) {
    if (seen.has(id))
      throw new DomainError('validation', 'Each delivery at most once', {
        errors: [{ path: `items.${index}.id`, code: 'duplicate' }],
      })
    seen.add(id)
  }
}

/** What became of one, and how it stands now. */
export function presentResult(
  id: string,
  refusal: DomainError | null,
  place: DeliveryPlace | undefined,
): DeliveriesActedOn['results'][number] {
  const current = place ? { state: place.state, revision: place.revision, dueAt: instant(place.dueAt) } : null
  if (!refusal && current) return { id, done: true, current }
  const { code, message, errors } = refusal ?? new DomainError('not-found')
  return {
    ...{ id, done: false, status: problems[code], code, current },
    ...(message === code ? {} : { detail: message }),
    ...(errors.length > 0 && { errors: [...errors] }),
  }
}
