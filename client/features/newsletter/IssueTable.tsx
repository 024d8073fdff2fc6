import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import type { IssueFigures } from './api.ts'
import classes from './newsletter.module.css'

const columns = ['recipients', 'accepted', 'waiting', 'undelivered', 'unsubscribed', 'complaints'] as const

/** What became of the last issues' mails. Each figure is a count of mails; none says that somebody read one. */
export function IssueTable({ issues }: { readonly issues: readonly IssueFigures[] }) {
  const { t, i18n } = useTranslation('newsletter')
  const { zone } = useMe().organization
  if (issues.length === 0) return <p className={classes.hint}>{t('issues.none')}</p>
  return (
    <>
      <p className={classes.hint}>{t('issues.hint')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section className={classes.scroller} aria-label={t('issues.table')} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('issues.issue')}</th>
              {columns.map((name) => (
                <th key={name} scope="col" className={classes.figure}>
                  {t(`issues.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {issues.map((issue) => (
              <tr key={issue.deliveryId}>
                <th scope="row">
                  <Link to={`/deliveries/${issue.deliveryId}`}>{issue.title}</Link>
                  <small>
                    {formatDateTime(issue.publishedAt, zone)}
                    {issue.url === null && ` · ${t('issues.withdrawn')}`}
                    {issue.unconfirmed > 0 && ` · ${t('issues.unconfirmed', { count: issue.unconfirmed })}`}
                    {issue.skipped > 0 && ` · ${t('issues.skipped', { count: issue.skipped })}`}
                  </small>
                </th>
                {columns.map((name) => (
                  <td key={name} className={classes.figure}>
                    {issue[name].toLocaleString(i18n.language)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
