import type { CalendarOptions, EventApi } from '@fullcalendar/react'
import interaction from '@fullcalendar/react/interaction'
import { useTranslation } from 'react-i18next'
import { DeliveryChip } from './DeliveryChip.tsx'
import type { PlacedDelivery } from './events.ts'
import classes from './grid.module.css'
import { channelNameOf, type GridProps } from './grid.ts'
import { droppedTime } from './moving.ts'

/** The calendar library is told that all is UTC and is fed wall times, so its dates read back as wall times. */
export const wallTimeOf = (date: Date) => date.toISOString().slice(0, 16)

export function placedOf(event: EventApi): PlacedDelivery | null {
  const { delivery, localTime } = event.extendedProps
  return delivery ? { delivery, localTime } : null
}

/** What month, week and day have in common. */
export function useGridOptions(props: GridProps, keepsClock: boolean): CalendarOptions {
  const { channels, date, now, selectedId, canEdit, onOpen, onCreate, onMove, onShowDay } = props
  const { t } = useTranslation('calendar')
  return {
    plugins: [interaction],
    timeZone: 'UTC',
    now: `${now}:00Z`,
    initialDate: date,
    firstDay: 1,
    height: '100%',
    headerToolbar: false,
    defaultTimedEventDuration: '00:00',
    forceEventDuration: true,
    eventOrder: 'rank,start,title',
    eventDisplay: 'block',
    editable: canEdit,
    eventDurationEditable: false,
    eventDragMinDistance: 4,
    longPressDelay: 400,
    dragRevertDuration: 120,
    navLinks: true,
    navLinkDayClick: (day) => onShowDay(wallTimeOf(day).slice(0, 10)),
    navLinkHint: (day) => t('day.show', { day }),
    moreLinkHint: (count) => t('more.hint', { count }),
    closeHint: t('more.close'),
    eventClass: ({ event, isDragging }) =>
      [classes.event, event.id === selectedId && classes.selected, isDragging && classes.dragging]
        .filter(Boolean)
        .join(' '),
    dayHeaderClass: classes.dayHeader ?? '',
    popoverClass: classes.popover ?? '',
    popoverCloseClass: classes.popoverClose ?? '',
    navLinkClass: classes.navLink ?? '',
    highlightClass: classes.highlight ?? '',
    eventContent: ({ event }) => {
      const placed = placedOf(event)
      if (!placed) return <span className={classes.ribbon}>{event.title}</span>
      const { delivery, localTime } = placed
      return (
        <DeliveryChip
          delivery={delivery}
          time={localTime.slice(11)}
          channelName={channelNameOf(channels, delivery.channelId)}
        />
      )
    },
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault()
      const placed = placedOf(event)
      if (placed) onOpen(placed.delivery)
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
