import { useTranslation } from 'react-i18next'
import { PauseIcon } from './icons.tsx'
import classes from './PauseTag.module.css'

/** In a paused scope right now: when its time comes it is held, not sent. */
export function PauseTag() {
  const { t } = useTranslation('common')
  return (
    <span className={classes.tag}>
      <PauseIcon size={12} />
      {t('paused')}
    </span>
  )
}
