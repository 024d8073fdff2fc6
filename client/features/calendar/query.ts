import { platforms } from '../../../connectors/rules/platforms.ts'
import type { DeliveryState } from '../../../server/contract/deliveries.ts'
import { isDate } from '../../lib/dates.ts'
import { kinds, tones } from '../../lib/kinds.ts'

export const calendarViews = ['month', 'week', 'day', 'list', 'channels', 'board'] as const
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
export interface CalendarQuery extends CalendarFilters {
  readonly view: CalendarView
  /** A day inside what is shown. */
  readonly date: string
  /** Whose clock is shown beside the office's; null: nobody's. */
  readonly zone2: string | null
  /** The delivery open beside the calendar. */
  readonly delivery: string | null
}

/** What is reached for daily has a button of its own; the rest stands behind one. */
export const dailyFilters = ['channel', 'unit', 'state', 'campaign'] as const
export const furtherFilters = ['platform', 'author', 'approver', 'kind', 'tone', 'language'] as const
/** Filters that are lists of ids or words, in the order they are offered. */
export const filterLists = [...dailyFilters, ...furtherFilters] as const
export type FilterList = (typeof filterLists)[number]

/** Words of the filters whose values are few and known. */
export const filterWords = {
  platform: platforms,
  state: deliveryStates,
  kind: kinds,
  tone: tones,
} as const

export type CalendarFilters = Readonly<Record<FilterList, readonly string[]>> & {
  readonly text: string
  /** Whether diacritics in `text` count. */
  readonly match: 'loose' | 'exact'
}

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
    ...listsOf((list) => known(list, unique(params.getAll(list)))),
    match: params.get('match') === 'exact' ? 'exact' : 'loose',
    text: params.get('text')?.trim().slice(0, 200) ?? '',
    zone2: zones.has(params.get('zone2') ?? '') ? params.get('zone2') : null,
    delivery: params.get('delivery') || null,
  }
}

/** Writes the address bar; what equals its default is left out, so that a plain calendar has a plain address. */
export function writeCalendarQuery(query: CalendarQuery, defaults: CalendarDefaults): URLSearchParams {
  const params = new URLSearchParams()
  if (query.view !== defaults.view) params.set('view', query.view)
  if (query.date !== defaults.today) params.set('date', query.date)
  writeFilters(query, params)
  if (query.zone2 !== null) params.set('zone2', query.zone2)
  if (query.delivery !== null) params.set('delivery', query.delivery)
  return params
}

/** The filters alone, the way they are remembered with a person. */
export function filterSearch(filters: CalendarFilters): string {
  const params = new URLSearchParams()
  writeFilters(filters, params)
  return params.toString()
}

function writeFilters(filters: CalendarFilters, params: URLSearchParams): void {
  for (const list of filterLists) for (const value of filters[list]) params.append(list, value)
  if (filters.text !== '') params.set('text', filters.text)
  if (filters.match !== 'loose') params.set('match', filters.match)
}

/** A view without its day and without what is open in it, the way it is saved under a name. */
export function viewSearch(query: CalendarQuery): string {
  const params = new URLSearchParams({ view: query.view })
  writeFilters(query, params)
  if (query.zone2 !== null) params.set('zone2', query.zone2)
  return params.toString()
}

export const noFilters: CalendarFilters = { ...listsOf(() => []), text: '', match: 'loose' }

export function hasFilters(filters: CalendarFilters): boolean {
  return filters.text !== '' || filterLists.some((list) => filters[list].length > 0)
}

/** The filters without what lets everything through, as the server takes them. */
export function chosenFilters(filters: CalendarFilters): Readonly<Record<string, string | readonly string[]>> {
  const lists = filterLists.filter((list) => filters[list].length > 0).map((list) => [list, filters[list]] as const)
  const text = filters.text === '' ? {} : { text: filters.text, match: filters.match }
  return { ...Object.fromEntries(lists), ...text }
}

function listsOf(values: (list: FilterList) => readonly string[]): Record<FilterList, readonly string[]> {
  return Object.fromEntries(filterLists.map((list) => [list, values(list)])) as Record<FilterList, readonly string[]>
}

/** In the order they are offered where that is known; a language keeps its own. */
function known(list: FilterList, values: readonly string[]): readonly string[] {
  if (!(list in filterWords)) return list === 'language' ? values.filter((value) => languageCode.test(value)) : values
  return filterWords[list as keyof typeof filterWords].filter((word) => values.includes(word))
}

/** Browsers list the old name of Ho Chi Minh City, and not the clock all others are counted from. */
const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'Asia/Ho_Chi_Minh', 'UTC'])

const languageCode = /^[a-z]{2,3}(-[A-Z]{2})?$/

const unique = (values: readonly string[]) => [...new Set(values.filter((value) => value !== ''))]
