import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Media } from '../../server/contract/content.ts'
import { getMedia } from '../lib/media.ts'
import { FaultNotice } from './FaultNotice.tsx'
import classes from './FittedMark.module.css'

interface Props {
  readonly medium: Media
  /** Given where one click leads back to the original. */
  readonly onBack?: (original: Media) => void
}

/** Says of a picture that was made to fit what it was made from; nothing of any other file. */
export function FittedMark({ medium: { fitted }, onBack }: Props) {
  const { t } = useTranslation('media')
  const [error, setError] = useState<unknown>(null)
  if (!fitted) return null
  return (
    <span className={classes.mark}>
      <span>{t('fitted.from', { name: fitted.fileName })}</span>
      {onBack && (
        <button type="button" onClick={() => void getMedia(fitted.from).then(onBack, setError)}>
          {t('fitted.back')}
        </button>
      )}
      {error !== null && <FaultNotice error={error} />}
    </span>
  )
}
