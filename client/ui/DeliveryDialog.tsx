import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deliveryQuery, useDeliverySteps, useMoveSteps, useRestoreSteps } from '../lib/deliveries.ts'
import { useNow } from '../lib/now.ts'
import { useMe } from '../lib/session.ts'
import { freeSlotsQuery } from '../lib/slots.ts'
import { formatDay, formatTime, nextHour, toLocalTime, weekdayName } from '../lib/time.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import type { ActionTarget, AskedAction } from './DeliveryActions.tsx'
import classes from './DeliveryDialog.module.css'
import { showDone, showUndo } from './UndoToast.ts'
import { WallTimeField } from './WallTimeField.tsx'

const EditPublishedDialog = lazy(async () => ({
  default: (await import('./EditPublishedDialog.tsx')).EditPublishedDialog,
}))

interface Props {
  readonly action: AskedAction
  readonly delivery: ActionTarget
  readonly onClose: () => void
}

/** Asks what a step needs to know, says what will and will not happen, and carries it out. */
export function DeliveryDialog({ action, delivery, onClose }: Props) {
  if (action === 'edit-published')
    return (
      <Suspense>
        <EditPublishedDialog delivery={delivery} onClose={onClose} />
      </Suspense>
    )
  if (action === 'move') return <MoveDialog delivery={delivery} onClose={onClose} />
  if (action === 'mark-published') return <PublishedDialog delivery={delivery} onClose={onClose} />
  return <AskDialog action={action} delivery={delivery} onClose={onClose} />
}

/** Steps with which a person answers for what goes out. */
const sends: readonly AskedAction[] = ['keep', 'send-now', 'release', 'restore']

type AskProps = Omit<Props, 'action'> & {
  readonly action: Exclude<AskedAction, 'move' | 'mark-published' | 'edit-published'>
}

function AskDialog({ action, delivery, onClose }: AskProps) {
  const { t } = useTranslation('common')
  const steps = useDeliverySteps()
  const restoreStepsOf = useRestoreSteps()
  const carryOut = async () => {
    if (action === 'mark-not-published') await steps.markNotPublished(delivery)
    else await steps.act(delivery, action)
    const message = t(`deliveryAction.done.${action}`)
    if (action === 'cancel') showUndo(message, restoreStepsOf(delivery))
    else showDone(message)
  }
  return (
    <ConfirmDialog
      opened
      title={t(`deliveryAction.ask.${action}.title`)}
      confirm={t(`deliveryAction.ask.${action}.confirm`)}
      danger={action === 'remove'}
      onConfirm={carryOut}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Title delivery={delivery} />
        {sends.includes(action) && <Content delivery={delivery} />}
        <Text size="sm">{t(`deliveryAction.ask.${action}.text`)}</Text>
      </Stack>
    </ConfirmDialog>
  )
}

function MoveDialog({ delivery, onClose }: Omit<Props, 'action'>) {
  const { t, i18n } = useTranslation('common')
  const { zone } = useMe().organization
  const minute = useNow()
  const now = toLocalTime(minute, zone)
  const { move } = useDeliverySteps()
  const stepsOf = useMoveSteps(zone)
  const before = delivery.dueAt && toLocalTime(delivery.dueAt, zone)
  const [chosen, setChosen] = useState(before !== null && before > now ? before : nextHour(minute, zone))
  const isPast = chosen <= now
  const carryOut = async () => {
    const moved = await move(delivery, chosen, zone)
    const message = t('move.done', { time: chosen.slice(11), day: weekdayName(chosen, i18n.language) })
    if (before === null || before <= now) return showDone(message)
    showUndo(message, stepsOf(moved, before, chosen))
  }
  return (
    <ConfirmDialog
      opened
      title={t('move.title')}
      confirm={t('move.confirm')}
      disabled={isPast || chosen === before}
      onConfirm={carryOut}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Title delivery={delivery} />
        <WallTimeField
          value={chosen}
          onChange={setChosen}
          now={now}
          error={isPast ? t('move.past', { time: formatTime(Date.now(), zone) }) : null}
        />
        <FreeSlotChoice delivery={delivery} chosen={chosen} zone={zone} onChoose={setChosen} />
      </Stack>
    </ConfirmDialog>
  )
}

const slotsOffered = 4

/** The channel's next free slots, to be chosen instead of a time; nothing where it has none. */
function FreeSlotChoice({ delivery, chosen, zone, onChoose }: SlotChoiceProps) {
  const { t, i18n } = useTranslation('common')
  const { data } = useQuery(freeSlotsQuery(delivery.channelId, { count: slotsOffered, postId: delivery.postId }))
  const times = data?.map(({ at }) => toLocalTime(at, zone)) ?? []
  if (times.length === 0) return null
  return (
    <fieldset className={classes.slots}>
      <legend>{t('move.slots')}</legend>
      {times.map((time) => (
        <Button
          key={time}
          variant={time === chosen ? 'filled' : 'default'}
          size="compact-md"
          aria-pressed={time === chosen}
          onClick={() => onChoose(time)}
        >
          {t('move.slot', { time: time.slice(11), day: weekdayName(time, i18n.language), date: formatDay(time) })}
        </Button>
      ))}
    </fieldset>
  )
}

interface SlotChoiceProps {
  readonly delivery: Pick<ActionTarget, 'channelId' | 'postId'>
  readonly chosen: string
  /** The office's. */
  readonly zone: string
  readonly onChoose: (localTime: string) => void
}

/** A person saw it on the channel: its address is what links and figures need. */
function PublishedDialog({ delivery, onClose }: Omit<Props, 'action'>) {
  const { t } = useTranslation('common')
  const steps = useDeliverySteps()
  const [url, setUrl] = useState('')
  const carryOut = async () => {
    await steps.markPublished(delivery, url.trim())
    showDone(t('deliveryAction.done.mark-published'))
  }
  return (
    <ConfirmDialog
      opened
      title={t('deliveryAction.ask.mark-published.title')}
      confirm={t('deliveryAction.ask.mark-published.confirm')}
      disabled={!/^https?:\/\/\S+$/.test(url.trim())}
      onConfirm={carryOut}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Title delivery={delivery} />
        <TextInput
          type="url"
          label={t('deliveryAction.ask.mark-published.url')}
          description={t('deliveryAction.ask.mark-published.text')}
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          maxLength={2000}
          required
          data-autofocus
        />
      </Stack>
    </ConfirmDialog>
  )
}

/** The text as it goes out, to be read before it does. */
function Content({ delivery }: { readonly delivery: ActionTarget }) {
  const { t } = useTranslation('common')
  const { data } = useQuery(deliveryQuery(delivery.id))
  if (!data) return null
  return (
    <section
      className={classes.content}
      aria-label={t('deliveryAction.content')}
      lang={delivery.language}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard too
      tabIndex={0}
    >
      {data.parts.map(({ text }, position) => (
        <p key={position}>{text}</p>
      ))}
    </section>
  )
}

function Title({ delivery }: { readonly delivery: ActionTarget }) {
  return (
    <Text fw={600} lang={delivery.language}>
      {delivery.title}
    </Text>
  )
}
