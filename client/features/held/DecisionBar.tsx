import { Button, Checkbox } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { canKeep, type Decision, type HeldDelivery } from './decide.ts'
import type { Decided } from './HeldPage.tsx'
import classes from './held.module.css'

const DecisionDialog = lazy(async () => ({ default: (await import('./DecisionDialog.tsx')).DecisionDialog }))

interface Props {
  readonly chosen: readonly HeldDelivery[]
  /** How many there are. */
  readonly of: number
  readonly onAll: (isAll: boolean) => void
  readonly onDecided: (decided: Decided) => void
}

/** Chooses all or none, and decides about what is chosen. Moving harms nothing, so it alone is filled. */
export function DecisionBar({ chosen, of, onAll, onDecided }: Props) {
  const { t } = useTranslation('held')
  const [asked, setAsked] = useState<{
    readonly decision: Decision
    readonly deliveries: readonly HeldDelivery[]
  } | null>(null)
  const ask = (decision: Decision) => setAsked({ decision, deliveries: chosen })
  const none = chosen.length === 0
  return (
    <div className={classes.bar}>
      <Checkbox
        className={classes.all ?? ''}
        label={t('select')}
        checked={!none && chosen.length === of}
        indeterminate={!none && chosen.length < of}
        onChange={(event) => onAll(event.currentTarget.checked)}
      />
      <p className={classes.chosen} role="status">
        {t('selected', { count: chosen.length })}
      </p>
      <div className={classes.decisions}>
        <Button disabled={none} onClick={() => ask('move')}>
          {t('move.button')}
        </Button>
        <Button variant="default" disabled={!chosen.some(canKeep)} onClick={() => ask('keep')}>
          {t('keep.button')}
        </Button>
        <Button variant="default" disabled={none} onClick={() => ask('skip')}>
          {t('drop.button')}
        </Button>
      </div>
      {asked && (
        <Suspense>
          <DecisionDialog {...asked} onDecided={onDecided} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </div>
  )
}
