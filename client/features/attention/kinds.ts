import type { Attention } from '../../../server/contract/deliveries.ts'

export type TroubledDelivery = Attention['deliveries'][number]

/** Kinds of trouble, the most pressing first: it may be out, it did not go out, it was too late, it waits, it is late, it
 *  will not go out as it is. */
const deliveryKinds = ['unconfirmed', 'failed', 'missed', 'held', 'overdue', 'changed'] as const
type DeliveryKind = (typeof deliveryKinds)[number]

/** What the page can be narrowed to. */
export const attentionKinds = ['all', ...deliveryKinds, 'channels'] as const
export type AttentionKind = (typeof attentionKinds)[number]

/** Which kind a delivery is listed under: its state, or why it is listed while it is still ahead. */
export function kindOf({ state, overdue }: Pick<TroubledDelivery, 'state' | 'overdue'>): DeliveryKind {
  return deliveryKinds.find((kind) => kind === state) ?? (overdue ? 'overdue' : 'changed')
}

/** By kind; within one, what was due first. */
export function inOrder(deliveries: readonly TroubledDelivery[]): TroubledDelivery[] {
  const rank = (delivery: TroubledDelivery) => deliveryKinds.indexOf(kindOf(delivery))
  return deliveries.toSorted(
    (one, other) => rank(one) - rank(other) || (one.dueAt ?? '').localeCompare(other.dueAt ?? ''),
  )
}

/** How many there are of each kind. */
export function countKinds({ deliveries, channels }: Attention): Readonly<Record<AttentionKind, number>> {
  const count = (kind: DeliveryKind) => deliveries.filter((delivery) => kindOf(delivery) === kind).length
  return {
    all: deliveries.length + channels.length,
    unconfirmed: count('unconfirmed'),
    failed: count('failed'),
    missed: count('missed'),
    held: count('held'),
    overdue: count('overdue'),
    changed: count('changed'),
    channels: channels.length,
  }
}
