import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Db } from '../server/db/database.ts'
import { listUpcoming } from '../server/db/delivery-upkeep.ts'
import { beat, forgetProcess } from '../server/db/processes.ts'
import { noteChannelFault, noteChannelSuccess } from '../server/domain/channel-health.ts'
import { createSending } from '../server/domain/deliveries-sending.ts'
import type { ProgressOf } from '../server/domain/delivery-progress.ts'
import type { Logger } from '../server/log.ts'
import { collectMetrics } from './collect-metrics.ts'
import { createConfirmer } from './confirm.ts'
import type { Connecting } from './connecting.ts'
import type { ReadMedia } from './content.ts'
import { deliver } from './deliver.ts'
import { createDispatcher } from './dispatch.ts'
import { settleOverdue } from './late.ts'
import { createLoop, type Queue, type QueueHealth } from './queue.ts'
import { createBullQueue } from './queue-bull.ts'
import { createLocalQueue } from './queue-local.ts'
import { repeat } from './repeat.ts'
import { sweep } from './sweep.ts'

/** How often and how long, in milliseconds. Tests and the chaos runs scale them; the relations between them hold. */
interface WorkerTimings {
  /** A claim without a sign of life for this long is taken over. Longer than any call's time-out. */
  readonly leaseMs: number
  readonly renewMs: number
  /** How often the database is asked what is due. What is due within this time is claimed ahead. */
  readonly pollMs: number
  readonly sweepMs: number
  readonly confirmMs: number
  /** How often the days of series that have come near are put in line. */
  readonly seriesMs: number
  readonly metricsMs: number
  readonly heartbeatMs: number
  readonly prepareTimeoutMs: number
  /** With Redis: how often it is told what comes, and when the database is asked for what it did not bring. */
  readonly feedMs: number
  readonly safetyMs: number
  /** How long a stop waits for calls that have left. */
  readonly graceMs: number
}

const workerTimings: WorkerTimings = {
  leaseMs: 300_000,
  renewMs: 60_000,
  pollMs: 1_000,
  sweepMs: 5_000,
  confirmMs: 1_000,
  seriesMs: 60_000,
  metricsMs: 60_000,
  heartbeatMs: 5_000,
  prepareTimeoutMs: 20 * 60_000,
  feedMs: 5_000,
  safetyMs: 5_000,
  graceMs: 40_000,
}

export interface WorkerDependencies extends Connecting {
  readonly db: Db
  /** The pool of the statements that every delivery goes through: one that plans once. */
  readonly sendingDb: Db
  readonly contentMedia: ReadMedia
  readonly progressOf: ProgressOf
  /** Told when something became due now. @returns how not to be told any more */
  readonly onWake: (listener: () => void) => () => void
  /** null: the database alone. */
  readonly redis: { readonly url: string; readonly prefix?: string } | null
  /** What this process is, for the list of processes: `all` or `worker`. */
  readonly role: string
  readonly slotsPerPlatform?: number
  readonly slotsPerChannel?: number
  readonly timings?: Partial<WorkerTimings>
  readonly log: Logger
}

export interface Worker {
  /** As it stands in the list of processes and in every attempt. */
  readonly id: string
  /** Looks at once. */
  wake(): void
  health(): { readonly queue: QueueHealth; readonly running: number }
  /** Claims nothing more, hands back what has not left, waits for what has, and is bounded whatever is away. */
  stop(): Promise<void>
}

/** Starts everything that sends, in this process; any number of processes may. Returns at once and recovers by itself. */
export function startWorker(dependencies: WorkerDependencies): Worker {
  const { db, sendingDb, role, log, slotsPerPlatform = 50, slotsPerChannel = 10 } = dependencies
  const timings = { ...workerTimings, ...dependencies.timings }
  const id = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const stopping = new AbortController()
  const onError = throttled((err) => log.error({ err }, 'worker'))

  const sending = createSending(sendingDb, { worker: id, leaseMs: timings.leaseMs, aheadMs: timings.pollMs })
  const delivering = {
    ...dependencies,
    sending,
    timings: { ...timings, waitAtMostMs: 2 * timings.pollMs },
    noteSuccess: createSuccessNote(db, onError),
    noteFault: (channelId: string, fault: Parameters<typeof noteChannelFault>[2]) =>
      noteChannelFault(db, channelId, fault),
  }
  const dispatcher = createDispatcher({
    sending,
    slotsPerPlatform,
    slotsPerChannel,
    deliver: (claim, signal) => deliver(claim, delivering, signal),
  })
  const queue = createQueue()
  const confirmer = createConfirmer({ ...dependencies, worker: id })

  const loops = [
    createLoop(() => beat(db, { id, role, host: hostname(), queue: queue.kind }), timings.heartbeatMs, onError),
    createLoop(() => settleOverdue(db, log), timings.pollMs, onError),
    createLoop(() => sweep(db, log), timings.sweepMs, onError),
    createLoop(() => repeat(db, log), timings.seriesMs, onError),
    createLoop(() => confirmer.confirm(), timings.confirmMs, onError),
    createLoop(() => collectMetrics(dependencies, stopping.signal), timings.metricsMs, onError),
  ]
  for (const loop of loops) loop.start()
  queue.start()
  const sleepOn = dependencies.onWake(() => queue.wake())

  function createQueue(): Queue {
    const { redis } = dependencies
    if (!redis) return createLocalQueue({ dispatcher, pollMs: timings.pollMs, onError })
    const upcoming = (withinMs: number, limit: number) => listUpcoming(db, withinMs, limit)
    return createBullQueue({ ...redis, dispatcher, slotsPerPlatform, upcoming, timings, onError })
  }

  return {
    id,
    wake: () => queue.wake(),
    health: () => ({ queue: queue.health(), running: dispatcher.running }),
    async stop() {
      sleepOn()
      stopping.abort(new Error('The process is asked to stop'))
      await queue.pause()
      await Promise.all([
        dispatcher.stop(timings.graceMs),
        confirmer.stop(timings.graceMs),
        ...loops.map((loop) => loop.stop()),
      ])
      await queue.close()
      await forgetProcess(db, id).catch(onError)
    },
  }
}

/** The success of a channel is written at most every half minute: at full speed it would be written thousands of times. */
function createSuccessNote(db: Db, onError: (error: unknown) => void): (channelId: string) => void {
  const notedAt = new Map<string, number>()
  return (channelId) => {
    const now = performance.now()
    if (now - (notedAt.get(channelId) ?? Number.NEGATIVE_INFINITY) < 30_000) return
    notedAt.set(channelId, now)
    noteChannelSuccess(db, channelId).catch(onError)
  }
}

/** The same sentence at most every ten seconds: with Redis or the database away every loop would say it every second. */
function throttled(tell: (error: unknown) => void): (error: unknown) => void {
  const toldAt = new Map<string, number>()
  return (error) => {
    const sentence = error instanceof Error ? error.message : String(error)
    const now = performance.now()
    if (now - (toldAt.get(sentence) ?? Number.NEGATIVE_INFINITY) < 10_000) return
    toldAt.set(sentence, now)
    tell(error)
  }
}
