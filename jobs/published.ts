import type { Account, CommittedPart, Connector, ConnectorContext } from '../connectors/contract.ts'
import { DomainError } from '../server/domain/errors.ts'
import { offersOf, type PublishedItems } from '../server/domain/published.ts'
import { type Connecting, faultOf, within } from './connecting.ts'
import { deliveryContent, type ReadMedia } from './content.ts'

const removeTimeoutMs = 45_000
/** Some platforms fetch the files anew and take their time. */
const editTimeoutMs = 120_000

interface Publishing extends Pick<Connecting, 'connectors' | 'credentials'> {
  readonly contentMedia: ReadMedia
}

/** Takes published items down and changes their words, for the person who waits for it; a part already gone is done. */
export function createPublished({ connectors, credentials, contentMedia }: Publishing): PublishedItems {
  /** A call that may be repeated: a missing answer is told as that. */
  const ask = (
    channelId: string,
    timeoutMs: number,
    call: (account: Account, context: ConnectorContext, connector: Connector) => Promise<void>,
  ) => within(timeoutMs, null, (signal) => credentials.withAccount(channelId, signal, call))

  return {
    offers: (item) => offersOf(connectors, item),

    remove: async (channelId, parts) => {
      try {
        await ask(channelId, removeTimeoutMs, async (account, context, connector) => {
          for (const part of parts) await connector.remove?.(part, account, context)
        })
      } catch (error) {
        const fault = faultOf(error, { code: 'outcome-unknown' })
        throw new DomainError('connection-failed', `The platform did not take it down: ${fault.code}`, { cause: error })
      }
    },

    edit: async ({ delivery, parts, content }) => {
      const done: { readonly position: number; readonly out: CommittedPart }[] = []
      const of = { ...delivery, deliveryId: delivery.id }
      try {
        await ask(delivery.channelId, editTimeoutMs, async (account, context, connector) => {
          const whole = await deliveryContent(of, content, account.capabilities, contentMedia)
          for (const { position, out } of parts) {
            if (!connector.edit || done.some((part) => part.position === position)) continue
            done.push({ position, out: await connector.edit(out, position, whole, account, context) })
          }
        })
        return { done, fault: null }
      } catch (error) {
        return { done, fault: faultOf(error, { code: 'outcome-unknown' }) }
      }
    },
  }
}
