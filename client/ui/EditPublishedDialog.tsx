import { Checkbox, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { machineMarkNames } from '../../connectors/rules/machine-marks.ts'
import type { DeliveryDetail } from '../../server/contract/deliveries.ts'
import { channelsQuery } from '../lib/channels.ts'
import { deliveryQuery, randomKey, useDeliverySteps } from '../lib/deliveries.ts'
import { checkEdit } from '../lib/edits.ts'
import { languageName } from '../lib/languages.ts'
import { useMe } from '../lib/session.ts'
import { formatDateTime } from '../lib/time.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import type { ActionTarget } from './DeliveryActions.tsx'
import classes from './EditPublishedDialog.module.css'
import { usePlatformName } from './PlatformIcon.tsx'
import { showDone } from './UndoToast.ts'

interface Props {
  readonly delivery: ActionTarget
  readonly onClose: () => void
}

/** Other words for what is out, counted as the platform counts and checked as before sending. */
export function EditPublishedDialog({ delivery, onClose }: Props) {
  const { data } = useSuspenseQuery(deliveryQuery(delivery.id))
  return data.editing && <EditForm delivery={data} editing={data.editing} onClose={onClose} />
}

interface FormProps {
  readonly delivery: DeliveryDetail
  readonly editing: NonNullable<DeliveryDetail['editing']>
  readonly onClose: () => void
}

function EditForm({ delivery, editing, onClose }: FormProps) {
  const { t, i18n } = useTranslation(['common', 'composer'])
  const { zone } = useMe().organization
  const platform = usePlatformName()(delivery.platform)
  const { data: channels = [] } = useQuery(channelsQuery)
  const { edit } = useDeliverySteps()
  const [key, setKey] = useState(randomKey)
  const [title, setTitle] = useState(editing.words.title ?? '')
  const [parts, setParts] = useState(editing.words.parts)
  const [machineMarks, setMarks] = useState(delivery.machineMarks)
  const [begunFrom] = useState(editing.words)
  /** The page follows what others do; a change answers for what its author saw. null once that was refused. */
  const [seen, setSeen] = useState<number | null>(delivery.revision)
  const [carryOver, setCarryOver] = useState(editing.waiting === 0)
  const capabilities = channels.find(({ id }) => id === delivery.channelId)?.capabilities
  const checked = capabilities && checkEdit(delivery, editing, { title, parts }, capabilities)
  // Whoever asked second is refused once, and then decides knowing what stands there.
  const isMoved = JSON.stringify(begunFrom) !== JSON.stringify(editing.words)
  // The count beside the text says that already.
  const listed = checked?.problems.filter(({ code }) => code !== 'text-too-long') ?? []
  const isThread = parts.length > 1
  /** What is sent under one key stays the same. */
  const changing =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value)
      setKey(randomKey())
    }
  const carryOut = async () => {
    const words = { title: editing.title ? title : null, parts, machineMarks, carryOver }
    try {
      await edit({ id: delivery.id, revision: seen ?? delivery.revision }, words, key)
    } catch (refusal) {
      changing(setSeen)(null)
      throw refusal
    }
    showDone(t('deliveryAction.done.edit-published'))
  }
  return (
    <ConfirmDialog
      opened
      title={t('deliveryAction.ask.edit-published.title')}
      confirm={t('deliveryAction.ask.edit-published.confirm')}
      disabled={!checked || checked.problems.length > 0}
      onConfirm={carryOut}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">{t('deliveryAction.ask.edit-published.lead')}</Text>
        {!editing.known && <Text size="sm">{t('deliveryAction.ask.edit-published.unknown')}</Text>}
        {isMoved && (
          <section className={classes.moved} role="alert">
            <p>{t('deliveryAction.ask.edit-published.moved', { name: delivery.edits[0]?.by ?? '' })}</p>
            {editing.words.parts.map((text, at) => (
              <p key={at} lang={delivery.language}>
                {text}
              </p>
            ))}
          </section>
        )}
        {editing.title && (
          <TextInput
            label={t('deliveryAction.ask.edit-published.headline')}
            lang={delivery.language}
            maxLength={300}
            value={title}
            onChange={(event) => changing(setTitle)(event.currentTarget.value)}
          />
        )}
        {parts.map((text, at) => {
          const measure = checked?.measures[at]
          const isOver = measure !== undefined && measure.used > measure.max
          const sentence = measure && {
            ...{ platform, used: measure.used, max: measure.max },
            count: Math.abs(measure.max - measure.used),
          }
          return (
            <Textarea
              key={at}
              label={
                isThread
                  ? t('deliveryAction.ask.edit-published.part', { number: at + 1, total: parts.length })
                  : t('deliveryAction.ask.edit-published.text')
              }
              lang={delivery.language}
              autosize
              minRows={isThread ? 2 : 4}
              maxRows={12}
              value={text}
              onChange={(event) => changing(setParts)(parts.with(at, event.currentTarget.value))}
              description={sentence && !isOver ? t('composer:count.left', sentence) : undefined}
              error={sentence && isOver ? t('composer:count.over', sentence) : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
            />
          )
        })}
        {listed.length > 0 && (
          <ul className={classes.problems} role="status">
            {listed.map(({ code, index, values }) => (
              <li key={`${code} ${index}`}>
                {t(`composer:problem.${code}`, {
                  ...values,
                  channels: delivery.channelName,
                  number: (index ?? 0) + 1,
                  language: languageName(delivery.language, i18n.language),
                })}
              </li>
            ))}
          </ul>
        )}
        <fieldset className={classes.marks}>
          <legend>{t('deliveryAction.ask.edit-published.marks')}</legend>
          {machineMarkNames.map((mark) => (
            <Checkbox
              key={mark}
              size="xs"
              label={t(`composer:details.marks.${mark}`)}
              checked={machineMarks[mark] ?? false}
              onChange={(event) => changing(setMarks)({ ...machineMarks, [mark]: event.currentTarget.checked })}
            />
          ))}
        </fieldset>
        <Checkbox
          label={t('deliveryAction.ask.edit-published.carryOver')}
          description={
            editing.waiting > 0 ? t('deliveryAction.ask.edit-published.waiting', { count: editing.waiting }) : undefined
          }
          checked={carryOver}
          onChange={(event) => changing(setCarryOver)(event.currentTarget.checked)}
        />
        <Text size="xs" c="dimmed">
          {t(
            `deliveryAction.ask.edit-published.${editing.whole ? 'fixedWhole' : editing.title ? 'fixedTitle' : 'fixed'}`,
          )}
          {editing.until &&
            ` ${t('deliveryAction.ask.edit-published.until', { time: formatDateTime(editing.until, zone) })}`}
        </Text>
      </Stack>
    </ConfirmDialog>
  )
}
