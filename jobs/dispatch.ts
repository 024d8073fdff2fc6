import { type Platform, platforms } from '../connectors/rules/platforms.ts'
import { batched } from '../server/db/batched.ts'
import type { Claim } from '../server/db/delivery-claims.ts'
import type { Sending } from '../server/domain/deliveries-sending.ts'

export interface DispatchOptions {
  readonly sending: Pick<Sending, 'claimDue' | 'releaseUnknown'>
  /** Delivers what was claimed; never throws. */
  readonly deliver: (claim: Claim, stopping: AbortSignal) => Promise<void>
  /** Deliveries of one platform at a time: one that hangs fills its own slots and delays no other. */
  readonly slotsPerPlatform: number
}

/** Claims what is due and delivers it, within each platform's slots. */
export interface Dispatcher {
  /**
   * One look at what is due; deliveries go on after it returns.
   * @param overdueMs only what has been due for so long
   * @returns whether a platform had as much as there were slots for: there may be more
   */
  dispatch(overdueMs?: number): Promise<boolean>
  /**
   * Delivers whichever is first in line on a platform: a queue says that one is due, the database says which. Calls
   * at the same time make one claim.
   */
  dispatchNext(platform: Platform): Promise<void>
  /** Called whenever a slot becomes free. */
  onFree: (() => void) | null
  readonly running: number
  /** Claims nothing more and hands back what has not left. @returns when all is ended, or after `graceMs` */
  stop(graceMs: number): Promise<void>
}

export function createDispatcher({ sending, deliver, slotsPerPlatform }: DispatchOptions): Dispatcher {
  const stopping = new AbortController()
  /** By token of the claim. */
  const running = new Map<string, Promise<void>>()
  const used = new Map<Platform, number>()
  const claiming = new Set<Promise<unknown>>()

  function freeSlots(): Map<Platform, number> {
    const free = platforms.map((platform) => [platform, slotsPerPlatform - (used.get(platform) ?? 0)] as const)
    return new Map(free.filter(([, slots]) => slots > 0))
  }

  function run(claim: Claim): Promise<void> {
    used.set(claim.platform, (used.get(claim.platform) ?? 0) + 1)
    const work = deliver(claim, stopping.signal).finally(() => {
      running.delete(claim.token)
      used.set(claim.platform, (used.get(claim.platform) ?? 1) - 1)
      dispatcher.onFree?.()
    })
    running.set(claim.token, work)
    return work
  }

  /** A claim was made whose answer never came: this worker may hold what it does not know of. */
  let inDoubt = false
  async function claimDue(free: ReadonlyMap<Platform, number>, overdueMs?: number): Promise<Claim[]> {
    if (inDoubt) await sending.releaseUnknown([...running.keys()])
    inDoubt = false
    try {
      return await sending.claimDue(free, overdueMs)
    } catch (error) {
      inDoubt = true
      throw error
    }
  }

  /** A claim that is on its way when the stop comes is still run, so that it is handed back at once. */
  async function claimed<T>(claim: Promise<T>): Promise<T> {
    claiming.add(claim)
    try {
      return await claim
    } finally {
      claiming.delete(claim)
    }
  }

  const claimNext = batched(
    async (wanted: readonly Platform[]) => {
      const counts = new Map<Platform, number>()
      for (const platform of wanted) counts.set(platform, (counts.get(platform) ?? 0) + 1)
      const claims = Map.groupBy(await claimDue(counts), (claim) => claim.platform)
      return wanted.map((platform) => claims.get(platform)?.shift() ?? null)
    },
    { most: 200 },
  )

  const dispatcher: Dispatcher = {
    onFree: null,
    get running() {
      return running.size
    },

    async dispatch(overdueMs = 0) {
      if (stopping.signal.aborted) return false
      const free = freeSlots()
      if (free.size === 0) return false
      const claims = await claimed(claimDue(free, overdueMs))
      const taken = new Map<Platform, number>()
      for (const claim of claims) {
        taken.set(claim.platform, (taken.get(claim.platform) ?? 0) + 1)
        void run(claim)
      }
      return [...taken].some(([platform, count]) => count === free.get(platform))
    },

    async dispatchNext(platform) {
      if (stopping.signal.aborted) return
      const claim = await claimed(claimNext(platform))
      if (claim) await run(claim)
    },

    async stop(graceMs) {
      stopping.abort(new Error('The process is asked to stop'))
      const ended = Promise.allSettled([...claiming]).then(() => Promise.allSettled([...running.values()]))
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, graceMs).unref())])
    },
  }
  return dispatcher
}
