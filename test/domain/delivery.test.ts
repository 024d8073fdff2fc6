import { describe, expect, it } from 'vitest'
import type { Fault } from '../../connectors/contract.ts'
import type { DeliveryCapabilities } from '../../connectors/rules/capabilities.ts'
import {
  type ActionFacts,
  afterFault,
  afterLookup,
  allowedActions,
  commitFault,
  firstLookupAt,
} from '../../server/domain/delivery.ts'
import { lastMomentOf } from '../../server/domain/late-policy.ts'
import { maxAttempts, nextAttemptAt, nextLookupAt } from '../../server/domain/retry-policy.ts'

const now = new Date('2026-05-18T02:00:00Z')
const inMs = (instant: Date | null) => (instant ? instant.getTime() - now.getTime() : null)
const capabilities: DeliveryCapabilities = {
  prepareLeadMs: 0,
  commitTimeoutMs: 30_000,
  visibilityLagMs: 120_000,
  commitIsRepeatable: false,
  confirmation: 'likely',
}

describe('the retry policy', () => {
  it('waits as long as the platform says, and a little longer so that not all come back at once', () => {
    const fault: Fault = { code: 'rate-limited', retryAfterMs: 60_000 }
    expect(inMs(nextAttemptAt(1, fault, now, 0))).toBe(60_000)
    expect(inMs(nextAttemptAt(1, fault, now, 1))).toBe(66_000)
  })

  it('does not believe a wait of no time or of a year', () => {
    expect(inMs(nextAttemptAt(1, { code: 'rate-limited', retryAfterMs: 0 }, now, 0))).toBe(1_000)
    expect(inMs(nextAttemptAt(1, { code: 'rate-limited', retryAfterMs: 3e10 }, now, 0))).toBe(86_400_000)
  })

  it.each(['unreachable', 'platform-down', 'credentials-expired'] as const)(
    'waits longer each time when %s',
    (code) => {
      const waits = [1, 2, 3, 6, 11].map((attempt) => inMs(nextAttemptAt(attempt, { code }, now, 0.5)))
      expect(waits).toEqual([10_000, 20_000, 40_000, 300_000, 300_000])
    },
  )

  it('repeats by itself neither what was refused nor what may have happened', () => {
    expect(nextAttemptAt(1, { code: 'rejected', problem: 'duplicate' }, now)).toBeNull()
    expect(nextAttemptAt(1, { code: 'outcome-unknown' }, now)).toBeNull()
  })

  it('comes to an end', () => {
    expect(nextAttemptAt(maxAttempts, { code: 'unreachable' }, now)).toBeNull()
    expect(nextAttemptAt(maxAttempts, { code: 'rate-limited', retryAfterMs: 1 }, now)).toBeNull()
    expect(nextLookupAt(10, { code: 'unreachable' }, now)).toBeNull()
  })
})

describe('after a fault', () => {
  const failed = { attempt: 1, lastMoment: null, committingSince: null }

  it('of the irreversible call whose answer never came, a look-up follows when the call must have ended and shows', () => {
    const committingSince = new Date('2026-05-18T01:59:30Z')
    expect(afterFault({ code: 'outcome-unknown' }, { ...failed, committingSince }, capabilities, now)).toEqual({
      state: 'unconfirmed',
      confirmAt: new Date(committingSince.getTime() + 5_000 + 30_000 + 120_000),
    })
    expect(firstLookupAt(committingSince, capabilities).getTime()).toBe(committingSince.getTime() + 155_000)
  })

  it('before the irreversible call, a missing answer is only tried again', () => {
    const after = afterFault({ code: 'outcome-unknown' }, failed, capabilities, now, 0.5)
    expect(after).toEqual({ state: 'retrying', wakeAt: new Date(now.getTime() + 10_000) })
  })

  it('a next try that would come too late ends at the last moment, where a person is asked', () => {
    const lastMoment = new Date(now.getTime() + 3_000)
    expect(afterFault({ code: 'unreachable' }, { ...failed, lastMoment }, capabilities, now)).toEqual({
      state: 'retrying',
      wakeAt: lastMoment,
    })
  })

  it('of the platform at the irreversible call, nothing is taken for harmless that cannot be repeated', () => {
    expect(commitFault({ code: 'platform-down' }, capabilities)).toEqual({ code: 'outcome-unknown' })
    expect(commitFault({ code: 'platform-down' }, { ...capabilities, commitIsRepeatable: true })).toEqual({
      code: 'platform-down',
    })
    expect(commitFault({ code: 'unreachable' }, capabilities)).toEqual({ code: 'unreachable' })
  })
})

