import type { TakeDown } from '../server/domain/deliveries.ts'
import { DomainError } from '../server/domain/errors.ts'
import { type Connecting, faultOf, within } from './connecting.ts'

const removeTimeoutMs = 45_000

/** Takes published items down, for the person who waits for it; a part already gone is done. */
export function createTakeDown({ connectors, credentials }: Pick<Connecting, 'connectors' | 'credentials'>): TakeDown {
  return {
    isOffered: (channel) => connectors.for(channel)?.remove !== undefined,
    remove: async (channelId, parts) => {
      try {
        await within(removeTimeoutMs, null, (signal) =>
          credentials.withAccount(channelId, signal, async (account, context, connector) => {
            for (const part of parts) await connector.remove?.(part, account, context)
          }),
        )
      } catch (error) {
        const fault = faultOf(error, { code: 'outcome-unknown' })
        throw new DomainError('connection-failed', `The platform did not take it down: ${fault.code}`, { cause: error })
      }
    },
  }
}
