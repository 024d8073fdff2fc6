import type { FreeSlots } from '../../../server/contract/slots.ts'
import type { PlannedVariant } from './plan.ts'

/** @returns the time of each variant by key, and the channels that had no slot left for all of theirs */
export function spreadSlots(
  open: readonly Pick<PlannedVariant, 'key' | 'variant'>[],
  found: FreeSlots['channels'],
): { readonly times: ReadonlyMap<string, string>; readonly without: readonly string[] } {
  const free = new Map(found.map(({ channelId, free }) => [channelId, free.map(({ localTime }) => localTime)]))
  const times = new Map<string, string>()
  const without = new Set<string>()
  for (const { key, variant } of open) {
    const time = free.get(variant.channelId)?.shift()
    if (time) times.set(key, time)
    else without.add(variant.channelId)
  }
  return { times, without: [...without] }
}
