import { queryOptions } from '@tanstack/react-query'
import type { Attention } from '../../server/contract/deliveries.ts'
import { get } from './api.ts'

/** What becomes overdue while no worker runs is told by nobody, so the page asks now and then. */
const askAgainMs = 60_000

/** Deliveries in trouble, listed or not. */
export function countTroubled({ counts }: Pick<Attention, 'counts'>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** Everything a person has to look at. */
export const attentionQuery = queryOptions({
  queryKey: ['attention'],
  queryFn: () => get<Attention>('/attention'),
  refetchInterval: askAgainMs,
})
