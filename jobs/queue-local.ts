import type { Dispatcher } from './dispatch.ts'
import { createLoop, type Queue } from './queue.ts'

/** Slots that become free within this are filled by one claim: what is claimed together travels together to the end. */
const gatherMs = 25

/**
 * The queue for which nothing has to be installed: looks into the database every second, at once when woken, and as
 * soon as a slot is free while there is more than there were slots for. Any number of processes may do so.
 */
export function createLocalQueue(options: {
  readonly dispatcher: Dispatcher
  readonly pollMs: number
  readonly onError: (error: unknown) => void
}): Queue {
  const { dispatcher, pollMs, onError } = options
  let more = false
  let gathering: NodeJS.Timeout | undefined
  const loop = createLoop(
    async () => {
      more = await dispatcher.dispatch()
    },
    pollMs,
    onError,
  )
  return {
    kind: 'local',
    start() {
      dispatcher.onFree = () => {
        if (!more || gathering) return
        gathering = setTimeout(() => {
          gathering = undefined
          loop.wake()
        }, gatherMs)
      }
      loop.start()
    },
    wake: loop.wake,
    health: () => ({ kind: 'local', connected: true }),
    pause: () => {
      clearTimeout(gathering)
      return loop.stop()
    },
    close: async () => {},
  }
}
