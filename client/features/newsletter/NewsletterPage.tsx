import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useChannels } from '../../lib/channels.ts'
import { useCan } from '../../lib/session.ts'
import { Card } from '../../ui/Card.tsx'
import { ExternalIcon } from '../../ui/icons.tsx'
import { Boundary, Empty, Page } from '../../ui/Page.tsx'
import { type NewsletterOverview, newsletterQuery } from './api.ts'
import { Bounces } from './Bounces.tsx'
import { ImportReaders } from './ImportReaders.tsx'
import { IssueTable } from './IssueTable.tsx'
import classes from './newsletter.module.css'
import { OneReader } from './OneReader.tsx'
import { Stopped } from './Stopped.tsx'

/** A newsletter's readers and issues: counted, never listed by name. One person is looked up only at their own wish. */
export function NewsletterPage() {
  const { t } = useTranslation('newsletter')
  const { id = '' } = useParams()
  const canManage = useCan('channels.manage')
  return (
    <Boundary>
      {canManage ? (
        <Known key={id} id={id} />
      ) : (
        <Page title={t('title')}>
          <Empty>{t('notForYou')}</Empty>
        </Page>
      )}
    </Boundary>
  )
}

function Known({ id }: { readonly id: string }) {
  const { t } = useTranslation('newsletter')
  const channel = useChannels().find((one) => one.id === id)
  return (
    <Page title={channel?.name ?? t('title')} note={<Link to="/channels">{t('toChannels')}</Link>}>
      <Content id={id} />
    </Page>
  )
}

function Content({ id }: { readonly id: string }) {
  const { t } = useTranslation('newsletter')
  const { data } = useSuspenseQuery(newsletterQuery(id))
  return (
    <div className={classes.sections}>
      <Stopped channelId={id} stopped={data.stopped} />
      <Counts subscribers={data.subscribers} />
      <Card title={t('issues.title')}>
        <IssueTable issues={data.issues} />
      </Card>
      <div className={classes.pair}>
        <Card title={t('import.title')}>
          <ImportReaders channelId={id} />
        </Card>
        <div className={classes.sections}>
          <Addresses page={data.page} feeds={data.feeds} />
          <Bounces channelId={id} isTaken={data.takesBounces} />
          <OneReader channelId={id} />
        </div>
      </div>
    </div>
  )
}

const counted = ['subscribed', 'asked', 'left', 'bounced', 'complained'] as const

function Counts({ subscribers }: Pick<NewsletterOverview, 'subscribers'>) {
  const { t, i18n } = useTranslation('newsletter')
  return (
    <dl className={classes.counts} aria-label={t('readers.title')}>
      {counted.map((name) => (
        <div key={name}>
          <dt>{t(`readers.${name}`)}</dt>
          <dd>{subscribers[name].toLocaleString(i18n.language)}</dd>
          <dd className={classes.hint}>{t(`readers.about.${name}`)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Addresses({ page, feeds }: Pick<NewsletterOverview, 'page' | 'feeds'>) {
  const { t } = useTranslation('newsletter')
  return (
    <Card title={t('addresses.title')}>
      <p className={classes.hint}>{t('addresses.hint')}</p>
      <p className={classes.address}>
        <a href={page} target="_blank" rel="noreferrer">
          {page} <ExternalIcon size={12} />
        </a>
      </p>
      <ul className={classes.feeds} aria-label={t('addresses.feeds')}>
        {feeds.map((address) => (
          <li key={address}>
            <a href={address} target="_blank" rel="noreferrer">
              {t(`addresses.feed.${nameOf(address)}`, { defaultValue: nameOf(address) })} <ExternalIcon size={12} />
            </a>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** `rss` of `…/rss.xml`. */
const nameOf = (address: string) => /([a-z]+)\.\w+$/.exec(address)?.[1] ?? address
