import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Pause } from '../../../server/contract/deliveries.ts'
import { usePauseScopeName, withoutStop } from '../../lib/pauses.ts'
import { useCan, useMe } from '../../lib/session.ts'
import { formatDateTime } from '../../lib/time.ts'
import classes from './held.module.css'

const ResumeDialog = lazy(async () => ({ default: (await import('../../ui/PauseDialog.tsx')).ResumeDialog }))

/** The pause that held these: from when until when, and why. */
export function PauseLine({ pause }: { readonly pause: Pause }) {
  const { t } = useTranslation('held')
  const scopeName = usePauseScopeName()
  const { zone } = useMe().organization
  const canResume = useCan('pauses.manage')
  const [isOpen, setOpen] = useState(false)
  const { scope, createdAt, endedAt, reason } = pause
  const facts = { from: formatDateTime(createdAt, zone), reason: withoutStop(reason) }
  return (
    <div className={classes.pause} data-current={endedAt === null || undefined}>
      <p>
        <strong>{t(`scope.${scope}`, { name: scopeName(pause) })}.</strong>{' '}
        {endedAt === null
          ? t('pause.current', facts)
          : t('pause.ended', { ...facts, to: formatDateTime(endedAt, zone) })}
      </p>
      {endedAt === null && canResume && (
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('pause.resume')}
        </Button>
      )}
      {isOpen && (
        <Suspense>
          <ResumeDialog pause={pause} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}
