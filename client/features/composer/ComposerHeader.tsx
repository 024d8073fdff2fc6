import { ActionIcon } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { formatTime } from '../../lib/time.ts'
import { AttentionIcon, CheckIcon, ChevronLeftIcon } from '../../ui/icons.tsx'
import classes from './composer.module.css'
import type { SaveState } from './use-post-draft.ts'

interface Props {
  readonly title: string
  readonly saveState: SaveState
  readonly savedAt: string | null
  readonly revision: number | null
  readonly zone: string
}

/** Whose turn it is: what the post is called and how safe what was written is. */
export function ComposerHeader({ title, saveState, savedAt, revision, zone }: Props) {
  const { t } = useTranslation('composer')
  const navigate = useNavigate()
  return (
    <header className={classes.header}>
      <ActionIcon
        variant="default"
        aria-label={t('back')}
        onClick={() => (history.length > 1 ? navigate(-1) : navigate('/'))}
      >
        <ChevronLeftIcon />
      </ActionIcon>
      <h1 className={classes.pageTitle}>{title}</h1>
      <p className={classes.saveState} role="status" data-state={saveState}>
        {saveState === 'saved' && <CheckIcon size={14} />}
        {(saveState === 'kept' || saveState === 'refused') && <AttentionIcon size={14} />}
        {t(`saveState.${saveState}`, { time: savedAt && formatTime(savedAt, zone), revision })}
      </p>
    </header>
  )
}
