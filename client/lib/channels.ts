import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Channel } from '../../server/contract/channels.ts'
import { get } from './api.ts'

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'list'],
  queryFn: async () => (await get<{ channels: readonly Channel[] }>('/channels')).channels,
  staleTime: 60_000,
})

/** Every channel of the office, disconnected ones too, in the order people see them. */
export function useChannels(): readonly Channel[] {
  return useSuspenseQuery(channelsQuery).data
}
