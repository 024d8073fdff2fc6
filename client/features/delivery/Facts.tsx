import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeliveryDetail } from '../../../server/contract/deliveries.ts'
import { campaignName, campaignsQuery } from '../../lib/campaigns.ts'
import { languageName } from '../../lib/languages.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { unitName, unitsQuery } from '../../lib/units.ts'
import classes from './facts.module.css'

/** Campaign, unit, language, who released it, and what happens when it is late. */
export function Facts({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t, i18n } = useTranslation(['delivery', 'common'])
  const { zone } = useMe().organization
  const { data: campaigns = [] } = useQuery({ ...campaignsQuery, enabled: delivery.campaignId !== null })
  const { data: units = [] } = useQuery(unitsQuery)
  const campaign = campaigns.find(({ id }) => id === delivery.campaignId)
  const unit = units.find(({ id }) => id === delivery.unitId)
  const at = (instant: string | null) => instant && formatDateTime(instant, zone)
  const released = at(delivery.releasedAt)
  return (
    <dl className={classes.facts}>
      {campaign && <Fact term={t('facts.campaign')}>{campaignName(campaign, i18n.language)}</Fact>}
      {unit && <Fact term={t('facts.unit')}>{unitName(unit, i18n.language)}</Fact>}
      <Fact term={t('facts.language')}>{languageName(delivery.language, i18n.language)}</Fact>
      {released && (
        <Fact term={t('facts.released')}>
          {t('facts.releasedBy', { name: delivery.releasedBy ?? t('facts.somebody'), time: released })}
        </Fact>
      )}
      {delivery.publishedAt && delivery.dueAt && <Fact term={t('facts.due')}>{at(delivery.dueAt)}</Fact>}
      {delivery.removedAt && <Fact term={t('facts.removed')}>{at(delivery.removedAt)}</Fact>}
      <Fact term={t('facts.late')}>
        {delivery.latePolicy === 'send'
          ? t('common:latePolicy.send')
          : t('facts.lateAfter', {
              count: delivery.lateLimitMinutes,
              policy: t(`common:latePolicy.${delivery.latePolicy}`),
            })}
      </Fact>
    </dl>
  )
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  )
}
