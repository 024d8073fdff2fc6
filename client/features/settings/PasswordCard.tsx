import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../lib/session.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { useSending } from '../../ui/use-sending.ts'
import { useSettingsSteps } from './api.ts'
import classes from './settings.module.css'

/** One's own password; every other device is signed out when it changes. */
export function PasswordCard() {
  const { t } = useTranslation(['settings', 'common'])
  const { member } = useMe()
  const { changePassword } = useSettingsSteps()
  const form = useForm({ initialValues: { current: '', password: '' } })
  const { onSubmit, isBusy, error } = useSending(form, async (values) => {
    await changePassword(values)
    form.reset()
    showDone(t('password.done'))
  })
  const field = { maxLength: 200, required: true, visibilityToggleButtonProps: { 'aria-label': t('password.show') } }
  return (
    <Card title={t('password.title')}>
      <form onSubmit={onSubmit} className={classes.fields}>
        {/* Password managers file the new password under this. */}
        <input type="hidden" name="username" autoComplete="username" value={member.email} />
        <PasswordInput
          label={t('password.current')}
          autoComplete="current-password"
          {...field}
          {...form.getInputProps('current')}
        />
        <PasswordInput
          label={t('password.new')}
          description={t('password.hint')}
          autoComplete="new-password"
          minLength={12}
          {...field}
          {...form.getInputProps('password')}
        />
        {error !== null && <FaultNotice error={error} />}
        <Button
          type="submit"
          variant="default"
          className={classes.own ?? ''}
          loading={isBusy}
          disabled={!form.isDirty()}
        >
          {t('password.submit')}
        </Button>
      </form>
    </Card>
  )
}
