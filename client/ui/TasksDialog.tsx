import { Button, Select, Stack, TextInput } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { colleaguesQuery } from '../lib/colleagues.ts'
import { useWishKey } from '../lib/deliveries.ts'
import { useNow } from '../lib/now.ts'
import { useCan, useMe } from '../lib/session.ts'
import { postTasksQuery, useTaskSteps } from '../lib/tasks.ts'
import { toLocalTime } from '../lib/time.ts'
import { Dialog } from './Dialog.tsx'
import { FaultNotice } from './FaultNotice.tsx'
import { Boundary } from './Page.tsx'
import { TaskItem } from './TaskItem.tsx'
import classes from './tasks.module.css'
import { useAttempt } from './use-attempt.ts'
import { WallTimeField } from './WallTimeField.tsx'

interface Props {
  readonly postId: string
  readonly onClose: () => void
}

/** What there is to do about a post, by whom and by when; another task is given below. */
export function TasksDialog({ postId, onClose }: Props) {
  const { t } = useTranslation('tasks')
  const mayWrite = useCan('posts.comment')
  return (
    <Dialog opened onClose={onClose} size="lg" title={t('onPost')}>
      <Boundary>
        <Stack gap="md">
          <List postId={postId} />
          {mayWrite && <Giver postId={postId} />}
        </Stack>
      </Boundary>
    </Dialog>
  )
}

function List({ postId }: Pick<Props, 'postId'>) {
  const { t } = useTranslation('tasks')
  const { data: tasks } = useSuspenseQuery(postTasksQuery(postId))
  if (tasks.length === 0) return <p className={classes.none}>{t('noneOnPost')}</p>
  return (
    <ul className={classes.tasks} aria-label={t('onPost')}>
      {tasks.map((task) => (
        <TaskItem key={task.id} task={task} />
      ))}
    </ul>
  )
}

const nothing = { title: '', assigneeId: null, due: null } as const

/** What was typed stays until the server has it. */
function Giver({ postId }: Pick<Props, 'postId'>) {
  const { t } = useTranslation('tasks')
  const { organization } = useMe()
  const now = toLocalTime(useNow(), organization.zone)
  const { data: colleagues = [] } = useQuery(colleaguesQuery)
  const { give } = useTaskSteps()
  const keyOf = useWishKey()
  const { attempt, isBusy, error } = useAttempt()
  const [task, setTask] = useState<{ title: string; assigneeId: string | null; due: string | null; turn: number }>({
    ...nothing,
    turn: 0,
  })
  const submit = () =>
    attempt(async () => {
      const { turn, ...given } = task
      await give(postId, given, keyOf(task))
      setTask({ ...nothing, turn: turn + 1 })
    })
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <TextInput
        label={t('what')}
        placeholder={t('example')}
        maxLength={300}
        required
        value={task.title}
        onChange={(event) => setTask({ ...task, title: event.currentTarget.value })}
      />
      <Select
        label={t('who')}
        placeholder={t('nobody')}
        searchable
        clearable
        data={colleagues.filter(({ mayReadPosts }) => mayReadPosts).map(({ id, name }) => ({ value: id, label: name }))}
        value={task.assigneeId}
        onChange={(assigneeId) => setTask({ ...task, assigneeId })}
      />
      <WallTimeField value={task.due} now={now} onChange={(due) => setTask({ ...task, due })} />
      {error !== null && <FaultNotice error={error} listed />}
      <Button type="submit" loading={isBusy} disabled={task.title.trim() === ''}>
        {t('give')}
      </Button>
    </form>
  )
}
