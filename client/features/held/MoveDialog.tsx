import { Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookAhead, type MovePlan, plannedInstants } from '../../lib/move-together.ts'
import { useNow } from '../../lib/now.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime, formatTime, nextHour, toLocalTime } from '../../lib/time.ts'
import { AmountField } from '../../ui/AmountField.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { WallTimeField } from '../../ui/WallTimeField.tsx'
import type { HeldDelivery } from './decide.ts'

interface Props {
  readonly deliveries: readonly HeldDelivery[]
  readonly onMove: (plan: MovePlan) => Promise<unknown>
  readonly onClose: () => void
}

/** One after the other from a start, or all later by as much; the first and the last time are seen before it is done. */
export function MoveDialog({ deliveries, onMove, onClose }: Props) {
  const { t } = useTranslation(['held', 'common'])
  const { zone } = useMe().organization
  const minute = useNow()
  const wallNow = toLocalTime(minute, zone)
  const howId = useId()
  const [by, setBy] = useState<MovePlan['by']>('spread')
  const [start, setStart] = useState(nextHour(minute, zone))
  const [every, setEvery] = useState(15)
  const [days, setDays] = useState(1)
  const [hours, setHours] = useState(0)
  const [minutes, setMinutes] = useState(0)
  const plan: MovePlan =
    by === 'spread' ? { by, localTime: start, zone, everyMinutes: every } : { by, days, minutes: hours * 60 + minutes }
  const { first, last, past } = lookAhead(plannedInstants(deliveries, plan, zone), minute)
  const count = deliveries.length
  const isPast = by === 'spread' && start <= wallNow
  return (
    <ConfirmDialog
      opened
      title={t('move.title', { count })}
      confirm={t('move.confirm', { count: count - (by === 'offset' ? past : 0) })}
      disabled={isPast || past === count}
      onConfirm={() => onMove(plan)}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm" fw={600} id={howId}>
          {t('move.how')}
        </Text>
        <SegmentedControl
          orientation="vertical"
          fullWidth
          aria-labelledby={howId}
          value={by}
          onChange={(chosen) => setBy(chosen === 'offset' ? 'offset' : 'spread')}
          data={[
            { value: 'spread', label: t('move.spread') },
            { value: 'offset', label: t('move.offset') },
          ]}
        />
        {by === 'spread' ? (
          <>
            <WallTimeField
              value={start}
              onChange={setStart}
              now={wallNow}
              error={isPast ? t('common:move.past', { time: formatTime(Date.now(), zone) }) : null}
            />
            <AmountField label={t('move.every')} value={every} max={1_440} onChange={setEvery} />
          </>
        ) : (
          <Group gap="sm" grow>
            <AmountField label={t('move.days')} value={days} max={366} onChange={setDays} />
            <AmountField label={t('move.hours')} value={hours} max={23} onChange={setHours} />
            <AmountField label={t('move.minutes')} value={minutes} max={59} onChange={setMinutes} />
          </Group>
        )}
        <div role="status">
          <Text size="sm">
            {t('move.from', { first: formatDateTime(first, zone), last: formatDateTime(last, zone) })}{' '}
            {t('move.past', { count: past })}
          </Text>
        </div>
        {deliveries.some(({ changedSinceRelease }) => changedSinceRelease) && <Text size="sm">{t('move.note')}</Text>}
      </Stack>
    </ConfirmDialog>
  )
}
