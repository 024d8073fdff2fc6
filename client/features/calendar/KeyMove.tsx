import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { steppedByKey } from './key-steps.ts'
import { isPast } from './moving.ts'
import type { CalendarView } from './query.ts'
import classes from './selection.module.css'
import type { Carried } from './use-carrying.ts'
import { longDay } from './wording.ts'

interface Props {
  readonly carried: Carried
  readonly view: CalendarView
  readonly now: string
  readonly onStep: (target: string) => void
  readonly onDrop: () => void
  readonly onClose: () => void
}

/** Arrow keys carry a delivery over the plan; each place is spoken, nothing is moved before Enter. */
export function KeyMove({ carried, view, now, onStep, onDrop, onClose }: Props) {
  const { t } = useTranslation('calendar')
  const bar = useRef<HTMLElement>(null)
  useEffect(() => bar.current?.focus(), [])
  const { delivery, from, target } = carried
  const past = isPast(target, now)
  const place = t('carry.at', { day: longDay(t, target.slice(0, 10)), time: target.slice(11) })
  return (
    <section
      ref={bar}
      className={classes.bar}
      aria-label={t('carry.label', { title: delivery.title })}
      tabIndex={-1}
      onKeyDown={(event) => {
        const next = steppedByKey(target, event.key, view)
        if (next !== null) onStep(next)
        else if (event.key === 'Escape') onClose()
        else if (event.key === 'Enter' && event.target === bar.current) onDrop()
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <div>
        <p className={classes.count} role="status">
          {past ? t('carry.past', { place, now: now.slice(11) }) : place}
        </p>
        <p className={classes.keys}>{t(view === 'month' ? 'carry.keysMonth' : 'carry.keys')}</p>
      </div>
      <div className={classes.steps}>
        <Button disabled={past || target === from} onClick={onDrop}>
          {t('carry.drop')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('carry.back')}
        </Button>
      </div>
    </section>
  )
}
