import type { TFunction } from 'i18next'
import type { DeliveryItem, DeliveryState } from '../../../server/contract/deliveries.ts'
import { addDays, weekdayOf } from '../../lib/dates.ts'
import type { CalendarView } from './query.ts'
import { rangeOf } from './range.ts'

/** States in which a person has to look. */
const troubles: readonly DeliveryState[] = ['unconfirmed', 'failed', 'missed', 'held']

export const isTrouble = ({ state }: Pick<DeliveryItem, 'state'>) => troubles.includes(state)

/** `12/05` or `12/05/2026`, the way dates are written here in both languages. */
export function shortDate(date: string, withYear = false): string {
  const [year, month, day] = date.split('-')
  return withYear ? `${day}/${month}/${year}` : `${day}/${month}`
}

/** A day as a cell of the month names it: `12`, and `1/6` where a month begins. */
export function dayInCell(date: string): string {
  const day = String(Number(date.slice(8)))
  return day === '1' ? `${day}/${Number(date.slice(5, 7))}` : day
}

export function longDay(t: TFunction<'calendar'>, date: string, withYear = true): string {
  return t('day.long', { weekday: t(`weekday.long.${weekdayOf(date)}`), date: shortDate(date, withYear) })
}

/** What the page is showing: `Tháng 5, 2026`, `11–17/05/2026`, `Thứ Ba, 12/05/2026`. */
export function titleOf(t: TFunction<'calendar'>, view: CalendarView, date: string, short = false): string {
  if (view === 'month' || view === 'board')
    return t('heading.month', { month: t(`month.${Number(date.slice(5, 7))}`), year: date.slice(0, 4) })
  if (view === 'day' && short) return `${t(`weekday.short.${weekdayOf(date)}`)} ${shortDate(date, true)}`
  if (view === 'day') return longDay(t, date)
  const { from, to } = rangeOf(view, date)
  const last = addDays(to, -1)
  const first =
    from.slice(0, 7) === last.slice(0, 7) ? from.slice(8) : shortDate(from, from.slice(0, 4) !== last.slice(0, 4))
  return `${first}–${shortDate(last, true)}`
}

/** How many there are, went out, are to come, and need somebody. */
export function countsOf(deliveries: readonly DeliveryItem[]) {
  const counts = { all: deliveries.length, published: 0, scheduled: 0, trouble: 0 }
  for (const delivery of deliveries) {
    if (delivery.state === 'published') counts.published += 1
    else if (delivery.state === 'scheduled' || delivery.state === 'retrying') counts.scheduled += 1
    else if (isTrouble(delivery)) counts.trouble += 1
  }
  return counts
}
