import { Chip, Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { DatePickerInput, DatesProvider } from '@mantine/dates'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Pattern, Rule } from '../../server/contract/series.ts'
import { previewQuery } from '../lib/series.ts'
import { formatDay, formatLocalTime, weekdayName } from '../lib/time.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import { FaultNotice } from './FaultNotice.tsx'
import classes from './RepeatDialog.module.css'
import { weekdayLabel, weekdayOf } from './rule-words.ts'
import { WallTimeField } from './WallTimeField.tsx'
import { ZoneSelect } from './ZoneSelect.tsx'

interface Props {
  readonly title: string
  readonly confirm: string
  readonly start: Rule
  readonly exceptions?: readonly string[]
  /** What happens beside it. */
  readonly note?: string
  /** The office's wall time. */
  readonly now: string
  readonly onConfirm: (rule: Rule) => Promise<unknown>
  readonly onClose: () => void
}

const none: readonly string[] = []

/** When something goes out again and again, with the days that come of it. */
export function RepeatDialog({ title, confirm, start, exceptions = none, note, now, onConfirm, onClose }: Props) {
  const { t, i18n } = useTranslation('series')
  const { language } = i18n
  const [rule, setRule] = useState(start)
  const { pattern, startsOn, time, zone, until, count } = rule
  const change = (fields: Partial<Rule>) => setRule((before) => ({ ...before, ...fields }))
  const setPattern = (next: Pattern) => change({ pattern: next })
  return (
    <ConfirmDialog opened title={title} confirm={confirm} onClose={onClose} onConfirm={() => onConfirm(rule)}>
      <Stack gap="sm">
        {note && <Text size="sm">{note}</Text>}
        <Group align="end" gap="sm">
          <Select
            className={classes.field ?? ''}
            label={t('form.freq')}
            value={pattern.freq}
            allowDeselect={false}
            data={(['daily', 'weekly', 'monthly'] as const).map((value) => ({ value, label: t(`form.${value}`) }))}
            onChange={(freq) => freq && setPattern(patternOf(freq, startsOn))}
          />
          <NumberInput
            className={classes.number ?? ''}
            label={t(`form.every.${pattern.freq}`)}
            min={1}
            max={99}
            allowDecimal={false}
            value={pattern.interval}
            onChange={(value) => setPattern({ ...pattern, interval: Number(value) || 1 })}
          />
        </Group>
        {pattern.freq === 'weekly' && (
          <fieldset className={classes.days}>
            <legend>{t('form.weekdays')}</legend>
            <Chip.Group
              multiple
              value={pattern.weekdays.map(String)}
              onChange={(chosen) => setPattern({ ...pattern, weekdays: chosen.map(Number) })}
            >
              {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
                <Chip key={weekday} value={String(weekday)} size="sm" variant="outline">
                  {weekdayLabel(weekday, language, 'short')}
                </Chip>
              ))}
            </Chip.Group>
          </fieldset>
        )}
        {pattern.freq === 'monthly' && (
          <Select
            label={t('form.on')}
            allowDeselect={false}
            value={JSON.stringify(pattern.on)}
            data={monthlyChoices(startsOn, pattern.on).map((on) => ({ value: JSON.stringify(on), label: onLabel(on) }))}
            onChange={(chosen) => chosen && setPattern({ ...pattern, on: JSON.parse(chosen) as Monthly['on'] })}
          />
        )}
        <WallTimeField
          value={`${startsOn}T${time}`}
          now={now}
          onChange={(localTime) => change({ startsOn: localTime.slice(0, 10), time: localTime.slice(11) })}
        />
        <ZoneSelect label={t('form.zone')} value={zone} onChange={(chosen) => chosen && change({ zone: chosen })} />
        <Group align="end" gap="sm">
          <div>
            <Text className={classes.label ?? ''} id="repeat-end">
              {t('form.end')}
            </Text>
            <SegmentedControl
              aria-labelledby="repeat-end"
              value={until === null ? 'count' : 'until'}
              data={[
                { value: 'count', label: t('form.endCount') },
                { value: 'until', label: t('form.endUntil') },
              ]}
              onChange={(end) =>
                change(end === 'count' ? { until: null, count: 10 } : { until: monthsLater(startsOn, 3), count: null })
              }
            />
          </div>
          {until === null ? (
            <NumberInput
              className={classes.number ?? ''}
              label={t('form.count')}
              min={1}
              max={400}
              allowDecimal={false}
              value={count ?? 1}
              onChange={(value) => change({ count: Number(value) || 1 })}
            />
          ) : (
            <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
              <DatePickerInput
                className={classes.field ?? ''}
                label={t('form.until')}
                valueFormat="DD/MM/YYYY"
                value={until}
                minDate={startsOn}
                onChange={(chosen) => chosen && change({ until: chosen })}
              />
            </DatesProvider>
          )}
        </Group>
        <NextDays rule={rule} exceptions={exceptions} />
      </Stack>
    </ConfirmDialog>
  )

  function onLabel(on: Monthly['on']): string {
    if ('nth' in on)
      return t('form.nth', { nth: t(`rule.nth.${on.nth}`), day: weekdayLabel(on.weekday, language, 'long') })
    return on.day === -1 ? t('form.last') : t('form.day', { day: on.day })
  }
}

