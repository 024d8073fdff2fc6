import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../../ui/StateMark.tsx'
import type { PlacedDelivery } from './events.ts'
import classes from './grid.module.css'
import { isTrouble } from './wording.ts'

interface Props {
  readonly hidden: number
  readonly days: ReadonlyMap<string, readonly PlacedDelivery[]>
  readonly narrow: boolean
}

/** "+3 more", and beside it what among them needs somebody: trouble does not hide behind a number. */
export function MoreLink({ hidden, days, narrow }: Props) {
  const { t } = useTranslation('calendar')
  const place = useRef<HTMLSpanElement>(null)
  const [date, setDate] = useState('')
  // The library does not say for which day it draws the link; the cell around it does.
  useLayoutEffect(() => {
    setDate(place.current?.closest<HTMLElement>('[data-date]')?.dataset['date'] ?? '')
  }, [])
  const troubles = (days.get(date) ?? []).slice(-hidden).filter(({ delivery }) => isTrouble(delivery))
  const [worst] = troubles
  return (
    <span ref={place} className={classes.more}>
      {narrow ? hidden : t('more.link', { count: hidden })}
      {worst && (
        <span className={classes.moreTrouble} data-state={worst.delivery.state}>
          <StateMark state={worst.delivery.state} size={12} />
          {narrow ? troubles.length : t('more.trouble', { count: troubles.length })}
        </span>
      )}
    </span>
  )
}
