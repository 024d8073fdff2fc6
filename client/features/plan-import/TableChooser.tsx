import { Button } from '@mantine/core'
import { type DragEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlanImport } from '../../../server/contract/plan-import.ts'
import { Card } from '../../ui/Card.tsx'
import { FaultNotice } from '../../ui/FaultNotice.tsx'
import { UploadIcon } from '../../ui/icons.tsx'
import { useAttempt } from '../../ui/use-attempt.ts'
import { templateAddress, useImportSteps } from './api.ts'
import classes from './plan-import.module.css'

/** Takes one table by drop or by the browser's chooser, and offers an empty one to begin with. */
export function TableChooser({ onOpened }: { readonly onOpened: (opened: PlanImport) => void }) {
  const { t, i18n } = useTranslation('plan-import')
  const input = useRef<HTMLInputElement>(null)
  const { open } = useImportSteps()
  const { attempt, isBusy, error } = useAttempt()
  const take = (file: File | undefined) => {
    if (file) void attempt(async () => onOpened(await open(file)))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    take(event.dataTransfer.files[0])
  }
  return (
    <div className={classes.choose}>
      <Card title={t('choose.title')}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping only adds to what the button does */}
        <div className={classes.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
          <p>{t('choose.what')}</p>
          <Button leftSection={<UploadIcon size={16} />} loading={isBusy} onClick={() => input.current?.click()}>
            {t('choose.button')}
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            accept=".csv,.tsv,.txt,.xlsx"
            onChange={(event) => {
              take(event.currentTarget.files?.[0])
              event.currentTarget.value = ''
            }}
          />
        </div>
        {error !== null && <FaultNotice error={error} listed />}
      </Card>
      <Card title={t('template.title')}>
        <p className={classes.hint}>{t('template.hint')}</p>
        <div className={classes.links}>
          {(['xlsx', 'csv'] as const).map((format) => (
            <a key={format} href={templateAddress(format, i18n.language)} download>
              {t(`template.${format}`)}
            </a>
          ))}
        </div>
      </Card>
    </div>
  )
}
