import { useTranslation } from 'react-i18next'
import type { Pause } from '../../../server/contract/deliveries.ts'
import { usePauseScopeName, withoutStop } from '../../lib/pauses.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import classes from './held.module.css'

/** The pause that held these: from when until when, and why. Of one in force the banner above says the rest. */
export function PauseLine({ pause }: { readonly pause: Pause }) {
  const { t } = useTranslation('held')
  const scopeName = usePauseScopeName()
  const { zone } = useMe().organization
  const { scope, createdAt, endedAt, reason } = pause
  return (
    <p className={classes.pause} data-current={endedAt === null || undefined}>
      <strong>{t(`scope.${scope}`, { name: scopeName(pause) })}.</strong>{' '}
      {endedAt === null
        ? t('pause.current')
        : t('pause.ended', {
            from: formatDateTime(createdAt, zone),
            to: formatDateTime(endedAt, zone),
            reason: withoutStop(reason),
          })}
    </p>
  )
}
