import { Calendar } from '@fullcalendar/react'
import timegrid from '@fullcalendar/react/timegrid'
import '@fullcalendar/react/skeleton.css'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { weekdayOf } from '../../lib/dates.ts'
import { zoneOffset } from '../../lib/time.ts'
import { DayNotes } from './DayNotes.tsx'
import { eventsOf } from './events.ts'
import classes from './grid.module.css'
import { type GridProps, onClockOf } from './grid.ts'
import { rangeOf } from './range.ts'
import { dayOf, useGridOptions } from './use-grid-options.tsx'
import { shortDate } from './wording.ts'

interface Props extends GridProps {
  readonly view: 'week' | 'day'
}

/** The hours of one day or one week; a delivery dropped here takes day and time from where it lands. */
export function TimeGrid({ view, ...props }: Props) {
  const { placed, almanac, date, now, canEdit, zone, zone2 } = props
  const { from } = rangeOf(view, date)
  const { t } = useTranslation('calendar')
  const options = useGridOptions(props, false)
  const events = useMemo(() => eventsOf(placed, canEdit, true), [placed, canEdit])
  return (
    <Calendar
      {...options}
      key={`${view} ${date}`}
      plugins={[timegrid, ...(options.plugins ?? [])]}
      initialView={view === 'week' ? 'timeGridWeek' : 'timeGridDay'}
      events={events}
      allDaySlot={false}
      nowIndicator
      // A slot is what a drop snaps to: with longer ones the library lands a quarter of an hour too late.
      slotDuration="00:15"
      slotHeaderInterval="01:00"
      slotHeaderFormat={{ hour: '2-digit', minute: '2-digit', hour12: false }}
      {...(zone2 && {
        slotHeaderContent: ({ date: slot }: { readonly date: Date }) => (
          <BothClocks time={slot.toISOString().slice(11, 16)} day={from} zone={zone} zone2={zone2} />
        ),
      })}
      slotMinHeight={13}
      scrollTime="06:30"
      eventMinHeight={36}
      slotEventOverlap={false}
      eventMaxStack={view === 'week' ? 2 : 10}
      dayHeaders={view === 'week'}
      dayHeaderContent={({ date: day }) => {
        const text = dayOf(day)
        return (
          <span className={text === now.slice(0, 10) ? classes.todayHeader : undefined}>
            {t(`weekday.short.${weekdayOf(text)}`)} {shortDate(text)}
            <DayNotes day={almanac.get(text)} />
          </span>
        )
      }}
      // The library calls its link by another date than the one that is seen: what is seen shall be what is read.
      dayHeaderDidMount={({ el }) => el.querySelector('[role=link]')?.removeAttribute('aria-label')}
      dayLaneClass={({ isToday }) => (isToday ? (classes.todayLane ?? '') : (classes.lane ?? ''))}
      slotLaneClass={({ time }) => slotClass((time?.milliseconds ?? 0) / 60_000)}
      slotHeaderInnerClass={classes.slotHeaderInner ?? ''}
      nowIndicatorLineClass={classes.nowLine ?? ''}
      columnMoreLinkClass={classes.columnMore ?? ''}
      columnMoreLinkInnerClass={classes.columnMoreInner ?? ''}
      moreLinkContent={({ num }) => t('more.short', { count: num })}
    />
  )
}

interface ClockProps {
  readonly time: string
  /** On which day: clocks of two countries are not always equally far apart. */
  readonly day: string
  readonly zone: string
  readonly zone2: string
}

/** An hour of the office's clock, and beside it the same one elsewhere: under it, every hour would grow. */
function BothClocks({ time, day, zone, zone2 }: ClockProps) {
  return (
    <span className={classes.clocks}>
      {time}
      <small title={`${zone2.replaceAll('_', ' ')} (${zoneOffset(zone2)})`}>
        {onClockOf(`${day}T${time}`, zone, zone2).slice(11)}
      </small>
    </span>
  )
}

/** A line for the hour, a dotted one for the half, none for the quarters. */
function slotClass(minutes: number): string {
  if (minutes % 60 === 0) return classes.slot ?? ''
  return (minutes % 30 === 0 ? classes.minorSlot : classes.quarterSlot) ?? ''
}
