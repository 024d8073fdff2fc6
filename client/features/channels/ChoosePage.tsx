import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChannels } from '../../lib/channels.ts'
import { ChevronLeftIcon } from '../../ui/icons.tsx'
import { Page } from '../../ui/Page.tsx'
import { connectionQuery } from './api.ts'
import { ChooseForm } from './ChooseForm.tsx'
import classes from './connect.module.css'

/** The accounts a platform showed: which become channels, for whom, and are they ours. */
export function ChoosePage({ connectionId }: { readonly connectionId: string }) {
  const { t } = useTranslation('channels')
  return (
    <Page title={t('choose.title')} note={t('choose.note')}>
      <div className={classes.page}>
        <Link className={classes.back ?? ''} to="/channels">
          <ChevronLeftIcon /> {t('connect.toChannels')}
        </Link>
        <Choice connectionId={connectionId} />
      </div>
    </Page>
  )
}

function Choice({ connectionId }: { readonly connectionId: string }) {
  const { data: connection } = useSuspenseQuery(connectionQuery(connectionId))
  const channels = useChannels()
  const channel = channels.find(({ id }) => id === connection.channelId) ?? null
  return <ChooseForm connection={connection} channel={channel} channels={channels} />
}
