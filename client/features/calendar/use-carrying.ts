import { useMemo, useState } from 'react'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import type { PlacedDelivery } from './events.ts'

/** A delivery that a person carries by keyboard, and where it would stand. */
export interface Carried {
  readonly delivery: DeliveryItem
  readonly from: string
  readonly target: string
}

/** Carries a delivery over the plan: it is drawn where it would stand, and nothing else happens to it. */
export function useCarrying(standing: readonly PlacedDelivery[]) {
  const [carried, setCarried] = useState<Carried | null>(null)
  const placed = useMemo(() => withCarried(standing, carried), [standing, carried])
  return {
    carried,
    /** The plan with what is carried at its target. */
    placed,
    begin: (delivery: DeliveryItem, from: string) => setCarried({ delivery, from, target: from }),
    step: (target: string) => setCarried(carried && { ...carried, target }),
    /** The keys go on where they were. */
    end: () => {
      const id = carried?.delivery.id
      setCarried(null)
      requestAnimationFrame(() =>
        document.querySelector(`[data-delivery="${id}"]`)?.closest<HTMLElement>('a, button, [tabindex]')?.focus(),
      )
    },
  }
}

function withCarried(placed: readonly PlacedDelivery[], carried: Carried | null): readonly PlacedDelivery[] {
  if (!carried) return placed
  const { delivery, target: localTime } = carried
  return [...placed.filter((one) => one.delivery.id !== delivery.id), { delivery, localTime }]
}
