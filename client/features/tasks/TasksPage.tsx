import { SegmentedControl } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { TaskScope } from '../../../server/contract/tasks.ts'
import { taskScopes, tasksQuery } from '../../lib/tasks.ts'
import { Boundary, Empty, Page } from '../../ui/Page.tsx'
import { TaskItem } from '../../ui/TaskItem.tsx'
import classes from '../../ui/tasks.module.css'

/** What I am to do, what I gave to others, what my unit has to do: overdue and soonest first. */
export function TasksPage() {
  const { t } = useTranslation('tasks')
  const [params, setParams] = useSearchParams()
  const scope = taskScopes.find((known) => known === params.get('show')) ?? 'mine'
  return (
    <Page
      title={t('title')}
      actions={
        <SegmentedControl
          aria-label={t('show')}
          value={scope}
          data={taskScopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
          onChange={(value) => setParams(value === 'mine' ? {} : { show: value }, { replace: true })}
        />
      }
    >
      <Boundary key={scope}>
        <List scope={scope} />
      </Boundary>
    </Page>
  )
}

function List({ scope }: { readonly scope: TaskScope }) {
  const { t } = useTranslation('tasks')
  const { data: tasks } = useSuspenseQuery(tasksQuery(scope))
  if (tasks.length === 0) return <Empty>{t(`none.${scope}`)}</Empty>
  return (
    <ul className={classes.tasks} aria-label={t('title')}>
      {tasks.map((task) => (
        <TaskItem
          key={task.id}
          task={task}
          about={
            <p>
              <Link to={`/posts/${task.postId}?tasks=1`}>{task.postTitle}</Link>
            </p>
          }
        />
      ))}
    </ul>
  )
}
