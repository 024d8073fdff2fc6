import { setTimeout as wait } from 'node:timers/promises'
import type { ChannelUpkeep } from '../server/domain/channel-upkeep.ts'

export interface RefreshCredentialsOptions {
  readonly upkeep: ChannelUpkeep
  readonly everyMs?: number
  /** A sweep that failed as a whole (no database); the next one comes all the same. */
  readonly onError: (error: unknown) => void
}

const tenMinutesMs = 10 * 60_000

/**
 * Tends every channel's credentials, capabilities and health, now and then every ten minutes. The lock of each channel decides
 * when several processes do.
 * @returns stops it, and waits for the sweep that is under way
 */
export function startRefreshCredentials(options: RefreshCredentialsOptions): () => Promise<void> {
  const { upkeep, everyMs = tenMinutesMs, onError } = options
  const stopping = new AbortController()
  const { signal } = stopping

  async function sweep(): Promise<void> {
    try {
      await upkeep.tendCredentials(signal)
      await upkeep.rediscoverCapabilities(signal)
      await upkeep.checkUpDaily(signal)
    } catch (error) {
      onError(error)
    }
  }

  async function keepSweeping(): Promise<void> {
    while (!signal.aborted) {
      await sweep()
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  const running = keepSweeping()
  return async () => {
    stopping.abort()
    await running
  }
}
