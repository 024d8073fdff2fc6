import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Me, SetUp } from '../../../server/contract/people.ts'
import { send } from '../../lib/api.ts'
import { changeLanguage, type InterfaceLanguage, languages } from '../../lib/i18n.ts'
import { meQuery } from '../../lib/session.ts'
import { setUpQuery } from '../../lib/setup.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { useSending } from '../../ui/use-sending.ts'
import { ZoneSelect } from '../../ui/ZoneSelect.tsx'
import classes from './setup.module.css'

interface Props {
  /** From the printed address; "" when somebody came without it. */
  readonly code: string
  readonly onDone: () => void
}

/** The first visit: the office and its first administrator. */
export function SetUpPage({ code, onDone }: Props) {
  const { t } = useTranslation('setup')
  const { data: setUp } = useSuspenseQuery(setUpQuery)
  useEffect(() => {
    document.title = t('windowTitle')
  }, [t])
  return (
    <div className={classes.page}>
      <Card title={t('title')} level={1}>
        {setUp.needed ? (
          <SetUpForm code={code} onDone={onDone} />
        ) : (
          <p className={classes.lead}>
            {t('done')} <Link to="/sign-in">{t('signIn')}</Link>
          </p>
        )}
      </Card>
    </div>
  )
}

function SetUpForm({ code, onDone }: Props) {
  const { t, i18n } = useTranslation(['setup', 'common'])
  const cache = useQueryClient()
  const [chosen, setChosen] = useState<InterfaceLanguage | null>(null)
  // Whoever reads the page in a language wants the office in it, unless they say otherwise.
  const language = chosen ?? (i18n.language === 'en' ? 'en' : 'vi')
  const form = useForm<Omit<SetUp, 'language'>>({
    initialValues: {
      code,
      organizationName: '',
      zone: 'Asia/Ho_Chi_Minh',
      name: '',
      email: '',
      password: '',
    },
  })
  const { onSubmit, isBusy, error } = useSending(form, async (values) => {
    const me = await send<Me>('POST', '/setup', { ...values, language })
    changeLanguage(language)
    cache.setQueryData(setUpQuery.queryKey, (before) => before && { ...before, needed: false })
    cache.setQueryData(meQuery.queryKey, me)
    onDone()
  })
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        <p className={classes.lead}>{t('lead')}</p>
        <TextInput
          label={t('code.label')}
          description={t('code.hint')}
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          required
          {...form.getInputProps('code')}
        />
        <fieldset className={classes.group}>
          <legend>{t('office')}</legend>
          <TextInput
            label={t('organizationName.label')}
            placeholder={t('organizationName.example')}
            autoComplete="organization"
            maxLength={200}
            required
            {...form.getInputProps('organizationName')}
          />
          <div className={classes.pair}>
            <ZoneSelect label={t('zone.label')} description={t('zone.hint')} required {...form.getInputProps('zone')} />
            <Select
              label={t('language.label')}
              description={t('language.hint')}
              data={languages.map((value) => ({ value, label: t(`common:language.${value}`) }))}
              allowDeselect={false}
              required
              value={language}
              onChange={(value) => setChosen(languages.find((known) => known === value) ?? null)}
            />
          </div>
        </fieldset>
        <fieldset className={classes.group}>
          <legend>{t('administrator')}</legend>
          <TextInput
            label={t('name.label')}
            autoComplete="name"
            maxLength={120}
            required
            {...form.getInputProps('name')}
          />
          <TextInput
            type="email"
            label={t('email.label')}
            autoComplete="username"
            maxLength={254}
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('password.label')}
            description={t('password.hint')}
            autoComplete="new-password"
            minLength={12}
            maxLength={200}
            required
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
            {...form.getInputProps('password')}
          />
        </fieldset>
        {error !== null && <FaultNotice error={error} />}
        <Button type="submit" loading={isBusy} fullWidth>
          {t('submit')}
        </Button>
      </Stack>
    </form>
  )
}