describe('after a look-up that found nothing', () => {
  const sofar = { attempts: 1, lookups: 1, emptyLookups: 0 }

  it('a certain absence is sent again, while there are tries', () => {
    const certain = { ...capabilities, confirmation: 'certain' } as const
    expect(afterLookup({ outcome: 'absent' }, sofar, certain, now)).toEqual({ next: 'send-again' })
    expect(afterLookup({ outcome: 'absent' }, { ...sofar, attempts: maxAttempts }, certain, now)).toEqual({
      next: 'fail',
    })
  })

  it('a likely absence is looked up once more, apart', () => {
    expect(afterLookup({ outcome: 'absent' }, sofar, capabilities, now)).toEqual({
      next: 'look-again',
      at: new Date(now.getTime() + 120_000),
      emptyLookups: 1,
    })
    expect(afterLookup({ outcome: 'absent' }, { ...sofar, emptyLookups: 1 }, capabilities, now)).toEqual({
      next: 'send-again',
    })
  })

  it('an empty look-up stays counted when the next one tells nothing', () => {
    const fault: Fault = { code: 'platform-down' }
    const after = afterLookup({ outcome: 'fault', fault }, { ...sofar, emptyLookups: 1 }, capabilities, now)
    expect(after).toMatchObject({ next: 'look-again', emptyLookups: 1 })
  })

  it('a person is asked where the platform cannot tell, at once or after it could not three times', () => {
    expect(afterLookup({ outcome: 'absent' }, sofar, { ...capabilities, confirmation: 'none' }, now)).toEqual({
      next: 'ask-person',
    })
    expect(afterLookup({ outcome: 'unknown' }, sofar, capabilities, now).next).toBe('look-again')
    expect(afterLookup({ outcome: 'unknown' }, { ...sofar, lookups: 3 }, capabilities, now).next).toBe('ask-person')
  })

  it('a person is asked at once when the channel has to be reconnected', () => {
    const fault: Fault = { code: 'credentials-revoked' }
    expect(afterLookup({ outcome: 'fault', fault }, sofar, capabilities, now).next).toBe('ask-person')
  })
})

describe('the last moment', () => {
  it('is the limit after the due time, unless it may always go out', () => {
    expect(lastMomentOf(now, { latePolicy: 'ask', lateLimitMinutes: 15 })).toEqual(new Date('2026-05-18T02:15:00Z'))
    expect(lastMomentOf(now, { latePolicy: 'send', lateLimitMinutes: 15 })).toBeNull()
  })
})

describe('what can be done with a delivery', () => {
  const facts: ActionFacts = {
    state: 'scheduled',
    fault: null,
    changedSinceRelease: false,
    unreleased: false,
    paused: false,
    late: false,
    channelState: 'connected',
    uncertain: false,
    lookingUp: false,
    partsOut: false,
    removable: true,
    editable: false,
  }
  const actions = (given: Partial<ActionFacts>) => allowedActions({ ...facts, ...given })

  it('starts with what is safe', () => {
    expect(actions({ state: 'scheduled' })).toEqual(['edit', 'move', 'send-now', 'cancel'])
    expect(actions({ state: 'missed' })).toEqual(['move', 'send-now', 'skip', 'edit'])
    expect(actions({ state: 'failed', fault: { code: 'unreachable' } })).toEqual(['retry', 'edit', 'move', 'cancel'])
    expect(actions({ state: 'failed', fault: { code: 'rejected', problem: 'other' } })[0]).toBe('edit')
  })

  it('offers no sending while it is paused, broken or not released', () => {
    expect(actions({ state: 'held', paused: true })).not.toContain('send-now')
    expect(actions({ state: 'missed', channelState: 'needs-reconnect' })).toEqual(['reconnect', 'move', 'skip', 'edit'])
    expect(actions({ changedSinceRelease: true })).toEqual(['release', 'edit', 'move', 'cancel'])
  })

  it('keeps what was held as it was meant, but late only because somebody says so', () => {
    expect(actions({ state: 'held' })).toEqual(['move', 'keep', 'skip', 'edit'])
    expect(actions({ state: 'held', late: true })).toEqual(['move', 'send-now', 'skip', 'edit'])
    expect(actions({ state: 'held', late: true, paused: true })).toEqual(['move', 'skip', 'edit'])
  })

  it('can no longer be taken back once a call may have left', () => {
    expect(actions({ state: 'sending' })).toContain('cancel')
    expect(actions({ state: 'sending', uncertain: true })).toEqual([])
  })

  it('asks a person about an uncertain one only when looking has ended', () => {
    expect(actions({ state: 'unconfirmed', lookingUp: true })).toEqual(['open'])
    expect(actions({ state: 'unconfirmed' })).toEqual(['open', 'mark-published', 'mark-not-published'])
  })

  it('offers to take down what is out, where the platform can', () => {
    expect(actions({ state: 'published', partsOut: true })).toEqual(['open', 'remove'])
    expect(actions({ state: 'published', partsOut: true, removable: false })).toEqual(['open'])
    expect(actions({ state: 'cancelled', partsOut: true })).toEqual(['remove'])
    expect(actions({ state: 'cancelled', partsOut: false })).toEqual(['restore'])
  })

  it('offers to change the words of what is published, before taking it down, and of nothing else', () => {
    const facts = { partsOut: true, editable: true }
    expect(actions({ state: 'published', ...facts })).toEqual(['open', 'edit-published', 'remove'])
    for (const state of ['failed', 'cancelled', 'held', 'unconfirmed', 'removed'] as const)
      expect(actions({ state, ...facts })).not.toContain('edit-published')
  })
})
