import { queryOptions } from '@tanstack/react-query'
import type { Attention, Pause } from '../../server/contract/deliveries.ts'
import { get } from './api.ts'

/** Everything a person has to look at. */
export const attentionQuery = queryOptions({
  queryKey: ['attention'],
  queryFn: () => get<Attention>('/attention'),
})

/** Pauses that hold something now. */
export const pausesQuery = queryOptions({
  queryKey: ['pauses'],
  queryFn: async () => (await get<{ pauses: readonly Pause[] }>('/pauses')).pauses,
})
