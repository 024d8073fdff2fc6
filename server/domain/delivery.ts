import type { Fault } from '../../connectors/contract.ts'
import type { DeliveryCapabilities } from '../../connectors/rules/capabilities.ts'
import type { DeliveryState } from '../contract/deliveries.ts'
import type { DeliveryStanding } from '../db/deliveries.ts'
import type { Blocker } from '../db/sendable.ts'
import { maxAttempts, nextAttemptAt, nextLookupAt } from './retry-policy.ts'

/**
 * From the moment the database allowed a commit, the call has to start within this many milliseconds, or the database
 * is asked again: a process that was stopped in between must not act on an old permission.
 */
export const startWithinMs = 5_000

/** Two empty look-ups of a slow listing are at least this far apart. */
const secondLookMs = 60_000

/** What the engine does with a delivery whose try ended in a fault. */
export type AfterFault =
  | { readonly state: 'retrying'; readonly wakeAt: Date }
  | { readonly state: 'unconfirmed'; readonly confirmAt: Date }
  | { readonly state: 'failed' }

export interface FailedTry {
  readonly attempt: number
  /** After this instant nothing goes out unasked; null when it may. */
  readonly lastMoment: Date | null
  /** When the irreversible call that failed was allowed, by the database's clock; null when none had left. */
  readonly committingSince: Date | null
}

/**
 * What follows a fault. Only what is known not to have happened is tried again; a try that would come too late ends at
 * the last moment, where a person is asked.
 */
export function afterFault(
  fault: Fault,
  failed: FailedTry,
  capabilities: DeliveryCapabilities,
  now: Date,
  random?: number,
): AfterFault {
  if (fault.code === 'outcome-unknown' && failed.committingSince)
    return { state: 'unconfirmed', confirmAt: firstLookupAt(failed.committingSince, capabilities) }
  // Before the irreversible call a missing answer leaves nothing behind.
  const harmless: Fault = fault.code === 'outcome-unknown' ? { code: 'unreachable' } : fault
  const next = nextAttemptAt(failed.attempt, harmless, now, random)
  if (!next) return { state: 'failed' }
  const { lastMoment } = failed
  return { state: 'retrying', wakeAt: lastMoment && lastMoment < next ? lastMoment : next }
}

/** Before this instant a look-up proves nothing: the call may still be under way, or its effect not yet visible. */
export function firstLookupAt(committingSince: Date, capabilities: DeliveryCapabilities): Date {
  const { commitTimeoutMs, visibilityLagMs } = capabilities
  return new Date(committingSince.getTime() + startWithinMs + commitTimeoutMs + visibilityLagMs)
}

/**
 * A fault of `commit` as the engine takes it: 5xx is only harmless where the call may be repeated. Anything else could
 * have taken effect.
 */
export function commitFault(fault: Fault, capabilities: DeliveryCapabilities): Fault {
  return fault.code === 'platform-down' && !capabilities.commitIsRepeatable ? { code: 'outcome-unknown' } : fault
}

/** What a look-up told: `absent` and `unknown` as the connector says, or why it told nothing. */
export type Lookup =
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'fault'; readonly fault: Fault }

export type AfterLookup =
  /** Certainly not out: it is sent again, if it is still in time and nobody took it back. */
  | { readonly next: 'send-again' }
  /** Certainly not out, and no try is left. */
  | { readonly next: 'fail' }
  | { readonly next: 'look-again'; readonly at: Date; readonly emptyLookups: number }
  | { readonly next: 'ask-person' }

export interface LookupsSoFar {
  /** Tries to send. */
  readonly attempts: number
  /** Look-ups of this commit, this one included. */
  readonly lookups: number
  /** Empty ones before this one. */
  readonly emptyLookups: number
}

/**
 * What follows a look-up that did not find the item. Where listings are slow, two empty look-ups apart are needed
 * before anything is sent again; where the platform cannot be asked, a person is.
 */
export function afterLookup(
  lookup: Lookup,
  { attempts, lookups, emptyLookups }: LookupsSoFar,
  { confirmation, visibilityLagMs }: DeliveryCapabilities,
  now: Date,
): AfterLookup {
  if (confirmation === 'none') return { next: 'ask-person' }
  if (lookup.outcome === 'absent') {
    if (confirmation === 'certain' || emptyLookups >= 1) return { next: attempts < maxAttempts ? 'send-again' : 'fail' }
    const at = new Date(now.getTime() + Math.max(visibilityLagMs, secondLookMs))
    return { next: 'look-again', at, emptyLookups: emptyLookups + 1 }
  }
  const at = nextLookupAt(lookups, lookup.outcome === 'fault' ? lookup.fault : null, now)
  return at ? { next: 'look-again', at, emptyLookups } : { next: 'ask-person' }
}

