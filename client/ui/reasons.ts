import type { Attention, WhyNot } from '../../server/contract/deliveries.ts'
import { type CommonT, type FaultFacts, faultSentence } from './faults.ts'

type Troubled = Pick<
  Attention['deliveries'][number],
  'state' | 'fault' | 'changedSinceRelease' | 'lateLimitMinutes'
> & {
  /** What keeps one that waits from going out, where it is known. */
  readonly whyNot?: readonly WhyNot[]
  /** At least one part can be seen on the platform. */
  readonly isPartlyOut: boolean
}

/** Why a delivery is not out, or may be out, in plain words. @param platform its name, the subject of the sentence */
export function reasonSentence(t: CommonT, delivery: Troubled, platform: string): string {
  const { state, fault, changedSinceRelease, lateLimitMinutes, isPartlyOut } = delivery
  const why = (facts: FaultFacts) => faultSentence(t, facts, platform, isPartlyOut)
  // What failed or was missed needs a release too, before it can go out.
  const changed = changedSinceRelease ? [t('common:whyNot.changed')] : []
  switch (state) {
    case 'unconfirmed':
      return why(fault ?? { code: 'outcome-unknown' })
    case 'failed':
      return [fault ? why(fault) : t('common:reasonWhy.seenAbsent'), ...changed].join(' ')
    case 'missed':
      return [t('common:reasonWhy.missed', { count: lateLimitMinutes }), ...changed].join(' ')
    case 'held':
      return changedSinceRelease ? t('common:reasonWhy.changed') : t('common:reasonWhy.held')
    default:
      if (changedSinceRelease) return t('common:reasonWhy.changed')
      if (delivery.whyNot?.[0]) return t(`common:whyNot.${delivery.whyNot[0]}`)
      return fault ? why(fault) : t('common:reasonWhy.overdue')
  }
}

/** The platform's own sentence, where it gave one; our own codes are no sentences. */
export function platformWords(fault: FaultFacts | null): string | null {
  const detail = fault?.detail?.trim() ?? ''
  return detail === '' || /^[a-z-]+$/.test(detail) ? null : detail
}
