import { CloseButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DeliveriesActedOn } from '../../../server/contract/deliveries-together.ts'
import { ApiError } from '../../lib/api.ts'
import { problemSentence } from '../../ui/faults.ts'
import type { Decided } from './HeldPage.tsx'
import classes from './held.module.css'

/** By name; what is more is a number. */
const namedAtMost = 8

type Refused = Extract<DeliveriesActedOn['results'][number], { done: false }>

/** What a decision did, and which deliveries it could not be carried out for, and why. */
export function Results({ decided, onClose }: { readonly decided: Decided; readonly onClose: () => void }) {
  const { t } = useTranslation(['held', 'common'])
  const { decision, outcome, deliveries } = decided
  const refused = outcome.results.filter((result): result is Refused => !result.done)
  const titleOf = (id: string) => deliveries.find((delivery) => delivery.id === id)
  return (
    <section className={classes.results} data-refused={refused.length > 0 || undefined} role="status">
      <CloseButton className={classes.close ?? ''} aria-label={t('result.dismiss')} onClick={onClose} />
      <p>
        <strong>{t(`result.${decision}`, { count: outcome.done })}</strong>{' '}
        {t('result.refused', { count: refused.length })}
      </p>
      {refused.length > 0 && (
        <ul>
          {refused.slice(0, namedAtMost).map((result) => (
            <li key={result.id}>
              <span lang={titleOf(result.id)?.language}>{titleOf(result.id)?.title}</span>:{' '}
              {problemSentence(t, refusalOf(result))}{' '}
              {result.current && t('result.now', { state: t(`common:state.${result.current.state}`) })}
            </li>
          ))}
          {refused.length > namedAtMost && <li>{t('result.rest', { count: refused.length - namedAtMost })}</li>}
        </ul>
      )}
    </section>
  )
}

/** As if it had been asked alone. */
function refusalOf({ status, code, errors }: Refused): ApiError {
  return new ApiError({ type: 'about:blank', title: code, status, code, ...(errors && { errors }) })
}
