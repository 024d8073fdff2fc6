import { useTranslation } from 'react-i18next'
import type { PlanWarning } from '../../server/contract/planning.ts'
import { useMe } from '../lib/session.ts'
import { formatDate } from '../lib/time.ts'

/** Says what a warning means, in one sentence. */
export function useWarningWords(): (warning: PlanWarning) => string {
  const { t, i18n } = useTranslation('planning')
  const { zone } = useMe().organization
  return (warning) => {
    switch (warning.code) {
      case 'near-duplicate':
        return warning.days === 0
          ? t('warning.nearDuplicateToday', { title: warning.otherTitle })
          : t('warning.nearDuplicate', { title: warning.otherTitle, count: warning.days })
      case 'crowded':
        return warning.minutes === 0
          ? t('warning.sameTime', { title: warning.otherTitle })
          : t('warning.crowded', { title: warning.otherTitle, count: warning.minutes })
      case 'observance': {
        const name = i18n.language === 'en' ? warning.nameEn : warning.name
        return t(warning.holiday ? 'warning.holiday' : 'warning.observance', { name })
      }
      case 'channel-expires':
        return t('warning.channelExpires', { day: formatDate(warning.expiresAt, zone) })
      case 'paused':
        return t('warning.paused')
      case 'silent-channel':
        return t('warning.silent', {
          channel: warning.channelName,
          count: warning.days,
          from: formatDate(warning.from, zone),
          to: formatDate(warning.to, zone),
        })
    }
  }
}
