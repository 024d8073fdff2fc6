import type { CommittedPart } from '../connectors/contract.ts'
import { type Platform, platforms } from '../connectors/rules/platforms.ts'
import type { Db } from '../server/db/database.ts'
import { claimLookups, endLookup, type LookupClaim, resumeAfterLookup } from '../server/db/delivery-lookups.ts'
import { recordOut } from '../server/db/delivery-parts.ts'
import { afterLookup, type Lookup } from '../server/domain/delivery.ts'
import type { Logger } from '../server/log.ts'
import { type Connecting, clockFrom, faultOf, within } from './connecting.ts'

export interface Confirming extends Pick<Connecting, 'credentials'> {
  readonly db: Db
  readonly worker: string
  readonly log: Logger
}

/** Look-ups of one platform at a time: one that hangs delays no other. */
const slotsPerPlatform = 4
const lookupTimeoutMs = 20_000
/** Nobody else looks while a look-up may be under way; a worker that is lost meanwhile, or its answer, costs no more. */
const leaseMs = lookupTimeoutMs + 10_000

export interface Confirmer {
  /** Takes the look-ups that are due; they go on after it returns. */
  confirm(): Promise<void>
  /** @returns when every look-up under way has ended */
  settled(): Promise<void>
  /** Breaks off what is under way. @returns when every look-up has ended, or after `graceMs` */
  stop(graceMs: number): Promise<void>
}

/** Finds out what became of calls whose answer never came, before anything else happens to their deliveries. */
export function createConfirmer(confirming: Confirming): Confirmer {
  const { db, worker, log } = confirming
  const used = new Map<Platform, number>()
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()

  const settled = async () => {
    await Promise.all(running)
  }

  return {
    settled,
    async confirm() {
      const free = platforms.map((platform) => [platform, slotsPerPlatform - (used.get(platform) ?? 0)] as const)
      const claims = await claimLookups(db, new Map(free.filter(([, slots]) => slots > 0)), { worker, leaseMs })
      for (const claim of claims) {
        used.set(claim.platform, (used.get(claim.platform) ?? 0) + 1)
        const work = lookUp(claim, confirming, stopping.signal)
          .catch((err: unknown) => log.error({ deliveryId: claim.deliveryId, err }, 'look-up not written down'))
          .finally(() => {
            running.delete(work)
            used.set(claim.platform, (used.get(claim.platform) ?? 1) - 1)
          })
        running.add(work)
      }
    },
    async stop(graceMs) {
      stopping.abort(new Error('The process is asked to stop'))
      await Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, graceMs).unref())])
    },
  }
}

async function lookUp(claim: LookupClaim, confirming: Confirming, stopping: AbortSignal): Promise<void> {
  const { db, log } = confirming
  const { deliveryId, token } = claim
  const now = clockFrom(claim.now)
  const told = await ask(claim, confirming, stopping)
  if (told.outcome === 'published') {
    const { position, part } = told
    const settled = await recordOut(db, [{ deliveryId, token, position, part, step: 'confirm' }])
    if (!settled.has(deliveryId)) await resumeAfterLookup(db, claim)
    log.info({ deliveryId }, 'delivery found on the platform')
    return
  }
  const after = afterLookup(told, claim, claim.capabilities.delivery, now())
  await endLookup(db, claim, after, told)
  log.warn({ deliveryId, told, next: after.next }, 'delivery not found on the platform')
}

type Told =
  | Lookup
  | { readonly outcome: 'published'; readonly position: number | null; readonly part: CommittedPart | null }

async function ask(
  { channelId, parts, capabilities }: LookupClaim,
  { credentials }: Confirming,
  stopping: AbortSignal,
): Promise<Told> {
  const before = parts.flatMap((part) => part.out ?? [])
  const [part] = parts.filter(({ committingSince, out }) => committingSince !== null && out === null)
  if (!part?.committingSince)
    return parts.length > 0 && before.length === parts.length
      ? { outcome: 'published', position: null, part: null }
      : { outcome: 'absent' }
  if (capabilities.delivery.confirmation === 'none') return { outcome: 'unknown' }
  const { position, committingSince } = part
  try {
    const confirmation = await within(lookupTimeoutMs, stopping, (signal) =>
      credentials.withAccount(channelId, signal, (account, context, connector) =>
        connector.confirm(part, before, committingSince, account, context),
      ),
    )
    return confirmation.outcome === 'published' ? { outcome: 'published', position, part: confirmation } : confirmation
  } catch (error) {
    return { outcome: 'fault', fault: faultOf(error, { code: 'platform-down' }) }
  }
}
