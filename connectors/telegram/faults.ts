import type { z } from 'zod'
import { retryAfterOf } from '../answers.ts'
import type { Fault, HttpResponse, RejectedProblem } from '../contract.ts'
import type { Refused } from './client.ts'

/** Telegram asks for whole seconds, and counts from a moment that has passed. */
const oneMoreSecondMs = 1_000

/**
 * What a refusal asks for. The sentences are meant for people and may change: a few words are looked for, then the code.
 * @see https://core.telegram.org/bots/api#making-requests
 */
export function faultOf(
  { error_code: code, description, parameters }: z.infer<typeof Refused>,
  { headers }: HttpResponse,
  now: Date,
): Fault {
  const detail = description.slice(0, 300)
  if (code === 429) {
    const told = parameters?.retry_after
    const waitMs = told === undefined ? (retryAfterOf(headers, now) ?? 30_000) : told * 1_000
    return { code: 'rate-limited', retryAfterMs: waitMs + oneMoreSecondMs }
  }
  if (code >= 500) return { code: 'platform-down' }
  if (code === 401 || code === 403 || (code === 400 && needsPerson.test(detail)))
    return { code: 'credentials-revoked', detail }
  return { code: 'rejected', problem: code === 413 ? 'media-too-large' : problemOf(detail), detail }
}

/** The bot was taken out, lost its rights, or the channel is gone under its name. */
const needsPerson =
  /administrator rights|not enough rights|chat not found|member list is inaccessible|CHAT_WRITE_FORBIDDEN|CHAT_ADMIN_REQUIRED/i

const problems: readonly (readonly [RegExp, RejectedProblem])[] = [
  [/message is not modified/i, 'duplicate'],
  [/message to (?!delete for everyone).*not found|MESSAGE_ID_INVALID/i, 'not-found'],
  [/can't be (forwarded|edited|deleted|copied)|CHAT_FORWARDS_RESTRICTED|protected content/i, 'permission'],
  [/text is empty|text must be non-empty/i, 'text-required'],
  [/(message|caption) is too long|length must not exceed/i, 'text-too-long'],
  [/file is too big|request entity too large/i, 'media-too-large'],
  [/PHOTO_INVALID_DIMENSIONS/i, 'media-size'],
  [/IMAGE_PROCESS_FAILED|PHOTO_SAVE_FILE_INVALID|PHOTO_EXT_INVALID/i, 'media-processing'],
  [/wrong type of the web page content|can't use file of type|can't be mixed/i, 'media-type'],
  [/HTTP URL|WEBPAGE_(CURL_FAILED|MEDIA_EMPTY)|wrong (remote )?file ident|file must be non-empty/i, 'media-missing'],
  [/wrong number of|too (few|many|much) (messages|items|media)|album/i, 'media-count'],
]

function problemOf(description: string): RejectedProblem {
  return problems.find(([words]) => words.test(description))?.[1] ?? 'other'
}
