import { Button, Code, CopyButton, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { ConnectablePlatform, PlatformApp } from '../../../server/contract/channels.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { usePlatformName } from '../../ui/PlatformIcon.tsx'
import { useSending } from '../../ui/use-sending.ts'
import { usePlatformApps } from './api.ts'
import classes from './connect.module.css'

interface Props {
  readonly platform: ConnectablePlatform['platform']
  readonly app: PlatformApp
  readonly onDone: () => void
}

/** The office's application at a platform: registered there by an administrator, once, and its two values kept here. */
export function AppForm({ platform, app, onDone }: Props) {
  const { t } = useTranslation('channels')
  const name = usePlatformName()(platform)
  const { save } = usePlatformApps()
  const form = useForm({ initialValues: { clientId: app.clientId ?? '', clientSecret: '' } })
  const { onSubmit, isBusy, error } = useSending(form, async (values) => {
    await save(platform, values)
    onDone()
  })
  return (
    <Card title={t('app.title', { platform: name })}>
      <form onSubmit={onSubmit}>
        <Stack gap="md">
          <p className={classes.hint}>{t('app.about', { platform: name })}</p>
          <div>
            <p className={classes.label}>{t('app.redirectUri')}</p>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <Code className={classes.address ?? ''}>{app.redirectUri}</Code>
              <CopyButton value={app.redirectUri}>
                {({ copied, copy }) => (
                  <Button size="compact-sm" variant="default" onClick={copy}>
                    {copied ? t('app.copied') : t('app.copy')}
                  </Button>
                )}
              </CopyButton>
            </Group>
          </div>
          <TextInput
            label={t('app.clientId')}
            required
            autoComplete="off"
            maxLength={200}
            {...form.getInputProps('clientId')}
          />
          <PasswordInput
            label={t('app.clientSecret')}
            description={t('app.clientSecretHint')}
            required
            autoComplete="off"
            maxLength={500}
            visibilityToggleButtonProps={{ 'aria-label': t('connect.showSecret') }}
            {...form.getInputProps('clientSecret')}
          />
          {error !== null && <FaultNotice error={error} />}
          <Group justify="flex-end">
            {app.clientId !== null && (
              <Button variant="default" onClick={onDone}>
                {t('connect.cancel')}
              </Button>
            )}
            <Button type="submit" loading={isBusy}>
              {t('app.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}
