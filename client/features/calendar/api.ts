import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import { get, type Query } from '../../lib/api.ts'
import { useDeliverySteps } from '../../lib/deliveries.ts'
import { fromLocalTime } from '../../lib/time.ts'
import { type CalendarFilters, chosenFilters } from './query.ts'
import type { DayRange } from './range.ts'

export interface DeliveryList {
  readonly deliveries: readonly DeliveryItem[]
}

/** Days of the office's calendar and filters, as the server takes them. */
export function rangeParams(range: DayRange, filters: CalendarFilters, zone: string): Query {
  return { ...instantsOf(range, zone), ...chosenFilters(filters) }
}

/** When the first of these days begins and the last one ends. */
export const instantsOf = ({ from, to }: DayRange, zone: string) => ({
  from: fromLocalTime(`${from}T00:00`, zone),
  to: fromLocalTime(`${to}T00:00`, zone),
})

/** Deliveries on these days of the office's calendar; while another range loads, the last one stays in sight. */
export function deliveriesQuery(range: DayRange, filters: CalendarFilters, zone: string) {
  return queryOptions({
    queryKey: ['deliveries', 'range', range, chosenFilters(filters), zone],
    queryFn: () => get<DeliveryList>('/deliveries', rangeParams(range, filters, zone)),
    placeholderData: keepPreviousData,
  })
}

export interface Move {
  readonly delivery: DeliveryItem
  /** Wall time in the office's zone: `2026-05-18T09:00`. */
  readonly localTime: string
}

/**
 * Moves a delivery and shows it at its new time at once; a refusal puts everything back as it was.
 * @throws ApiError `stale`, `past`, `time-gap`, `wrong-state`, `offline`
 */
export function useMoveDelivery(zone: string) {
  const cache = useQueryClient()
  const { move } = useDeliverySteps()
  const ranges = { queryKey: ['deliveries', 'range'] }
  const change = (id: string, change: Partial<DeliveryItem>) =>
    cache.setQueriesData<DeliveryList>(
      ranges,
      (list) =>
        list && {
          ...list,
          deliveries: list.deliveries.map((item) => (item.id === id ? { ...item, ...change } : item)),
        },
    )
  return useMutation({
    mutationFn: ({ delivery, localTime }: Move) => move(delivery, localTime, zone),
    onMutate: async ({ delivery, localTime }) => {
      await cache.cancelQueries(ranges)
      const before = cache.getQueriesData<DeliveryList>(ranges)
      change(delivery.id, { localTime, zone, dueAt: fromLocalTime(localTime, zone) })
      return { before }
    },
    onError: (_error, _move, saved) => {
      for (const [key, list] of saved?.before ?? []) cache.setQueryData(key, list)
    },
    onSuccess: ({ id, state, revision, dueAt, localTime, paused }) =>
      change(id, { state, revision, dueAt, localTime, paused }),
    // Not waited for: what was done is said at once, and can be taken back at once.
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: ['deliveries'] })
    },
  })
}
