import { useTranslation } from 'react-i18next'
import type { DeliveryDetail } from '../../../server/contract/deliveries.ts'
import { useMe } from '../../lib/session.ts'
import { formatDay, formatSeconds, toLocalTime } from '../../lib/time.ts'
import { Card } from '../../ui/Card.tsx'
import { platformWords } from '../../ui/reasons.ts'
import classes from './attempts.module.css'

type Attempt = DeliveryDetail['attempts'][number]

/** Every try, latest first: when, which step, how it ended. */
export function Attempts({ delivery }: { readonly delivery: DeliveryDetail }) {
  const { t } = useTranslation('delivery')
  if (delivery.attempts.length === 0) return null
  return (
    <Card title={t('attempts.title')}>
      <ol className={classes.line}>
        {delivery.attempts.map((attempt) => (
          <AttemptRow key={attempt.id} attempt={attempt} />
        ))}
      </ol>
    </Card>
  )
}

function AttemptRow({ attempt }: { readonly attempt: Attempt }) {
  const { t } = useTranslation('delivery')
  const { zone } = useMe().organization
  const { number, step, startedAt, outcome, fault } = attempt
  const words = platformWords(fault)
  const ending =
    outcome === null
      ? t('attempts.running')
      : outcome === 'fault'
        ? faultWord(t, fault)
        : t(`attempts.outcome.${outcome}`)
  return (
    <li className={classes.attempt} data-outcome={outcome ?? 'running'}>
      <p className={classes.when}>
        <time dateTime={startedAt}>{formatSeconds(startedAt, zone)}</time>
        <span className={classes.day}>{formatDay(toLocalTime(startedAt, zone))}</span>
      </p>
      <p className={classes.what}>
        {t('attempts.step', { number, step: t(`attempts.steps.${step}`) })}: {ending}
      </p>
      {words && <p className={classes.words}>{t('reason.words', { words })}</p>}
    </li>
  )
}

function faultWord(t: ReturnType<typeof useTranslation<'delivery'>>['t'], fault: Attempt['fault']): string {
  return t([`attempts.fault.${fault?.code}`, 'attempts.outcome.fault'])
}
