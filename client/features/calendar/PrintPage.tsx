import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { CalendarDay } from '../../../server/contract/planning.ts'
import { channelsQuery } from '../../lib/channels.ts'
import { daysBetween, weekdayOf } from '../../lib/dates.ts'
import { useNow } from '../../lib/now.ts'
import { daysQuery } from '../../lib/planning.ts'
import { useMe } from '../../lib/session.ts'
import { formatLocalTime, toLocalTime } from '../../lib/time.ts'
import { useWindowTitle } from '../../lib/window-title.ts'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { deliveriesQuery } from './api.ts'
import { DayNotes } from './DayNotes.tsx'
import { byDay, type PlacedDelivery, placeDeliveries } from './events.ts'
import { channelNameOf } from './grid.ts'
import classes from './print.module.css'
import { type CalendarQuery, deliveryStates, readCalendarQuery, viewSearch } from './query.ts'
import { rangeOf } from './range.ts'
import { dayInCell, titleOf } from './wording.ts'

const noDays: ReadonlyMap<string, CalendarDay> = new Map()

/** What hangs on a wall is what will be seen: what was called off stands there only when it is asked for. */
const shown = ({ state }: CalendarQuery, { delivery }: PlacedDelivery) =>
  state.length > 0 || (delivery.state !== 'cancelled' && delivery.state !== 'removed')

/** The whole month on paper: every delivery of every day, told apart without colour. */
export function PrintPage() {
  const { t } = useTranslation('calendar')
  const { organization } = useMe()
  const { zone } = organization
  const now = toLocalTime(useNow(), zone)
  const [params] = useSearchParams()
  const query = readCalendarQuery(params, { view: 'month', today: now.slice(0, 10) })
  const range = rangeOf('month', query.date)
  const own = rangeOf('board', query.date)
  const list = useQuery(deliveriesQuery(own, query, zone))
  const { data: channels = [] } = useQuery(channelsQuery)
  const { data: almanac = noDays } = useQuery(daysQuery(range.from, range.to))
  const title = titleOf(t, 'month', query.date)
  useWindowTitle(title)

  const placed = placeDeliveries(list.data?.deliveries ?? [], zone).filter((item) => shown(query, item))
  const days = byDay(placed)
  const weeks = Map.groupBy(daysBetween(range.from, range.to), (_day, at) => Math.floor(at / 7))
  const states = deliveryStates.filter((state) => placed.some(({ delivery }) => delivery.state === state))
  return (
    <main className={classes.page}>
      <div className={classes.tools}>
        <Button component={Link} variant="default" to={`/?${viewSearch(query)}&date=${query.date}`}>
          {t('paper.back')}
        </Button>
        <p>{t('paper.hint')}</p>
        <Button disabled={!list.isSuccess} onClick={() => window.print()}>
          {t('paper.print')}
        </Button>
      </div>
      {list.isError && <FaultNotice error={list.error} onRetry={() => list.refetch()} />}
      <header className={classes.head}>
        <h1>{title}</h1>
        <p>
          {organization.name} · {t('counts.all', { count: placed.length })} ·{' '}
          {t('paper.asOf', { time: formatLocalTime(now) })}
        </p>
        <ul className={classes.legend} aria-label={t('paper.legend')}>
          {states.map((state) => (
            <li key={state}>
              <StateMark state={state} size={12} /> {t(`common:state.${state}`)}
            </li>
          ))}
        </ul>
      </header>
      <table className={classes.month} aria-label={title} aria-busy={list.isPending}>
        <thead>
          <tr>
            {(weeks.get(0) ?? []).map((day) => (
              <th key={day} scope="col">
                {t(`weekday.long.${weekdayOf(day)}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...weeks.values()].map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} data-other={day < own.from || day >= own.to || undefined}>
                  <p className={classes.day}>
                    <strong>{dayInCell(day)}</strong>
                    <DayNotes day={almanac.get(day)} />
                  </p>
                  <ul className={classes.items}>
                    {(days.get(day) ?? []).map(({ delivery, localTime }) => (
                      <li key={delivery.id}>
                        <StateMark state={delivery.state} size={10} />
                        <span className="visually-hidden">{t(`common:state.${delivery.state}`)}</span>{' '}
                        <b>{localTime.slice(11)}</b> <PlatformIcon platform={delivery.platform} size={10} />{' '}
                        <span className={classes.channel}>{channelNameOf(channels, delivery.channelId)}:</span>{' '}
                        <span lang={delivery.language}>{delivery.title}</span>
                      </li>
                    ))}
                  </ul>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  )
}
