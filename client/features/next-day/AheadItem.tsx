import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { WhyNot } from '../../../server/contract/deliveries.ts'
import { languageName } from '../../lib/languages.ts'
import { pausesQuery, usePauseScopeName, withoutStop } from '../../lib/pauses.ts'
import { useMe } from '../../lib/session.ts'
import { formatTime } from '../../lib/time.ts'
import { DeliveryActions } from '../../ui/DeliveryActions.tsx'
import { AttentionIcon, PauseIcon } from '../../ui/icons.tsx'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { type AheadDelivery, isBlocked } from './hours.ts'
import classes from './next-day.module.css'

interface Props {
  readonly delivery: AheadDelivery
  /** What stands between this one and the one before. */
  readonly above: ReactNode
}

/** One delivery: when, what and where; and where it will not go out, why and what to do. */
export function AheadItem({ delivery, above }: Props) {
  const { t, i18n } = useTranslation('next-day')
  const platformName = usePlatformName()
  const { zone } = useMe().organization
  const { id, title, preview, language, platform, channelName, practice, state, at, whyNot, releasedBy } = delivery
  const blocked = isBlocked(delivery)
  return (
    <li className={classes.item} data-blocked={blocked || undefined}>
      {above}
      <time className={classes.time} dateTime={at}>
        {formatTime(at, zone)}
      </time>
      <div className={classes.card}>
        <p className={classes.verdict}>
          <Verdict delivery={delivery} />
          {state === 'retrying' && <span className={classes.fact}>{t('nextTry', { time: formatTime(at, zone) })}</span>}
        </p>
        <h3 className={classes.title} lang={language}>
          <Link to={`/deliveries/${id}`}>{title}</Link>
        </h3>
        {blocked && (
          <ul className={classes.reasons}>
            {whyNot.map((reason) => (
              <li key={reason}>
                <Reason reason={reason} delivery={delivery} />
              </li>
            ))}
          </ul>
        )}
        <p className={classes.preview} lang={language}>
          {preview}
        </p>
        <p className={classes.facts}>
          <span className={classes.channel}>
            <PlatformIcon platform={platform} size={14} />
            {platformName(platform)} · {channelName}
          </span>
          {practice && <PracticeBadge />}
          <span>{languageName(language, i18n.language)}</span>
          <span>{releasedBy ? t('releasedBy', { name: releasedBy }) : t('notReleased')}</span>
        </p>
      </div>
      <div className={classes.actions}>
        <DeliveryActions delivery={delivery} direction={blocked ? 'column' : 'menu'} />
      </div>
    </li>
  )
}

function Verdict({ delivery }: { readonly delivery: AheadDelivery }) {
  const { t } = useTranslation('next-day')
  const { whyNot, state } = delivery
  if (whyNot.length > 0)
    return (
      <strong className={classes.blocked}>
        {whyNot[0] === 'paused' ? <PauseIcon size={14} /> : <AttentionIcon size={14} />}
        {t('blocked')}
      </strong>
    )
  return (
    <strong className={classes.goes}>
      <StateMark state={state} size={14} />
      {state === 'sending' ? t('sending') : t('goes')}
    </strong>
  )
}

function Reason({ reason, delivery }: { readonly reason: WhyNot; readonly delivery: AheadDelivery }) {
  const { t } = useTranslation(['next-day', 'common'])
  const scopeName = usePauseScopeName()
  const { data: pauses = [] } = useQuery(pausesQuery)
  const pause = pauses.find(({ id }) => id === delivery.pauseId)
  if (reason === 'paused' && pause)
    return t(`pausedBy.${pause.scope}`, { name: scopeName(pause), reason: withoutStop(pause.reason) })
  if (reason === 'stopped') return t('stopped', { state: t(`common:state.${delivery.state}`) })
  if (reason === 'not-attested')
    return (
      <>
        {t('common:whyNot.not-attested')} <Link to="/channels">{t('seeChannels')}</Link>
      </>
    )
  return t(`common:whyNot.${reason}`)
}
