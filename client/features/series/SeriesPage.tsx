import { Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import type { Series } from '../../../server/contract/series.ts'
import { useNow } from '../../lib/now.ts'
import { seriesQuery, useSeriesSteps } from '../../lib/series.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { formatDateTime, formatDay, toLocalTime } from '../../lib/time.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { Page } from '../../ui/Page.tsx'
import { RepeatDialog } from '../../ui/RepeatDialog.tsx'
import { ruleSentence } from '../../ui/rule-words.ts'
import { showDone } from '../../ui/UndoToast.ts'
import { useAttempt } from '../../ui/use-attempt.ts'
import { OccurrenceList } from './OccurrenceList.tsx'
import classes from './series.module.css'

/** One series: its rule, who released it, what comes next, and what can be done. */
export function SeriesPage() {
  const { id = '' } = useParams()
  const { t } = useTranslation('series')
  const { data } = useQuery(seriesQuery(id))
  return (
    <Page title={t('page.title')} note={data && t(`state.${data.state}`)}>
      <SeriesContent key={id} id={id} />
    </Page>
  )
}

function SeriesContent({ id }: { readonly id: string }) {
  const { t, i18n } = useTranslation('series')
  const { data: series } = useSuspenseQuery(seriesQuery(id))
  const { zone } = useMe().organization
  const canRelease = useCan('deliveries.release')
  const [error, setError] = useState<unknown>(null)
  const steps = useSeriesSteps()
  const isRunning = series.state !== 'ended'
  const changeExceptions = canRelease && isRunning && series.state === 'running' ? leaveOut : null
  const { releasedBy, releasedAt, exceptions, leftOut } = series

  function leaveOut(days: readonly string[]) {
    setError(null)
    steps.change(series, series.rule, days).then(() => showDone(t('done.changed')), setError)
  }

  return (
    <div className={classes.columns}>
      <Card title={series.title}>
        <p className={classes.rule}>{ruleSentence(t, series.rule, i18n.language)}</p>
        <p className={classes.quiet}>{series.rule.zone.replaceAll('_', ' ')}</p>
        {releasedBy && releasedAt && (
          <p className={classes.quiet}>{t('released', { name: releasedBy, time: formatDateTime(releasedAt, zone) })}</p>
        )}
        {isRunning && series.changedSinceRelease && <p className={classes.changed}>{t('changed')}</p>}
        {error !== null && <FaultNotice error={error} listed />}
        {canRelease && isRunning && <SeriesSteps series={series} />}
        <p>
          <Link to={`/posts/${series.postId}`}>{t('act.post')}</Link>
        </p>
      </Card>
      <Card title={t('next.title')}>
        <OccurrenceList
          series={series}
          onLeaveOut={changeExceptions && ((date) => changeExceptions([...exceptions, date]))}
        />
      </Card>
      {exceptions.length > 0 && (
        <Card title={t('exceptions.title')}>
          <ul className={classes.days}>
            {exceptions.map((date) => (
              <li key={date}>
                {formatDay(`${date}T00:00`)}
                {changeExceptions && (
                  <Button
                    variant="subtle"
                    size="xs"
                    onClick={() => changeExceptions(exceptions.filter((day) => day !== date))}
                  >
                    {t('exceptions.back', { date: formatDay(`${date}T00:00`) })}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {leftOut.length > 0 && (
        <Card title={t('leftOut.title')}>
          <p className={classes.quiet}>{t('leftOut.text')}</p>
          <p>{leftOut.map((date) => formatDay(`${date}T00:00`)).join(', ')}</p>
        </Card>
      )}
    </div>
  )
}

type Asking = 'change' | 'following' | 'end' | null

function SeriesSteps({ series }: { readonly series: Series }) {
  const { t } = useTranslation('series')
  const navigate = useNavigate()
  const { zone } = useMe().organization
  const now = toLocalTime(useNow(), zone)
  const steps = useSeriesSteps()
  // From a day of it: that one and all following.
  const [params, setParams] = useSearchParams()
  const from = series.occurrences.find(({ date }) => date === params.get('from'))?.date ?? null
  const [asking, setAsking] = useState<Asking>(from ? 'following' : null)
  const { attempt, isBusy, error } = useAttempt()
  const close = () => {
    setAsking(null)
    if (from) setParams({}, { replace: true })
  }
  const release = async () => {
    await steps.release(series)
    showDone(t('done.released'))
  }
  const next = from ?? series.occurrences[1]?.date ?? series.occurrences[0]?.date ?? series.rule.startsOn
  return (
    <div className={classes.steps}>
      {series.changedSinceRelease && (
        <Button loading={isBusy} onClick={() => attempt(release)}>
          {t('act.release')}
        </Button>
      )}
      <Button variant="default" onClick={() => setAsking('change')}>
        {t('act.change')}
      </Button>
      {series.occurrences.length > 0 && (
        <Button variant="default" onClick={() => setAsking('following')}>
          {t('act.following')}
        </Button>
      )}
      <Button variant="default" onClick={() => setAsking('end')}>
        {t('act.end')}
      </Button>
      {error !== null && <FaultNotice error={error} listed />}
      {asking === 'change' && (
        <RepeatDialog
          title={t('change.title')}
          confirm={t('change.confirm')}
          note={t('change.text')}
          start={series.rule}
          exceptions={series.exceptions}
          now={now}
          onClose={close}
          onConfirm={async (rule) => {
            await steps.change(series, rule, series.exceptions)
            showDone(t('done.changed'))
          }}
        />
      )}
      {asking === 'following' && (
        <RepeatDialog
          title={t('following.title')}
          confirm={t('following.confirm')}
          note={t('following.text')}
          start={{ ...series.rule, startsOn: next }}
          now={now}
          onClose={close}
          onConfirm={async (rule) => {
            const following = await steps.following(series, rule)
            showDone(t('done.following'))
            navigate(`/series/${following.id}`)
          }}
        />
      )}
      <ConfirmDialog
        opened={asking === 'end'}
        title={t('end.title')}
        confirm={t('end.confirm')}
        danger
        onClose={close}
        onConfirm={async () => {
          await steps.end(series)
          showDone(t('done.ended'))
        }}
      >
        {t('end.text')}
      </ConfirmDialog>
    </div>
  )
}
