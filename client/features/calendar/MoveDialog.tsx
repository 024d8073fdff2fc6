import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeliveryItem } from '../../../server/contract/deliveries.ts'
import { WallTimeField } from '../../ui/WallTimeField.tsx'
import { addDays } from './dates.ts'
import { isPast } from './moving.ts'

interface Props {
  readonly delivery: DeliveryItem
  readonly channelName: string
  /** Where it stands now, as wall time; null for a draft without a time. */
  readonly localTime: string | null
  readonly now: string
  readonly onClose: () => void
  readonly onMove: (delivery: DeliveryItem, localTime: string) => void
}

/** Another time for a delivery, without dragging. */
export function MoveDialog({ delivery, channelName, localTime, now, onClose, onMove }: Props) {
  const { t } = useTranslation('calendar')
  const [chosen, setChosen] = useState(localTime)
  const past = chosen !== null && isPast(chosen, now)
  const time = (localTime ?? `${now.slice(0, 10)}T09:00`).slice(10)
  const shortcuts = [
    { label: t('move.tomorrow'), at: addDays(now.slice(0, 10), 1) + time },
    { label: t('move.nextDay'), at: addDays((localTime ?? now).slice(0, 10), 1) + time },
    { label: t('move.nextWeek'), at: addDays((localTime ?? now).slice(0, 10), 7) + time },
  ].filter(({ at }, index, all) => !isPast(at, now) && all.findIndex((other) => other.at === at) === index)
  return (
    <Modal opened onClose={onClose} title={t('move.title')} closeButtonProps={{ 'aria-label': t('move.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen && !past && chosen !== localTime) onMove(delivery, chosen)
        }}
      >
        <Stack gap="md">
          <div>
            <Text fw={600} lang={delivery.language}>
              {delivery.title}
            </Text>
            <Text size="sm" c="dimmed">
              {channelName}
            </Text>
          </div>
          <Group gap="xs">
            {shortcuts.map(({ label, at }) => (
              <Button key={at} variant="default" size="compact-md" onClick={() => setChosen(at)}>
                {label}
              </Button>
            ))}
          </Group>
          <WallTimeField
            value={chosen}
            onChange={setChosen}
            now={now}
            error={past ? t('move.past', { time: now.slice(11) }) : null}
            autoFocus
          />
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              {t('move.cancel')}
            </Button>
            <Button type="submit" disabled={!chosen || past || chosen === localTime}>
              {t('move.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
