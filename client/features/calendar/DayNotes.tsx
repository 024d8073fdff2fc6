import { useTranslation } from 'react-i18next'
import type { CalendarDay } from '../../../server/contract/planning.ts'
import classes from './day-notes.module.css'

interface Props {
  /** undefined while it is fetched. */
  readonly day: CalendarDay | undefined
  /** Says the lunar month too, where nothing before it does. */
  readonly withMonth?: boolean
}

/** Beside a date: the day of the lunar calendar, `15` or `1/4`, and what the day is kept for. */
export function DayNotes({ day, withMonth = false }: Props) {
  const { t, i18n } = useTranslation('planning')
  if (!day) return null
  const { lunar, observances } = day
  const whole = `${lunar.day}/${lunar.month}${lunar.isLeap ? t('lunar.leap') : ''}`
  const names = observances.map(({ name, nameEn }) => (i18n.language === 'en' ? nameEn : name)).join(' · ')
  return (
    <>
      {' '}
      <span className={classes.lunar} title={t('lunar.title', { day: whole })}>
        <span className="visually-hidden">{t('lunar.title', { day: whole })}</span>
        <span aria-hidden="true">{withMonth || lunar.day === 1 ? whole : lunar.day}</span>
      </span>
      {names !== '' && (
        <>
          {' '}
          <span
            className={classes.kept}
            data-holiday={observances.some(({ holiday }) => holiday) || undefined}
            title={names}
          >
            {names}
          </span>
        </>
      )}
    </>
  )
}
