import { useTranslation } from 'react-i18next'
import type { DeliveryDetail, DeliveryState } from '../../../server/contract/deliveries.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { usePlatformName } from '../../ui/PlatformIcon.tsx'
import { platformWords, reasonSentence } from '../../ui/reasons.ts'
import classes from './reason.module.css'

const explained: readonly DeliveryState[] = ['unconfirmed', 'failed', 'missed', 'held', 'retrying']

/** Why it is not out, with the platform's own words and when the next try is. */
export function DeliveryReason({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t } = useTranslation(['delivery', 'common'])
  const platformName = usePlatformName()
  const { zone } = useMe().organization
  const { state, fault, wakeAt, platform, parts, paused, actions } = delivery
  const isChanged = delivery.changedSinceRelease && (state === 'scheduled' || state === 'retrying')
  if (paused && state === 'scheduled') return <p className={classes.reason}>{t('reason.paused')}</p>
  if (!explained.includes(state) && !isChanged) return null
  const isLookingUp = state === 'unconfirmed' && !actions.includes('mark-published')
  const isPartlyOut = parts.some(({ out }) => out)
  const words = platformWords(fault)
  return (
    <div className={classes.reason} data-state={state}>
      <p>{reasonSentence(t, { ...delivery, isPartlyOut }, platformName(platform))}</p>
      {words && <p className={classes.words}>{t('reason.words', { words })}</p>}
      {state === 'retrying' && wakeAt && <p>{t('reason.next', { time: formatDateTime(wakeAt, zone) })}</p>}
      {isLookingUp && wakeAt && <p>{t('reason.lookup', { time: formatDateTime(wakeAt, zone) })}</p>}
    </div>
  )
}
