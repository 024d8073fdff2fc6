import type { Held } from '../../../server/contract/outlook.ts'

export type HeldDelivery = Held['deliveries'][number]
export type Decision = 'keep' | 'move' | 'skip'

/** Keeping sends: only what is in time, released as it is, and on a channel that may send. */
export const canKeep = ({ actions }: Pick<HeldDelivery, 'actions'>) => actions.includes('keep')

/** Those of the chosen that are still listed, in the order of the list. */
export function stillThere(deliveries: readonly HeldDelivery[], chosen: ReadonlySet<string>): HeldDelivery[] {
  return deliveries.filter(({ id }) => chosen.has(id))
}
