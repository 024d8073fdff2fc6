import { Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DeliveriesActedOn } from '../../../server/contract/deliveries-together.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { RefusedList } from '../../ui/RefusedList.tsx'
import type { TogetherProps } from './together.ts'

/** What a step was not carried out for, one by one, and why. What was refused stays chosen. */
export function OutcomeDialog({
  outcome,
  deliveries,
  onClose,
}: { readonly outcome: DeliveriesActedOn } & Pick<TogetherProps, 'deliveries' | 'onClose'>) {
  const { t } = useTranslation('together')
  return (
    <Dialog opened onClose={onClose} title={t('outcome.title', { done: outcome.done, count: outcome.refused })}>
      <Stack gap="md">
        <RefusedList results={outcome.results} deliveries={deliveries} />
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t('outcome.close')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
