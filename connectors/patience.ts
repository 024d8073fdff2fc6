import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectorContext, ConnectorError } from './contract.ts'

export interface Patience {
  /** Waits between looks; the last one is kept. */
  readonly pollMs: readonly number[]
  /** After this a container that is still being worked on is given up. */
  readonly processingTimeoutMs: number
}

/**
 * Looks again and again until `look` finds something; null is "not yet".
 * @throws ConnectorError `platform-down` when it takes too long
 */
export async function poll<T>(
  look: () => Promise<T | null>,
  { pollMs, processingTimeoutMs }: Patience,
  { now, signal }: Pick<ConnectorContext, 'now' | 'signal'>,
): Promise<T> {
  const giveUpAt = now().getTime() + processingTimeoutMs
  for (let turn = 0; ; turn += 1) {
    await pause(pollMs[Math.min(turn, pollMs.length - 1)] ?? 1_000, { signal })
    const found = await look()
    if (found !== null) return found
    if (now().getTime() > giveUpAt) throw new ConnectorError({ code: 'platform-down' })
  }
}

export async function pause(milliseconds: number, { signal }: Pick<ConnectorContext, 'signal'>): Promise<void> {
  await sleep(milliseconds, undefined, { signal })
}
