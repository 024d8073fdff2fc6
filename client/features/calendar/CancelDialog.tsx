import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { isCancellable } from './moving.ts'
import { OutcomeDialog } from './OutcomeDialog.tsx'
import { type TogetherProps, useTogether } from './together.ts'

/** Calls off what is chosen, as far as it is not out. */
export function CancelDialog(props: TogetherProps) {
  const { deliveries, onClose } = props
  const { t } = useTranslation('together')
  const { carryOut, outcome } = useTogether(props)
  const cancellable = deliveries.filter(isCancellable)
  const fixed = deliveries.length - cancellable.length
  if (outcome) return <OutcomeDialog outcome={outcome} {...props} />
  return (
    <ConfirmDialog
      opened
      title={t('cancel.title', { count: cancellable.length })}
      confirm={t('cancel.confirm', { count: cancellable.length })}
      onConfirm={() =>
        carryOut(cancellable, { action: 'cancel' }, { action: 'restore' }, (count) => t('cancel.done', { count }))
      }
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">{t('cancel.text')}</Text>
        {fixed > 0 && <Text size="sm">{t('cancel.fixed', { count: fixed })}</Text>}
      </Stack>
    </ConfirmDialog>
  )
}
