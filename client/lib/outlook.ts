import { queryOptions } from '@tanstack/react-query'
import type { Held, NextDay } from '../../server/contract/outlook.ts'
import { get } from './api.ts'

/** Live events tell of changes, not of time that passes. */
const refetchInterval = 60_000

/** What goes out within 24 hours, and what will not. */
export const nextDayQuery = queryOptions({
  queryKey: ['outlook', 'next-day'],
  queryFn: () => get<NextDay>('/deliveries/next-24-hours'),
  refetchInterval,
})

/** What pauses hold. @param pauseId only what that one held */
export function heldQuery(pauseId: string | null) {
  return queryOptions({
    queryKey: ['outlook', 'held', pauseId],
    queryFn: () => get<Held>('/deliveries/held', { pause: pauseId }),
    refetchInterval,
  })
}
