import { useTranslation } from 'react-i18next'
import type { DeliveryDetail } from '../../../server/contract/deliveries.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { usePlatformName } from '../../ui/PlatformIcon.tsx'
import classes from './edits.module.css'

/** Who gave it the words it has, or why nobody can give it others. */
export function EditingNote({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t } = useTranslation('delivery')
  const { zone } = useMe().organization
  const platform = usePlatformName()(delivery.platform)
  const { editing, edits, actions } = delivery
  const latest = edits.find(({ outcome }) => outcome === 'done')
  const isFixed = editing?.because === 'not-offered' && !actions.includes('remove')
  const time = editing?.until ? formatDateTime(editing.until, zone) : ''
  return (
    <>
      {latest && (
        <p className={classes.note}>
          {t('editing.edited', { name: latest.by, time: formatDateTime(latest.at, zone) })}
        </p>
      )}
      {editing?.because && (
        <p className={classes.note}>
          {t(`editing.${isFixed ? 'not-offered-fixed' : editing.because}`, { platform, time })}
        </p>
      )}
    </>
  )
}
