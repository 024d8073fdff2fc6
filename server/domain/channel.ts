import type { Fault } from '../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../connectors/registry.ts'
import type { Channel } from '../contract/channels.ts'
import type { ChannelRow } from '../db/channels.ts'
import { GuardError } from '../net/guard.ts'
import { DomainError } from './errors.ts'
import { instant } from './instant.ts'

/** A channel as people see it: without settings, and without an expiry that refreshing takes care of. */
export function presentChannel(row: ChannelRow, connectors: ConnectorRegistry): Channel {
  const { id, platform, practice, name, handle, url, language, zone, unitId, state, attested, capabilities } = row
  const { lastFault, revision, checkup } = row
  const isRefreshed = state === 'connected' && connectors.for(row)?.refresh !== undefined
  return {
    ...{ id, platform, practice, name, handle, url, language, zone, unitId, state, attested, capabilities },
    ...{ lastFault, revision },
    audience: row.audience as Channel['audience'],
    expiresAt: isRefreshed ? null : instant(row.expiresAt),
    restsUntil: instant(restsUntil(row)),
    lastSuccessAt: instant(row.lastSuccessAt),
    lastFaultAt: instant(row.lastFaultAt),
    checkup: checkup && {
      ...checkup,
      missingPermissions: [...checkup.missingPermissions],
      notices: [...checkup.notices],
    },
    checkedAt: instant(row.checkedAt),
    accessSince: instant(row.credentialsAt),
  }
}

function restsUntil({ restsUntil, pacedUntil, now }: ChannelRow): Date | null {
  const until = Math.max(restsUntil?.getTime() ?? 0, pacedUntil?.getTime() ?? 0)
  return until > now.getTime() ? new Date(until) : null
}

/**
 * A platform's refusal while connecting, for the person who tried: the fault's code, its problem and the platform's own
 * sentence stand in `errors`; an address the guard refused is called `private-address`.
 */
export function connectionFailed(fault: Fault, cause: unknown): DomainError {
  const isGuarded = cause instanceof Error && cause.cause instanceof GuardError
  const detail = 'detail' in fault && fault.detail ? fault.detail : null
  const values = { ...('problem' in fault && { problem: fault.problem }), ...(detail && { detail }) }
  const code = isGuarded ? 'private-address' : fault.code
  return new DomainError('connection-failed', detail ?? code, { errors: [{ path: 'platform', code, values }], cause })
}
