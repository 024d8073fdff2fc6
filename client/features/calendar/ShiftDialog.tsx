import { Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookAhead, plannedInstants } from '../../lib/move-together.ts'
import { useNow } from '../../lib/now.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { AmountField } from '../../ui/AmountField.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { isMovable } from './moving.ts'
import { OutcomeDialog } from './OutcomeDialog.tsx'
import { type TogetherProps, useTogether } from './together.ts'

/** Shifts what is chosen by days and hours, each from its own time; the first and the last are seen before it is done. */
export function ShiftDialog(props: TogetherProps) {
  const { deliveries, onClose } = props
  const { t } = useTranslation('together')
  const { zone } = useMe().organization
  const now = useNow()
  const [direction, setDirection] = useState<'later' | 'earlier'>('later')
  const [days, setDays] = useState(1)
  const [hours, setHours] = useState(0)
  const [minutes, setMinutes] = useState(0)
  const { carryOut, outcome } = useTogether(props)
  const movable = deliveries.filter(isMovable)
  const sign = direction === 'later' ? 1 : -1
  const by = (times: number) => ({ by: 'offset', days: days * times, minutes: (hours * 60 + minutes) * times }) as const
  const { first, last, past } = lookAhead(plannedInstants(movable, by(sign), zone), now)
  const fixed = deliveries.length - movable.length
  const ahead = movable.length - past
  if (outcome) return <OutcomeDialog outcome={outcome} {...props} />
  return (
    <ConfirmDialog
      opened
      title={t('shift.title', { count: deliveries.length })}
      confirm={t('shift.confirm', { count: ahead })}
      disabled={ahead === 0 || days + hours + minutes === 0}
      onConfirm={() =>
        carryOut(movable, { action: 'move', to: by(sign) }, { action: 'move', to: by(-sign) }, (count) =>
          t('shift.done', { count }),
        )
      }
      onClose={onClose}
    >
      <Stack gap="sm">
        <SegmentedControl
          fullWidth
          aria-label={t('shift.direction')}
          value={direction}
          onChange={(chosen) => setDirection(chosen === 'earlier' ? 'earlier' : 'later')}
          data={[
            { value: 'later', label: t('shift.later') },
            { value: 'earlier', label: t('shift.earlier') },
          ]}
        />
        <Group gap="sm" grow>
          <AmountField label={t('shift.days')} value={days} max={366} onChange={setDays} isFirst />
          <AmountField label={t('shift.hours')} value={hours} max={23} onChange={setHours} />
          <AmountField label={t('shift.minutes')} value={minutes} max={59} onChange={setMinutes} />
        </Group>
        <div role="status">
          <Text size="sm">
            {t('shift.from', { first: formatDateTime(first, zone), last: formatDateTime(last, zone) })}{' '}
            {past > 0 && t('shift.past', { count: past })} {fixed > 0 && t('shift.fixed', { count: fixed })}
          </Text>
        </div>
        <Text size="sm" c="dimmed">
          {t('shift.note')}
        </Text>
      </Stack>
    </ConfirmDialog>
  )
}
