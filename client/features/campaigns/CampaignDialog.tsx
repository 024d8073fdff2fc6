import { Button, Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core'
import { DatePickerInput, DatesProvider } from '@mantine/dates'
import { Dialog } from '../../ui/Dialog.tsx'
import '@mantine/dates/styles.layer.css'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import 'dayjs/locale/vi'
import { useTranslation } from 'react-i18next'
import type { Campaign } from '../../../server/contract/content.ts'
import { send } from '../../lib/api.ts'
import { campaignsQuery } from '../../lib/campaigns.ts'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { useSending } from '../../ui/use-sending.ts'

interface Props {
  /** null makes a new one. */
  readonly campaign: Campaign | null
  /** The office's day: where a new campaign begins. */
  readonly today: string
  readonly onClose: () => void
}

/** Name, dates and aim of a campaign. */
export function CampaignDialog({ campaign, today, onClose }: Props) {
  const { t, i18n } = useTranslation('campaigns')
  const cache = useQueryClient()
  const form = useForm({
    initialValues: {
      name: campaign?.name ?? '',
      nameEn: campaign?.nameEn ?? '',
      startsOn: campaign?.startsOn ?? today,
      endsOn: campaign?.endsOn ?? today,
      objective: campaign?.objective ?? '',
      audience: campaign?.audience ?? '',
      archived: campaign?.archived ?? false,
    },
    validate: {
      name: (name) => (name.trim() === '' ? t('form.required') : null),
      endsOn: (endsOn, { startsOn }) => (endsOn < startsOn ? t('form.order') : null),
    },
  })
  const { onSubmit, isBusy, error } = useSending(form, async ({ archived, nameEn, ...fields }) => {
    const body = { ...fields, nameEn: nameEn.trim() || null }
    if (campaign)
      await send<Campaign>('PATCH', `/campaigns/${campaign.id}`, { ...body, archived, revision: campaign.revision })
    else await send<Campaign>('POST', '/campaigns', body)
    await cache.invalidateQueries({ queryKey: campaignsQuery.queryKey })
    void cache.invalidateQueries({ queryKey: ['deliveries'] })
    onClose()
  })
  return (
    <Dialog opened onClose={onClose} title={t(campaign ? 'form.edit' : 'form.create')}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="sm">
          <TextInput label={t('form.name')} required maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <TextInput label={t('form.nameEn')} lang="en" maxLength={200} {...form.getInputProps('nameEn')} />
          <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
            <Group grow align="start">
              <DatePickerInput
                label={t('form.startsOn')}
                required
                valueFormat="DD/MM/YYYY"
                {...form.getInputProps('startsOn')}
              />
              <DatePickerInput
                label={t('form.endsOn')}
                required
                valueFormat="DD/MM/YYYY"
                minDate={form.values.startsOn}
                {...form.getInputProps('endsOn')}
              />
            </Group>
          </DatesProvider>
          <Textarea
            label={t('form.objective')}
            autosize
            minRows={2}
            maxLength={2000}
            {...form.getInputProps('objective')}
          />
          <TextInput label={t('form.audience')} maxLength={500} {...form.getInputProps('audience')} />
          {campaign && <Checkbox label={t('form.archive')} {...form.getInputProps('archived', { type: 'checkbox' })} />}
          {error !== null && <FaultNotice error={error} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              {t('form.cancel')}
            </Button>
            <Button type="submit" loading={isBusy}>
              {t('form.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
