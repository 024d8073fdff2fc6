import type { HttpResponse } from '../../connectors/contract.ts'

/** What is left of a limit and when it starts anew, as platforms name it. */
const families = [
  ['ratelimit-remaining', 'ratelimit-reset'],
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
  ['x-rate-limit-remaining', 'x-rate-limit-reset'],
  ['x-user-limit-24hour-remaining', 'x-user-limit-24hour-reset'],
  ['x-app-limit-24hour-remaining', 'x-app-limit-24hour-reset'],
] as const

/**
 * How long an answer asks to wait before the next call: a limit of which nothing is left, until its reset.
 * @returns milliseconds, 0 when there is room
 */
export function waitAskedFor({ headers }: Pick<HttpResponse, 'headers'>, now: Date): number {
  const waits = families.map(([remaining, reset]) => {
    const left = headers[remaining]
    return left === undefined || left === '' || Number(left) !== 0 ? 0 : msUntil(headers[reset] ?? '', now)
  })
  return Math.max(0, ...waits)
}

/** A reset is told as seconds from now, as seconds since 1970, or as an instant written out. */
function msUntil(reset: string, now: Date): number {
  const seconds = Number(reset)
  if (reset === '' || Number.isNaN(seconds)) return (Date.parse(reset) || now.getTime()) - now.getTime()
  return seconds < secondsOfAYear ? seconds * 1_000 : seconds * 1_000 - now.getTime()
}

const secondsOfAYear = 366 * 86_400
