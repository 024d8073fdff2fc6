import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { DeliveryDetail } from '../../../server/contract/deliveries.ts'
import { seriesQuery, useSeriesSteps } from '../../lib/series.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ruleSentence } from '../../ui/rule-words.ts'
import { showDone } from '../../ui/UndoToast.ts'
import classes from './series.module.css'

/** Which series a delivery is a day of, and how it becomes one of its own. */
export function PartOfSeries({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t, i18n } = useTranslation('series')
  const navigate = useNavigate()
  const { detach } = useSeriesSteps()
  const [isAsking, setAsking] = useState(false)
  const { data: series } = useQuery({
    ...seriesQuery(delivery.seriesId ?? ''),
    enabled: delivery.seriesId !== null,
  })
  if (!series) return null
  const { actions, state } = delivery
  const day = series.occurrences.find(({ deliveries }) => deliveries.some(({ id }) => id === delivery.id))
  const standing = day?.deliveries.find(({ id }) => id === delivery.id)
  const because = standing?.because
  const canDetach = state !== 'cancelled' && series.state !== 'ended' && actions.some((action) => stops.has(action))
  return (
    <Card title={t('part.title')}>
      <p className={classes.rule}>{ruleSentence(t, series.rule, i18n.language)}</p>
      {standing && state === 'scheduled' && !standing.released && (
        <p className={classes.rule}>
          {t('next.unreleased')}. {because && t([`because.${because.code}`, 'because.other'], { ...because.values })}
        </p>
      )}
      <div className={classes.steps}>
        <Link to={`/series/${series.id}`}>{t('part.all')}</Link>
        {day && canDetach && <Link to={`/series/${series.id}?from=${day.date}`}>{t('part.following')}</Link>}
        {canDetach && (
          <Button variant="default" size="xs" onClick={() => setAsking(true)}>
            {t('part.only')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        opened={isAsking}
        title={t('part.onlyTitle')}
        confirm={t('part.onlyConfirm')}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          const { postId } = await detach(delivery)
          showDone(t('done.detached'))
          navigate(`/posts/${postId}`)
        }}
      >
        {t('part.onlyText')}
      </ConfirmDialog>
    </Card>
  )
}

const stops: ReadonlySet<string> = new Set(['cancel', 'skip'])
