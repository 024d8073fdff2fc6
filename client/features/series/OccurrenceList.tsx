import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Series } from '../../../server/contract/series.ts'
import { useChannels } from '../../lib/channels.ts'
import { formatLocalTime, weekdayName } from '../../lib/time.ts'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './series.module.css'

type Standing = Series['occurrences'][number]['deliveries'][number]

interface Props {
  readonly series: Series
  /** null for whoever may not change the series. */
  readonly onLeaveOut: ((date: string) => void) | null
}

/** The days ahead, with the deliveries that stand in line for them. */
export function OccurrenceList({ series, onLeaveOut }: Props) {
  const { t, i18n } = useTranslation(['series', 'common'])
  const channels = useChannels()
  if (series.occurrences.length === 0) return <p className={classes.quiet}>{t('next.none')}</p>
  const because = ({ because: reason }: Standing) =>
    reason && t([`series:because.${reason.code}`, 'series:because.other'], { ...reason.values })
  return (
    <ol className={classes.occurrences}>
      {series.occurrences.map(({ date, localTime, note, deliveries }) => (
        <li key={date}>
          <div className={classes.day}>
            <strong>
              {weekdayName(localTime, i18n.language)}, {formatLocalTime(localTime)}
            </strong>
            {note && <span className={classes.quiet}>{t(`preview.${note}`)}</span>}
            {onLeaveOut && (
              <Button
                variant="subtle"
                size="xs"
                aria-label={`${t('act.leaveOut')}: ${formatLocalTime(localTime)}`}
                onClick={() => onLeaveOut(date)}
              >
                {t('act.leaveOut')}
              </Button>
            )}
          </div>
          {deliveries.length === 0 && <p className={classes.quiet}>{t('next.later')}</p>}
          {deliveries.map((delivery) => (
            <Link key={delivery.id} className={classes.delivery ?? ''} to={`/deliveries/${delivery.id}`}>
              <PlatformIcon platform={delivery.platform} named />
              <span className={classes.name}>{channels.find(({ id }) => id === delivery.channelId)?.name}</span>
              <span className={classes.state}>
                <StateMark state={delivery.state} size={14} />
                {t(`common:state.${delivery.state}`)}
              </span>
              {delivery.state !== 'cancelled' && !delivery.released && (
                <span className={classes.changed}>
                  {t('next.unreleased')} {because(delivery)}
                </span>
              )}
              {delivery.localTime && delivery.localTime !== localTime && (
                <span className={classes.quiet}>{formatLocalTime(delivery.localTime)}</span>
              )}
            </Link>
          ))}
        </li>
      ))}
    </ol>
  )
}
