import { Button, Group, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Channel, ConnectablePlatform } from '../../../server/contract/channels.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { ExternalIcon } from '../../ui/icons.tsx'
import { usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { useSending } from '../../ui/use-sending.ts'
import { startConnection } from './api.ts'
import classes from './connect.module.css'

interface Props {
  readonly platform: ConnectablePlatform
  /** The channel that is connected again; null for a new one. */
  readonly channel: Channel | null
}

/** What a platform asks before it shows its accounts: keys to check here, or where to go to give access. */
export function ConnectForm({ platform: { platform, practice, kind, fields }, channel }: Props) {
  const { t } = useTranslation('channels')
  const navigate = useNavigate()
  const name = usePlatformName()(platform)
  const form = useForm({ initialValues: { input: Object.fromEntries(fields.map((field) => [field.name, ''])) } })
  const { onSubmit, isBusy, error } = useSending(form, async ({ input }) => {
    const filled = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== ''))
    const started = await startConnection({
      platform,
      practice,
      input: filled,
      ...(channel && { channelId: channel.id }),
    })
    if (started.kind === 'leave') location.assign(started.authorizeUrl)
    else await navigate(`/channels/connect/${started.connectionId}`)
  })
  const about = practice ? 'practice' : platform
  const title = channel ? t('connect.reconnect', { name: channel.name }) : t('connect.platform', { platform: name })
  return (
    <Card title={title} aside={practice && <PracticeBadge />}>
      <form onSubmit={onSubmit}>
        <Stack gap="md">
          <p className={classes.hint}>
            {t([`connect.about.${about}`, kind === 'oauth' ? 'connect.about.oauth' : 'connect.about.form'], {
              platform: name,
            })}
          </p>
          {fields.map((field) => (
            <Field key={field.name} field={field} about={about} props={form.getInputProps(`input.${field.name}`)} />
          ))}
          {error !== null && <FaultNotice error={error} />}
          <Group gap="sm" justify="flex-end">
            <Button component={Link} to={channel ? '/channels' : '/channels/connect'} variant="default">
              {channel ? t('connect.cancel') : t('connect.otherPlatform')}
            </Button>
            <Button type="submit" loading={isBusy} rightSection={kind === 'oauth' ? <ExternalIcon /> : null}>
              {kind === 'oauth' ? t('connect.leave', { platform: name }) : t('connect.find')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

interface FieldProps {
  readonly field: ConnectablePlatform['fields'][number]
  /** Whose words label it: the platform's, or practice. */
  readonly about: string
  readonly props: object
}

const longest = 2000

function Field({ field: { name, kind, required, choices }, about, props }: FieldProps) {
  const { t } = useTranslation('channels')
  const { t: say } = useTranslation(`platform-${about}`)
  const words = (part: 'label' | 'hint') => say(`field.${name}.${part}`, { defaultValue: part === 'label' ? name : '' })
  const shared = { label: words('label'), description: words('hint') || null, required, ...props }
  if (kind === 'choice') {
    const called = (choice: string) => say(`field.${name}.choices.${choice}`, { defaultValue: choice })
    return <Select {...shared} data={(choices ?? []).map((value) => ({ value, label: called(value) }))} />
  }
  if (kind === 'secret')
    return (
      <PasswordInput
        {...shared}
        autoComplete="off"
        maxLength={longest}
        visibilityToggleButtonProps={{ 'aria-label': t('connect.showSecret') }}
      />
    )
  return (
    <TextInput
      {...shared}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={longest}
      inputMode={kind === 'host' ? 'url' : 'text'}
    />
  )
}