type Monthly = Extract<Pattern, { freq: 'monthly' }>

function patternOf(freq: string, startsOn: string): Pattern {
  if (freq === 'daily') return { freq: 'daily', interval: 1 }
  if (freq === 'weekly') return { freq: 'weekly', interval: 1, weekdays: [weekdayOf(startsOn)] }
  return { freq: 'monthly', interval: 1, on: { day: Number(startsOn.slice(8)) } }
}

/** By the day it begins on: that day, the last one, that weekday in its place and as the last one. */
function monthlyChoices(startsOn: string, current: Monthly['on']): Monthly['on'][] {
  const day = Number(startsOn.slice(8))
  const weekday = weekdayOf(startsOn)
  const nth = Math.ceil(day / 7)
  const all: Monthly['on'][] = [
    current,
    { day },
    { day: -1 },
    ...(nth <= 4 ? [{ nth, weekday }] : []),
    { nth: -1, weekday },
  ]
  return [...new Map(all.map((on) => [JSON.stringify(on), on])).values()]
}

function monthsLater(date: string, months: number): string {
  const later = new Date(`${date}T00:00:00Z`)
  later.setUTCMonth(later.getUTCMonth() + months)
  return later.toISOString().slice(0, 10)
}

/** What comes of the rule, asked of the server while it is being made. */
function NextDays({ rule, exceptions }: { readonly rule: Rule; readonly exceptions: readonly string[] }) {
  const { t, i18n } = useTranslation('series')
  const [settled] = useDebouncedValue(rule, 250)
  const { data, error } = useQuery({ ...previewQuery(settled, exceptions), placeholderData: (before) => before })
  if (error) return <FaultNotice error={error} listed />
  if (!data) return <Text size="sm">{t('preview.waiting')}</Text>
  const remarks = data.remarks.filter(({ date }) => !data.occurrences.slice(0, 6).some((shown) => shown.date === date))
  return (
    <section className={classes.preview} aria-live="polite">
      <h3>{t('preview.title')}</h3>
      <ul>
        {[...data.occurrences.slice(0, 6), ...remarks].map(({ date, localTime, note }) => (
          <li key={date}>
            {weekdayName(localTime, i18n.language)}, {formatLocalTime(localTime)}
            {note && <span> · {t(`preview.${note}`)}</span>}
          </li>
        ))}
      </ul>
      <p>{t('preview.total', { count: data.total, last: data.last && formatDay(`${data.last}T00:00`) })}</p>
      {data.skippedMonths.length > 0 && (
        <p>
          {t('preview.skipped', {
            months: data.skippedMonths.map((month) => `${month.slice(5)}/${month.slice(0, 4)}`).join(', '),
          })}
        </p>
      )}
    </section>
  )
}
