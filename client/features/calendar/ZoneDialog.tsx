import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { zoneOffset } from '../../lib/time.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { ZoneSelect } from '../../ui/ZoneSelect.tsx'

interface Props {
  /** The office's. */
  readonly zone: string
  readonly chosen: string | null
  readonly onChoose: (zone: string | null) => void
  readonly onClose: () => void
}

/** Chooses whose clock stands beside the office's: readers abroad live by another one. */
export function ZoneDialog({ zone, chosen, onChoose, onClose }: Props) {
  const { t } = useTranslation('plan-menu')
  const [wanted, setWanted] = useState(chosen)
  const close = (zone: string | null) => {
    onChoose(zone)
    onClose()
  }
  return (
    <Dialog opened onClose={onClose} title={t('zoneTitle')}>
      <Stack gap="md">
        <Text size="sm">{t('zoneHint', { offset: zoneOffset(zone) })}</Text>
        <ZoneSelect label={t('zoneName')} value={wanted} onChange={setWanted} data-autofocus />
        <Group justify="flex-end" gap="sm">
          {chosen !== null && (
            <Button variant="default" onClick={() => close(null)}>
              {t('zoneNone')}
            </Button>
          )}
          <Button disabled={wanted === null} onClick={() => close(wanted)}>
            {t('zoneShow')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
