import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DeliveryDetail } from '../../server/contract/deliveries.ts'
import { channelsQuery } from '../lib/channels.ts'
import { type DeliveryAction, deliveryActions, useDeliverySteps } from '../lib/deliveries.ts'
import { useCan } from '../lib/session.ts'
import classes from './DeliveryActions.module.css'
import { FaultNotice } from './FaultNotice.tsx'
import { ExternalIcon } from './icons.tsx'
import { showDone } from './UndoToast.ts'

const DeliveryDialog = lazy(async () => ({ default: (await import('./DeliveryDialog.tsx')).DeliveryDialog }))

export type ActionTarget = Pick<
  DeliveryDetail,
  'id' | 'postId' | 'channelId' | 'state' | 'title' | 'language' | 'dueAt' | 'url' | 'revision' | 'actions'
>

/** Steps that ask first. */
export type AskedAction = Exclude<DeliveryAction, 'open' | 'edit' | 'reconnect' | 'retry'>

interface Props {
  readonly delivery: ActionTarget
  /** Under each other, or beside each other. */
  readonly direction: 'column' | 'row'
}

/**
 * What can be done with a delivery, in the server's order: the safe step first, and it alone is filled. Whatever sends,
 * stops or takes down asks before it does.
 */
export function DeliveryActions({ delivery, direction }: Props) {
  const { t } = useTranslation('common')
  const canManage = useCan('channels.manage')
  const channelUrl = useChannelUrl(delivery)
  const steps = useDeliverySteps()
  const [asked, setAsked] = useState<AskedAction | null>(null)
  const retry = useMutation({
    mutationFn: () => steps.act(delivery, 'retry'),
    onSuccess: () => showDone(t('deliveryAction.done.retry')),
  })
  const offered = delivery.actions
    .flatMap((action) => deliveryActions.filter((known) => known === action))
    .filter((action) => (action === 'open' ? channelUrl !== null : action !== 'reconnect' || canManage))
  const label = (action: DeliveryAction) => t(`deliveryAction.label.${wordingOf(action, delivery)}`)
  const draw = (action: DeliveryAction, variant: 'filled' | 'default') => {
    switch (action) {
      case 'open':
        return (
          <Button
            key={action}
            component="a"
            href={channelUrl ?? ''}
            target="_blank"
            rel="noreferrer"
            variant={variant}
            rightSection={<ExternalIcon />}
          >
            {label(action)}
          </Button>
        )
      case 'edit':
        return (
          <Button key={action} component={Link} to={`/posts/${delivery.postId}`} variant={variant}>
            {label(action)}
          </Button>
        )
      case 'reconnect':
        return (
          <Button
            key={action}
            component={Link}
            to={`/channels/connect?channel=${delivery.channelId}`}
            variant={variant}
          >
            {label(action)}
          </Button>
        )
      case 'retry':
        return (
          <Button key={action} variant={variant} loading={retry.isPending} onClick={() => retry.mutate()}>
            {label(action)}
          </Button>
        )
      default:
        return (
          <Button key={action} variant={variant} onClick={() => setAsked(action)}>
            {label(action)}
          </Button>
        )
    }
  }
  return (
    <>
      {retry.isError && <FaultNotice error={retry.error} listed />}
      {offered.length > 0 && (
        <div className={classes.actions} data-direction={direction}>
          {offered.map((action, index) => draw(action, index === 0 ? 'filled' : 'default'))}
        </div>
      )}
      {asked && (
        <Suspense>
          <DeliveryDialog action={asked} delivery={delivery} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </>
  )
}

/** What is out has an address of its own; for what may be out, the channel is the place to look. */
function useChannelUrl({ channelId, url, actions }: ActionTarget): string | null {
  const { data: channels = [] } = useQuery({ ...channelsQuery, enabled: url === null && actions.includes('open') })
  return url ?? channels.find(({ id }) => id === channelId)?.url ?? null
}

/** Sending what is late, and opening what may not be there, deserve other words. */
function wordingOf(action: DeliveryAction, { state, url }: ActionTarget): string {
  if (action === 'send-now' && (state === 'missed' || state === 'held')) return 'send-late'
  if (action === 'open' && url === null) return 'look'
  return action
}
