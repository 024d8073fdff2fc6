import type { DeliveryState } from '../../../server/contract/deliveries.ts'
import { isDate } from './dates.ts'

export const calendarViews = ['month', 'week', 'day', 'list', 'channels'] as const
export type CalendarView = (typeof calendarViews)[number]

/** Every state a delivery can be filtered by, in the order people read them. */
export const deliveryStates = [
  'draft',
  'scheduled',
  'sending',
  'published',
  'retrying',
  'unconfirmed',
  'failed',
  'missed',
  'held',
  'cancelled',
  'removed',
] as const satisfies readonly DeliveryState[]

/** What the calendar shows. It lives in the address bar, so that a view can be sent to a colleague and "back" works. */
export interface CalendarQuery {
  readonly view: CalendarView
  /** A day inside what is shown. */
  readonly date: string
  readonly channel: readonly string[]
  readonly state: readonly DeliveryState[]
  readonly campaign: readonly string[]
  readonly unit: readonly string[]
  readonly text: string
  /** The delivery open beside the calendar. */
  readonly delivery: string | null
}

export type CalendarFilters = Pick<CalendarQuery, 'channel' | 'state' | 'campaign' | 'unit' | 'text'>

/** Filters that are lists of ids or words, in the order they are offered. */
export const filterLists = ['channel', 'unit', 'state', 'campaign'] as const
export type FilterList = (typeof filterLists)[number]

/** What stands in where the address bar says nothing, or nothing that makes sense. */
export interface CalendarDefaults {
  readonly view: CalendarView
  readonly today: string
}

/** Reads the address bar. Whatever was mistyped or is out of date falls back to the default, never to an error. */
export function readCalendarQuery(params: URLSearchParams, defaults: CalendarDefaults): CalendarQuery {
  const view = params.get('view')
  const date = params.get('date') ?? ''
  return {
    view: calendarViews.find((known) => known === view) ?? defaults.view,
    date: isDate(date) ? date : defaults.today,
    channel: unique(params.getAll('channel')),
    state: deliveryStates.filter((state) => params.getAll('state').includes(state)),
    campaign: unique(params.getAll('campaign')),
    unit: unique(params.getAll('unit')),
    text: params.get('text')?.trim().slice(0, 200) ?? '',
    delivery: params.get('delivery') || null,
  }
}

/** Writes the address bar; what equals its default is left out, so that a plain calendar has a plain address. */
export function writeCalendarQuery(query: CalendarQuery, defaults: CalendarDefaults): URLSearchParams {
  const params = new URLSearchParams()
  if (query.view !== defaults.view) params.set('view', query.view)
  if (query.date !== defaults.today) params.set('date', query.date)
  for (const key of ['channel', 'state', 'campaign', 'unit'] as const)
    for (const value of query[key]) params.append(key, value)
  if (query.text !== '') params.set('text', query.text)
  if (query.delivery !== null) params.set('delivery', query.delivery)
  return params
}

export const noFilters: CalendarFilters = { channel: [], state: [], campaign: [], unit: [], text: '' }

export function hasFilters(query: CalendarFilters): boolean {
  return query.text !== '' || [query.channel, query.state, query.campaign, query.unit].some((list) => list.length > 0)
}

const unique = (values: readonly string[]) => [...new Set(values.filter((value) => value !== ''))]
