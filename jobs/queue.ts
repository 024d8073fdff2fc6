/**
 * What carries deliveries from the database to the dispatcher at the right time. The database knows what is due and
 * decides who may send it; a queue only says when to look, so that everything in it can be lost and made again.
 */
export interface Queue {
  readonly kind: 'local' | 'redis'
  /** Returns at once: what the queue needs may come later. */
  start(): void
  /** Something became due, or moved. Returns at once. */
  wake(): void
  health(): QueueHealth
  /** Brings nothing more; what it brought goes on. Bounded, whatever is away. */
  pause(): Promise<void>
  /** After everything it brought has ended. Bounded too. */
  close(): Promise<void>
}

export interface QueueHealth {
  readonly kind: Queue['kind']
  /** Redis answers; always true for the local queue. */
  readonly connected: boolean
}

/** Repeats `work`, never twice at a time: `everyMs` after it was done, and at once when woken. */
export interface Loop {
  start(): void
  wake(): void
  /** @returns when a run that is under way is done */
  stop(): Promise<void>
}

/** @param onError told of every failure; the loop goes on */
export function createLoop(work: () => Promise<void>, everyMs: number, onError: (error: unknown) => void): Loop {
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> | null = null
  let again = false
  let stopped = true

  function run(): void {
    if (stopped) return
    clearTimeout(timer)
    if (current) {
      again = true
      return
    }
    again = false
    current = work()
      .catch(onError)
      .finally(() => {
        current = null
        if (stopped) return
        if (again) run()
        else timer = setTimeout(run, everyMs)
      })
  }

  return {
    start() {
      stopped = false
      run()
    },
    wake: run,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await current
    },
  }
}
