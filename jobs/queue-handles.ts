import Bull from 'bull'
import { Redis } from 'ioredis'
import { platforms } from '../connectors/rules/platforms.ts'
import { queuePrefix } from './queue-bull.ts'

/** Bull's queues to look at, in a process that takes nothing from them. */
export interface QueueHandles {
  /** One for each platform. */
  queues(): readonly Bull.Queue[]
  /** Whether Redis answers; at most `commandTimeoutMs` away. */
  isAnswering(): Promise<boolean>
  close(): void
}

/** A command that is not answered within this fails: whoever looks is told so, and does not wait. */
const commandTimeoutMs = 1_500

/** Connects when somebody looks for the first time. @param prefix before every key in Redis */
export function createQueueHandles({
  url,
  prefix = queuePrefix,
}: {
  readonly url: string
  readonly prefix?: string
}): QueueHandles {
  let opened: { readonly client: Redis; readonly queues: readonly Bull.Queue[] } | null = null

  function open() {
    const client = new Redis(url, {
      maxRetriesPerRequest: 1,
      enableReadyCheck: false,
      connectTimeout: commandTimeoutMs,
      commandTimeout: commandTimeoutMs,
      retryStrategy: (times) => Math.min(100 * times, 2_000),
    })
    // Whoever asks is told; between two questions nobody misses it.
    client.setMaxListeners(0).on('error', () => {})
    // Nothing here takes jobs or listens to events, so one connection carries all.
    const options = { prefix, createClient: () => client, skipVersionCheck: true } as Bull.QueueOptions
    return { client, queues: platforms.map((platform) => new Bull(platform, options)) }
  }

  return {
    queues() {
      opened ??= open()
      return opened.queues
    },
    async isAnswering() {
      opened ??= open()
      return opened.client.ping().then(
        () => true,
        () => false,
      )
    },
    close() {
      opened?.client.disconnect()
    },
  }
}
