import { ActionIcon, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { commentsQuery, countOpen } from '../../lib/comments.ts'
import { useBeingOn, usePresence } from '../../lib/presence.ts'
import { isOpen, postTasksQuery } from '../../lib/tasks.ts'
import { formatTime } from '../../lib/time.ts'
import { AttentionIcon, CheckIcon, ChevronLeftIcon, ClockIcon } from '../../ui/icons.tsx'
import { Present } from '../../ui/Present.tsx'
import classes from './composer.module.css'
import type { SaveState } from './use-post-draft.ts'

const CommentsDialog = lazy(async () => ({ default: (await import('../../ui/CommentsDialog.tsx')).CommentsDialog }))
const TasksDialog = lazy(async () => ({ default: (await import('../../ui/TasksDialog.tsx')).TasksDialog }))
const HistoryDialog = lazy(async () => ({ default: (await import('./HistoryDialog.tsx')).HistoryDialog }))

interface Props {
  readonly title: string
  readonly saveState: SaveState
  readonly savedAt: string | null
  readonly revision: number | null
  readonly zone: string
  /** null: it was never saved. */
  readonly postId: string | null
  /** null: whoever looks may not change the post. */
  readonly onRestore: ((revision: number) => Promise<unknown>) | null
}

/** Whose turn it is: what the post is called and how safe what was written is. */
export function ComposerHeader({ title, saveState, savedAt, revision, zone, postId, onRestore }: Props) {
  const { t } = useTranslation(['composer', 'versions', 'comments', 'tasks'])
  const [hasHistory, setHistory] = useState(false)
  const [params, setParams] = useSearchParams()
  const { data: comments = [] } = useQuery({ ...commentsQuery(postId ?? ''), enabled: postId !== null })
  const open = countOpen(comments)
  const { data: tasks = [] } = useQuery({ ...postTasksQuery(postId ?? ''), enabled: postId !== null })
  const toDo = tasks.filter(isOpen).length
  // In the address, so that a link leads to them.
  const show = (dialog: 'comments' | 'tasks', isShown: boolean) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now)
        if (isShown) next.set(dialog, '1')
        else next.delete(dialog)
        return next
      },
      { replace: true },
    )
  useBeingOn(postId, saveState === 'unsaved' || saveState === 'saving')
  const present = usePresence().get(postId ?? '') ?? []
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
      <Present people={present} />
      <p className={classes.saveState} role="status" data-state={saveState}>
        {saveState === 'saved' && <CheckIcon size={14} />}
        {(saveState === 'kept' || saveState === 'refused') && <AttentionIcon size={14} />}
        {t(`saveState.${saveState}`, { time: savedAt && formatTime(savedAt, zone), revision })}
      </p>
      {postId && (
        <Button variant="default" size="xs" onClick={() => show('comments', true)}>
          {open > 0 ? t('comments:openCount', { count: open }) : t('comments:open')}
        </Button>
      )}
      {postId && params.has('comments') && (
        <Suspense>
          <CommentsDialog postId={postId} onClose={() => show('comments', false)} />
        </Suspense>
      )}
      {postId && (
        <Button variant="default" size="xs" onClick={() => show('tasks', true)}>
          {toDo > 0 ? t('tasks:openCount', { count: toDo }) : t('tasks:open')}
        </Button>
      )}
      {postId && params.has('tasks') && (
        <Suspense>
          <TasksDialog postId={postId} onClose={() => show('tasks', false)} />
        </Suspense>
      )}
      {postId && (
        <Button variant="default" size="xs" leftSection={<ClockIcon size={14} />} onClick={() => setHistory(true)}>
          {t('versions:open')}
        </Button>
      )}
      {postId && hasHistory && (
        <Suspense>
          <HistoryDialog postId={postId} zone={zone} onRestore={onRestore} onClose={() => setHistory(false)} />
        </Suspense>
      )}
    </header>
  )
}
