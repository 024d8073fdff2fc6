import type { TFunction } from 'i18next'
import type { ProblemItem } from '../../server/contract/common.ts'
import { ApiError } from '../lib/api.ts'

/** What a platform answered, as the API passes it on; the union is connectors/contract.ts. */
export interface FaultFacts {
  readonly code: string
  readonly problem?: string | undefined
  readonly detail?: string | undefined
}

/** Any page's `t`: the keys here say themselves that they are everybody's. */
export type CommonT = TFunction<'common'>

/** Why the server refused: what happened, what did not, what to do. */
export function problemSentence(t: CommonT, error: unknown): string {
  if (!(error instanceof ApiError)) return t('common:problem.unexpected')
  const { code, errors } = error.problem
  const [first] = errors ?? []
  // Of these the reason says more than the kind; a refused form has its reasons at its fields.
  const isTold = first && code !== 'validation'
  return t(
    [
      ...(isTold ? [`common:reason.${first.code}`, `common:whyNot.${first.code}`] : []),
      `common:problem.${code}`,
      'common:problem.unexpected',
    ],
    { ...first?.values },
  )
}

/** Why a platform could not be connected, from the code that stands in the address on the way back. */
export function reasonOf(t: CommonT, code: string): string {
  return t([`common:reason.${code}`, `common:problem.${code}`, 'common:problem.connection-failed'])
}

/** One field of a form that was refused. */
export function itemSentence(t: CommonT, item: ProblemItem): string {
  return t([`common:validation.${item.code}`, 'common:validation.invalid'], { ...item.values })
}

/** Refused fields by their path, for `form.setErrors`. */
export function fieldErrors(t: CommonT, error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  return Object.fromEntries((error.problem.errors ?? []).map((item) => [item.path, itemSentence(t, item)]))
}

/**
 * Why a platform did not take something, and what is out.
 * @param platform its name, the subject of the sentence
 */
export function faultSentence(t: CommonT, fault: FaultFacts, platform: string, isPartlyOut = false): string {
  const cause =
    fault.code === 'rejected'
      ? t([`common:fault.rejected.${fault.problem}`, 'common:fault.rejected.other'], { platform })
      : t([`common:fault.${fault.code}`, 'common:fault.unknown'], { platform })
  if (fault.code === 'outcome-unknown') return cause
  return `${cause} ${isPartlyOut ? t('common:fault.partlyOut') : t('common:fault.nothingOut')}`
}
