import { Button, Menu } from '@mantine/core'
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
import { ChevronDownIcon, ExternalIcon } from './icons.tsx'
import { showDone } from './UndoToast.ts'

const DeliveryDialog = lazy(async () => ({ default: (await import('./DeliveryDialog.tsx')).DeliveryDialog }))

export type ActionTarget = Pick<
  DeliveryDetail,
  'id' | 'postId' | 'channelId' | 'state' | 'title' | 'language' | 'dueAt' | 'url' | 'revision' | 'actions'
>

/** Steps that ask first. */
export type AskedAction = Exclude<DeliveryAction, 'open' | 'edit' | 'reconnect' | 'retry'>

const isAsked = (action: DeliveryAction): action is AskedAction =>
  action !== 'open' && action !== 'edit' && action !== 'reconnect' && action !== 'retry'

/** Buttons in sight; what is more stands behind one of them. */
const most = 3

interface Props {
  readonly delivery: ActionTarget
  /** Under each other, beside each other, or all behind one button: where nothing has to be done. */
  readonly direction: 'column' | 'row' | 'menu'
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
    .filter((action) => action !== 'open' || channelUrl !== null)
  const inSight = direction === 'menu' ? 0 : offered.length > most ? most - 1 : most
  const [shown, rest] = [offered.slice(0, inSight), offered.slice(inSight)]
  // Who may not reconnect a channel sees there who has to.
  const label = (action: DeliveryAction) =>
    t(`deliveryAction.label.${action === 'reconnect' && !canManage ? 'see-channels' : wordingOf(action, delivery)}`)
  const linkTo = (action: DeliveryAction) => {
    if (action === 'edit') return `/posts/${delivery.postId}`
    if (action === 'reconnect') return canManage ? `/channels/connect?channel=${delivery.channelId}` : '/channels'
    return null
  }
  const start = (action: DeliveryAction) => {
    if (action === 'retry') retry.mutate()
    else if (isAsked(action)) setAsked(action)
  }
  return (
    <>
      {retry.isError && <FaultNotice error={retry.error} listed />}
      {offered.length > 0 && (
        <div className={classes.actions} data-direction={direction}>
          {shown.map((action, index) => (
            <StepButton
              key={action}
              isFirst={index === 0}
              isBusy={action === 'retry' && retry.isPending}
              url={action === 'open' ? channelUrl : null}
              to={linkTo(action)}
              onClick={() => start(action)}
            >
              {label(action)}
            </StepButton>
          ))}
          {rest.length > 0 && (
            <Menu position="bottom-end" withinPortal>
              <Menu.Target>
                {direction === 'menu' ? (
                  <Button
                    variant="default"
                    rightSection={<ChevronDownIcon size={12} />}
                    aria-label={t('deliveryAction.collapsedFor', { title: delivery.title })}
                  >
                    {t('deliveryAction.collapsed')}
                  </Button>
                ) : (
                  <Button variant="default" rightSection={<ChevronDownIcon size={12} />}>
                    {t('deliveryAction.more')}
                  </Button>
                )}
              </Menu.Target>
              <Menu.Dropdown>
                {rest.map((action) => (
                  <StepItem
                    key={action}
                    url={action === 'open' ? channelUrl : null}
                    to={linkTo(action)}
                    onClick={() => start(action)}
                  >
                    {label(action)}
                  </StepItem>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
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

interface StepProps {
  /** A page of the platform's. */
  readonly url: string | null
  /** A page of ours; null: `onClick`. */
  readonly to: string | null
  readonly onClick: () => void
  readonly children: string
}

interface StepButtonProps extends StepProps {
  readonly isFirst: boolean
  readonly isBusy: boolean
}

function StepButton({ isFirst, isBusy, url, to, onClick, children }: StepButtonProps) {
  const variant = isFirst ? 'filled' : 'default'
  if (url !== null)
    return (
      <Button
        component="a"
        href={url}
        target="_blank"
        rel="noreferrer"
        variant={variant}
        rightSection={<ExternalIcon />}
      >
        {children}
      </Button>
    )
  if (to !== null)
    return (
      <Button component={Link} to={to} variant={variant}>
        {children}
      </Button>
    )
  return (
    <Button variant={variant} loading={isBusy} onClick={onClick}>
      {children}
    </Button>
  )
}

function StepItem({ url, to, onClick, children }: StepProps) {
  if (url !== null)
    return (
      <Menu.Item component="a" href={url} target="_blank" rel="noreferrer">
        {children}
      </Menu.Item>
    )
  if (to === null) return <Menu.Item onClick={onClick}>{children}</Menu.Item>
  return (
    <Menu.Item component={Link} to={to}>
      {children}
    </Menu.Item>
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
