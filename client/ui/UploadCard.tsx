import { ActionIcon, Progress } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Upload } from '../lib/uploads.ts'
import type { UploadSteps } from '../lib/use-uploads.ts'
import { problemSentence } from './faults.ts'
import { CloseIcon, PauseIcon, PlayIcon, UndoIcon } from './icons.tsx'
import { formatBytes } from './MediaThumb.tsx'
import classes from './UploadCard.module.css'

interface Props {
  readonly upload: Upload
  readonly steps: UploadSteps
}

/** A file on its way: how far it is, what it waits for, or why it was refused. */
export function UploadCard({ upload, steps }: Props) {
  const { t, i18n } = useTranslation(['media', 'common'])
  const { t: common } = useTranslation('common')
  const { key, file, share, phase } = upload
  const { name } = file
  const percent = Math.floor(share * 100)
  const size = formatBytes(file.size, i18n.language)
  const isFailed = phase.kind === 'failed'
  const isStopped = phase.kind === 'paused' || phase.kind === 'waiting-line' || isFailed
  return (
    <div className={classes.card} data-upload={phase.kind} data-failed={isFailed || undefined}>
      <span className={classes.name} title={name}>
        {name}
      </span>
      {isFailed ? (
        <span className={classes.note} role="alert">
          {phase.error instanceof DOMException ? t('upload.unreadable') : problemSentence(common, phase.error)}
        </span>
      ) : (
        <>
          <Progress value={percent} size="sm" aria-label={t('upload.progress', { name })} />
          <span className={classes.note}>
            {phase.kind === 'sending'
              ? share < 1
                ? `${percent} % · ${size}`
                : t('upload.processing')
              : t(`upload.phase.${phase.kind}`, { percent })}
          </span>
        </>
      )}
      <span className={classes.steps}>
        {(phase.kind === 'sending' || phase.kind === 'queued') && share < 1 && (
          <Step label={t('upload.pause', { name })} onClick={() => steps.pause(key)}>
            <PauseIcon size={14} />
          </Step>
        )}
        {isStopped && (
          <Step
            label={t(phase.kind === 'paused' ? 'upload.resume' : 'upload.retry', { name })}
            onClick={() => steps.resume(key)}
          >
            {phase.kind === 'paused' ? <PlayIcon size={14} /> : <UndoIcon size={14} />}
          </Step>
        )}
        <Step label={t('upload.cancel', { name })} onClick={() => steps.drop(key)}>
          <CloseIcon size={14} />
        </Step>
      </span>
    </div>
  )
}

interface StepProps {
  readonly label: string
  readonly onClick: () => void
  readonly children: ReactNode
}

function Step({ label, onClick, children }: StepProps) {
  return (
    <ActionIcon variant="subtle" size="sm" aria-label={label} title={label} onClick={onClick}>
      {children}
    </ActionIcon>
  )
}
