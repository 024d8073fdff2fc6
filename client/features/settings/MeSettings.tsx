import { Button, SegmentedControl, Stack, TextInput, useMantineColorScheme } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseContrast, chosenContrast, contrasts } from '../../lib/contrast.ts'
import { changeLanguage, languages } from '../../lib/i18n.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { useSending } from '../../ui/use-sending.ts'
import { AlertsCard } from './AlertsCard.tsx'
import { useSettingsSteps } from './api.ts'
import { PasswordCard } from './PasswordCard.tsx'
import classes from './settings.module.css'

/** One's own name, language, colours, mails and password, and the way out of every device. */
export function MeSettings() {
  const mayRelease = useCan('deliveries.release')
  return (
    <Stack gap="md">
      <NameCard />
      <LookCard />
      {mayRelease && <AlertsCard />}
      <PasswordCard />
      <SessionsCard />
    </Stack>
  )
}

function NameCard() {
  const { t } = useTranslation(['settings', 'common'])
  const { member } = useMe()
  const { updateMe } = useSettingsSteps()
  const form = useForm({ initialValues: { name: member.name } })
  const { onSubmit, isBusy, error } = useSending(form, async (values) => {
    await updateMe(values)
    form.resetDirty(values)
    showDone(t('me.done'))
  })
  return (
    <Card title={t('me.title')}>
      <form onSubmit={onSubmit} className={classes.fields}>
        <TextInput
          label={t('me.name')}
          description={`${member.email} · ${t(`common:role.${member.role}`)}`}
          autoComplete="name"
          maxLength={120}
          required
          {...form.getInputProps('name')}
        />
        {error !== null && <FaultNotice error={error} />}
        <Button
          type="submit"
          variant="default"
          className={classes.own ?? ''}
          loading={isBusy}
          disabled={!form.isDirty()}
        >
          {t('common:action.save')}
        </Button>
      </form>
    </Card>
  )
}

const schemes = ['auto', 'light', 'dark'] as const

/** Chosen here, it holds at once and on every device. */
function LookCard() {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [contrast, setContrast] = useState(chosenContrast)
  const { updateMe } = useSettingsSteps()
  const remember = useMutation({ mutationFn: updateMe })
  return (
    <Card title={t('look.title')}>
      <div className={classes.fields}>
        <div>
          <p className={classes.label}>{t('look.language')}</p>
          <SegmentedControl
            aria-label={t('look.language')}
            value={i18n.language}
            data={languages.map((value) => ({ value, label: t(`common:language.${value}`) }))}
            onChange={(value) => {
              const language = languages.find((known) => known === value) ?? 'vi'
              changeLanguage(language)
              remember.mutate({ language })
            }}
          />
        </div>
        <div>
          <p className={classes.label}>{t('look.scheme')}</p>
          <SegmentedControl
            aria-label={t('look.scheme')}
            value={colorScheme}
            data={schemes.map((value) => ({ value, label: t(`look.schemes.${value}`) }))}
            onChange={(value) => {
              const scheme = schemes.find((known) => known === value) ?? 'auto'
              setColorScheme(scheme)
              remember.mutate({ preferences: { colorScheme: scheme } })
            }}
          />
        </div>
        <div>
          <p className={classes.label}>{t('look.contrast')}</p>
          <SegmentedControl
            aria-label={t('look.contrast')}
            value={contrast}
            data={contrasts.map((value) => ({ value, label: t(`look.contrasts.${value}`) }))}
            onChange={(value) => {
              const chosen = contrasts.find((known) => known === value) ?? 'auto'
              setContrast(chosen)
              chooseContrast(chosen)
              remember.mutate({ preferences: { contrast: chosen } })
            }}
          />
        </div>
        {remember.isError && <FaultNotice error={remember.error} />}
      </div>
    </Card>
  )
}

function SessionsCard() {
  const { t } = useTranslation('settings')
  const { signOutEverywhere } = useSettingsSteps()
  const [isOpen, setOpen] = useState(false)
  return (
    <Card title={t('sessions.title')}>
      <p className={classes.hint}>{t('sessions.hint')}</p>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('sessions.everywhere')}
      </Button>
      <ConfirmDialog
        opened={isOpen}
        title={t('sessions.ask')}
        confirm={t('sessions.confirm')}
        onConfirm={signOutEverywhere}
        onClose={() => setOpen(false)}
      >
        {t('sessions.text')}
      </ConfirmDialog>
    </Card>
  )
}
