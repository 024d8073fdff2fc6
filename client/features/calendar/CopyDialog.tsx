import { MultiSelect, SegmentedControl, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { channelsQuery } from '../../lib/channels.ts'
import { randomKey, useWishKey } from '../../lib/deliveries.ts'
import { useNow } from '../../lib/now.ts'
import { usePostsTogether } from '../../lib/posts-together.ts'
import { useMe } from '../../lib/session.ts'
import { formatLocalTime, toLocalTime } from '../../lib/time.ts'
import { AmountField } from '../../ui/AmountField.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { showUndo } from '../../ui/UndoToast.ts'
import { type CopyWay, copiedTime, copyWays } from './copying.ts'
import { placeDeliveries } from './events.ts'
import type { TogetherProps } from './together.ts'

/** Drafts of what is chosen for another time or for other channels; the first and the last are seen before. */
export function CopyDialog({ deliveries, onClose, onDone }: TogetherProps) {
  const { t } = useTranslation('together')
  const { zone } = useMe().organization
  const now = toLocalTime(useNow(), zone)
  const { data: channels = [] } = useQuery(channelsQuery)
  const { copy, archive } = usePostsTogether()
  const [way, setWay] = useState<CopyWay>('weekday')
  const [days, setDays] = useState(7)
  const [channelIds, setChannelIds] = useState<readonly string[]>([])
  const keyOf = useWishKey()
  const planned = placeDeliveries(deliveries, zone).map(({ delivery: { id }, localTime }) => ({
    id,
    localTime: copiedTime(localTime, way, days),
  }))
  const copied = planned.filter(({ localTime }) => localTime > now)
  const times = copied.map(({ localTime }) => localTime).toSorted()
  const past = planned.length - copied.length
  const wish = { deliveries: copied, channelIds: channelIds.length > 0 ? [...channelIds] : null }
  const carryOut = async () => {
    let made = await copy(wish, keyOf(wish))
    showUndo(t('copy.done', { count: made.posts.length, versions: made.versions }), {
      undo: () => archive(made.posts),
      redo: async () => {
        made = await copy(wish, randomKey())
      },
    })
    onDone()
  }
  return (
    <ConfirmDialog
      opened
      title={t('copy.title', { count: deliveries.length })}
      confirm={t('copy.confirm', { count: copied.length })}
      disabled={copied.length === 0 || (way === 'days' && days === 0 && channelIds.length === 0)}
      onConfirm={carryOut}
      onClose={onClose}
    >
      <Stack gap="sm">
        <SegmentedControl
          fullWidth
          orientation="vertical"
          aria-label={t('copy.way')}
          value={way}
          onChange={(chosen) => setWay(copyWays.find((known) => known === chosen) ?? 'weekday')}
          data={copyWays.map((value) => ({ value, label: t(`copy.ways.${value}`) }))}
        />
        {way === 'days' && <AmountField label={t('copy.days')} value={days} max={366} onChange={setDays} />}
        <MultiSelect
          label={t('copy.channels')}
          description={t('copy.channelsHint')}
          placeholder={channelIds.length === 0 ? t('copy.sameChannels') : ''}
          searchable
          clearable
          maxValues={30}
          value={[...channelIds]}
          onChange={setChannelIds}
          data={channels.map(({ id, name, platform }) => ({
            value: id,
            label: `${name} · ${t(`common:platform.${platform}`)}`,
          }))}
        />
        <Text size="sm" role="status">
          {times.length > 0 &&
            t('copy.from', { first: formatLocalTime(times[0] ?? ''), last: formatLocalTime(times.at(-1) ?? '') })}{' '}
          {past > 0 && t('copy.past', { count: past })}
        </Text>
        <Text size="sm" c="dimmed">
          {t('copy.note')}
        </Text>
      </Stack>
    </ConfirmDialog>
  )
}
