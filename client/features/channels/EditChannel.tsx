import { Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../server/contract/channels.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { fieldErrors } from '../../ui/faults.ts'
import { ZoneSelect } from '../../ui/ZoneSelect.tsx'
import { useChannelSteps } from './api.ts'
import { AudienceSelect, LanguageSelect, UnitSelect } from './selects.tsx'

/** Name, language, audience, zone and unit of a channel. */
export function EditChannel({ channel, onClose }: { readonly channel: Channel; readonly onClose: () => void }) {
  const { t } = useTranslation(['channels', 'common'])
  const { update } = useChannelSteps()
  const { name, language, audience, zone, unitId, id, revision } = channel
  const form = useForm({ initialValues: { name, language, audience, zone, unitId } })
  const save = async () => {
    try {
      await update(id, { ...form.getValues(), revision })
    } catch (error) {
      form.setErrors(fieldErrors(t, error))
      throw error
    }
  }
  return (
    <ConfirmDialog
      opened
      title={t('edit.title', { name })}
      confirm={t('common:action.save')}
      onConfirm={save}
      onClose={onClose}
    >
      <Stack gap="sm">
        <TextInput
          label={t('edit.name')}
          description={t('edit.nameHint')}
          maxLength={200}
          required
          {...form.getInputProps('name')}
        />
        <LanguageSelect required {...form.getInputProps('language')} />
        <AudienceSelect required {...form.getInputProps('audience')} />
        <UnitSelect required {...form.getInputProps('unitId')} />
        <ZoneSelect label={t('edit.zone')} description={t('edit.zoneHint')} required {...form.getInputProps('zone')} />
      </Stack>
    </ConfirmDialog>
  )
}
