import type { Fault } from '../../connectors/contract.ts'

/** Tries of one delivery before a person is asked; a person's "retry" starts counting anew. */
export const maxAttempts = 12
/** Look-ups of an uncertain commit before a person is asked. */
const maxLookups = 10

const firstWaitMs = 10_000
const longestWaitMs = 5 * 60_000
const longestPlatformWaitMs = 24 * 3_600_000

/**
 * The one retry policy: when a try that ended in `fault` is made again, or null when it is not repeated by itself.
 * The platform's own wait counts where it names one; what never arrived waits longer each time, jittered so that
 * deliveries that failed together do not come back together.
 * @param attempt the number of the try that failed, from 1
 * @param random between 0 and 1; a test passes its own
 */
export function nextAttemptAt(attempt: number, fault: Fault, now: Date, random: number = Math.random()): Date | null {
  if (attempt >= maxAttempts) return null
  switch (fault.code) {
    case 'rate-limited': {
      const waitMs = Math.min(Math.max(fault.retryAfterMs, 1_000), longestPlatformWaitMs)
      return later(now, waitMs * (1 + random * 0.1))
    }
    case 'unreachable':
    case 'platform-down':
    case 'credentials-expired':
      return later(now, growingWaitMs(attempt, firstWaitMs) * (0.8 + random * 0.4))
    // The claim refuses a channel that has to be reconnected, so it goes on as soon as that is done.
    case 'credentials-revoked':
      return now
    case 'rejected':
    case 'outcome-unknown':
      return null
  }
}

/**
 * When an uncertain commit is looked up again, or null when a person has to look.
 * @param lookups how many there were, this one included
 * @param fault why this look-up told nothing; null when the platform answered that it cannot tell
 */
export function nextLookupAt(lookups: number, fault: Fault | null, now: Date): Date | null {
  if (lookups >= maxLookups || fault?.code === 'credentials-revoked' || fault?.code === 'rejected') return null
  if (fault === null && lookups >= 3) return null
  const askedMs = fault?.code === 'rate-limited' ? fault.retryAfterMs : 0
  return later(now, Math.min(Math.max(askedMs, growingWaitMs(lookups, 30_000)), longestPlatformWaitMs))
}

function growingWaitMs(attempt: number, firstMs: number): number {
  return Math.min(firstMs * 2 ** (attempt - 1), longestWaitMs)
}

function later(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() + Math.round(milliseconds))
}
