import Bull from 'bull'
import { Redis } from 'ioredis'
import { type Platform, platforms } from '../connectors/rules/platforms.ts'
import type { Upcoming } from '../server/db/delivery-upkeep.ts'
import type { Dispatcher } from './dispatch.ts'
import { createLoop, type Queue } from './queue.ts'

export interface BullOptions {
  readonly url: string
  /** Before every key in Redis. */
  readonly prefix?: string
  readonly dispatcher: Dispatcher
  readonly slotsPerPlatform: number
  /** What may be sent and is due within so many milliseconds, soonest first. */
  readonly upcoming: (withinMs: number, limit: number) => Promise<readonly Upcoming[]>
  readonly timings: BullTimings
  readonly onError: (error: unknown) => void
}

interface BullTimings {
  /** How often Redis is told what comes next. */
  readonly feedMs: number
  /** How often the database is asked for what Redis did not bring. */
  readonly safetyMs: number
}

/** Before every key in Redis, where nothing else is asked for. */
export const queuePrefix = 'haidang'
/** Bull is told only this much ahead; everything later stays in the database alone. */
const feedAheadMs = 10 * 60_000
const feedAtOnce = 5_000
/** Told again after this, should Redis have forgotten without the connection noticing (FLUSHALL). */
const tellAgainMs = 60_000
/** A command that Redis does not answer within this is given up: ioredis would wait for it for ever. */
const commandTimeoutMs = 5_000
const closeTimeoutMs = 2_000

interface AlarmData {
  readonly deliveryId: string
  readonly revision: number
}

/** What Bull's types leave out. */
interface NamedQueue extends Bull.Queue<AlarmData> {
  setWorkerName(): Promise<unknown>
}

/**
 * Redis as an alarm clock: one Bull queue per platform holds what is due in the next ten minutes and wakes any worker
 * at the right moment. An alarm claims whatever is first in line in the database, so one that is lost, doubled, early
 * or outdated changes nothing but time; a slow look into the database finds what no alarm brought.
 */
export function createBullQueue(options: BullOptions): Queue {
  const { url, prefix = queuePrefix, dispatcher, slotsPerPlatform, upcoming, timings } = options
  const clients: Redis[] = []
  let closing = false
  /** What ends with the connections is no news. */
  const onError = (error: unknown) => {
    if (!closing) options.onError(error)
  }
  /** When each alarm was told to Redis, by job id. */
  const told = new Map<string, number>()

  function connect(): Redis {
    const client = new Redis(url, {
      maxRetriesPerRequest: null,
      enableReadyCheck: false,
      connectTimeout: commandTimeoutMs,
      retryStrategy: (times) => Math.min(100 * times, 2_000),
    })
    // Every queue listens on the connections they share.
    client.setMaxListeners(0).on('error', onError)
    clients.push(client)
    return client
  }

  const client = connect()
  const subscriber = connect()
  const queues = new Map(platforms.map((platform) => [platform, createQueue(platform)]))

  function createQueue(platform: Platform): Bull.Queue<AlarmData> {
    const queue = new Bull<AlarmData>(platform, {
      prefix,
      // Each queue waits for its next job on a connection of its own; the others are shared.
      createClient: (type) => (type === 'client' ? client : type === 'subscriber' ? subscriber : connect()),
      skipVersionCheck: true,
      settings: { lockDuration: 30_000, stalledInterval: 30_000, maxStalledCount: 1, retryProcessDelay: 1_000 },
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    } as Bull.QueueOptions) as NamedQueue
    queue.on('error', onError)
    // Bull lets this promise go; its rejection when the connection closes would end the process.
    const { setWorkerName } = queue
    queue.setWorkerName = () => setWorkerName.call(queue).catch(onError)
    return queue
  }

  async function feed(): Promise<void> {
    if (client.status !== 'ready') return
    const now = performance.now()
    for (const [jobId, toldAt] of told) if (now - toldAt > tellAgainMs) told.delete(jobId)
    const fresh = (await upcoming(feedAheadMs, feedAtOnce)).filter((item) => !told.has(jobIdOf(item)))
    for (const [platform, items] of Map.groupBy(fresh, (item) => item.platform)) {
      const jobs = items.map((item) => ({
        data: { deliveryId: item.deliveryId, revision: item.revision },
        opts: { jobId: jobIdOf(item), delay: item.delayMs },
      }))
      const queue = queues.get(platform)
      if (!queue) continue
      await bounded(queue.addBulk(jobs), commandTimeoutMs)
      for (const item of items) told.set(jobIdOf(item), now)
    }
  }

  const feeding = createLoop(feed, timings.feedMs, onError)
  /** What no alarm brought; and what one found no slot for, which goes as soon as a slot is free. */
  const safety = createLoop(
    async () => {
      while (await dispatcher.dispatch());
    },
    timings.safetyMs,
    onError,
  )

  return {
    kind: 'redis',
    start() {
      for (const [platform, queue] of queues)
        queue.process(slotsPerPlatform, () => dispatcher.dispatchNext(platform)).catch(onError)
      // Whatever Redis held may be gone after it was away.
      client.on('ready', () => {
        told.clear()
        feeding.wake()
      })
      dispatcher.onFree = safety.wake
      feeding.start()
      safety.start()
    },
    wake: feeding.wake,
    health: () => ({ kind: 'redis', connected: client.status === 'ready' }),
    async pause() {
      await Promise.all([feeding.stop(), safety.stop()])
      await settled([...queues.values()].map((queue) => queue.pause(true, true)))
    },
    async close() {
      closing = true
      await settled([...queues.values()].map((queue) => queue.close(true)))
      for (const connection of clients) connection.disconnect()
    },
  }
}

/** The planned instant is part of it: Bull ignores an `add` whose id it still holds, finished or not. */
function jobIdOf({ deliveryId, revision, wakeAt }: Upcoming): string {
  return `${deliveryId}:${revision}:${wakeAt.getTime()}`
}

async function bounded<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer')), milliseconds)
  })
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer))
}

/** Waits for all, in whatever way they end, and not for longer than Redis may take to say goodbye. */
async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  await bounded(Promise.allSettled(work), closeTimeoutMs).catch(() => {})
}
