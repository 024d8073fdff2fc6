import { Button, Checkbox } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '../../server/contract/tasks.ts'
import { useNow } from '../lib/now.ts'
import { useCan, useMe } from '../lib/session.ts'
import { isOpen, isOverdue, useTaskSteps } from '../lib/tasks.ts'
import { formatDateTime } from '../lib/time.ts'
import { FaultNotice } from './FaultNotice.tsx'
import classes from './tasks.module.css'
import { showUndo } from './UndoToast.ts'
import { useAttempt } from './use-attempt.ts'

interface Props {
  readonly task: Task
  /** The post it is about, where that is not plain. */
  readonly about?: ReactNode
}

/** One task: ticked when it is done, dropped by who gave it. Both are taken back by a click. */
export function TaskItem({ task, about }: Props) {
  const { t } = useTranslation('tasks')
  const { member, organization } = useMe()
  const now = new Date(useNow()).getTime()
  const mayWrite = useCan('posts.comment')
  const isAdmin = useCan('organization.edit')
  const { change } = useTaskSteps()
  const { attempt, isBusy, error } = useAttempt()
  const { title, state, assignee, dueAt, createdBy, ended, revision } = task
  // Ticked at once; what the server has by then, or its refusal, takes over.
  const [wished, setWished] = useState<Pick<Task, 'state' | 'revision'> | null>(null)
  const shown = error === null && wished?.revision === revision ? wished.state : state
  const become = (wanted: Task['state']) => {
    setWished({ state: wanted, revision })
    return attempt(async () => {
      let latest = await change(task, { state: wanted })
      const go = async (next: Task['state']) => {
        latest = await change(latest, { state: next })
      }
      showUndo(t(`became.${wanted}`, { title }), { undo: () => go(state), redo: () => go(wanted) })
    })
  }
  return (
    <li className={classes.task} data-ended={!isOpen(task) || undefined}>
      <Checkbox
        aria-label={title}
        checked={shown === 'done'}
        disabled={!mayWrite || isBusy || state === 'dropped'}
        onChange={() => become(isOpen(task) ? 'done' : 'open')}
      />
      <div className={classes.words}>
        <p className={classes.title}>{title}</p>
        {about}
        <p className={classes.facts} data-overdue={isOverdue(task, now) || undefined}>
          {[
            assignee ? t('for', { name: assignee.name }) : t('forNobody'),
            dueAt && t(isOverdue(task, now) ? 'overdue' : 'due', { time: formatDateTime(dueAt, organization.zone) }),
            t('from', { name: createdBy.name }),
            ended && t(`ended.${state}`, { name: ended.by, time: formatDateTime(ended.at, organization.zone) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {error !== null && <FaultNotice error={error} listed />}
      </div>
      {(createdBy.id === member.id || isAdmin) && state !== 'done' && (
        <Button
          variant="default"
          size="xs"
          loading={isBusy}
          aria-label={t(isOpen(task) ? 'dropName' : 'reopenName', { title })}
          onClick={() => become(isOpen(task) ? 'dropped' : 'open')}
        >
          {t(isOpen(task) ? 'drop' : 'reopen')}
        </Button>
      )}
    </li>
  )
}
