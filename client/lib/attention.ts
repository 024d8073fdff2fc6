import { queryOptions } from '@tanstack/react-query'
import type { Attention } from '../../server/contract/deliveries.ts'
import { get } from './api.ts'

/** Everything a person has to look at. */
export const attentionQuery = queryOptions({
  queryKey: ['attention'],
  queryFn: () => get<Attention>('/attention'),
})
