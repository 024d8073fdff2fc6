import type { Alerts } from '../server/domain/alerts.ts'
import { createLoop } from './queue.ts'

export interface AlertsOptions {
  readonly alerts: Alerts
  readonly everyMs?: number
  /** Told of a round that failed as a whole (no database); the next one comes all the same. */
  readonly onError: (error: unknown) => void
}

/**
 * Looks what somebody has to be told of, now and then every 15 seconds. Pages hear of it however slow the mail is, so
 * the two are rounds of their own.
 * @returns stops it, and waits for the mail that is under way
 */
export function startAlerts({ alerts, everyMs = 15_000, onError }: AlertsOptions): () => Promise<void> {
  const stopping = new AbortController()
  const telling = createLoop(() => alerts.tell(stopping.signal), everyMs, onError)
  const noticing = createLoop(() => alerts.notice().then(telling.wake), everyMs, onError)
  const loops = [telling, noticing]
  for (const loop of loops) loop.start()
  return async () => {
    stopping.abort()
    await Promise.all(loops.map((loop) => loop.stop()))
  }
}