export type DeliveryAction =
  | 'open'
  | 'edit'
  | 'move'
  | 'keep'
  | 'cancel'
  | 'retry'
  | 'send-now'
  | 'skip'
  | 'restore'
  | 'release'
  | 'edit-published'
  | 'remove'
  | 'mark-published'
  | 'mark-not-published'
  | 'reconnect'

/** What the actions depend on. */
export interface ActionFacts {
  readonly state: DeliveryState
  readonly fault: Fault | null
  /** What will be sent is not what a person released. */
  readonly changedSinceRelease: boolean
  /** In line, and nobody released it. */
  readonly unreleased: boolean
  /** In a paused scope now. */
  readonly paused: boolean
  /** Too late by its own rule. */
  readonly late: boolean
  readonly channelState: 'connected' | 'expiring' | 'needs-reconnect' | 'disconnected'
  /** An irreversible call was allowed and its outcome is not known. */
  readonly uncertain: boolean
  /** Look-ups go on by themselves; a person is not asked yet. */
  readonly lookingUp: boolean
  /** At least one part can be seen on the platform. */
  readonly partsOut: boolean
  /** Its platform lets it be taken down. */
  readonly removable: boolean
  /** Its platform lets its words be changed, now. */
  readonly editable: boolean
}

/** What the platform offers for an item that is out. */
export type OfferedByPlatform = Pick<ActionFacts, 'removable' | 'editable'>

const nothingOffered: OfferedByPlatform = { removable: false, editable: false }

export function factsOf(delivery: DeliveryStanding, offered: OfferedByPlatform = nothingOffered): ActionFacts {
  const { state, fault, paused, late, channelState, uncertain, partsOut } = delivery
  return {
    ...{ state, fault, paused, late, channelState, uncertain, partsOut, ...offered },
    changedSinceRelease: isChanged(delivery),
    unreleased: delivery.releasedHash === null && state !== 'draft',
    lookingUp: delivery.confirmAt !== null,
  }
}

/** What will be sent is not what a person released. */
export function isChanged({ releasedHash, contentHash }: DeliveryStanding): boolean {
  return releasedHash !== null && contentHash !== releasedHash
}

/** What stands in the way of sending it as it was meant. */
export type Obstacle = Extract<Blocker, 'not-released' | 'changed' | 'paused' | 'channel-broken' | 'late'>

export function obstaclesOf(facts: ActionFacts): Obstacle[] {
  const { changedSinceRelease, unreleased, paused, late, channelState } = facts
  const isBroken = channelState === 'needs-reconnect' || channelState === 'disconnected'
  return [
    ...(unreleased ? (['not-released'] as const) : []),
    ...(changedSinceRelease ? (['changed'] as const) : []),
    ...(paused ? (['paused'] as const) : []),
    ...(isBroken ? (['channel-broken'] as const) : []),
    ...(late ? (['late'] as const) : []),
  ]
}

/**
 * What a person who may release can do now, in the order to offer it: the safe step first. The use cases refuse what
 * is not in this list.
 */
export function allowedActions(facts: ActionFacts): DeliveryAction[] {
  const { state } = facts
  const obstacles = obstaclesOf(facts)
  const isStopped = obstacles.some((obstacle) => obstacle !== 'late')
  const reconnect = obstacles.includes('channel-broken') ? (['reconnect'] as const) : []
  const release = obstacles.includes('changed') || facts.unreleased ? (['release'] as const) : []
  const edit = facts.partsOut && facts.editable ? (['edit-published'] as const) : []
  const remove = facts.partsOut && facts.removable ? (['remove'] as const) : []
  const sendNow = isStopped ? [] : (['send-now'] as const)
  switch (state) {
    case 'draft':
      return ['edit', 'move', 'cancel']
    case 'scheduled':
    case 'retrying':
      return [...reconnect, ...release, 'edit', 'move', ...sendNow, 'cancel']
    case 'sending':
      return facts.uncertain ? [] : ['cancel', 'move']
    case 'published':
      return ['open', ...edit, ...remove]
    case 'unconfirmed':
      return facts.lookingUp ? ['open'] : ['open', 'mark-published', 'mark-not-published']
    case 'failed': {
      const retry = isStopped ? [] : (['retry'] as const)
      const steps = facts.fault?.code === 'rejected' ? (['edit', ...retry] as const) : ([...retry, 'edit'] as const)
      return [...reconnect, ...release, ...steps, 'move', 'cancel', ...remove]
    }
    case 'held': {
      // In time it goes out as it was meant; later, only because somebody says so.
      const keep = obstacles.length === 0 ? (['keep'] as const) : sendNow
      return [...reconnect, ...release, 'move', ...keep, 'skip', 'edit', ...remove]
    }
    case 'missed':
      return [...reconnect, ...release, 'move', ...sendNow, 'skip', 'edit', ...remove]
    case 'cancelled':
      return facts.partsOut ? [...remove] : ['restore']
    case 'removed':
      return []
  }
}
