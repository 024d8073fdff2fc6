import { Button, Checkbox, NumberInput, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '../../lib/session.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { useSending } from '../../ui/use-sending.ts'
import { ZoneSelect } from '../../ui/ZoneSelect.tsx'
import { useSettingsSteps } from './api.ts'
import classes from './settings.module.css'

const policies = ['ask', 'skip', 'send'] as const
const longestLateMinutes = 10_080

/** Name, clock, and what happens to what is late. */
export function OrganizationSettings() {
  const { t } = useTranslation(['settings', 'common'])
  const canEdit = useCan('organization.edit')
  const { name, zone, latePolicy, lateLimitMinutes, altRequired } = useMe().organization
  const { updateOrganization } = useSettingsSteps()
  const form = useForm({ initialValues: { name, zone, latePolicy, lateLimitMinutes, altRequired } })
  const { onSubmit, isBusy, error } = useSending(form, async (values) => {
    await updateOrganization(values)
    form.resetDirty(values)
    showDone(t('organization.done'))
  })
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {!canEdit && <p className={classes.hint}>{t('organization.adminsOnly')}</p>}
        <Card title={t('organization.title')}>
          <fieldset className={classes.fields} disabled={!canEdit}>
            <TextInput label={t('organization.name')} maxLength={200} required {...form.getInputProps('name')} />
            <ZoneSelect
              label={t('organization.zone')}
              description={t('organization.zoneHint')}
              disabled={!canEdit}
              required
              {...form.getInputProps('zone')}
            />
          </fieldset>
        </Card>
        <Card title={t('late.title')}>
          <fieldset className={classes.fields} disabled={!canEdit}>
            <p className={classes.hint}>{t('late.hint')}</p>
            <NumberInput
              className={classes.short ?? ''}
              label={t('late.limit')}
              suffix={t('late.minutes')}
              min={1}
              max={longestLateMinutes}
              allowDecimal={false}
              required
              {...form.getInputProps('lateLimitMinutes')}
            />
            <Radio.Group label={t('late.policy')} {...form.getInputProps('latePolicy')}>
              <Stack gap="sm" mt="xs">
                {policies.map((policy) => (
                  <Radio
                    key={policy}
                    value={policy}
                    label={t(`common:latePolicy.${policy}`)}
                    description={t(`late.about.${policy}`)}
                  />
                ))}
              </Stack>
            </Radio.Group>
          </fieldset>
        </Card>
        <Card title={t('pictures.title')}>
          <fieldset className={classes.fields} disabled={!canEdit}>
            <Checkbox
              label={t('pictures.altRequired')}
              description={t('pictures.altRequiredHint')}
              {...form.getInputProps('altRequired', { type: 'checkbox' })}
            />
          </fieldset>
        </Card>
        {error !== null && <FaultNotice error={error} />}
        {canEdit && (
          <div className={classes.end}>
            <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
              {t('common:action.save')}
            </Button>
          </div>
        )}
      </Stack>
    </form>
  )
}
