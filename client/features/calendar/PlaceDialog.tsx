import { Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { campaignName, campaignsQuery } from '../../lib/campaigns.ts'
import { usePostsTogether } from '../../lib/posts-together.ts'
import { unitName, unitsQuery } from '../../lib/units.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { showDone, showUndo } from '../../ui/UndoToast.ts'
import type { TogetherProps } from './together.ts'

const asIs = 'as-is'
const none = 'none'

/** Gives the posts of what is chosen a campaign or a unit. Their words and their release stay. */
export function PlaceDialog({ deliveries, onClose, onDone }: TogetherProps) {
  const { t, i18n } = useTranslation('together')
  const { data: campaigns = [] } = useQuery(campaignsQuery)
  const { data: units = [] } = useQuery(unitsQuery)
  const { place } = usePostsTogether()
  const [campaign, setCampaign] = useState(asIs)
  const [unit, setUnit] = useState(asIs)
  const ids = [...new Set(deliveries.map(({ postId }) => postId))]
  const wanted = {
    ...(campaign !== asIs && { campaignId: campaign === none ? null : campaign }),
    ...(unit !== asIs && { unitId: unit }),
  }
  const carryOut = async () => {
    const wish = (of: readonly string[]) => of.map((id) => ({ id, ...wanted }))
    const { placed, refused } = await place(wish(ids))
    const message = [
      t('place.done', { count: placed.length }),
      refused.length > 0 && t('place.refused', { count: refused.length }),
    ]
      .filter(Boolean)
      .join(' ')
    if (placed.length === 0) return showDone(message)
    showUndo(message, { undo: () => place(placed), redo: () => place(wish(placed.map(({ id }) => id))) })
    onDone()
  }
  return (
    <ConfirmDialog
      opened
      title={t('place.title', { count: ids.length })}
      confirm={t('place.confirm', { count: ids.length })}
      disabled={Object.keys(wanted).length === 0}
      onConfirm={carryOut}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Select
          label={t('place.campaign')}
          searchable
          allowDeselect={false}
          value={campaign}
          onChange={(chosen) => setCampaign(chosen ?? asIs)}
          data={[
            { value: asIs, label: t('place.asIs') },
            { value: none, label: t('place.noCampaign') },
            ...campaigns
              .filter(({ archived }) => !archived)
              .map((known) => ({ value: known.id, label: campaignName(known, i18n.language) })),
          ]}
          data-autofocus
        />
        <Select
          label={t('place.unit')}
          searchable
          allowDeselect={false}
          value={unit}
          onChange={(chosen) => setUnit(chosen ?? asIs)}
          data={[
            { value: asIs, label: t('place.asIs') },
            ...units.map((known) => ({ value: known.id, label: unitName(known, i18n.language) })),
          ]}
        />
        <Text size="sm" c="dimmed">
          {t('place.note')}
        </Text>
      </Stack>
    </ConfirmDialog>
  )
}
