import { PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { Member, Role } from '../../../server/contract/people.ts'
import { languages } from '../../lib/i18n.ts'
import { useMe } from '../../lib/session.ts'
import { unitName, useUnits } from '../../lib/units.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { fieldErrors } from '../../ui/faults.ts'
import { showDone } from '../../ui/UndoToast.ts'
import { useSettingsSteps } from './api.ts'

interface Closing {
  readonly onClose: () => void
}

export function CreateMemberDialog({ onClose }: Closing) {
  const { t } = useTranslation(['settings', 'common'])
  const me = useMe()
  const { createMember } = useSettingsSteps()
  const form = useForm({
    initialValues: {
      name: '',
      email: '',
      role: 'officer' as Role,
      unitId: me.member.unitId,
      language: me.organization.language,
      password: '',
    },
  })
  const create = async () => {
    const values = form.getValues()
    try {
      await createMember(values)
      showDone(t('people.created', { name: values.name }))
    } catch (error) {
      form.setErrors(fieldErrors(t, error))
      throw error
    }
  }
  return (
    <ConfirmDialog opened title={t('people.add')} confirm={t('people.create')} onConfirm={create} onClose={onClose}>
      <Stack gap="sm">
        <TextInput
          label={t('people.name')}
          autoComplete="off"
          maxLength={120}
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput
          type="email"
          label={t('people.email')}
          description={t('people.emailHint')}
          autoComplete="off"
          maxLength={254}
          required
          {...form.getInputProps('email')}
        />
        <RoleSelect {...form.getInputProps('role')} />
        <UnitSelect {...form.getInputProps('unitId')} />
        <Select
          label={t('people.language')}
          data={languages.map((value) => ({ value, label: t(`common:language.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('language')}
        />
        <NewPassword label={t('people.password')} {...form.getInputProps('password')} />
      </Stack>
    </ConfirmDialog>
  )
}

export function EditMemberDialog({ member, onClose }: Closing & { readonly member: Member }) {
  const { t } = useTranslation(['settings', 'common'])
  const { updateMember } = useSettingsSteps()
  const { id, name, role, unitId } = member
  const form = useForm({ initialValues: { name, role, unitId } })
  const save = async () => {
    try {
      await updateMember(id, form.getValues())
      showDone(t('people.saved', { name: form.getValues().name }))
    } catch (error) {
      form.setErrors(fieldErrors(t, error))
      throw error
    }
  }
  return (
    <ConfirmDialog
      opened
      title={t('people.editTitle', { name })}
      confirm={t('common:action.save')}
      onConfirm={save}
      onClose={onClose}
    >
      <Stack gap="sm">
        <TextInput label={t('people.name')} maxLength={120} required {...form.getInputProps('name')} />
        <RoleSelect {...form.getInputProps('role')} />
        <UnitSelect {...form.getInputProps('unitId')} />
      </Stack>
    </ConfirmDialog>
  )
}

/** For somebody who forgot theirs. */
export function GivePasswordDialog({ member, onClose }: Closing & { readonly member: Member }) {
  const { t } = useTranslation(['settings', 'common'])
  const { givePassword } = useSettingsSteps()
  const form = useForm({ initialValues: { password: '' } })
  const give = async () => {
    try {
      await givePassword(member.id, form.getValues())
      showDone(t('people.passwordGiven', { name: member.name }))
    } catch (error) {
      form.setErrors(fieldErrors(t, error))
      throw error
    }
  }
  return (
    <ConfirmDialog
      opened
      title={t('people.givePasswordTitle', { name: member.name })}
      confirm={t('people.givePasswordConfirm')}
      onConfirm={give}
      onClose={onClose}
    >
      <Stack gap="sm">
        <p>{t('people.givePasswordText')}</p>
        <NewPassword label={t('people.newPassword')} {...form.getInputProps('password')} />
      </Stack>
    </ConfirmDialog>
  )
}

/** Takes away or gives back the right to sign in; what the person did stays. */
export function DisableMemberDialog({ member, onClose }: Closing & { readonly member: Member }) {
  const { t } = useTranslation('settings')
  const { updateMember } = useSettingsSteps()
  const { id, name, disabled } = member
  return (
    <ConfirmDialog
      opened
      danger={!disabled}
      title={disabled ? t('people.enableTitle', { name }) : t('people.disableTitle', { name })}
      confirm={disabled ? t('people.enableConfirm') : t('people.disableConfirm')}
      onConfirm={() => updateMember(id, { disabled: !disabled })}
      onClose={onClose}
    >
      {disabled ? t('people.enableText') : t('people.disableText')}
    </ConfirmDialog>
  )
}

function NewPassword(props: { readonly label: string }) {
  const { t } = useTranslation('settings')
  return (
    <PasswordInput
      description={t('people.passwordHint')}
      autoComplete="new-password"
      minLength={12}
      maxLength={200}
      required
      visibilityToggleButtonProps={{ 'aria-label': t('people.showPassword') }}
      {...props}
    />
  )
}

const roles = ['admin', 'officer', 'approver', 'manager', 'contributor'] as const satisfies readonly Role[]

function RoleSelect(props: object) {
  const { t } = useTranslation(['settings', 'common'])
  const data = roles.map((value) => ({ value, label: t(`common:role.${value}`) }))
  return (
    <Select
      label={t('people.role')}
      data={data}
      allowDeselect={false}
      renderOption={({ option }) => (
        <div>
          <div>{option.label}</div>
          <small>{t(`people.about.${option.value}`)}</small>
        </div>
      )}
      {...props}
    />
  )
}

function UnitSelect(props: object) {
  const { t, i18n } = useTranslation('settings')
  const units = useUnits()
  const data = units.map((unit) => ({ value: unit.id, label: unitName(unit, i18n.language) }))
  return <Select label={t('people.unit')} data={data} searchable allowDeselect={false} {...props} />
}
