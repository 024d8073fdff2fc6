import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from './Dialog.tsx'
import { FaultNotice } from './FaultNotice.tsx'
import { useAttempt } from './use-attempt.ts'

interface Props {
  readonly opened: boolean
  readonly title: string
  /** What will happen and what will not. */
  readonly children: ReactNode
  /** Verb first: "Ngắt kết nối". */
  readonly confirm: string
  /** Red where something is taken down or thrown away. */
  readonly danger?: boolean
  readonly disabled?: boolean
  /** Closes when it resolves; a refusal is shown and the dialog stays. */
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something happens. The focus begins at the first field, else at the button that does nothing. */
export function ConfirmDialog({ opened, title, children, confirm, danger, disabled, onConfirm, onClose }: Props) {
  const { t } = useTranslation('common')
  const { attempt, isBusy, error, forget } = useAttempt()
  const close = () => {
    forget()
    onClose()
  }
  const act = async () => {
    await onConfirm()
    close()
  }
  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(act)
        }}
      >
        <Stack gap="md">
          {typeof children === 'string' ? <Text size="sm">{children}</Text> : children}
          {error !== null && <FaultNotice error={error} listed />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close} data-autofocus>
              {t('action.back')}
            </Button>
            <Button type="submit" color={danger ? 'red' : 'navy'} loading={isBusy} disabled={disabled ?? false}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
