import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Attention } from '../../../server/contract/deliveries.ts'
import { useNow } from '../../lib/now.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { formatDate, relative } from '../../lib/time.ts'
import { AttentionIcon } from '../../ui/icons.tsx'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { platformWords } from '../../ui/reasons.ts'
import { StateMark } from '../../ui/StateMark.tsx'
import classes from './attention.module.css'

/** A channel that cannot send any more, or soon cannot, and how much waits for it. */
export function BrokenChannel({ channel }: { readonly channel: Attention['channels'][number] }) {
  const { t, i18n } = useTranslation('attention')
  const platformName = usePlatformName()
  const { zone } = useMe().organization
  const now = useNow()
  const canManage = useCan('channels.manage')
  const { id, name, platform, practice, state, lastFault, expiresAt, waiting } = channel
  const isExpiring = state === 'expiring'
  const words = platformWords(lastFault)
  return (
    <li className={classes.item} data-state={isExpiring ? 'retrying' : 'failed'}>
      <div className={classes.state}>
        <span className={classes.broken} data-expiring={isExpiring || undefined}>
          {isExpiring ? <AttentionIcon size={14} /> : <StateMark state="failed" size={14} />}
          {isExpiring ? t('channel.expiring') : t('channel.lost')}
        </span>
      </div>
      <div className={classes.words}>
        <h2 className={classes.title}>{t('channel.title', { name })}</h2>
        <p className={classes.channel}>
          <PlatformIcon platform={platform} size={14} />
          {platformName(platform)}
          {practice && <PracticeBadge />}
        </p>
        <p className={classes.reason}>
          {isExpiring && expiresAt
            ? t('channel.expiringText', {
                in: relative(expiresAt, i18n.language, now),
                date: formatDate(expiresAt, zone),
              })
            : t('channel.lostText', { platform: platformName(platform) })}
        </p>
        {words && <p className={classes.facts}>{t('words', { words })}</p>}
        <p className={classes.facts}>
          {t('channel.waiting', { count: waiting })}
          {!canManage && ` · ${t('channel.askAdmin')}`}
        </p>
      </div>
      <div className={classes.actions}>
        {canManage ? (
          <Button component={Link} to={`/channels/connect?channel=${id}`} fullWidth>
            {t('channel.reconnect')}
          </Button>
        ) : (
          <Button component={Link} to="/channels" variant="default" fullWidth>
            {t('channel.see')}
          </Button>
        )}
      </div>
    </li>
  )
}
