import { queryOptions } from '@tanstack/react-query'
import type { Colleague } from '../../server/contract/people.ts'
import { get } from './api.ts'

/** Names of everybody in the office. */
export const colleaguesQuery = queryOptions({
  queryKey: ['colleagues'],
  queryFn: async () => (await get<{ colleagues: readonly Colleague[] }>('/colleagues')).colleagues,
  staleTime: 5 * 60_000,
})
