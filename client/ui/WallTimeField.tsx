import { DatePickerInput, DatesProvider, TimePicker } from '@mantine/dates'
import '@mantine/dates/styles.layer.css'
import dayjs from 'dayjs'
import 'dayjs/locale/vi'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './WallTimeField.module.css'

interface Props {
  /** Wall time `2026-05-18T09:00`; null while nothing is chosen. */
  readonly value: string | null
  readonly onChange: (localTime: string) => void
  /** The office's wall time now: days before it cannot be chosen. */
  readonly now: string
  readonly error?: string | null
  readonly disabled?: boolean
  readonly autoFocus?: boolean
}

const firstChoice = '09:00'
const dayFormat = 'dd, DD/MM/YYYY'

/** A day and a time of the office's clock, written 18/05/2026 and 09:00 whatever the browser's country. */
export function WallTimeField({ value, onChange, now, error = null, disabled = false, autoFocus = false }: Props) {
  const { t, i18n } = useTranslation('common')
  const errorId = useId()
  const today = now.slice(0, 10)
  const [date, time] = value ? [value.slice(0, 10), value.slice(11)] : [null, '']
  const shown = date ? dayjs(date).locale(i18n.language).format(dayFormat) : t('wallTime.choose')
  const described = error ? { 'aria-describedby': errorId } : {}
  return (
    <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
      <div className={classes.fields}>
        <DatePickerInput
          className={classes.date ?? ''}
          label={t('wallTime.date')}
          // The name holds what the button shows, so that it can be spoken as it is read.
          aria-label={`${t('wallTime.date')}: ${shown}`}
          valueFormat={dayFormat}
          placeholder={t('wallTime.choose')}
          value={date}
          minDate={today}
          error={Boolean(error)}
          disabled={disabled}
          autoFocus={autoFocus}
          popoverProps={{ withinPortal: true }}
          onChange={(chosen) => chosen && onChange(`${chosen}T${time || firstChoice}`)}
          {...described}
        />
        <TimePicker
          className={classes.time ?? ''}
          label={t('wallTime.time')}
          format="24h"
          hoursInputLabel={t('wallTime.hours')}
          minutesInputLabel={t('wallTime.minutes')}
          value={time}
          error={Boolean(error)}
          disabled={disabled}
          onChange={(chosen) => chosen && onChange(`${date ?? today}T${chosen.slice(0, 5)}`)}
          {...described}
        />
      </div>
      {error && (
        <p id={errorId} role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </DatesProvider>
  )
}
