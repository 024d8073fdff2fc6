import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import type { PatternTime, TimePattern } from '../../../server/contract/time-patterns.ts'
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

/** What stands planned, told from a first time: so many days later at this clock time; what has no time goes with it. */
export function stepsAsPlanned(open: readonly PlannedVariant[], first: string): Map<string, PatternTime> {
  return new Map(
    open.map(({ key, localTime }) => {
      const days = localTime === null ? 0 : daysApart(first.slice(0, 10), localTime.slice(0, 10))
      const fits = localTime !== null && days >= 0 && days <= 30
      const at = { kind: 'clock', days: fits ? days : 0, working: false } as const
      return [key, { ...at, time: (fits ? localTime : first).slice(11) }]
    }),
  )
}

/** A pattern's times for these versions; one it does not know keeps its own. */
export function stepsOfPattern(
  open: readonly PlannedVariant[],
  { steps }: Pick<TimePattern, 'steps'>,
  before: ReadonlyMap<string, PatternTime>,
): Map<string, PatternTime> {
  const known = new Map(steps.map((step) => [variantKey(step), step.at]))
  return new Map(
    open.flatMap(({ key }) => {
      const at = known.get(key) ?? before.get(key)
      return at ? [[key, at] as const] : []
    }),
  )
}

const daysApart = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
