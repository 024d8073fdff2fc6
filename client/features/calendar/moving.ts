import type { DeliveryItem, DeliveryState } from '../../../server/contract/deliveries.ts'

const movable: readonly DeliveryState[] = ['draft', 'scheduled', 'retrying', 'failed', 'missed', 'held']

/** Whether a delivery may get another time: nothing of it is out, on its way, or taken back. */
export function isMovable(delivery: Pick<DeliveryItem, 'state'>): boolean {
  return movable.includes(delivery.state)
}

const cancellable: readonly DeliveryState[] = ['draft', 'scheduled', 'retrying', 'failed']

/** Whether a delivery that is not out may be called off. */
export function isCancellable(delivery: Pick<DeliveryItem, 'state'>): boolean {
  return cancellable.includes(delivery.state)
}

/**
 * The wall time after a drop. In a month only the day changes and the clock stays; in a week or a day the drop itself
 * says the minute.
 * @param from wall time before
 * @param dropped wall time under the pointer
 */
export function droppedTime(from: string, dropped: string, keepsClock: boolean): string {
  return keepsClock ? `${dropped.slice(0, 10)}${from.slice(10)}` : dropped.slice(0, 16)
}

/** Wall times compare as text; the minute that is running has already begun and counts as past. */
export function isPast(localTime: string, nowLocal: string): boolean {
  return localTime <= nowLocal
}
