import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ActOnDeliveries } from '../../../server/contract/deliveries-together.ts'
import { useDeliveriesTogether } from '../../lib/deliveries.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { canKeep, type Decision, type HeldDelivery } from './decide.ts'
import type { Decided } from './HeldPage.tsx'
import { MoveDialog } from './MoveDialog.tsx'

interface Props {
  readonly decision: Decision
  readonly deliveries: readonly HeldDelivery[]
  readonly onDecided: (decided: Decided) => void
  readonly onClose: () => void
}

/** Says what will happen with the chosen ones and what will not, and does it in one request. */
export function DecisionDialog({ decision, deliveries, onDecided, onClose }: Props) {
  const { t } = useTranslation('held')
  const together = useDeliveriesTogether()
  const items = deliveries.map(({ id, revision }) => ({ id, revision }))
  const act = async (asked: ActOnDeliveries) => onDecided({ decision, deliveries, outcome: await together(asked) })
  const count = deliveries.length
  if (decision === 'move')
    return <MoveDialog deliveries={deliveries} onMove={(to) => act({ action: 'move', items, to })} onClose={onClose} />
  if (decision === 'skip')
    return (
      <ConfirmDialog
        opened
        title={t('drop.title', { count })}
        confirm={t('drop.confirm', { count })}
        onConfirm={() => act({ action: 'skip', items })}
        onClose={onClose}
      >
        {t('drop.text')}
      </ConfirmDialog>
    )
  const kept = deliveries.filter(canKeep)
  return (
    <ConfirmDialog
      opened
      title={t('keep.title', { count: kept.length })}
      confirm={t('keep.confirm', { count: kept.length })}
      onConfirm={() => act({ action: 'keep', items: kept.map(({ id, revision }) => ({ id, revision })) })}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">{t('keep.now', { count: kept.length })}</Text>
        <Text size="sm">{t('keep.stay', { count: count - kept.length })}</Text>
      </Stack>
    </ConfirmDialog>
  )
}
