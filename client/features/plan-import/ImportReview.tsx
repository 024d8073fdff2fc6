import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PlanImport } from '../../../server/contract/plan-import.ts'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { showDone } from '../../ui/UndoToast.ts'
import { useAttempt } from '../../ui/use-attempt.ts'
import { resultAddress, useImportSteps } from './api.ts'
import { ColumnMapping } from './ColumnMapping.tsx'
import classes from './plan-import.module.css'
import { RowTable } from './RowTable.tsx'

/** What the table would become, and then what it became. */
export function ImportReview({ opened }: { readonly opened: PlanImport }) {
  const { t } = useTranslation('plan-import')
  const { map, run } = useImportSteps()
  const { attempt, isBusy, error } = useAttempt()
  const [troubleOnly, setTroubleOnly] = useState(false)
  const { id, good, bad, importedAt, rows } = opened
  const shown = troubleOnly ? rows.filter(({ problems }) => problems.length > 0) : rows
  return (
    <div className={classes.review}>
      {!importedAt && (
        <ColumnMapping opened={opened} disabled={isBusy} onChange={(mapping) => attempt(() => map(id, mapping))} />
      )}
      {error !== null && <FaultNotice error={error} listed />}
      <div className={classes.bar}>
        <p role="status" className={classes.counts}>
          {t(importedAt ? 'made' : 'good', { count: good })}
          {bad > 0 && <span className={classes.bad}> · {t(importedAt ? 'leftOut' : 'bad', { count: bad })}</span>}
        </p>
        <Checkbox
          label={t('troubleOnly')}
          checked={troubleOnly}
          onChange={(event) => setTroubleOnly(event.currentTarget.checked)}
        />
        {importedAt ? (
          <span className={classes.links}>
            <a href={resultAddress(id, 'xlsx')} download>
              {t('result')}
            </a>
            <Link to={`/?view=list&state=draft${firstDay(opened)}`}>{t('toCalendar')}</Link>
          </span>
        ) : (
          <Button
            loading={isBusy}
            disabled={good === 0}
            onClick={() =>
              attempt(async () => {
                const done = await run(id)
                showDone(t('made', { count: done.good }))
              })
            }
          >
            {t('run', { count: good })}
          </Button>
        )}
      </div>
      <RowTable rows={shown} isDone={importedAt !== null} />
    </div>
  )
}

/** The calendar opens where the first of them stands. */
function firstDay({ rows }: PlanImport): string {
  const days = rows.flatMap(({ localTime, postId }) => (localTime && postId ? [localTime.slice(0, 10)] : []))
  const [first] = days.sort()
  return first ? `&date=${first}` : ''
}
