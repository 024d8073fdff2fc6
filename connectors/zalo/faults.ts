import type { Fault, RejectedProblem } from '../contract.ts'

/** "Reached limit call api": counted per minute. */
const callLimitWaitMs = 60_000
const hourMs = 3_600_000
/** Zalo lives by Vietnam's time, which knows no summer time. */
const vietnamAheadMs = 7 * hourMs
const dayMs = 24 * hourMs

type Means =
  | 'expired'
  | 'revoked'
  | 'permission'
  | 'next-day'
  | 'morning'
  | 'call-limit'
  | 'content'
  | 'gone'
  | 'failed'

/** What each number of the field `error` asks for. @see https://developers.zalo.me/docs/official-account/phu-luc/ma-loi */
const meanings: Readonly<Record<Means, readonly number[]>> = {
  expired: [-216, -220, -124],
  revoked: [-219, -204, -205, -14014],
  // An administrator of the account has to give, verify, or pay for something.
  permission: [-223, -212, -221, -224, -235, -320, -242],
  'next-day': [-211, -218, -321],
  morning: [-234],
  'call-limit': [-32],
  content: [-201, -210, -233, -100, -248],
  gone: [-209, -240],
  failed: [-200],
}

/** @param detail Zalo's sentence, without secrets */
export function faultOf(error: number, detail: string, now: Date): Fault {
  const means = (Object.keys(meanings) as Means[]).find((name) => meanings[name].includes(error)) ?? 'content'
  switch (means) {
    case 'expired':
      return { code: 'credentials-expired' }
    case 'revoked':
      return { code: 'credentials-revoked', detail }
    case 'permission':
      return { code: 'rejected', problem: 'permission', detail }
    case 'next-day':
      return { code: 'rate-limited', retryAfterMs: msUntil(0, now) }
    case 'morning':
      return { code: 'rate-limited', retryAfterMs: msUntil(6 * hourMs, now) }
    case 'call-limit':
      return { code: 'rate-limited', retryAfterMs: callLimitWaitMs }
    case 'failed':
      return { code: 'platform-down' }
    case 'gone':
      return { code: 'rejected', problem: 'unexpected-answer', detail }
    case 'content':
      return { code: 'rejected', problem: problemOf(detail), detail }
  }
}

const problems: readonly (readonly [RegExp, RejectedProblem])[] = [
  [/\bid is invalid|not (found|exist)/i, 'not-found'],
  [/title|description|author|content.*(long|big)|allow \d+ to \d+/i, 'text-too-long'],
  [/cover|photo|image|avatar|thumbnail|url/i, 'media-missing'],
  [/too (big|large)|size/i, 'media-too-large'],
  [/file|format|type/i, 'media-type'],
]

function problemOf(detail: string): RejectedProblem {
  return problems.find(([words]) => words.test(detail))?.[1] ?? 'other'
}

/** From now to the next time the clock in Vietnam shows this much after midnight. */
function msUntil(afterMidnightMs: number, now: Date): number {
  const today = (now.getTime() + vietnamAheadMs) % dayMs
  return ((afterMidnightMs - today + dayMs - 1) % dayMs) + 1
}
