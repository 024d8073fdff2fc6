import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { CalendarDay, PlanWarning } from '../../../server/contract/planning.ts'
import { daysQuery, warningsQuery } from '../../lib/planning.ts'
import { instantsOf } from './api.ts'
import type { DayRange } from './range.ts'

const noDays: ReadonlyMap<string, CalendarDay> = new Map()
const noWarnings: readonly PlanWarning[] = []

/** Lunar dates, kept days and warnings of the days shown. The plan does not wait for them. */
export function usePlanNotes(range: DayRange, channel: readonly string[], zone: string) {
  const { data: almanac = noDays } = useQuery(daysQuery(range.from, range.to))
  const { data: warnings = noWarnings } = useQuery(warningsQuery({ ...instantsOf(range, zone), channel }))
  // A kept day is seen in its cell already.
  const noted = useMemo(
    () =>
      new Set(
        warnings.flatMap((warning) =>
          'deliveryId' in warning && warning.code !== 'observance' && warning.code !== 'paused'
            ? [warning.deliveryId]
            : [],
        ),
      ),
    [warnings],
  )
  return { almanac, warnings, noted }
}
