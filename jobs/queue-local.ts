import type { Dispatcher } from './dispatch.ts'
import { createLoop, type Queue } from './queue.ts'

/**
 * The queue for which nothing has to be installed: looks into the database every second, at once when woken, and as
 * soon as slots are free. Any number of processes may do so.
 */
export function createLocalQueue(options: {
  readonly dispatcher: Dispatcher
  readonly pollMs: number
  readonly onError: (error: unknown) => void
}): Queue {
  const { dispatcher, pollMs, onError } = options
  const loop = createLoop(
    async () => {
      while (await dispatcher.dispatch());
    },
    pollMs,
    onError,
  )
  return {
    kind: 'local',
    start() {
      dispatcher.onFree = loop.wake
      loop.start()
    },
    wake: loop.wake,
    health: () => ({ kind: 'local', connected: true }),
    pause: loop.stop,
    close: async () => {},
  }
}
