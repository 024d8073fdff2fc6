import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import type { Pause } from '../../../server/contract/deliveries.ts'
import { useMe } from '../../lib/session.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { PauseDialog, ResumeDialog } from '../../ui/PauseDialog.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { useChannelSteps } from './api.ts'
import { EditChannel } from './EditChannel.tsx'
import { EditSlots } from './EditSlots.tsx'

export type ChannelDialogKind = 'pause' | 'resume' | 'edit' | 'slots' | 'attest' | 'disconnect'

interface Props {
  readonly kind: ChannelDialogKind
  readonly channel: Channel
  readonly pause: Pause | null
  readonly onClose: () => void
}

export function ChannelDialog({ kind, channel, pause, onClose }: Props) {
  switch (kind) {
    case 'pause':
      return <PauseDialog scope="channel" scopeId={channel.id} name={channel.name} onClose={onClose} />
    case 'resume':
      return pause && <ResumeDialog pause={pause} onClose={onClose} />
    case 'edit':
      return <EditChannel channel={channel} onClose={onClose} />
    case 'slots':
      return <EditSlots channel={channel} onClose={onClose} />
    case 'attest':
      return <AttestDialog channel={channel} onClose={onClose} />
    case 'disconnect':
      return <DisconnectDialog channel={channel} onClose={onClose} />
  }
}

type DialogProps = Pick<Props, 'channel' | 'onClose'>

function AttestDialog({ channel, onClose }: DialogProps) {
  const { t } = useTranslation('channels')
  const { organization } = useMe()
  const { attest } = useChannelSteps()
  return (
    <ConfirmDialog
      opened
      title={t('attest.title')}
      confirm={t('attest.confirm')}
      onConfirm={async () => {
        await attest(channel.id)
        showDone(t('attest.done', { name: channel.name }))
      }}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">{t('attest.text', { name: channel.name, organization: organization.name })}</Text>
        <Text size="sm" c="dimmed">
          {t('attest.why')}
        </Text>
      </Stack>
    </ConfirmDialog>
  )
}

function DisconnectDialog({ channel, onClose }: DialogProps) {
  const { t } = useTranslation('channels')
  const { disconnect } = useChannelSteps()
  return (
    <ConfirmDialog
      opened
      danger
      title={t('disconnect.title', { name: channel.name })}
      confirm={t('disconnect.confirm')}
      onConfirm={async () => {
        await disconnect(channel)
        showDone(t('disconnect.done', { name: channel.name }))
      }}
      onClose={onClose}
    >
      {t('disconnect.text')}
    </ConfirmDialog>
  )
}
