import { Button, Menu, Popover, SegmentedControl } from '@mantine/core'
import { lazy, memo, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import { formatLocalTime } from '../../lib/time.ts'
import { ChevronDownIcon, ChevronUpIcon, ClockIcon, RepeatIcon } from '../../ui/icons.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import { WallTimeField } from '../../ui/WallTimeField.tsx'
import type { VariantCheck } from './checks.ts'
import { NextSlotButton } from './NextSlotButton.tsx'
import { canSchedule, commonTime, type PlannedVariant } from './plan.ts'
import classes from './schedule.module.css'

const TimesDialog = lazy(async () => ({ default: (await import('./TimesDialog.tsx')).TimesDialog }))

interface Props {
  readonly plan: readonly PlannedVariant[]
  readonly checks: readonly VariantCheck[]
  readonly channels: readonly Channel[]
  /** The office's wall time. */
  readonly now: string
  /** Shown until a channel is chosen that can take it over. */
  readonly presetTime: string | null
  readonly isBusy: boolean
  readonly canSave: boolean
  readonly postId: string | null
  /** Variants by key and the free slot each is to have; another one when somebody takes it before. */
  readonly onSlots: (times: ReadonlyMap<string, string>) => void
  /** Variants by key and the wall time each is to go out at. */
  readonly onTimes: (times: ReadonlyMap<string, string>) => void
  readonly onSave: () => void
  readonly onSchedule: (ready: readonly PlannedVariant[]) => void
  readonly onPublishNow: (ready: readonly PlannedVariant[]) => void
  readonly onRepeat: (ready: readonly PlannedVariant[]) => void
}

/** When the post goes out, for all channels together or for each, and the steps that end the writing. */
export const ScheduleBar = memo(function ScheduleBar(props: Props) {
  const {
    plan,
    checks,
    channels,
    now,
    presetTime,
    isBusy,
    canSave,
    postId,
    onSlots,
    onTimes,
    onSave,
    onSchedule,
    onPublishNow,
    onRepeat,
  } = props
  const { t } = useTranslation('composer')
  const open = plan.filter(canSchedule)
  const common = commonTime(plan)
  const [perChannel, setPerChannel] = useState(
    () => common === null && open.some(({ localTime }) => localTime !== null),
  )
  const [isUnfolded, setUnfolded] = useState(false)
  const [isPatterned, setPatterned] = useState(false)
  const isBad = (key: string) => checks.find((check) => check.key === key)?.verdict === 'error'
  const good = open.filter(({ key }) => !isBad(key))
  const ready = good.filter(({ localTime }) => localTime !== null && localTime > now)
  const isLate = (localTime: string | null) => localTime !== null && localTime <= now
  const pastError = (localTime: string | null) =>
    isLate(localTime) ? t('schedule.past', { time: now.slice(11) }) : null
  const left = open.length - good.length
  const isAgain = open.length > 0 && open.every(({ phase }) => phase === 'open')
  return (
    <section className={classes.bar} aria-label={t('schedule.label')}>
      <Button
        variant="subtle"
        className={classes.fold ?? ''}
        aria-expanded={isUnfolded}
        leftSection={<ClockIcon />}
        rightSection={isUnfolded ? <ChevronDownIcon /> : <ChevronUpIcon />}
        onClick={() => setUnfolded(!isUnfolded)}
      >
        {common ? t('schedule.at', { time: formatLocalTime(common) }) : t('schedule.choose')}
      </Button>
      <div className={classes.when} data-unfolded={isUnfolded || undefined}>
        <SegmentedControl
          size="xs"
          aria-label={t('schedule.how')}
          value={perChannel ? 'each' : 'same'}
          data={[
            { value: 'same', label: t('schedule.same') },
            { value: 'each', label: t('schedule.each') },
          ]}
          onChange={(how) => {
            setPerChannel(how === 'each')
            const first = open.find(({ localTime }) => localTime !== null)?.localTime
            if (how === 'same' && first) onTimes(new Map(open.map(({ key }) => [key, first])))
          }}
        />
        {perChannel ? (
          <Popover position="top-start" width={360} trapFocus>
            <Popover.Target>
              <Button variant="default">{t('schedule.times', { count: open.length })}</Button>
            </Popover.Target>
            <Popover.Dropdown className={classes.times ?? ''}>
              {open.map(({ key, variant, localTime }) => {
                const channel = channels.find(({ id }) => id === variant.channelId)
                return (
                  <div key={key}>
                    <p className={classes.timesName}>
                      {channel && <PlatformIcon platform={channel.platform} size={14} />}
                      {channel?.name} · {variant.language.toUpperCase()}
                    </p>
                    <WallTimeField
                      value={localTime}
                      now={now}
                      error={pastError(localTime)}
                      onChange={(time) => onTimes(new Map([[key, time]]))}
                    />
                  </div>
                )
              })}
            </Popover.Dropdown>
          </Popover>
        ) : (
          <WallTimeField
            value={common ?? (open.length === 0 ? presetTime : null)}
            now={now}
            disabled={open.length === 0}
            error={pastError(common)}
            onChange={(time) => onTimes(new Map(open.map(({ key }) => [key, time])))}
          />
        )}
        {open.length > 1 && (
          <Button variant="default" onClick={() => setPatterned(true)}>
            {t('schedule.pattern')}
          </Button>
        )}
        <NextSlotButton
          open={open}
          channels={channels}
          postId={postId}
          onSlots={(times) => {
            setPerChannel(new Set(times.values()).size > 1)
            onSlots(times)
          }}
        />
      </div>
      <p className={classes.note} role="status">
        {noteOf({ open: open.length, left, ready: ready.length, good: good.length })}
      </p>
      <div className={classes.steps}>
        <Button variant="default" disabled={!canSave} loading={isBusy} onClick={onSave}>
          {t(isAgain ? 'schedule.saveReleased' : 'schedule.save')}
        </Button>
        <Button.Group>
          <Button disabled={ready.length === 0 || isBusy} onClick={() => onSchedule(ready)}>
            {ready.length === 0
              ? t('schedule.none')
              : t(isAgain ? 'schedule.again' : 'schedule.confirm', { count: ready.length })}
          </Button>
          <Menu position="top-end">
            <Menu.Target>
              <Button
                className={classes.more ?? ''}
                px={8}
                aria-label={t('schedule.more')}
                disabled={good.length === 0 || isBusy}
              >
                <ChevronUpIcon />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<RepeatIcon />} onClick={() => onRepeat(good)}>
                {t('repeat.open')}
              </Menu.Item>
              <Menu.Item onClick={() => onPublishNow(good)}>{t('schedule.now', { count: good.length })}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Button.Group>
      </div>
      {isPatterned && (
        <Suspense>
          <TimesDialog
            open={open}
            channels={channels}
            now={now}
            onTimes={(times) => {
              setPerChannel(new Set(times.values()).size > 1)
              onTimes(times)
            }}
            onClose={() => setPatterned(false)}
          />
        </Suspense>
      )}
    </section>
  )

  function noteOf(counts: { open: number; left: number; good: number; ready: number }): string {
    if (counts.open === 0) return plan.length > 0 ? t('schedule.allOut') : t('schedule.noChannels')
    if (counts.left > 0) return t('schedule.left', { count: counts.left })
    if (counts.ready < counts.good) return t('schedule.noTime', { count: counts.good - counts.ready })
    return ''
  }
})
