import { CloseButton, Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Upload } from '../lib/use-uploads.ts'
import { problemSentence } from './faults.ts'
import { formatBytes } from './MediaThumb.tsx'
import classes from './UploadCard.module.css'

interface Props {
  readonly upload: Upload
  readonly onDismiss: () => void
}

/** A file on its way: how much has left, or why it was refused. */
export function UploadCard({ upload, onDismiss }: Props) {
  const { t, i18n } = useTranslation(['media', 'common'])
  const { t: common } = useTranslation('common')
  const { name, bytes, share, error } = upload
  const percent = Math.round(share * 100)
  return (
    <div className={classes.card} data-failed={error !== null || undefined}>
      <span className={classes.name}>{name}</span>
      {error === null ? (
        <>
          <Progress value={percent} size="sm" aria-label={t('upload.progress', { name })} />
          <span className={classes.note}>
            {share < 1 ? `${percent} % · ${formatBytes(bytes, i18n.language)}` : t('upload.processing')}
          </span>
        </>
      ) : (
        <>
          <span className={classes.note} role="alert">
            {problemSentence(common, error)}
          </span>
          <CloseButton
            className={classes.close ?? ''}
            size="sm"
            aria-label={t('common:action.close')}
            onClick={onDismiss}
          />
        </>
      )}
    </div>
  )
}
