import { useTranslation } from 'react-i18next'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import type { TextMeasure } from '../../../connectors/rules/text.ts'
import { usePlatformName } from '../../ui/PlatformIcon.tsx'
import classes from './composer.module.css'
import { VerdictMark } from './VerdictMark.tsx'

interface Props {
  readonly measure: TextMeasure | undefined
  readonly platform: Platform
}

/** How much is used and left, as the platform itself counts. */
export function TextCount({ measure, platform }: Props) {
  const { t } = useTranslation('composer')
  const name = usePlatformName()(platform)
  if (!measure) return null
  const { used, max, overflowAt } = measure
  if (overflowAt !== null)
    return (
      <span className={classes.over}>
        <VerdictMark verdict="error" />
        {t('count.over', { platform: name, used, max, count: used - max })}
      </span>
    )
  return <span className={classes.count}>{t('count.left', { platform: name, used, max, count: max - used })}</span>
}
