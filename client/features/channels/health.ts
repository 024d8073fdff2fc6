import type { Channel } from '../../../server/contract/channels.ts'
import type { Pause } from '../../../server/contract/deliveries.ts'

/** How a channel is doing, and the one thing to do about it. */
export interface Health {
  readonly tone: 'ok' | 'warn' | 'bad' | 'off'
  readonly kind:
    | 'disconnected'
    | 'needs-reconnect'
    | 'paused'
    | 'not-attested'
    | 'expiring'
    | 'missing-permissions'
    | 'quota-used'
    | 'notice'
    | 'resting'
    | 'last-failed'
    | 'well'
    | 'new'
  readonly step: 'reconnect' | 'resume' | 'attest' | 'check' | null
}

/** The worst comes first: what keeps it from sending, then what soon will, then what happened last. */
export function healthOf(channel: Channel, pause: Pause | null): Health {
  const { state, attested, practice, restsUntil, lastFaultAt, lastSuccessAt, checkup } = channel
  if (state === 'disconnected') return { tone: 'off', kind: 'disconnected', step: 'reconnect' }
  if (state === 'needs-reconnect') return { tone: 'bad', kind: 'needs-reconnect', step: 'reconnect' }
  if (pause) return { tone: 'warn', kind: 'paused', step: 'resume' }
  if (!attested && !practice) return { tone: 'warn', kind: 'not-attested', step: 'attest' }
  if (state === 'expiring') return { tone: 'warn', kind: 'expiring', step: 'reconnect' }
  if (checkup && checkup.missingPermissions.length > 0)
    return { tone: 'warn', kind: 'missing-permissions', step: 'reconnect' }
  if (restsUntil !== null) return { tone: 'warn', kind: 'resting', step: null }
  if (checkup?.quota?.left === 0) return { tone: 'warn', kind: 'quota-used', step: null }
  if (lastFaultAt !== null && (lastSuccessAt === null || lastFaultAt > lastSuccessAt))
    return { tone: 'warn', kind: 'last-failed', step: 'check' }
  if (checkup && checkup.notices.length > 0) return { tone: 'warn', kind: 'notice', step: null }
  if (lastSuccessAt === null) return { tone: 'ok', kind: 'new', step: null }
  return { tone: 'ok', kind: 'well', step: null }
}

/** The pause of this very channel; wider ones stand in the banner. */
export function pauseOf(channel: Pick<Channel, 'id'>, pauses: readonly Pause[]): Pause | null {
  return pauses.find(({ scope, scopeId }) => scope === 'channel' && scopeId === channel.id) ?? null
}
