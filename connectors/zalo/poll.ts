import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectorContext, ConnectorError } from '../contract.ts'
import type { ZaloSettings } from './settings.ts'

/**
 * Asks until there is an answer: often at first, then seldom.
 * @param look null while it is not ready
 * @throws ConnectorError `platform-down` when it takes too long
 */
export async function polled<T>(
  { pollMs, quickPolls, slowPollMs }: Pick<ZaloSettings, 'pollMs' | 'quickPolls' | 'slowPollMs'>,
  giveUpMs: number,
  { signal, now }: ConnectorContext,
  look: () => Promise<T | null>,
): Promise<T> {
  const giveUpAt = now().getTime() + giveUpMs
  for (let count = 1; ; count += 1) {
    const found = await look()
    if (found !== null) return found
    if (now().getTime() > giveUpAt) throw new ConnectorError({ code: 'platform-down' })
    await sleep(count < quickPolls ? pollMs : slowPollMs, undefined, { signal })
  }
}
