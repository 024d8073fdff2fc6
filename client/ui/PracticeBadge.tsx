import { useTranslation } from 'react-i18next'
import classes from './PracticeBadge.module.css'

/** Marks a channel, and what is sent through it, as practice: nothing of it leaves this machine. */
export function PracticeBadge() {
  const { t } = useTranslation('common')
  return (
    <span className={classes.badge} title={t('practice.hint')}>
      {t('practice.badge')}
    </span>
  )
}
