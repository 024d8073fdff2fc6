import { ConnectorError } from '../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../connectors/registry.ts'
import {
  type ChannelRow,
  listEndingCredentials,
  listOldCapabilities,
  listUnchecked,
  storeCapabilities,
} from '../db/channels.ts'
import type { Db } from '../db/database.ts'
import { moveChannel, noteChannelFault } from './channel-health.ts'
import { checkUp } from './checkup.ts'
import { type CredentialLife, isLongLived, upkeepOf, warningDays } from './credential.ts'
import type { ChannelCredentials } from './credentials.ts'

export interface UpkeepDependencies {
  readonly db: Db
  readonly connectors: ConnectorRegistry
  readonly credentials: ChannelCredentials
  /** Told what is no platform's doing; the other channels are tended all the same. */
  readonly onError: (error: unknown, channelId: string) => void
}

/** What keeps channels working without a person. May run in any number of processes at once. */
export interface ChannelUpkeep {
  /** Refreshes credentials ahead of their end, and marks channels that will need a person. */
  tendCredentials(signal: AbortSignal): Promise<void>
  /** Asks accounts once a day what they may post: instances change their limits. */
  rediscoverCapabilities(signal: AbortSignal): Promise<void>
  /** Looks at every account once a day without publishing anything: permissions and quotas change. */
  checkUpDaily(signal: AbortSignal): Promise<void>
}

/** So many channels at a time: one slow platform does not hold up the others, and the database keeps room. */
const atOnce = 3
const capabilitiesHours = 24
const checkupHours = 24

export function createChannelUpkeep({ db, connectors, credentials, onError }: UpkeepDependencies): ChannelUpkeep {
  async function tend(channel: ChannelRow): Promise<void> {
    const life: CredentialLife = {
      storedAt: channel.credentialsAt ?? channel.now,
      expiresAt: channel.expiresAt,
      refreshable: connectors.for(channel)?.refresh !== undefined,
    }
    switch (upkeepOf(life, channel.now)) {
      case 'refresh':
        return refresh(channel, life)
      case 'warn':
        return moveChannel(db, channel.id, 'expiring')
      case 'reconnect':
        return noteChannelFault(db, channel.id, { code: 'credentials-revoked', detail: 'The credentials have expired' })
      case 'nothing':
    }
  }

  async function refresh(channel: ChannelRow, life: CredentialLife): Promise<void> {
    try {
      await credentials.refresh(channel.id, await credentials.storedAccount(channel.id))
      await moveChannel(db, channel.id, 'connected')
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      if (error.fault.code !== 'credentials-revoked' && isLongLived(life)) await moveChannel(db, channel.id, 'expiring')
    }
  }

  async function rediscover(channel: ChannelRow, signal: AbortSignal): Promise<void> {
    const isAsked = connectors.for(channel)?.discoverCapabilities !== undefined
    if (!isAsked) return storeCapabilities(db, channel.id, channel.capabilities)
    try {
      const found = await credentials.withAccount(channel.id, signal, async (account, context, connector) =>
        connector.discoverCapabilities?.(account, context),
      )
      if (found) await storeCapabilities(db, channel.id, found)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
    }
  }

  async function forEach(
    channels: readonly ChannelRow[],
    signal: AbortSignal,
    work: (channel: ChannelRow) => Promise<void>,
  ): Promise<void> {
    const waiting = channels.values()
    const lane = async () => {
      for (const channel of waiting) {
        if (signal.aborted) return
        await work(channel).catch((error: unknown) => onError(error, channel.id))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
  }

  return {
    tendCredentials: async (signal) => forEach(await listEndingCredentials(db, warningDays), signal, tend),
    rediscoverCapabilities: async (signal) =>
      forEach(await listOldCapabilities(db, capabilitiesHours), signal, (channel) => rediscover(channel, signal)),
    checkUpDaily: async (signal) =>
      forEach(await listUnchecked(db, checkupHours), signal, async ({ id }) => {
        await checkUp(db, credentials, id, signal).catch((error: unknown) => {
          if (!(error instanceof ConnectorError)) throw error
        })
      }),
  }
}
