import { z } from 'zod'
import { jsonOf, retryAfterOf } from '../answers.ts'
import { ConnectorError, type Fault, type HttpResponse, type RejectedProblem } from '../contract.ts'
import type { LinkedInSettings } from './settings.ts'

/** What LinkedIn said when it refused. */
export interface Told {
  readonly status: number
  /** The most exact code there is: of the first wrong input, else of the answer. */
  readonly code: string
  readonly message: string
}

/** A refusal whose words the caller may want to look at beyond the fault they mean. */
class LinkedInRefusal extends ConnectorError {
  readonly told: Told
  constructor(fault: Fault, told: Told) {
    super(fault)
    this.told = told
  }
}

const Body = z.object({
  code: z.string().default(''),
  message: z.string().default(''),
  serviceErrorCode: z.number().nullish(),
  errorDetails: z
    .object({ inputErrors: z.array(z.object({ code: z.string().default(''), description: z.string().default('') })) })
    .optional()
    .catch(undefined),
})

/** @throws LinkedInRefusal for what LinkedIn refused, ConnectorError for what is no word of its own */
export function refuse(response: HttpResponse, now: Date, settings: LinkedInSettings): never {
  const { status } = response
  const body = Body.safeParse(jsonOf(response))
  // A page in front of LinkedIn: a wall, a maintenance notice.
  if (!body.success && status !== 429) throw new ConnectorError({ code: 'platform-down' })
  const { code = '', message = '', serviceErrorCode, errorDetails } = body.data ?? {}
  const input = errorDetails?.inputErrors[0]
  const told = { status, code: input?.code || code || String(serviceErrorCode ?? ''), message }
  const detail = [message, input?.description].filter(Boolean).join(': ').slice(0, 300)
  throw new LinkedInRefusal(faultOf({ ...told, message: detail }, response, now, settings), told)
}

/** Refusals that need a text, a file or a person: by LinkedIn's code. */
const rejections: Readonly<Record<string, RejectedProblem>> = {
  FIELD_LENGTH_TOO_LONG: 'text-too-long',
  INVALID_IMAGE_ID: 'media-missing',
  INVALID_VIDEO_ID: 'media-missing',
  INVALID_DOCUMENT_ID: 'media-missing',
  MEDIA_ASSET_PROCESSING_FAILED: 'media-processing',
  EXPIRED_UPLOAD_URL: 'media-missing',
  DUPLICATE_POST: 'duplicate',
  NOT_FOUND: 'not-found',
}

/** A file that is still being processed, and a conflict with another call, pass by themselves. */
const passing: Readonly<Record<string, number>> = { MEDIA_ASSET_WAITING_UPLOAD: 10_000, CONFLICT: 1_000 }

/** What a refusal means. @see https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling */
function faultOf(
  { status, code, message: detail }: Told,
  { headers }: HttpResponse,
  now: Date,
  settings: LinkedInSettings,
): Fault {
  if (status === 429) {
    const asked = retryAfterOf(headers, now)
    const isOfDay = /\bDAY\b/.test(detail)
    return { code: 'rate-limited', retryAfterMs: asked ?? (isOfDay ? untilMidnight(now) : settings.burstWaitMs) }
  }
  if (status >= 500 || status < 400) return { code: 'platform-down' }
  if (status === 401) return { code: 'credentials-expired' }
  const waitMs = passing[code] ?? (status === 409 ? passing['CONFLICT'] : undefined)
  if (waitMs !== undefined) return { code: 'rate-limited', retryAfterMs: waitMs }
  if (code === 'ACCESS_DENIED' || code === '100') return { code: 'credentials-revoked', detail }
  if (isVersionEnded({ code })) {
    const advice = `LinkedIn no longer answers version ${settings.version} of its API: a newer one has to be set`
    return { code: 'rejected', problem: 'other', detail: advice }
  }
  return { code: 'rejected', problem: rejections[code] ?? problemOf(status, detail), detail }
}

function problemOf(status: number, detail: string): RejectedProblem {
  if (status === 422 && /duplicate/i.test(detail)) return 'duplicate'
  if (status === 404) return 'not-found'
  return status === 403 ? 'permission' : 'other'
}

/** Days end at midnight UTC, and the answer does not say so. */
function untilMidnight(now: Date): number {
  const dayMs = 86_400_000
  return dayMs - (now.getTime() % dayMs)
}

export function isVersionEnded({ code }: Pick<Told, 'code'>): boolean {
  return code === 'NONEXISTENT_VERSION' || code === 'VERSION_MISSING'
}

/** What LinkedIn told when it refused, or null for any other error. */
export function toldIn(error: unknown): Told | null {
  return error instanceof LinkedInRefusal ? error.told : null
}

/** Where one right among several is missing the account still works: the refusal is about this item alone. */
export async function forThisItem<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof LinkedInRefusal && error.told.status === 403)
      throw new ConnectorError(
        { code: 'rejected', problem: 'permission', detail: error.told.message },
        { cause: error },
      )
    throw error
  }
}
