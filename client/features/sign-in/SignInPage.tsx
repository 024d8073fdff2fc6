import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import type { DemoAccounts as Demo, Me } from '../../../server/contract/people.ts'
import { send } from '../../lib/api.ts'
import { meQuery } from '../../lib/session.ts'
import { setUpQuery } from '../../lib/setup.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { useSending } from '../../ui/use-sending.ts'
import classes from './sign-in.module.css'

export function SignInPage({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation('sign-in')
  const cache = useQueryClient()
  const { data: setUp } = useQuery(setUpQuery)
  const form = useForm({ initialValues: { email: '', password: '' } })
  const { onSubmit, isBusy, error } = useSending(form, async (values) => {
    const me = await send<Me>('POST', '/session', values)
    // Whoever sat here before may have seen more.
    cache.clear()
    cache.setQueryData(meQuery.queryKey, me)
    onSignedIn()
  })
  useEffect(() => {
    document.title = t('windowTitle')
  }, [t])
  if (setUp?.needed) return <Navigate to="/setup" replace />
  return (
    <div className={classes.page}>
      <Card title={t('title')} level={1}>
        <form onSubmit={onSubmit}>
          <Stack gap="md">
            {setUp?.demo && <DemoAccounts demo={setUp.demo} onChoose={(chosen) => form.setValues(chosen)} />}
            <TextInput
              type="email"
              label={t('email')}
              autoComplete="username"
              maxLength={254}
              required
              autoFocus
              {...form.getInputProps('email')}
            />
            <PasswordInput
              label={t('password')}
              autoComplete="current-password"
              maxLength={200}
              required
              visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
              {...form.getInputProps('password')}
            />
            {error !== null && <FaultNotice error={error} />}
            <Button type="submit" loading={isBusy} fullWidth>
              {t('submit')}
            </Button>
            <p className={classes.help}>{t('forgotten')}</p>
          </Stack>
        </form>
      </Card>
    </div>
  )
}

/** Who can be signed in as in the demo office; choosing one fills in the form. */
function DemoAccounts({
  demo,
  onChoose,
}: {
  readonly demo: Demo
  readonly onChoose: (account: { email: string; password: string }) => void
}) {
  const { t } = useTranslation(['sign-in', 'common'])
  return (
    <section className={classes.demo} aria-label={t('demo.title')}>
      <p>{t('demo.title')}</p>
      <ul>
        {demo.people.map(({ name, email, role }) => (
          <li key={email}>
            <button type="button" onClick={() => onChoose({ email, password: demo.password })}>
              <strong>{t(`common:role.${role}`)}</strong> {name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
