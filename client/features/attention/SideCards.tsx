import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Attention, Pause } from '../../../server/contract/deliveries.ts'
import { channelsQuery } from '../../lib/channels.ts'
import { usePauseScopeName, withoutStop } from '../../lib/pauses.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { Card } from '../../ui/Card.tsx'
import { AttentionIcon } from '../../ui/icons.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './side.module.css'

const ResumeDialog = lazy(async () => ({ default: (await import('../../ui/PauseDialog.tsx')).ResumeDialog }))

/** What pauses hold is decided together on a page of its own. */
export function HeldCard({ count }: { readonly count: number }) {
  const { t } = useTranslation('attention')
  if (count === 0) return null
  return (
    <Card title={t('kind.held')}>
      <p className={classes.pause}>{t('heldTogether', { count })}</p>
      <div className={classes.buttons}>
        <Button component={Link} to="/held" variant="default">
          {t('heldOpen')}
        </Button>
      </div>
    </Card>
  )
}

/** Broken channels by name, the others as a number. */
export function ChannelsCard({ broken }: { readonly broken: Attention['channels'] }) {
  const { t } = useTranslation('attention')
  const { data: channels = [] } = useQuery(channelsQuery)
  const well = channels.filter(({ id, state }) => state !== 'disconnected' && !broken.some((other) => other.id === id))
  return (
    <Card title={t('side.channels')}>
      <ul className={classes.channels}>
        {broken.map(({ id, platform, name, state }) => (
          <li key={id}>
            <PlatformIcon platform={platform} named />
            <span className={classes.name}>{name}</span>
            <span className={state === 'expiring' ? classes.warn : classes.bad}>
              {state === 'expiring' ? <AttentionIcon size={14} /> : <StateMark state="failed" size={14} />}
              {state === 'expiring' ? t('channel.expiring') : t('channel.lost')}
            </span>
          </li>
        ))}
        <li className={classes.ok}>
          <StateMark state="published" />
          {t(broken.length > 0 ? 'side.othersWell' : 'side.allWell', { count: well.length })}
        </li>
      </ul>
    </Card>
  )
}

/** For administrators: nobody is told by mail, and why. The sample office never sends any. */
export function MailCard({ state }: { readonly state: Attention['mail'] }) {
  const { t } = useTranslation('attention')
  const { demo } = useMe()
  if (state === null || demo) return null
  return (
    <Card title={t('side.mail.title')}>
      <p className={classes.pause}>{t(`side.mail.${state}`)}</p>
    </Card>
  )
}

/** What is paused, since when and why; resuming never sends what was held. */
export function PausesCard({ pauses }: { readonly pauses: readonly Pause[] }) {
  const { t } = useTranslation('attention')
  if (pauses.length === 0) return null
  return (
    <Card title={t('side.pauses')}>
      <ul className={classes.pauses}>
        {pauses.map((pause) => (
          <PauseItem key={pause.id} pause={pause} />
        ))}
      </ul>
    </Card>
  )
}

function PauseItem({ pause }: { readonly pause: Pause }) {
  const { t } = useTranslation('attention')
  const scopeName = usePauseScopeName()
  const { zone } = useMe().organization
  const canResume = useCan('pauses.manage')
  const [isOpen, setOpen] = useState(false)
  const { scope, createdAt, createdBy, reason, held } = pause
  return (
    <li>
      <p className={classes.pause}>
        <strong>{t(`side.scope.${scope}`, { name: scopeName(pause) })}</strong>{' '}
        {t('side.since', { time: formatDateTime(createdAt, zone), by: createdBy, reason: withoutStop(reason) })}{' '}
        {t('side.held', { count: held })}
      </p>
      <div className={classes.buttons}>
        {held > 0 && (
          <Button component={Link} to={`/held?pause=${pause.id}`} variant="default">
            {t('side.show', { count: held })}
          </Button>
        )}
        {canResume && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {t('side.resume')}
          </Button>
        )}
      </div>
      {isOpen && (
        <Suspense>
          <ResumeDialog pause={pause} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </li>
  )
}
