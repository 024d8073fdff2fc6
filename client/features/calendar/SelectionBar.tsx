import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlacedDelivery } from './events.ts'
import { isCancellable, isMovable } from './moving.ts'
import classes from './selection.module.css'

const ShiftDialog = lazy(async () => ({ default: (await import('./ShiftDialog.tsx')).ShiftDialog }))
const CancelDialog = lazy(async () => ({ default: (await import('./CancelDialog.tsx')).CancelDialog }))
const PlaceDialog = lazy(async () => ({ default: (await import('./PlaceDialog.tsx')).PlaceDialog }))
const CopyDialog = lazy(async () => ({ default: (await import('./CopyDialog.tsx')).CopyDialog }))

interface Props {
  readonly chosen: readonly PlacedDelivery[]
  /** How many are shown in all. */
  readonly shown: number
  readonly onAll: () => void
  readonly onNone: () => void
}

/** What is chosen on the plan, and what can be done with it together. */
export function SelectionBar({ chosen, shown, onAll, onNone }: Props) {
  const { t } = useTranslation('together')
  const [asked, setAsked] = useState<'shift' | 'cancel' | 'place' | 'copy' | null>(null)
  const deliveries = chosen.map(({ delivery }) => delivery)
  const dialog = { deliveries, onClose: () => setAsked(null), onDone: onNone }
  return (
    <section className={classes.bar} aria-label={t('label')}>
      <p className={classes.count} role="status">
        {chosen.length === 0 ? t('hint') : t('count', { count: chosen.length })}
      </p>
      <div className={classes.steps}>
        <Button disabled={!deliveries.some(isMovable)} onClick={() => setAsked('shift')}>
          {t('shift.button')}
        </Button>
        <Button variant="default" disabled={!deliveries.some(isCancellable)} onClick={() => setAsked('cancel')}>
          {t('cancel.button')}
        </Button>
        <Button variant="default" disabled={deliveries.length === 0} onClick={() => setAsked('copy')}>
          {t('copy.button')}
        </Button>
        <Button variant="default" disabled={deliveries.length === 0} onClick={() => setAsked('place')}>
          {t('place.button')}
        </Button>
        {chosen.length < shown && (
          <Button variant="default" onClick={onAll}>
            {t('all', { count: shown })}
          </Button>
        )}
        <Button variant="default" onClick={onNone}>
          {t('none')}
        </Button>
      </div>
      <Suspense>
        {asked === 'shift' && <ShiftDialog {...dialog} />}
        {asked === 'cancel' && <CancelDialog {...dialog} />}
        {asked === 'place' && <PlaceDialog {...dialog} />}
        {asked === 'copy' && <CopyDialog {...dialog} />}
      </Suspense>
    </section>
  )
}
