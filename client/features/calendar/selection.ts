import type { PlacedDelivery } from './events.ts'

/** What is chosen, and where a range begins that Shift ends. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  readonly anchor: string | null
}

export const nothingChosen: Selection = { ids: new Set(), anchor: null }

export function toggled({ ids }: Selection, id: string): Selection {
  const without = [...ids].filter((one) => one !== id)
  return { ids: new Set(ids.has(id) ? without : [...without, id]), anchor: id }
}

/** With everything from the anchor to this one, in the order of time; from nowhere it is this one alone. */
export function extended({ ids, anchor }: Selection, placed: readonly PlacedDelivery[], id: string): Selection {
  const order = placed.map(({ delivery }) => delivery.id)
  const ends = [order.indexOf(anchor ?? id), order.indexOf(id)].toSorted((one, other) => one - other)
  const [from = -1, to = -1] = ends
  const between = from < 0 ? [id] : order.slice(from, to + 1)
  return { ids: new Set([...ids, ...between]), anchor: anchor ?? id }
}

export function added({ ids, anchor }: Selection, more: readonly string[]): Selection {
  return { ids: new Set([...ids, ...more]), anchor: anchor ?? more[0] ?? null }
}

/** What is chosen and still shown: a change elsewhere may have taken something off the plan. */
export function chosenOf({ ids }: Selection, placed: readonly PlacedDelivery[]): readonly PlacedDelivery[] {
  return ids.size === 0 ? [] : placed.filter(({ delivery }) => ids.has(delivery.id))
}
