import { Calendar, type DayCellInfo } from '@fullcalendar/react'
import daygrid from '@fullcalendar/react/daygrid'
import '@fullcalendar/react/skeleton.css'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Campaign } from '../../../server/contract/content.ts'
import type { CalendarDay } from '../../../server/contract/planning.ts'
import { weekdayOf } from '../../lib/dates.ts'
import { CloseIcon } from '../../ui/icons.tsx'
import { DayNotes } from './DayNotes.tsx'
import { byDay, eventsOf, ribbonEvents, ribbonRowsOn, ribbonsOf } from './events.ts'
import classes from './grid.module.css'
import type { GridProps } from './grid.ts'
import { MoreLink } from './MoreLink.tsx'
import { rangeOf } from './range.ts'
import { dayOf, useGridOptions } from './use-grid-options.tsx'
import { dayInCell, longDay } from './wording.ts'

interface Props extends GridProps {
  readonly campaigns: readonly Campaign[]
}

/** A month of whole weeks; each day shows as many deliveries as fit, and "+N more" for the rest. */
export function MonthGrid({ campaigns, ...props }: Props) {
  const { placed, almanac, date, now, canEdit, narrow, onShowDay } = props
  const { t, i18n } = useTranslation('calendar')
  const options = useGridOptions(props, true)
  const days = useMemo(() => byDay(placed), [placed])
  const range = useMemo(() => rangeOf('month', date), [date])
  const ribbons = useMemo(() => ribbonsOf(campaigns, range), [campaigns, range])
  const events = useMemo(
    () => [...ribbonEvents(ribbons, i18n.language), ...eventsOf(placed, canEdit, false)],
    [ribbons, i18n.language, placed, canEdit],
  )
  return (
    <Calendar
      {...options}
      // A new month is a new table: nothing of the last one is worth keeping.
      key={date.slice(0, 7)}
      plugins={[daygrid, ...(options.plugins ?? [])]}
      initialView="dayGridMonth"
      fixedWeekCount={false}
      events={events}
      // On a phone a day is a number to press, not a list.
      {...(narrow ? { dayMaxEvents: 0 } : { dayMaxEventRows: true })}
      // Nothing lasts longer than a day; without slicing the library counts what fits by the pixel.
      eventSlicing={false}
      dayHeaderContent={({ date: day, inPopover }) =>
        inPopover ? longDay(t, dayOf(day)) : t(`weekday.${narrow ? 'short' : 'long'}.${weekdayOf(dayOf(day))}`)
      }
      dayCellClass={(info) => cellClass(info)}
      dayCellTopClass={({ date: day, inPopover }) => cellTops[inPopover ? 0 : ribbonRowsOn(ribbons, dayOf(day))] ?? ''}
      dayRowClass={classes.row ?? ''}
      backgroundEventInnerClass={({ event }) =>
        (event.extendedProps['row'] ? classes.secondRibbon : classes.ribbon) ?? ''
      }
      dayCellTopInnerClass={classes.cellTopInner ?? ''}
      dayCellTopContent={({ date: cell }) => {
        const day = dayOf(cell)
        return (
          <DayTop
            date={day}
            day={almanac.get(day)}
            isFirst={day === range.from}
            today={now.slice(0, 10)}
            narrow={narrow}
          />
        )
      }}
      moreLinkClick={({ date: day }) => {
        if (narrow) onShowDay(dayOf(day))
        else keepPopoverInView()
        return 'popover'
      }}
      popoverCloseContent={<CloseIcon />}
      moreLinkClass={classes.moreLink ?? ''}
      moreLinkContent={({ num }) => <MoreLink hidden={num} days={days} narrow={narrow} />}
    />
  )
}

/** The library lays the list of a day over its cell, wherever that ends: in the last week it is moved up. */
function keepPopoverInView(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const popover = document.querySelector<HTMLElement>(`.${classes.popover}`)
      const below = (popover?.getBoundingClientRect().bottom ?? 0) - (window.innerHeight - 8)
      if (popover && below > 0) popover.style.top = `${Number.parseFloat(popover.style.top) - below}px`
    }),
  )
}

/** The head of a cell leaves room for none, one or two ribbons. */
const cellTops = [classes.cellTop, classes.cellTopOne, classes.cellTopTwo]

function cellClass({ isOther, isToday, date, inPopover }: DayCellInfo): string {
  const weekend = weekdayOf(dayOf(date)) >= 5
  return [classes.cell, !inPopover && isOther && classes.other, isToday && classes.today, weekend && classes.weekend]
    .filter(Boolean)
    .join(' ')
}

interface TopProps {
  readonly date: string
  readonly day: CalendarDay | undefined
  readonly isFirst: boolean
  readonly today: string
  readonly narrow: boolean
}

function DayTop({ date, day, isFirst, today, narrow }: TopProps) {
  const { t } = useTranslation('calendar')
  return (
    <>
      <span className={date === today ? classes.todayNumber : classes.dayNumber}>{dayInCell(date)}</span>
      {!narrow && <DayNotes day={day} withMonth={isFirst} />}
      {date === today && !narrow && (
        <>
          {' '}
          <span className={classes.todayWord}>{t('today')}</span>
        </>
      )}
    </>
  )
}
