import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { PlatformIcon } from '../../ui/PlatformIcon.tsx'
import classes from './composer.module.css'
import type { PlannedVariant } from './plan.ts'

interface Props {
  /** What goes out at once; the dialog is open while there is any. */
  readonly ready: readonly PlannedVariant[]
  readonly channels: readonly Channel[]
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something leaves at once, and names every channel it leaves through. */
export function PublishDialog({ ready, channels, onConfirm, onClose }: Props) {
  const { t } = useTranslation('composer')
  return (
    <ConfirmDialog
      opened={ready.length > 0}
      title={t('publish.title', { count: ready.length })}
      confirm={t('publish.confirm')}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <Stack gap="sm">
        <Text size="sm">{t('publish.text')}</Text>
        <ul className={classes.names}>
          {ready.map(({ key, variant }) => {
            const channel = channels.find(({ id }) => id === variant.channelId)
            return (
              <li key={key}>
                {channel && <PlatformIcon platform={channel.platform} named />}
                {channel?.name} · {variant.language.toUpperCase()}
              </li>
            )
          })}
        </ul>
      </Stack>
    </ConfirmDialog>
  )
}
