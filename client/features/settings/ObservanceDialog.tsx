import { Checkbox, Group, NumberInput, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Observance } from '../../../server/contract/planning.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import classes from './settings.module.css'

interface Props {
  /** null for a new one. */
  readonly observance: Observance | null
  readonly onSave: (observance: Observance) => Promise<unknown>
  readonly onClose: () => void
}

const blank: Observance = {
  ...{ name: '', nameEn: '', calendar: 'solar', month: 1, day: 1, daysBefore: 0, days: 1, holiday: false },
}

/** A day that comes back every year, by either calendar. */
export function ObservanceDialog({ observance, onSave, onClose }: Props) {
  const { t } = useTranslation(['settings', 'common'])
  const form = useForm({ initialValues: observance ?? blank })
  const { calendar } = form.values
  return (
    <ConfirmDialog
      opened
      title={t(observance ? 'planning.editTitle' : 'planning.add')}
      confirm={t('common:action.save')}
      disabled={form.values.name.trim() === ''}
      onConfirm={() => onSave({ ...form.values, nameEn: form.values.nameEn.trim() || form.values.name })}
      onClose={onClose}
    >
      <Stack gap="sm">
        <TextInput label={t('planning.name')} maxLength={80} required data-autofocus {...form.getInputProps('name')} />
        <TextInput label={t('planning.nameEn')} maxLength={80} {...form.getInputProps('nameEn')} />
        <div>
          <p className={classes.label}>{t('planning.calendar')}</p>
          <SegmentedControl
            aria-label={t('planning.calendar')}
            data={(['solar', 'lunar'] as const).map((value) => ({ value, label: t(`planning.calendars.${value}`) }))}
            {...form.getInputProps('calendar')}
          />
        </div>
        <Group grow>
          <NumberInput
            label={t('planning.day')}
            min={1}
            max={calendar === 'lunar' ? 30 : 31}
            allowDecimal={false}
            required
            {...form.getInputProps('day')}
          />
          <NumberInput
            label={t('planning.month')}
            min={1}
            max={12}
            allowDecimal={false}
            required
            {...form.getInputProps('month')}
          />
        </Group>
        <Group grow>
          <NumberInput
            label={t('planning.daysBefore')}
            min={0}
            max={6}
            allowDecimal={false}
            required
            {...form.getInputProps('daysBefore')}
          />
          <NumberInput
            label={t('planning.length')}
            min={1}
            max={14}
            allowDecimal={false}
            required
            {...form.getInputProps('days')}
          />
        </Group>
        <Checkbox label={t('planning.isHoliday')} {...form.getInputProps('holiday', { type: 'checkbox' })} />
      </Stack>
    </ConfirmDialog>
  )
}
