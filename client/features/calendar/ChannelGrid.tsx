import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import { daysBetween, weekdayOf } from '../../lib/dates.ts'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import classes from './channels.module.css'
import { DayNotes } from './DayNotes.tsx'
import { DeliveryChip } from './DeliveryChip.tsx'
import type { PlacedDelivery } from './events.ts'
import type { GridProps } from './grid.ts'
import { rangeOf } from './range.ts'
import { shortDate } from './wording.ts'

interface Props extends GridProps {
  /** Channels the filter lets through; empty for all. */
  readonly shown: readonly string[]
}

/** More in a cell are counted instead of drawn. */
const mostInCell = 4
/** From here on a channel's week is called dense, and up to here sparse. */
const denseWeek = 10
const sparseWeek = 1

/** Channels against the days of one week, with how much each carries: gaps and pile-ups show at once. */
export function ChannelGrid({ shown, ...props }: Props) {
  const { placed, channels, almanac, date, now } = props
  const { t } = useTranslation('calendar')
  const days = daysBetween(rangeOf('channels', date).from, rangeOf('channels', date).to)
  const rows = channels.filter(({ id, state }) => (shown.length > 0 ? shown.includes(id) : state !== 'disconnected'))
  const perChannel = Map.groupBy(placed, ({ delivery }) => delivery.channelId)
  const most = Math.max(1, ...rows.map(({ id }) => perChannel.get(id)?.length ?? 0))
  const today = now.slice(0, 10)
  return (
    <div className={classes.scroller}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('channels.count', { count: rows.length })}</th>
            {days.map((day) => (
              <th
                key={day}
                scope="col"
                data-today={day === today || undefined}
                data-weekend={weekdayOf(day) >= 5 || undefined}
              >
                {t(`weekday.short.${weekdayOf(day)}`)} {shortDate(day)}
                <DayNotes day={almanac.get(day)} />
                {day === today && <span className={classes.today}>{t('today')}</span>}
              </th>
            ))}
            <th scope="col">{t('channels.week')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((channel) => (
            <ChannelRow
              key={channel.id}
              {...props}
              channel={channel}
              days={days}
              items={perChannel.get(channel.id) ?? []}
              most={most}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps extends GridProps {
  readonly channel: Channel
  readonly days: readonly string[]
  readonly items: readonly PlacedDelivery[]
  readonly most: number
}

function ChannelRow(props: RowProps) {
  const { channel, days, items, most, noted, present, selectedId, chosen, onPick, onShowDay } = props
  const { t } = useTranslation('calendar')
  const load = items.length
  const paused = items.some(({ delivery }) => delivery.paused)
  return (
    <tr>
      <th scope="row">
        <span className={classes.channel}>
          <PlatformIcon platform={channel.platform} size={16} />
          <span className={classes.names}>
            <span className={classes.name}>{channel.name}</span>
            <span className={classes.about} data-paused={paused || undefined}>
              {paused
                ? t('channels.paused')
                : `${channel.language.toUpperCase()} · ${t(`audience.${channel.audience}`)}`}
            </span>
          </span>
        </span>
      </th>
      {days.map((day) => {
        const inCell = items.filter(({ localTime }) => localTime.startsWith(day))
        return (
          <td key={day} data-weekend={weekdayOf(day) >= 5 || undefined}>
            {inCell.slice(0, mostInCell).map(({ delivery, localTime }) => (
              <button
                key={delivery.id}
                type="button"
                className={classes.chip}
                data-delivery={delivery.id}
                aria-current={delivery.id === selectedId || undefined}
                onClick={(event) => onPick(delivery, event)}
              >
                <DeliveryChip
                  delivery={delivery}
                  time={localTime.slice(11)}
                  channelName={channel.name}
                  noted={noted.has(delivery.id)}
                  present={present.get(delivery.postId)}
                  chosen={chosen.has(delivery.id)}
                  compact={inCell.length > 1}
                />
              </button>
            ))}
            {inCell.length > mostInCell && (
              <button type="button" className={classes.more} onClick={() => onShowDay(day)}>
                {t('more.link', { count: inCell.length - mostInCell })}
              </button>
            )}
          </td>
        )
      })}
      <td className={classes.load}>
        <span className={classes.loadFigure}>{load}</span>
        {load >= denseWeek && <span className={classes.loadWord}>{t('channels.dense')}</span>}
        {load <= sparseWeek && <span className={classes.loadWord}>{t('channels.sparse')}</span>}
        <span className={classes.track}>
          <span className={classes.bar} style={{ inlineSize: `${(100 * load) / most}%` }} />
        </span>
      </td>
    </tr>
  )
}
