import { Button } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { Channel, ConnectablePlatform } from '../../../server/contract/channels.ts'
import { useChannels } from '../../lib/channels.ts'
import { useCan } from '../../lib/session.ts'
import { Card } from '../../ui/Card.tsx'
import { ChevronLeftIcon } from '../../ui/icons.tsx'
import { Empty, Page } from '../../ui/Page.tsx'
import { PlatformIcon, usePlatformName } from '../../ui/PlatformIcon.tsx'
import { PracticeBadge } from '../../ui/PracticeBadge.tsx'
import { AppForm } from './AppForm.tsx'
import { platformsQuery } from './api.ts'
import { ConnectForm } from './ConnectForm.tsx'
import classes from './connect.module.css'

/** First which platform, then what it asks. The choice stands in the address: "back" works, and so does a reload. */
export function ConnectPage() {
  const { t } = useTranslation('channels')
  const canManage = useCan('channels.manage')
  const [params] = useSearchParams()
  const channelId = params.get('channel')
  return (
    <Page title={channelId ? t('connect.reconnectTitle') : t('connect.title')} note={t('connect.steps')}>
      <div className={classes.page}>
        <Link className={classes.back ?? ''} to="/channels">
          <ChevronLeftIcon /> {t('connect.toChannels')}
        </Link>
        {canManage ? <Steps channelId={channelId} /> : <Empty>{t('connect.adminsOnly')}</Empty>}
      </div>
    </Page>
  )
}

function Steps({ channelId }: { readonly channelId: string | null }) {
  const { t } = useTranslation('channels')
  const [params] = useSearchParams()
  const { data: platforms } = useSuspenseQuery(platformsQuery)
  const channel = useChannels().find(({ id }) => id === channelId) ?? null
  if (channelId && !channel) return <Empty>{t('connect.channelGone')}</Empty>
  const name = channel?.platform ?? params.get('platform')
  const practice = channel?.practice ?? params.has('practice')
  const chosen = platforms.find((known) => known.platform === name && known.practice === practice)
  if (channel && !chosen) return <Empty>{t('connect.notOffered')}</Empty>
  if (chosen) return <Connecting key={`${chosen.platform} ${chosen.practice}`} platform={chosen} channel={channel} />
  return <PlatformChoice platforms={platforms} />
}

/** The office's application first, where the platform wants one registered by hand. */
function Connecting({
  platform,
  channel,
}: {
  readonly platform: ConnectablePlatform
  readonly channel: Channel | null
}) {
  const { t } = useTranslation('channels')
  const [isEditing, setEditing] = useState(false)
  const { app } = platform
  if (app && (isEditing || app.clientId === null))
    return <AppForm platform={platform.platform} app={app} onDone={() => setEditing(false)} />
  return (
    <>
      <ConnectForm platform={platform} channel={channel} />
      {app && (
        <p className={classes.hint}>
          {t('app.kept', { clientId: app.clientId })}{' '}
          <Button variant="subtle" size="compact-sm" onClick={() => setEditing(true)}>
            {t('app.change')}
          </Button>
        </p>
      )}
    </>
  )
}

function PlatformChoice({ platforms }: { readonly platforms: readonly ConnectablePlatform[] }) {
  const { t } = useTranslation('channels')
  const real = platforms.filter(({ practice }) => !practice)
  const practice = platforms.filter((platform) => platform.practice)
  return (
    <>
      {real.length > 0 && (
        <Card title={t('connect.real')}>
          <p className={classes.hint}>{t('connect.realHint')}</p>
          <PlatformGrid platforms={real} />
        </Card>
      )}
      {practice.length > 0 && (
        <Card title={t('connect.practice')}>
          <p className={classes.hint}>{t('connect.practiceHint')}</p>
          <PlatformGrid platforms={practice} />
        </Card>
      )}
    </>
  )
}

function PlatformGrid({ platforms }: { readonly platforms: readonly ConnectablePlatform[] }) {
  const platformName = usePlatformName()
  return (
    <ul className={classes.grid}>
      {platforms.map(({ platform, practice }) => (
        <li key={platform}>
          <Link
            className={classes.platform ?? ''}
            to={`/channels/connect?platform=${platform}${practice ? '&practice' : ''}`}
          >
            <PlatformIcon platform={platform} size={20} />
            <span>{platformName(platform)}</span>
            {practice && <PracticeBadge />}
          </Link>
        </li>
      ))}
    </ul>
  )
}
