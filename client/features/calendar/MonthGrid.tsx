import { Calendar, type DayCellInfo } from '@fullcalendar/react'
import daygrid from '@fullcalendar/react/daygrid'
import '@fullcalendar/react/skeleton.css'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Campaign } from '../../../server/contract/content.ts'
import { weekdayOf } from './dates.ts'
import { byDay, eventsOf, ribbonsOf } from './events.ts'
import classes from './grid.module.css'
import type { GridProps } from './grid.ts'
import { MoreLink } from './MoreLink.tsx'
import { rangeOf } from './range.ts'
import { useGridOptions, wallTimeOf } from './use-grid-options.tsx'
import { shortDate } from './wording.ts'

interface Props extends GridProps {
  readonly campaigns: readonly Campaign[]
}

/** A month of whole weeks; each day shows as many deliveries as fit, and "+N more" for the rest. */
export function MonthGrid({ campaigns, ...props }: Props) {
  const { placed, date, now, canEdit } = props
  const { t, i18n } = useTranslation('calendar')
  const options = useGridOptions(props, true)
  const days = useMemo(() => byDay(placed), [placed])
  const events = useMemo(
    () => [...ribbonsOf(campaigns, rangeOf('month', date), i18n.language), ...eventsOf(placed, canEdit, false)],
    [campaigns, date, i18n.language, placed, canEdit],
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
      dayMaxEventRows={true}
      dayHeaderContent={({ date: day }) => t(`weekday.long.${(day.getUTCDay() + 6) % 7}`)}
      dayCellClass={(info) => cellClass(info)}
      dayCellTopClass={classes.cellTop ?? ''}
      dayCellTopInnerClass={classes.cellTopInner ?? ''}
      dayCellTopContent={(info) => <DayTop date={wallTimeOf(info.date).slice(0, 10)} today={now.slice(0, 10)} />}
      moreLinkClass={classes.moreLink ?? ''}
      moreLinkContent={({ num }) => <MoreLink hidden={num} days={days} />}
    />
  )
}

function cellClass({ isOther, isToday, date, inPopover }: DayCellInfo): string {
  const weekend = weekdayOf(wallTimeOf(date).slice(0, 10)) >= 5
  return [classes.cell, !inPopover && isOther && classes.other, isToday && classes.today, weekend && classes.weekend]
    .filter(Boolean)
    .join(' ')
}

function DayTop({ date, today }: { readonly date: string; readonly today: string }) {
  const { t } = useTranslation('calendar')
  const day = String(Number(date.slice(8)))
  return (
    <>
      <span className={date === today ? classes.todayNumber : classes.dayNumber}>
        {date.endsWith('-01') ? shortDate(date).replace(/^0/, '').replace('/0', '/') : day}
      </span>
      {date === today && <span className={classes.todayWord}>{t('today')}</span>}
    </>
  )
}
