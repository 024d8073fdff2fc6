import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNow } from '../../lib/now.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime, formatTime, relative, toLocalTime } from '../../lib/time.ts'
import { DeliveryActions } from '../../ui/DeliveryActions.tsx'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { platformWords, reasonSentence } from '../../ui/reasons.ts'
import { StateChip } from '../../ui/StateMark.tsx'
import classes from './attention.module.css'
import type { TroubledDelivery } from './kinds.ts'

/** One delivery: its state and time, why, and what to do. */
export function AttentionItem({ delivery }: { readonly delivery: TroubledDelivery }) {
  const { t, i18n } = useTranslation(['attention', 'common'])
  const platformName = usePlatformName()
  const now = useNow()
  const { state, title, language, platform, channelName, practice, fault, since, attempts, url, actions } = delivery
  const words = platformWords(fault)
  const isPartlyOut = url !== null || actions.includes('remove')
  return (
    <li className={classes.item} data-state={state}>
      <div className={classes.state}>
        <StateChip state={state} />
        {delivery.dueAt && <Due at={delivery.dueAt} now={now} />}
      </div>
      <div className={classes.words}>
        <h2 className={classes.title} lang={language}>
          <Link to={`/deliveries/${delivery.id}`}>{title}</Link>
        </h2>
        <p className={classes.channel}>
          <PlatformIcon platform={platform} size={14} />
          {platformName(platform)} · {channelName}
          {practice && <PracticeBadge />}
        </p>
        <p className={classes.reason}>{reasonSentence(t, { ...delivery, isPartlyOut }, platformName(platform))}</p>
        {words && <p className={classes.facts}>{t('words', { words })}</p>}
        <p className={classes.facts}>
          {attempts > 0 && `${t('attempts', { count: attempts })} · `}
          {t('since', { ago: relative(since, i18n.language, now) })}
        </p>
      </div>
      <div className={classes.actions}>
        <DeliveryActions delivery={delivery} direction="column" />
      </div>
    </li>
  )
}

function Due({ at, now }: { readonly at: string; readonly now: number }) {
  const { t } = useTranslation('attention')
  const { zone } = useMe().organization
  const isToday = toLocalTime(at, zone).slice(0, 10) === toLocalTime(now, zone).slice(0, 10)
  return (
    <time className={classes.due} dateTime={at}>
      {isToday ? t('today', { time: formatTime(at, zone) }) : formatDateTime(at, zone)}
    </time>
  )
}
