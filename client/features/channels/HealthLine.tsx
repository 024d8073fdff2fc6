import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import type { Pause } from '../../../server/contract/deliveries.ts'
import { useNow } from '../../lib/now.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { formatDate, formatDateTime, relative } from '../../lib/time.ts'
import { AttentionIcon, PauseIcon } from '../../ui/icons.tsx'
import { platformWords } from '../../ui/reasons.ts'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './channels.module.css'
import type { Health } from './health.ts'

interface Props {
  readonly channel: Channel
  readonly health: Health
  readonly pause: Pause | null
}

/** Mark, sentence, and the platform's own words where it gave some. */
export function HealthLine({ channel, health, pause }: Props) {
  const { t } = useTranslation('channels')
  const sentence = useHealthSentence()
  const canManage = useCan('channels.manage')
  const isTrouble = health.kind === 'needs-reconnect' || health.kind === 'last-failed'
  const words = isTrouble ? platformWords(channel.lastFault) : null
  const needsAdmin = !canManage && (health.step === 'reconnect' || health.step === 'attest')
  return (
    <div className={classes.health}>
      <HealthMark health={health} />
      <div>
        <p className={classes.sentence}>{sentence(channel, health, pause)}</p>
        {words && <p className={classes.words}>{t('health.words', { words })}</p>}
        {needsAdmin && <p className={classes.words}>{t('health.askAdmin')}</p>}
      </div>
    </div>
  )
}

function HealthMark({ health }: { readonly health: Health }) {
  if (health.kind === 'paused') return <PauseIcon />
  switch (health.tone) {
    case 'ok':
      return <StateMark state="published" />
    case 'bad':
      return <StateMark state="failed" />
    case 'off':
      return <StateMark state="cancelled" />
    case 'warn':
      return <AttentionIcon />
  }
}

/** How a channel is doing, as one sentence. */
export function useHealthSentence(): (channel: Channel, health: Health, pause: Pause | null) => string {
  const { t, i18n } = useTranslation('channels')
  const { zone } = useMe().organization
  const now = useNow()
  const ago = (instant: string | null) => (instant ? relative(instant, i18n.language, now) : '')
  return (channel, { kind }, pause) => {
    const { lastFault, lastFaultAt, lastSuccessAt, expiresAt, restsUntil } = channel
    switch (kind) {
      case 'needs-reconnect':
        return t([`health.lost.${lastFault?.code}`, 'health.lost.other'], { ago: ago(lastFaultAt) })
      case 'paused':
        return t('health.paused', { ago: ago(pause?.createdAt ?? null), reason: pause?.reason, by: pause?.createdBy })
      case 'expiring':
        return t('health.expiring', {
          in: ago(expiresAt),
          date: expiresAt ? formatDate(expiresAt, zone) : '',
        })
      case 'resting':
        return t('health.resting', { time: restsUntil ? formatDateTime(restsUntil, zone) : '' })
      case 'last-failed':
        return t([`health.failed.${lastFault?.code}`, 'health.failed.other'], { ago: ago(lastFaultAt) })
      case 'well':
        return t('health.well', { ago: ago(lastSuccessAt) })
      default:
        return t(`health.${kind}`)
    }
  }
}
