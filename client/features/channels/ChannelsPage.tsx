import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useChannels } from '../../lib/channels.ts'
import { pausesQuery } from '../../lib/pauses.ts'
import { useCan } from '../../lib/session.ts'
import { reasonOf } from '../../ui/faults.ts'
import { AttentionIcon, PlusIcon } from '../../ui/icons.tsx'
import { Empty, Page } from '../../ui/Page.tsx'
import { ChannelRow } from './ChannelRow.tsx'
import classes from './channels.module.css'
import { healthOf, pauseOf } from './health.ts'

/** Every official channel: how it is doing in plain words, and the one thing to do. */
export function ChannelsPage() {
  const { t } = useTranslation('channels')
  const canManage = useCan('channels.manage')
  return (
    <Page
      title={t('list.title')}
      actions={
        canManage && (
          <Button component={Link} to="/channels/connect" leftSection={<PlusIcon />}>
            {t('list.connect')}
          </Button>
        )
      }
    >
      <ConnectProblem />
      <ChannelList />
    </Page>
  )
}

/** Why a visit to a platform ended without a connection; the way back carries it in the address. */
function ConnectProblem() {
  const { t } = useTranslation('common')
  const [params] = useSearchParams()
  const problem = params.get('problem')
  if (!problem) return null
  return (
    <div className={classes.problem} role="alert">
      <AttentionIcon />
      <p>{reasonOf(t, problem)}</p>
    </div>
  )
}

function ChannelList() {
  const { t } = useTranslation('channels')
  const channels = useChannels()
  const canManage = useCan('channels.manage')
  const { data: pauses = [] } = useQuery(pausesQuery)
  const [showsGone, setShowsGone] = useState(false)
  const gone = channels.filter(({ state }) => state === 'disconnected')
  const connected = channels.filter(({ state }) => state !== 'disconnected')
  if (channels.length === 0)
    return (
      <Empty
        action={
          canManage && (
            <Button component={Link} to="/channels/connect">
              {t('list.connectFirst')}
            </Button>
          )
        }
      >
        {canManage ? t('list.none') : t('list.noneForYou')}
      </Empty>
    )
  const draw = (channel: (typeof channels)[number]) => {
    const pause = pauseOf(channel, pauses)
    return <ChannelRow key={channel.id} channel={channel} pause={pause} health={healthOf(channel, pause)} />
  }
  return (
    <>
      {connected.length > 0 && (
        <ul className={classes.list} aria-label={t('list.title')}>
          {connected.map(draw)}
        </ul>
      )}
      {gone.length > 0 && (
        <div className={classes.gone}>
          <Button variant="default" aria-expanded={showsGone} onClick={() => setShowsGone(!showsGone)}>
            {t('list.gone', { count: gone.length })}
          </Button>
          {showsGone && (
            <ul className={classes.list} aria-label={t('list.goneLabel')}>
              {gone.map(draw)}
            </ul>
          )}
        </div>
      )}
    </>
  )
}
