import type { TFunction } from 'i18next'
import type { ProblemItem } from '../../server/contract/common.ts'
import { ApiError } from '../lib/api.ts'

/** What a platform answered, as the API passes it on; the union is connectors/contract.ts. */
export interface FaultFacts {
  readonly code: string
  readonly problem?: string | undefined
  readonly detail?: string | undefined
}

export type CommonT = TFunction<'common'>

/** Why the server refused: what happened, what did not, what to do. */
export function problemSentence(t: CommonT, error: unknown): string {
  if (!(error instanceof ApiError)) return t('problem.unexpected')
  const { code, detail } = error.problem
  const about = code === 'connection-failed' ? faultOf(error) : null
  if (about) return faultSentence(t, about, t('fault.thePlatform'))
  return t([`problem.${code}.${detail ?? ''}`, `problem.${code}`, 'problem.unexpected'])
}

/** One field of a form that was refused. */
export function itemSentence(t: CommonT, item: ProblemItem): string {
  return t([`validation.${item.code}`, 'validation.invalid'], { ...item.values })
}

/** Refused fields by their path, for `form.setErrors`. */
export function fieldErrors(t: CommonT, error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  return Object.fromEntries((error.problem.errors ?? []).map((item) => [item.path, itemSentence(t, item)]))
}

/** Why a platform did not take something. @param platform its name, the subject of the sentence */
export function faultSentence(t: CommonT, fault: FaultFacts, platform: string): string {
  const key = fault.code === 'rejected' ? `fault.rejected.${fault.problem ?? 'other'}` : `fault.${fault.code}`
  return t([key, fault.code === 'rejected' ? 'fault.rejected.other' : 'fault.unknown'], { platform })
}

function faultOf(error: ApiError): FaultFacts | null {
  const { fault } = error.problem as { fault?: unknown }
  return typeof fault === 'object' && fault !== null && 'code' in fault ? (fault as FaultFacts) : null
}
