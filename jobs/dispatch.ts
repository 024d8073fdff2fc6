import { type Platform, platforms } from '../connectors/rules/platforms.ts'
import { batched } from '../server/db/batched.ts'
import type { Claim, Room } from '../server/db/delivery-claims.ts'
import type { Sending } from '../server/domain/deliveries-sending.ts'

export interface DispatchOptions {
  readonly sending: Pick<Sending, 'claimDue' | 'releaseUnknown'>
  /** Delivers what was claimed; never throws. */
  readonly deliver: (claim: Claim, stopping: AbortSignal) => Promise<void>
  /** Deliveries of one platform at a time: one that hangs fills its own slots and delays no other. */
  readonly slotsPerPlatform: number
  /** Of one channel at a time: one that hangs leaves its platform to the others. */
  readonly slotsPerChannel: number
}

/** Slots that become free within this are filled by one claim. */
const gatherMs = 5

/** Claims what is due and delivers it, within the slots of each platform and channel. */
export interface Dispatcher {
  /**
   * One look at what is due; deliveries go on after it returns.
   * @returns whether a platform or a channel had as much as there were slots for: there may be more
   */
  dispatch(): Promise<boolean>
  /**
   * Delivers whichever is first in line on a platform: a queue says that one is due, the database says which. Calls
   * at the same time make one claim.
   */
  dispatchNext(platform: Platform): Promise<void>
  /** Called when slots became free, once for all that do within a moment: what is claimed together travels together. */
  onFree: (() => void) | null
  readonly running: number
  /** Claims nothing more and hands back what has not left. @returns when all is ended, or after `graceMs` */
  stop(graceMs: number): Promise<void>
}

export function createDispatcher(options: DispatchOptions): Dispatcher {
  const { sending, deliver, slotsPerPlatform, slotsPerChannel } = options
  const stopping = new AbortController()
  /** By token of the claim. */
  const running = new Map<string, Promise<void>>()
  const used = new Map<Platform, number>()
  const busy = new Map<string, number>()
  const claiming = new Set<Promise<unknown>>()

  function freeSlots(): Map<Platform, number> {
    const free = platforms.map((platform) => [platform, slotsPerPlatform - (used.get(platform) ?? 0)] as const)
    return new Map(free.filter(([, slots]) => slots > 0))
  }

  function run(claim: Claim): Promise<void> {
    const { platform, channelId, token } = claim
    count(used, platform, 1)
    count(busy, channelId, 1)
    const work = deliver(claim, stopping.signal).finally(() => {
      running.delete(token)
      count(used, platform, -1)
      count(busy, channelId, -1)
      if (!gathering) gathering = setTimeout(tellFree, gatherMs).unref()
    })
    running.set(token, work)
    return work
  }

  let gathering: NodeJS.Timeout | null = null
  function tellFree(): void {
    gathering = null
    if (!stopping.signal.aborted) dispatcher.onFree?.()
  }

  const isFull = (channelId: string) => (busy.get(channelId) ?? 0) >= slotsPerChannel

  /** A claim was made whose answer never came: this worker may hold what it does not know of. */
  let inDoubt = false
  async function claimDue(platforms: Room['platforms']): Promise<Claim[]> {
    if (inDoubt) await sending.releaseUnknown([...running.keys()])
    inDoubt = false
    try {
      return await sending.claimDue({ platforms, busy, perChannel: slotsPerChannel })
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
      for (const platform of wanted) count(counts, platform, 1)
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

    async dispatch() {
      if (stopping.signal.aborted) return false
      const free = freeSlots()
      if (free.size === 0) return false
      const claims = await claimed(claimDue(free))
      const taken = new Map<Platform, number>()
      for (const claim of claims) {
        count(taken, claim.platform, 1)
        void run(claim)
      }
      const wasAll = [...taken].some(([platform, claimed]) => claimed === free.get(platform))
      return wasAll || claims.some(({ channelId }) => isFull(channelId))
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

/** Keeps no entry for what is at nothing. */
function count<Key>(counts: Map<Key, number>, key: Key, by: 1 | -1): void {
  const sum = (counts.get(key) ?? 0) + by
  if (sum === 0) counts.delete(key)
  else counts.set(key, sum)
}
