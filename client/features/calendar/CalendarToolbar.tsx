import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ChevronLeftIcon, ChevronRightIcon, PlusIcon } from '../../ui/icons.tsx'
import { type CalendarView, calendarViews } from './query.ts'
import { rangeOf, stepped } from './range.ts'
import classes from './toolbar.module.css'
import { titleOf } from './wording.ts'

interface Props {
  readonly view: CalendarView
  readonly date: string
  readonly today: string
  readonly canCreate: boolean
  /** Sits at the end of the title on a phone. */
  readonly filters: ReactNode
  /** What else can be done with the plan. */
  readonly menu: ReactNode
  readonly narrow: boolean
  readonly onView: (view: CalendarView) => void
  readonly onDate: (date: string) => void
}

/** What is shown, how to get elsewhere, and the way to write something new. */
export function CalendarToolbar({ view, date, today, canCreate, filters, menu, narrow, onView, onDate }: Props) {
  const { t } = useTranslation('calendar')
  const views = narrow ? (['list', 'day', 'month', 'board'] as const) : calendarViews
  const isToday = rangeOf(view, date).from <= today && today < rangeOf(view, date).to
  const step = (direction: -1 | 1) => (
    <ActionIcon
      variant="default"
      aria-label={t(`step.${direction < 0 ? 'previous' : 'next'}.${view}`)}
      onClick={() => onDate(stepped(view, date, direction))}
    >
      {direction < 0 ? <ChevronLeftIcon /> : <ChevronRightIcon />}
    </ActionIcon>
  )
  const toToday = (
    <Button variant="default" onClick={() => onDate(today)}>
      {t('today')}
    </Button>
  )
  return (
    <header className={classes.toolbar}>
      {narrow && step(-1)}
      <h1 className={classes.title}>{titleOf(t, view, date, narrow)}</h1>
      {narrow ? (
        <>
          {step(1)}
          {filters}
          {!isToday && toToday}
        </>
      ) : (
        <fieldset className={classes.steps} aria-label={t('step.title')}>
          {step(-1)}
          {toToday}
          {step(1)}
        </fieldset>
      )}
      <SegmentedControl
        className={classes.views ?? ''}
        aria-label={t('view.title')}
        value={view}
        onChange={(chosen) => onView(chosen as CalendarView)}
        data={[...new Set([...views, view])].map((name) => ({ value: name, label: t(`view.${name}`) }))}
      />
      {menu}
      {canCreate && (
        <Button
          className={classes.create ?? ''}
          component={Link}
          to={date === today ? '/posts/new' : `/posts/new?date=${date}`}
          leftSection={<PlusIcon size={16} />}
        >
          {t('compose')}
        </Button>
      )}
    </header>
  )
}
