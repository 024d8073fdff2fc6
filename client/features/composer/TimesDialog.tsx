import { Button, CloseButton, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { TimePicker } from '@mantine/dates'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import type { PatternTime, TimePattern } from '../../../server/contract/time-patterns.ts'
import { addDays } from '../../lib/dates.ts'
import { useNow } from '../../lib/now.ts'
import { daysQuery } from '../../lib/planning.ts'
import { useMe } from '../../lib/session.ts'
import { formatLocalTime, nextHour, weekdayName } from '../../lib/time.ts'
import {
  daysAhead,
  deleteTimePattern,
  saveTimePattern,
  timeOfStep,
  timePatternsQuery,
} from '../../lib/time-patterns.ts'
import { AmountField } from '../../ui/AmountField.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { useAttempt } from '../../ui/use-attempt.ts'
import { WallTimeField } from '../../ui/WallTimeField.tsx'
import { type PlannedVariant, stepsAsPlanned, stepsOfPattern } from './plan.ts'
import classes from './times.module.css'

interface Props {
  readonly open: readonly PlannedVariant[]
  readonly channels: readonly Channel[]
  /** The office's wall time. */
  readonly now: string
  readonly onTimes: (times: ReadonlyMap<string, string>) => void
  readonly onClose: () => void
}

const noDays = new Map()

/** One first time and what every version keeps from it: "18:00", "the next working day 09:00", "90 minutes later". */
export function TimesDialog({ open, channels, now, onTimes, onClose }: Props) {
  const { t, i18n } = useTranslation('times')
  const { zone } = useMe().organization
  const minute = useNow()
  const [first, setFirst] = useState(() => earliestOf(open, now) ?? nextHour(minute, zone))
  const [steps, setSteps] = useState(() => stepsAsPlanned(open, first))
  const { data: almanac = noDays, isPlaceholderData } = useQuery(
    daysQuery(first.slice(0, 10), addDays(first.slice(0, 10), daysAhead)),
  )
  const times = new Map(
    open.map(({ key }) => [key, timeOfStep(steps.get(key) ?? atFirst(first), first, zone, almanac)] as const),
  )
  const late = [...times.values()].filter((time) => time <= now)
  const change = (key: string, at: PatternTime) => setSteps(new Map(steps).set(key, at))
  return (
    <ConfirmDialog
      opened
      title={t('title')}
      confirm={t('confirm', { count: open.length })}
      disabled={late.length > 0 || isPlaceholderData}
      onConfirm={async () => onTimes(times)}
      onClose={onClose}
    >
      <Stack gap="md">
        <Patterns onChoose={(pattern) => setSteps(stepsOfPattern(open, pattern, steps))} />
        <section className={classes.first} aria-label={t('first')}>
          <Text size="sm" fw={600}>
            {t('first')}
          </Text>
          <WallTimeField value={first} now={now} onChange={setFirst} />
        </section>
        <ul className={classes.steps} aria-label={t('each')}>
          {open.map(({ key, variant }) => {
            const channel = channels.find(({ id }) => id === variant.channelId)
            const time = times.get(key) ?? first
            return (
              <li key={key} className={classes.step}>
                <p className={classes.name}>
                  {channel && <PlatformIcon platform={channel.platform} size={14} />}
                  {channel?.name} · {variant.language.toUpperCase()}
                </p>
                <StepFields
                  name={`${channel?.name} ${variant.language}`}
                  at={steps.get(key) ?? atFirst(first)}
                  clock={time.slice(11)}
                  onChange={(at) => change(key, at)}
                />
                <p className={classes.result} data-late={time <= now || undefined}>
                  {weekdayName(time, i18n.language)}, {formatLocalTime(time)}
                  {time <= now && ` · ${t('late')}`}
                </p>
              </li>
            )
          })}
        </ul>
        <SavePattern
          steps={open.map(({ key, variant: { channelId, language } }) => ({
            ...{ channelId, language },
            at: steps.get(key) ?? atFirst(first),
          }))}
        />
      </Stack>
    </ConfirmDialog>
  )
}

const atFirst = (first: string): PatternTime => ({ kind: 'clock', days: 0, working: false, time: first.slice(11) })

/** The soonest time that is set and still to come. */
function earliestOf(open: readonly PlannedVariant[], now: string): string | null {
  return (
    open.flatMap(({ localTime }) => (localTime !== null && localTime > now ? [localTime] : [])).toSorted()[0] ?? null
  )
}

const kinds = ['days', 'working', 'after'] as const
type StepKind = (typeof kinds)[number]

const kindOf = (at: PatternTime): StepKind => (at.kind === 'after' ? 'after' : at.working ? 'working' : 'days')

interface StepProps {
  /** Whose: fields of one kind stand there for every channel. */
  readonly name: string
  readonly at: PatternTime
  /** What the clock shows then, kept when another kind is chosen. */
  readonly clock: string
  readonly onChange: (at: PatternTime) => void
}

function StepFields({ name, at, clock, onChange }: StepProps) {
  const { t } = useTranslation('times')
  const { t: common } = useTranslation('common')
  const choose = (kind: StepKind) =>
    onChange(
      kind === 'after'
        ? { kind, minutes: 60 }
        : { kind: 'clock', days: kind === 'working' ? 1 : 0, working: kind === 'working', time: clock },
    )
  return (
    <div className={classes.fields}>
      <NativeSelect
        aria-label={t('kindOf', { name })}
        value={kindOf(at)}
        data={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        onChange={(event) => choose(kinds.find((kind) => kind === event.currentTarget.value) ?? 'days')}
      />
      {at.kind === 'after' ? (
        <AmountField
          label={t('minutes')}
          value={at.minutes}
          max={10_080}
          onChange={(minutes) => onChange({ ...at, minutes })}
        />
      ) : (
        <>
          <AmountField
            label={t(at.working ? 'workingDays' : 'days')}
            value={at.days}
            max={30}
            onChange={(days) => onChange({ ...at, days })}
          />
          <TimePicker
            label={common('wallTime.time')}
            format="24h"
            hoursInputLabel={common('wallTime.hours')}
            minutesInputLabel={common('wallTime.minutes')}
            value={at.time}
            onChange={(time) => time && onChange({ ...at, time: time.slice(0, 5) })}
          />
        </>
      )}
    </div>
  )
}

/** The unit's patterns: one click uses one. */
function Patterns({ onChoose }: { readonly onChoose: (pattern: TimePattern) => void }) {
  const { t } = useTranslation('times')
  const { data: patterns = [], error: unread, refetch } = useQuery(timePatternsQuery)
  const { carryOut, error } = usePatternChange()
  if (unread !== null) return <FaultNotice error={unread} onRetry={() => refetch()} />
  if (patterns.length === 0) return null
  return (
    <section aria-label={t('patterns')}>
      <Text size="sm" fw={600}>
        {t('patterns')}
      </Text>
      <ul className={classes.chips}>
        {patterns.map((pattern) => (
          <li key={pattern.id}>
            <Button variant="default" size="compact-sm" onClick={() => onChoose(pattern)}>
              {pattern.name}
            </Button>
            <CloseButton
              size="sm"
              aria-label={t('deleteName', { name: pattern.name })}
              onClick={() => carryOut(() => deleteTimePattern(pattern.id))}
            />
          </li>
        ))}
      </ul>
      {error !== null && <FaultNotice error={error} listed />}
    </section>
  )
}

/** Keeps what stands in the dialog under a name. */
function SavePattern({ steps }: Pick<TimePattern, 'steps'>) {
  const { t } = useTranslation('times')
  const { data: patterns = [] } = useQuery(timePatternsQuery)
  const [name, setName] = useState('')
  const { carryOut, isBusy, error } = usePatternChange()
  const save = () =>
    carryOut(async () => {
      await saveTimePattern(name, steps)
      setName('')
    })
  const isKnown = patterns.some((pattern) => pattern.name === name.trim())
  return (
    <div className={classes.save}>
      <TextInput
        label={t('name')}
        placeholder={t('example')}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button variant="default" loading={isBusy} disabled={name.trim() === ''} onClick={save}>
        {t(isKnown ? 'replace' : 'save')}
      </Button>
      {error !== null && <FaultNotice error={error} listed />}
    </div>
  )
}

function usePatternChange() {
  const cache = useQueryClient()
  const { attempt, ...state } = useAttempt()
  const carryOut = (work: () => Promise<unknown>) =>
    attempt(() => work().finally(() => cache.invalidateQueries(timePatternsQuery)))
  return { carryOut, ...state }
}
