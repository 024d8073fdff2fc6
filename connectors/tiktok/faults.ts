import { retryAfterOf } from '../answers.ts'
import type { Fault, HttpResponse, RejectedProblem } from '../contract.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Refusals that need a person, a file or a text changed: by TikTok's code. */
const rejections: Readonly<Record<string, RejectedProblem>> = {
  invalid_publish_id: 'not-found',
  token_not_authorized_for_specified_publish_id: 'not-found',
  privacy_level_option_mismatch: 'permission',
  unaudited_client_can_only_post_to_private_accounts: 'permission',
  url_ownership_unverified: 'no-public-address',
  spam_risk_user_banned_from_posting: 'permission',
  app_version_check_failed: 'permission',
}

const dayLimits = new Set(['spam_risk_too_many_posts', 'spam_risk_too_many_pending_share', 'reached_active_user_cap'])
const missingGrants = new Set(['scope_not_authorized', 'scope_permission_missed'])

export interface Told {
  readonly code: string
  readonly message: string
}

/**
 * What TikTok's code means. Some come with status 200, so the code decides and the status only where the code says nothing.
 * @see https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
 */
export function faultOf({ code, message }: Told, { status, headers }: HttpResponse, now: Date): Fault {
  const detail = (message || code).slice(0, 300)
  if (dayLimits.has(code)) return { code: 'rate-limited', retryAfterMs: dayMs }
  if (code === 'rate_limit_exceeded' || status === 429) return tooMany(headers, now)
  if (status >= 500 || code === 'internal_error') return { code: 'platform-down' }
  if (missingGrants.has(code)) return { code: 'credentials-revoked', detail }
  if (code === 'access_token_invalid' || status === 401) return { code: 'credentials-expired' }
  return { code: 'rejected', problem: rejections[code] ?? problemOf(message), detail }
}

/** TikTok names no wait of its own. */
export function tooMany(headers: HttpResponse['headers'], now: Date): Fault {
  return { code: 'rate-limited', retryAfterMs: retryAfterOf(headers, now) ?? minuteMs }
}

/** One code stands for every wrong parameter; its sentence names which one. */
function problemOf(message: string): RejectedProblem {
  if (/(title|description|caption).*(long|length|exceed)|too long/i.test(message)) return 'text-too-long'
  if (/video.?size|too large|file size/i.test(message)) return 'media-too-large'
  if (/photo_images|number of (photos|images)/i.test(message)) return 'media-count'
  return 'other'
}

const failures: Readonly<Record<string, RejectedProblem>> = {
  file_format_check_failed: 'media-type',
  duration_check_failed: 'media-duration',
  frame_rate_check_failed: 'media-processing',
  picture_size_check_failed: 'media-size',
  internal: 'media-processing',
  spam_risk_user_banned_from_posting: 'permission',
}

/** Fetching pictures may go well the next time, and asks for nothing to be prepared anew. */
const fetchFailures = new Set(['photo_pull_failed', 'video_pull_failed', 'internal'])

/**
 * Why TikTok published nothing of what it had taken. A film's upload is spent then; pictures can be fetched once more.
 * @param reason `fail_reason` @see https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
 */
export function failureOf(reason: string, kind: 'video' | 'photos'): Fault {
  if (reason === 'spam_risk_too_many_posts') return { code: 'rate-limited', retryAfterMs: dayMs }
  if (reason === 'auth_removed') return { code: 'credentials-revoked', detail: reason }
  if (kind === 'photos' && fetchFailures.has(reason)) return { code: 'unreachable' }
  return spent(reason)
}

/** An upload that TikTok no longer takes: what was prepared is forgotten, and another try uploads the film anew. */
export function spent(reason: string): Fault {
  const detail = reason === '' ? 'The upload has ended at TikTok' : reason
  return { code: 'rejected', problem: failures[reason] ?? (reason === '' ? 'media-missing' : 'other'), detail }
}
