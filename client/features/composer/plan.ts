import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import { type DraftVariant, variantKey } from './draft.ts'

/**
 * Where a variant stands: `new` was never put in line, `open` waits or needs a decision and can be put in line anew,
 * `busy` is being sent, `done` is out or was.
 */
type Phase = 'new' | 'open' | 'busy' | 'done'

export interface PlannedVariant {
  readonly key: string
  readonly variant: DraftVariant
  readonly phase: Phase
  /** The newest delivery that was not cancelled and is no day of a series. */
  readonly delivery: DeliveryItem | null
  /** Wall time it is to go out at: as written here, else as it stands in line. */
  readonly localTime: string | null
}

type Current = DeliveryItem & { readonly state: Exclude<DeliveryItem['state'], 'cancelled'> }

const phases: Readonly<Record<Current['state'], Phase>> = {
  draft: 'new',
  scheduled: 'open',
  retrying: 'open',
  held: 'open',
  missed: 'open',
  failed: 'open',
  sending: 'busy',
  unconfirmed: 'busy',
  published: 'done',
  removed: 'done',
}

/** Every variant with the delivery that carries it. */
export function planOf(variants: readonly DraftVariant[], deliveries: readonly DeliveryItem[]): PlannedVariant[] {
  return variants.map((variant) => {
    const own = deliveries
      .filter(isCurrent)
      .filter(({ seriesId }) => seriesId === null)
      .filter(({ channelId, language }) => channelId === variant.channelId && language === variant.language)
    const delivery = own.at(-1) ?? null
    return {
      key: variantKey(variant),
      variant,
      phase: delivery ? phases[delivery.state] : 'new',
      delivery,
      localTime: variant.plannedFor ?? delivery?.localTime ?? null,
    }
  })
}

const isCurrent = (delivery: DeliveryItem): delivery is Current => delivery.state !== 'cancelled'

export const canSchedule = ({ phase }: PlannedVariant) => phase === 'new' || phase === 'open'

/** The one time of all that can still be put in line; null when they differ or none is set. */
export function commonTime(plan: readonly PlannedVariant[]): string | null {
  const [first, ...rest] = plan.filter(canSchedule).map(({ localTime }) => localTime)
  return first && rest.every((time) => time === first) ? first : null
}

/** Whether saving would take back a release: what waits in line goes out only as it was released. */
export function hasReleased(plan: readonly PlannedVariant[]): boolean {
  return plan.some(({ phase }) => phase === 'open' || phase === 'busy')
}
