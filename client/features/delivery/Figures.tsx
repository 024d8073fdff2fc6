import { useTranslation } from 'react-i18next'
import { metricNames } from '../../../connectors/rules/metrics.ts'
import type { DeliveryDetail } from '../../../server/contract/deliveries.ts'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { Card } from '../../ui/Card.tsx'
import classes from './figures.module.css'

/** What the platform last reported, with its time. Unknown is said with its reason, never shown as 0. */
export function Figures({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t, i18n } = useTranslation('delivery')
  const { zone } = useMe().organization
  const { metrics, state } = delivery
  if (!metrics && state !== 'published') return null
  const number = new Intl.NumberFormat(i18n.language)
  const known = metricNames.filter((name) => metrics?.values[name] !== undefined)
  const absent = metricNames.filter((name) => metrics?.absent[name] !== undefined)
  const reasons = [...new Set(absent.flatMap((name) => metrics?.absent[name] ?? []))]
  const list = new Intl.ListFormat(i18n.language, { type: 'unit' })
  return (
    <Card title={t('figures.title')}>
      {!metrics && <p className={classes.note}>{t('figures.none')}</p>}
      {known.length > 0 && (
        <dl className={classes.known}>
          {known.map((name) => (
            <div key={name}>
              <dt>{t(`figures.name.${name}`)}</dt>
              <dd>{number.format(metrics?.values[name] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      )}
      {reasons.map((reason) => (
        <p key={reason} className={classes.absent}>
          <span className={classes.unknown}>{t(`figures.absent.${reason}`)}</span>{' '}
          {list.format(
            absent.filter((name) => metrics?.absent[name] === reason).map((name) => t(`figures.name.${name}`)),
          )}
        </p>
      ))}
      {metrics && (
        <p className={classes.note}>{t('figures.captured', { time: formatDateTime(metrics.capturedAt, zone) })}</p>
      )}
    </Card>
  )
}
