import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Pause } from '../../server/contract/deliveries.ts'
import { attentionQuery } from '../lib/attention.ts'
import { useIsOffline } from '../lib/connection.ts'
import { useNow } from '../lib/now.ts'
import { endedPausesQuery, pausesQuery, usePauseScopeName, withoutStop } from '../lib/pauses.ts'
import { useCan, useMe } from '../lib/session.ts'
import { formatDateTime, formatTime, toLocalTime } from '../lib/time.ts'
import { AttentionIcon, ExternalIcon, InfoIcon, PauseIcon } from '../ui/icons.tsx'
import { StateMark } from '../ui/StateMark.tsx'
import classes from './Banners.module.css'

const ResumeDialog = lazy(async () => ({ default: (await import('../ui/PauseDialog.tsx')).ResumeDialog }))

/** What a person has to know on every page: no connection, what is overdue, practice, and everything that is paused. */
export function Banners() {
  const { t } = useTranslation('app')
  const { demo, organization } = useMe()
  const { data: pauses = [] } = useQuery(pausesQuery)
  const { data: ended = [] } = useQuery(endedPausesQuery)
  const canSee = useCan('deliveries.read')
  const isOffline = useIsOffline()
  return (
    <>
      <div role="status">
        {isOffline && (
          <p className={classes.offline}>
            <AttentionIcon />
            {t('offline')}
          </p>
        )}
      </div>
      {canSee && <OverdueBanner />}
      {(demo || organization.practice) && (
        <p className={classes.practice}>
          <InfoIcon />
          <span>
            <strong>{t('demo.what')}</strong> <span className={classes.more}>{t('demo.more')}</span>
          </span>
          <a href="/practice" target="_blank" rel="noreferrer">
            {t('practicePages')} <ExternalIcon size={12} />
          </a>
        </p>
      )}
      {pauses.length + (canSee ? ended.length : 0) > 0 && (
        <section className={classes.pauses} aria-label={t('paused.label')}>
          {pauses.map((pause) => (
            <PauseBanner key={pause.id} pause={pause} />
          ))}
          {canSee && ended.map((pause) => <EndedBanner key={pause.id} pause={pause} />)}
        </section>
      )}
    </>
  )
}

/** Due for two minutes and not out: told on every page, whatever keeps it. */
function OverdueBanner() {
  const { t } = useTranslation('app')
  const { data } = useQuery(attentionQuery)
  const count = data?.counts.overdue ?? 0
  return (
    <div role="status">
      {count > 0 && (
        <p className={classes.overdue}>
          <AttentionIcon />
          <span>{t('overdue.what', { count })}</span>
          <Link className={classes.button ?? ''} to="/attention?show=overdue">
            {t('overdue.show')}
          </Link>
        </p>
      )}
    </div>
  )
}

function PauseBanner({ pause }: { readonly pause: Pause }) {
  const { t } = useTranslation('app')
  const scopeName = usePauseScopeName()
  const { zone } = useMe().organization
  const now = useNow()
  const canResume = useCan('pauses.manage')
  const canSee = useCan('deliveries.read')
  const [isOpen, setOpen] = useState(false)
  const { scope, createdAt, createdBy, reason, held } = pause
  const isToday = toLocalTime(createdAt, zone).slice(0, 10) === toLocalTime(now, zone).slice(0, 10)
  const time = isToday ? formatTime(createdAt, zone) : formatDateTime(createdAt, zone)
  return (
    <div className={classes.pause}>
      <PauseIcon />
      <p>
        <strong>{t(`paused.${scope}`, { name: scopeName(pause) || t('paused.gone') })}</strong>{' '}
        <span className={classes.since}>
          {t('paused.since', { time, by: createdBy, reason: withoutStop(reason) })} ·{' '}
        </span>
        <span>{t('paused.held', { count: held })}</span>
      </p>
      <div className={classes.buttons}>
        {canSee && held > 0 && (
          <Link className={classes.button ?? ''} to={`/held?pause=${pause.id}`}>
            {t('paused.show', { count: held })}
          </Link>
        )}
        {canResume && (
          <button type="button" className={classes.button} onClick={() => setOpen(true)}>
            {t('paused.end')}
          </button>
        )}
      </div>
      {isOpen && (
        <Suspense>
          <ResumeDialog pause={pause} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** A pause is over, and nobody has decided yet about all that it held. */
function EndedBanner({ pause }: { readonly pause: Pause }) {
  const { t } = useTranslation('app')
  const scopeName = usePauseScopeName()
  const { id, scope, held } = pause
  return (
    <div className={classes.pause}>
      <StateMark state="held" />
      <p>
        <strong>{t(`ended.${scope}`, { name: scopeName(pause) || t('paused.gone') })}</strong>{' '}
        <span>{t('ended.held', { count: held })}</span>
      </p>
      <div className={classes.buttons} data-always>
        <Link className={classes.button ?? ''} to={`/held?pause=${id}`}>
          {t('ended.decide', { count: held })}
        </Link>
      </div>
    </div>
  )
}
