import { queryOptions } from '@tanstack/react-query'
import type { Attention } from '../../server/contract/deliveries.ts'
import { get } from './api.ts'

/** What becomes overdue while no worker runs is told by nobody, so the page asks now and then. */
const askAgainMs = 60_000

/** Deliveries in trouble, listed or not. */
export function countTroubled({ counts }: Pick<Attention, 'counts'>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

export type Counted = Pick<Attention, 'counts' | 'channels' | 'mentions'>

/** All that waits for the person: deliveries in trouble, broken channels, comments that name them. */
export function countAttention({ counts, channels, mentions }: Counted): number {
  return countTroubled({ counts }) + channels.length + mentions.length
}

/** Everything a person has to look at. */
export const attentionQuery = queryOptions({
  queryKey: ['attention'],
  queryFn: () => get<Attention>('/attention'),
  refetchInterval: askAgainMs,
})
