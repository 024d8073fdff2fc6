import { useTranslation } from 'react-i18next'
import type { Platform } from '../../../connectors/rules/platforms.ts'
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
  const sentence = useHealthSentence(channel.platform)
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
        <HealthFacts channel={channel} saysReached={health.kind === 'well'} />
      </div>
    </div>
  )
}

/** What is known beside the sentence: the allowance left, how old the access is, when the account was looked at last. */
function HealthFacts({ channel, saysReached }: { readonly channel: Channel; readonly saysReached: boolean }) {
  const { t, i18n } = useTranslation('channels')
  const { zone } = useMe().organization
  const now = useNow()
  const { checkup, checkedAt, accessSince, lastSuccessAt, lastFaultAt, state } = channel
  if (state === 'disconnected') return null
  const since = (name: 'access' | 'checked' | 'reached' | 'faulted', at: string | null) =>
    at ? [t(`facts.${name}`, { ago: relative(at, i18n.language, now) })] : []
  const quota = checkup?.quota
  const facts = [
    ...(quota?.resetsAt
      ? [t('facts.quotaUntil', { ...quota, time: formatDateTime(quota.resetsAt, zone) })]
      : quota
        ? [t('facts.quota', { ...quota })]
        : []),
    ...since('access', accessSince),
    ...since('checked', checkedAt),
    ...(saysReached ? [] : since('reached', lastSuccessAt)),
    ...since('faulted', lastFaultAt),
  ]
  return <p className={classes.words}>{facts.join(' · ')}</p>
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
export function useHealthSentence(
  platform: Platform,
): (channel: Channel, health: Health, pause: Pause | null) => string {
  const { t, i18n } = useTranslation('channels')
  const { t: say } = useTranslation(`platform-${platform}`)
  const { zone } = useMe().organization
  const now = useNow()
  const ago = (instant: string | null) => (instant ? relative(instant, i18n.language, now) : '')
  return (channel, { kind }, pause) => {
    const { lastFault, lastFaultAt, lastSuccessAt, expiresAt, restsUntil, checkup } = channel
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
      case 'missing-permissions':
        return t('health.missing-permissions', {
          permissions: (checkup?.missingPermissions ?? [])
            .map((scope) => say(`permission.${scope}`, { defaultValue: scope }))
            .join(', '),
        })
      case 'notice':
        return (checkup?.notices ?? []).map((notice) => say(`notice.${notice}`, { defaultValue: notice })).join(' ')
      case 'quota-used':
        return t('health.quota-used', {
          time: checkup?.quota?.resetsAt ? formatDateTime(checkup.quota.resetsAt, zone) : '',
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
