import { Button, Stack, TagsInput, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import { useMe } from '../../lib/session.ts'
import { saveSlots, slotsQuery } from '../../lib/slots.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import classes from './channels.module.css'
import { clockTime, type Week, weekdays, weekOf, workingDays } from './slots.ts'

/** At which times of the week a channel usually speaks: a line of times for each day. */
export function EditSlots({ channel, onClose }: { readonly channel: Channel; readonly onClose: () => void }) {
  const { t } = useTranslation('channels')
  const { organization } = useMe()
  const cache = useQueryClient()
  const { data } = useQuery(slotsQuery(channel.id))
  const [changed, setChanged] = useState<Week | null>(null)
  const week = changed ?? weekOf(data?.slots ?? [])
  const isEmpty = week.every(({ length }) => length === 0)
  return (
    <ConfirmDialog
      opened
      title={t('slots.title', { name: channel.name })}
      confirm={t('slots.save')}
      disabled={data === undefined}
      onConfirm={async () => {
        const slots = week.flatMap((times, index) => times.map((time) => ({ weekday: index + 1, time })))
        cache.setQueryData(slotsQuery(channel.id).queryKey, await saveSlots(channel.id, slots))
        showDone(t('slots.done', { name: channel.name }))
      }}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">{t('slots.text', { zone: organization.zone })}</Text>
        {isEmpty && (
          <Button variant="default" onClick={() => setChanged(workingDays(['08:00', '11:30', '17:00', '20:00']))}>
            {t('slots.suggest')}
          </Button>
        )}
        {weekdays.map((day) => (
          <TagsInput
            key={day}
            label={t(`slots.day.${day}`)}
            placeholder={week[day]?.length ? '' : '08:00'}
            value={[...(week[day] ?? [])]}
            maxTags={12}
            classNames={{ inputField: classes.slotTime ?? '' }}
            acceptValueOnBlur
            splitChars={[',', ' ', ';']}
            onChange={(times) => setChanged(week.map((own, index) => (index === day ? clockTime(times) : own)))}
          />
        ))}
        {(week[0]?.length ?? 0) > 0 && (
          <Button
            variant="subtle"
            onClick={() => setChanged(week.map((own, index) => (index < 5 ? (week[0] ?? []) : own)))}
          >
            {t('slots.copy')}
          </Button>
        )}
      </Stack>
    </ConfirmDialog>
  )
}
