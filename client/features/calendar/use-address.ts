import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Me } from '../../../server/contract/people.ts'
import { useRemember } from '../../lib/remember.ts'
import { useMe } from '../../lib/session.ts'
import { type CalendarQuery, filterSearch, readCalendarQuery, writeCalendarQuery } from './query.ts'

/**
 * What the address bar asks for. A bare address shows what the person looked at last, on this device or another; what
 * they look at now is remembered when they rest.
 */
export function useAddress(narrow: boolean, today: string) {
  const { preferences } = useMe()
  const remember = useRemember()
  const rememberLater = useDebouncedCallback(remember, 1_000)
  const [asked, setAsked] = useSearchParams()
  const [isBare, setBare] = useState(asked.size === 0)
  const defaults = { view: narrow ? 'list' : 'month', today } as const
  const params = isBare && asked.size === 0 ? rememberedIn(preferences, narrow) : asked
  const query = readCalendarQuery(params, defaults)
  const change = (change: Partial<CalendarQuery>, replace = false) => {
    const next = { ...query, ...change }
    setBare(false)
    setAsked(writeCalendarQuery(next, defaults), { replace })
    const calendarFilters = filterSearch(next)
    const calendarView = narrow ? preferences.calendarView : next.view
    const calendarZone = next.zone2 ?? ''
    if (
      calendarFilters !== (preferences.calendarFilters ?? '') ||
      calendarView !== preferences.calendarView ||
      calendarZone !== (preferences.calendarZone ?? '')
    )
      rememberLater({ preferences: { calendarFilters, calendarZone, ...(calendarView && { calendarView }) } })
  }
  return { query, change }
}

/** A phone has views of its own. */
function rememberedIn(
  { calendarView, calendarFilters, calendarZone }: Me['preferences'],
  narrow: boolean,
): URLSearchParams {
  const params = new URLSearchParams(calendarFilters)
  if (calendarView && !narrow) params.set('view', calendarView)
  if (calendarZone) params.set('zone2', calendarZone)
  return params
}
