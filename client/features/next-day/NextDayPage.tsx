import { Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { NextDay } from '../../../server/contract/outlook.ts'
import { useNow } from '../../lib/now.ts'
import { nextDayQuery } from '../../lib/outlook.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import { ChoiceLinks } from '../../ui/ChoiceLinks.tsx'
import { AttentionIcon, PrintIcon } from '../../ui/icons.tsx'
import { Empty, Page } from '../../ui/Page.tsx'
import { StateMark } from '../../ui/StateMark.tsx'
import { narrow, type Showing, showings } from './hours.ts'
import classes from './next-day.module.css'
import { Timeline } from './Timeline.tsx'

/** What goes out within 24 hours, hour by hour, and what is due then and will not, with the reasons. */
export function NextDayPage() {
  const { t } = useTranslation('next-day')
  const canSee = useCan('deliveries.read')
  return (
    <Page title={t('title')} note={canSee && <Note />} actions={canSee && <Choices />}>
      {canSee ? <Content /> : <Empty>{t('notForYou')}</Empty>}
    </Page>
  )
}

function Note() {
  const { t } = useTranslation('next-day')
  const { zone } = useMe().organization
  const { data } = useQuery(nextDayQuery)
  if (!data) return null
  const span = { from: formatDateTime(data.from, zone), to: formatDateTime(data.to, zone) }
  return (
    <>
      {t('span', span)} <span className={classes.live}>· {t('live')}</span>
    </>
  )
}

/** What is shown stands in the address. */
function useShowing(): Showing {
  const [params] = useSearchParams()
  return showings.find((showing) => showing === params.get('show')) ?? 'all'
}

function Choices() {
  const { t } = useTranslation('next-day')
  const shown = useShowing()
  const { data } = useQuery(nextDayQuery)
  if (!data) return null
  const counts = { all: data.goOut + data.willNot, out: data.goOut, blocked: data.willNot }
  return (
    <>
      <ChoiceLinks
        className={classes.choices}
        label={t('show')}
        choices={showings.map((showing) => ({
          to: showing === 'all' ? '/next-24-hours' : `/next-24-hours?show=${showing}`,
          name: t(`showing.${showing}`),
          count: counts[showing],
          isShown: showing === shown,
        }))}
      />
      <Button className={classes.print ?? ''} variant="default" leftSection={<PrintIcon />} onClick={() => print()}>
        {t('print')}
      </Button>
    </>
  )
}

function Content() {
  const { t } = useTranslation('next-day')
  const { data } = useSuspenseQuery(nextDayQuery)
  const showing = useShowing()
  const deliveries = narrow(data.deliveries, showing)
  return (
    <>
      <Sum data={data} />
      {deliveries.length > 0 ? (
        <Timeline key={showing} deliveries={deliveries} />
      ) : (
        <Empty
          action={
            <Button component={Link} to="/" variant="default">
              {t('calendar')}
            </Button>
          }
        >
          {showing === 'all' ? t('none') : t('noneOfKind')}
        </Empty>
      )}
      {data.more > 0 && <p className={classes.more}>{t('more', { count: data.more })}</p>}
    </>
  )
}

/** The one line to read. */
function Sum({ data }: { readonly data: NextDay }) {
  const { t } = useTranslation('next-day')
  const { organization } = useMe()
  const now = useNow()
  const { zone, name } = organization
  return (
    <>
      <p className={classes.printed}>{t('printed', { office: name, time: formatDateTime(now, zone), zone })}</p>
      <p className={classes.sum} role="status">
        <span className={classes.out}>
          <StateMark state="scheduled" size={18} />
          {t('goOut', { count: data.goOut })}
        </span>
        <span className={classes.not} data-some={data.willNot > 0 || undefined}>
          {data.willNot > 0 ? <AttentionIcon size={18} /> : <StateMark state="published" size={18} />}
          {t('willNot', { count: data.willNot })}
        </span>
      </p>
    </>
  )
}
