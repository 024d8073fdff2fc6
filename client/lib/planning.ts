import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { CalendarDay, Planning, PlanWarning } from '../../server/contract/planning.ts'
import { get } from './api.ts'

/** When planning warns, and the days the office keeps. */
export const planningQuery = queryOptions({
  queryKey: ['planning'],
  queryFn: () => get<Planning>('/planning'),
})

/** Lunar dates and kept days by date, `2026-02-17`; `to` is not included. They hardly ever change. */
export function daysQuery(from: string, to: string) {
  return queryOptions({
    queryKey: ['planning', 'days', from, to],
    queryFn: async (): Promise<ReadonlyMap<string, CalendarDay>> => {
      const { days } = await get<{ days: readonly CalendarDay[] }>('/days', { from, to })
      return new Map(days.map((day) => [day.date, day]))
    },
    staleTime: 60 * 60_000,
    placeholderData: keepPreviousData,
  })
}

interface WarningsAbout {
  /** Instants; `to` is not included. */
  readonly from: string
  readonly to: string
  readonly channel?: readonly string[]
  readonly post?: string
}

/** What is worth knowing of deliveries that wait to go out; asked anew whenever deliveries change. */
export function warningsQuery({ from, to, channel = [], post }: WarningsAbout) {
  return queryOptions({
    queryKey: ['deliveries', 'warnings', from, to, channel, post ?? null],
    queryFn: async () =>
      (
        await get<{ warnings: readonly PlanWarning[] }>('/deliveries/warnings', {
          ...{ from, to, channel },
          ...(post && { post }),
        })
      ).warnings,
    placeholderData: keepPreviousData,
  })
}
