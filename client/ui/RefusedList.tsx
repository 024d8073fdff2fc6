import { useTranslation } from 'react-i18next'
import type { DeliveryItem } from '../../server/contract/deliveries.ts'
import type { DeliveriesActedOn } from '../../server/contract/deliveries-together.ts'
import { ApiError } from '../lib/api.ts'
import { problemSentence } from './faults.ts'

/** By name; what is more is a number. */
const namedAtMost = 8

type Refused = Extract<DeliveriesActedOn['results'][number], { done: false }>

interface Props {
  readonly results: DeliveriesActedOn['results']
  /** Those it was asked for. */
  readonly deliveries: readonly Pick<DeliveryItem, 'id' | 'title' | 'language'>[]
}

/** Deliveries a step could not be carried out for, why, and how they stand now. */
export function RefusedList({ results, deliveries }: Props) {
  const { t } = useTranslation('common')
  const refused = results.filter((result): result is Refused => !result.done)
  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]))
  return (
    <ul>
      {refused.slice(0, namedAtMost).map((result) => (
        <li key={result.id}>
          <span lang={byId.get(result.id)?.language}>{byId.get(result.id)?.title}</span>:{' '}
          {problemSentence(t, refusalOf(result))}{' '}
          {result.current && t('refused.now', { state: t(`state.${result.current.state}`) })}
        </li>
      ))}
      {refused.length > namedAtMost && <li>{t('refused.rest', { count: refused.length - namedAtMost })}</li>}
    </ul>
  )
}

/** As if it had been asked alone. */
function refusalOf({ status, code, errors }: Refused): ApiError {
  return new ApiError({ type: 'about:blank', title: code, status, code, ...(errors && { errors }) })
}
