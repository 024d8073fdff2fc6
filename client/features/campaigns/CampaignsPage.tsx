import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Campaign } from '../../../server/contract/content.ts'
import { campaignName, useCampaigns } from '../../lib/campaigns.ts'
import { useNow } from '../../lib/now.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { formatDay, toLocalTime } from '../../lib/time.ts'
import { FlagIcon, PlusIcon } from '../../ui/icons.tsx'
import { Empty, Page } from '../../ui/Page.tsx'
import classes from './campaigns.module.css'

const CampaignDialog = lazy(async () => ({ default: (await import('./CampaignDialog.tsx')).CampaignDialog }))

/** Themes with dates: what runs and is to come, what is past, what was put away. */
export function CampaignsPage() {
  const { t } = useTranslation('campaigns')
  const campaigns = useCampaigns()
  const canEdit = useCan('campaigns.edit')
  const { zone } = useMe().organization
  const today = toLocalTime(useNow(), zone).slice(0, 10)
  const [edited, setEdited] = useState<Campaign | 'new' | null>(null)
  const byStart = [...campaigns].sort((one, other) => (one.startsOn < other.startsOn ? -1 : 1))
  const groups = {
    current: byStart.filter(({ archived, endsOn }) => !archived && endsOn >= today),
    past: byStart.filter(({ archived, endsOn }) => !archived && endsOn < today).reverse(),
    archived: byStart.filter(({ archived }) => archived).reverse(),
  }
  const add = canEdit && (
    <Button leftSection={<PlusIcon />} onClick={() => setEdited('new')}>
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} actions={campaigns.length > 0 && add}>
      {campaigns.length === 0 && <Empty action={add}>{t('none')}</Empty>}
      {(['current', 'past', 'archived'] as const)
        .filter((group) => groups[group].length > 0)
        .map((group) => (
          <section key={group} aria-labelledby={`campaigns-${group}`}>
            <h2 id={`campaigns-${group}`} className={classes.group}>
              {t(group)}
            </h2>
            <ul className={classes.list}>
              {groups[group].map((campaign) => (
                <CampaignItem
                  key={campaign.id}
                  campaign={campaign}
                  today={today}
                  onEdit={canEdit ? () => setEdited(campaign) : null}
                />
              ))}
            </ul>
          </section>
        ))}
      <Suspense fallback={null}>
        {edited && (
          <CampaignDialog campaign={edited === 'new' ? null : edited} today={today} onClose={() => setEdited(null)} />
        )}
      </Suspense>
    </Page>
  )
}

interface ItemProps {
  readonly campaign: Campaign
  readonly today: string
  readonly onEdit: (() => void) | null
}

function CampaignItem({ campaign, today, onEdit }: ItemProps) {
  const { t, i18n } = useTranslation(['campaigns', 'common'])
  const name = campaignName(campaign, i18n.language)
  const isRunning = campaign.startsOn <= today && campaign.endsOn >= today
  const from = campaign.startsOn > today || campaign.endsOn < today ? campaign.startsOn : today
  return (
    <li className={classes.item}>
      <span className={classes.mark}>
        <FlagIcon size={18} />
      </span>
      <div className={classes.words}>
        <h3 className={classes.name}>{name}</h3>
        <p className={classes.dates}>
          {t('dates', { from: formatDay(campaign.startsOn), to: formatDay(campaign.endsOn) })}
          {isRunning && <span className={classes.running}>{t('running')}</span>}
        </p>
        {campaign.objective && <p className={classes.objective}>{campaign.objective}</p>}
      </div>
      <div className={classes.steps}>
        <Button variant="default" component={Link} to={`/?campaign=${campaign.id}&date=${from}`}>
          {t('show')}
        </Button>
        {onEdit && (
          <Button variant="default" aria-label={t('edit', { name })} onClick={onEdit}>
            {t('common:action.edit')}
          </Button>
        )}
      </div>
    </li>
  )
}
