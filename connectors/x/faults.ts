import { z } from 'zod'
import { retryAfterOf } from '../answers.ts'
import type { Fault, HttpResponse, RejectedProblem } from '../contract.ts'
import type { XSettings } from './settings.ts'

/** The three shapes in which X says no: a problem, a list of broken rules, and a list of numbered errors. */
export const Refusal = z
  .object({
    title: z.string(),
    detail: z.string(),
    type: z.string(),
    status: z.int(),
    /** Of the token endpoint. */
    error: z.string(),
    error_description: z.string(),
    errors: z.array(
      z
        .object({
          message: z.string(),
          title: z.string(),
          detail: z.string(),
          type: z.string(),
          code: z.int(),
          parameters: z.record(z.string(), z.unknown()),
        })
        .partial(),
    ),
  })
  .partial()
export type Refusal = z.infer<typeof Refusal>

/**
 * What a refusal means. The sentences change without notice: status and kind of problem decide wherever they can.
 * @param told null when the answer is none of X's (a page, half an answer)
 * @see https://docs.x.com/x-api/fundamentals/response-codes-and-errors
 */
export function faultOf(
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  told: Refusal | null,
  { budgetWaitMs }: XSettings,
  now: Date,
): Fault {
  const said = told ? readRefusal(told) : null
  if (status === 402 || said?.kinds.some((kind) => spent.has(kind)))
    return { code: 'rate-limited', retryAfterMs: Math.max(budgetWaitMs, waitIn(headers, now) ?? 0) }
  if (status === 429 || said?.codes.includes(88))
    return { code: 'rate-limited', retryAfterMs: waitIn(headers, now) ?? 60_000 }
  if (!said || status >= 500 || status === 409) return { code: 'platform-down' }
  const { detail } = said
  if (status === 401) return { code: 'credentials-expired' }
  if (status === 403 && (needsPerson.test(detail) || said.kinds.some((kind) => wrongAccess.has(kind))))
    return { code: 'credentials-revoked', detail }
  return { code: 'rejected', problem: problemOf(status, said), detail }
}

/** The application has no credits, or has read as much as it may. */
const spent = new Set(['usage-capped', 'credits'])
/** Another kind of token, a permission that was not granted, or an application without a project. */
const wrongAccess = new Set(['unsupported-authentication', 'oauth1-permissions', 'client-forbidden', 'user-suspended'])
/** A permission that is missing may be refused with this one word. */
const needsPerson = /^forbidden$|suspended|account (is|has been) (temporarily )?locked|log in to https/i

interface Said {
  /** Last part of each problem's address. */
  readonly kinds: readonly string[]
  readonly codes: readonly number[]
  readonly detail: string
  /** Names of the parameters that were wrong. */
  readonly parameters: readonly string[]
}

function readRefusal({ title, detail, type, error, error_description, errors = [] }: Refusal): Said {
  const kinds = [type, ...errors.map((one) => one.type)].flatMap((address) => address?.split('/').at(-1) ?? [])
  // What is wrong in particular stands in the list, under a sentence that says only that something is.
  const [first] = errors
  const sentence = first?.message ?? first?.detail ?? detail ?? error_description ?? title ?? error ?? ''
  return {
    kinds,
    codes: errors.flatMap(({ code }) => code ?? []),
    detail: sentence.slice(0, 300),
    parameters: errors.flatMap(({ parameters }) => Object.keys(parameters ?? {})),
  }
}

function problemOf(status: number, { detail, codes, parameters, kinds }: Said): RejectedProblem {
  if (status === 413) return 'media-too-large'
  if (codes.includes(187) || /duplicate/i.test(detail) || kinds.includes('duplicate-rules')) return 'duplicate'
  if (codes.includes(186) || /too long|character limit|maximum length|needs to be a bit shorter/i.test(detail))
    return 'text-too-long'
  if (/video longer|video is too long|duration/i.test(detail)) return 'media-duration'
  if (/file size|exceeds? .*(bytes|size)|too large/i.test(detail)) return 'media-too-large'
  if (/media type|unrecognized|unsupported/i.test(detail)) return 'media-type'
  if (parameters.some((name) => name.startsWith('media.media_ids')))
    return /number|at most|more than|size must/i.test(detail) ? 'media-count' : 'media-missing'
  if (/media ids? .*invalid/i.test(detail)) return 'media-missing'
  if (status === 404 || kinds.includes('resource-not-found') || /deleted or not visible|could not find/i.test(detail))
    return 'not-found'
  return status === 403 ? 'permission' : 'other'
}

const windows = ['x-rate-limit', 'x-user-limit-24hour', 'x-app-limit-24hour'] as const

/** Until the last of the windows of which nothing is left starts anew; a day may be full while the 15 minutes are not. */
function waitIn(headers: HttpResponse['headers'], now: Date): number | null {
  const resets = (names: readonly string[]) =>
    names.map((name) => Number(headers[`${name}-reset`]) * 1000 - now.getTime()).filter(Number.isFinite)
  const full = resets(windows.filter((name) => headers[`${name}-remaining`] === '0'))
  const waits = full.length > 0 ? full : resets(['x-rate-limit'])
  const longest = waits.length > 0 ? Math.max(...waits) : retryAfterOf(headers, now)
  return longest === null ? null : Math.max(1_000, longest)
}
