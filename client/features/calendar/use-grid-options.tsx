import type { CalendarOptions, EventApi } from '@fullcalendar/react'
import interaction from '@fullcalendar/react/interaction'
import vi from '@fullcalendar/react/locales/vi'
import { useTranslation } from 'react-i18next'
import { keptNames, lunarText } from './DayNotes.tsx'
import { DeliveryChip } from './DeliveryChip.tsx'
import type { PlacedDelivery } from './events.ts'
import classes from './grid.module.css'
import { channelNameOf, type GridProps } from './grid.ts'
import { droppedTime } from './moving.ts'
import { rangeOf } from './range.ts'
import { dayInCell, longDay } from './wording.ts'

/** The calendar library is told that all is UTC and is fed wall times, so its dates read back as wall times. */
const wallTimeOf = (date: Date) => date.toISOString().slice(0, 16)

/** The day of it: `2026-05-18`. */
export const dayOf = (date: Date) => wallTimeOf(date).slice(0, 10)

function placedOf(event: EventApi): PlacedDelivery | null {
  const { delivery, localTime } = event.extendedProps
  return delivery ? { delivery, localTime } : null
}

/** What month, week and day have in common. */
export function useGridOptions(props: GridProps, keepsClock: boolean): CalendarOptions {
  const { channels, almanac, noted, present, date, now, selectedId, chosen, canEdit } = props
  const { onPick, onCreate, onMove, onShowDay } = props
  const { t, i18n } = useTranslation('calendar')
  const { t: plan } = useTranslation('planning')
  const hintOf = (day: string) => {
    const kept = almanac.get(day)
    const shown = [
      dayInCell(day),
      ...(kept ? [lunarText(kept, day === rangeOf('month', date).from, plan), keptNames(kept, i18n.language)] : []),
      day === now.slice(0, 10) && t('today'),
    ]
    return `${shown.filter(Boolean).join(' ')}: ${t('day.show', { day: longDay(t, day) })}`
  }
  return {
    locales: [vi],
    plugins: [interaction],
    timeZone: 'UTC',
    locale: i18n.language,
    now: `${now}:00Z`,
    initialDate: date,
    firstDay: 1,
    height: '100%',
    headerToolbar: false,
    defaultTimedEventDuration: '00:00',
    forceEventDuration: true,
    eventOrder: 'start,title',
    eventDisplay: 'block',
    editable: canEdit,
    eventDurationEditable: false,
    eventDragMinDistance: 4,
    longPressDelay: 400,
    dragRevertDuration: 120,
    navLinks: true,
    navLinkDayClick: (day) => onShowDay(dayOf(day)),
    // The name begins with what the cell shows, so that it can be spoken as it is read.
    navLinkHint: (_text, day) => hintOf(dayOf(day)),
    moreLinkHint: (count) => t('more.hint', { count }),
    closeHint: t('more.close'),
    eventClass: ({ event, isDragging }) =>
      [classes.event, event.id === selectedId && classes.selected, isDragging && classes.dragging]
        .filter(Boolean)
        .join(' '),
    dayHeaderClass: classes.dayHeader ?? '',
    dayHeaderInnerClass: classes.dayHeaderInner ?? '',
    dayHeaderAlign: 'start',
    popoverClass: classes.popover ?? '',
    popoverCloseClass: classes.popoverClose ?? '',
    navLinkClass: classes.navLink ?? '',
    highlightClass: classes.highlight ?? '',
    eventContent: ({ event }) => {
      const placed = placedOf(event)
      if (!placed) return event.title
      const { delivery, localTime } = placed
      return (
        <DeliveryChip
          delivery={delivery}
          // While it is dragged over hours it says the one it would land on.
          time={(keepsClock || !event.start ? localTime : wallTimeOf(event.start)).slice(11)}
          channelName={channelNameOf(channels, delivery.channelId)}
          noted={noted.has(delivery.id)}
          present={present.get(delivery.postId)}
          chosen={chosen.has(delivery.id)}
        />
      )
    },
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault()
      const placed = placedOf(event)
      if (placed) onPick(placed.delivery, jsEvent)
    },
    dateClick: ({ dateStr, allDay }) => {
      if (canEdit) onCreate(dateStr.slice(0, 10), allDay ? null : dateStr.slice(11, 16))
    },
    eventDrop: ({ event, revert }) => {
      const placed = placedOf(event)
      if (!placed || !event.start) return revert()
      const localTime = droppedTime(placed.localTime, wallTimeOf(event.start), keepsClock)
      if (localTime === placed.localTime || !onMove(placed.delivery, localTime)) revert()
    },
  }
}
