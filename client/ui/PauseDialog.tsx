import { Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Pause } from '../../server/contract/deliveries.ts'
import { send } from '../lib/api.ts'
import { useCan } from '../lib/session.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'

interface Props {
  readonly scope: Pause['scope']
  /** What is paused, by id or platform name; null for everything. */
  readonly scopeId?: string | null
  /** Its name, for the title. */
  readonly name?: string
  readonly onClose: () => void
}

const longest = 500

/** Stops sending in a scope, with a reason that everybody sees. */
export function PauseDialog({ scope, scopeId = null, name = '', onClose }: Props) {
  const { t } = useTranslation('common')
  const cache = useQueryClient()
  const [reason, setReason] = useState('')
  const pause = async () => {
    await send<Pause>('POST', '/pauses', { scope, scopeId, reason })
    await refreshPaused(cache)
  }
  return (
    <ConfirmDialog
      opened
      title={t(`pause.title.${scope}`, { name })}
      confirm={t('pause.confirm')}
      disabled={reason.trim() === ''}
      onConfirm={pause}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">{t('pause.effect')}</Text>
        <Textarea
          label={t('pause.reason')}
          description={t('pause.reasonHint')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
          maxLength={longest}
          autosize
          minRows={2}
          data-autofocus
        />
      </Stack>
    </ConfirmDialog>
  )
}

/** Lets a scope send again; what was held stays held until somebody decides. */
export function ResumeDialog({ pause, onClose }: { readonly pause: Pause; readonly onClose: () => void }) {
  const { t } = useTranslation('common')
  const cache = useQueryClient()
  const navigate = useNavigate()
  const canSee = useCan('deliveries.read')
  const resume = async () => {
    await send('POST', `/pauses/${pause.id}/end`)
    await refreshPaused(cache)
    if (pause.held > 0 && canSee) navigate(`/held?pause=${pause.id}`)
  }
  return (
    <ConfirmDialog
      opened
      title={t('pause.end.title')}
      confirm={t('pause.end.confirm')}
      onConfirm={resume}
      onClose={onClose}
    >
      {t('pause.end.effect', { count: pause.held })}
    </ConfirmDialog>
  )
}

/** Everything a pause shows in. Live events say the same, a moment later. */
function refreshPaused(cache: ReturnType<typeof useQueryClient>) {
  const keys = ['pauses', 'attention', 'deliveries', 'outlook', 'channels']
  return Promise.all(keys.map((key) => cache.invalidateQueries({ queryKey: [key] })))
}
