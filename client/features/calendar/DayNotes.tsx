import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { CalendarDay } from '../../../server/contract/planning.ts'
import classes from './day-notes.module.css'

/** `15`, and with the month `15/8`; the first of a month always names it. */
export function lunarText({ lunar }: CalendarDay, withMonth: boolean, t: TFunction<'planning'>): string {
  const { day, month, isLeap } = lunar
  return withMonth || day === 1 ? `${day}/${month}${isLeap ? t('lunar.leap') : ''}` : String(day)
}

/** What the day is kept for, in the reader's language; "" where it is an ordinary one. */
export function keptNames({ observances }: CalendarDay, language: string): string {
  return observances.map(({ name, nameEn }) => (language === 'en' ? nameEn : name)).join(' · ')
}

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
  const { observances } = day
  const whole = lunarText(day, true, t)
  const names = keptNames(day, i18n.language)
  return (
    <>
      {' '}
      <span className={classes.lunar} title={t('lunar.title', { day: whole })}>
        {lunarText(day, withMonth, t)}
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
