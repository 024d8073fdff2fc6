import { setTimeout as sleep } from 'node:timers/promises'
import { type CommittedPart, ConnectorError, type Fault } from '../connectors/contract.ts'
import { isDatabaseAway, isWriteRefused } from '../server/db/database-errors.ts'
import type { Claim, StoredPart } from '../server/db/delivery-claims.ts'
import type { Ending } from '../server/db/delivery-settling.ts'
import { afterFault } from '../server/domain/delivery.ts'
import { lastMomentOf } from '../server/domain/late-policy.ts'
import { refusalOf } from '../server/domain/release.ts'
import { commitPart } from './commit.ts'
import { clockFrom, faultOf, within } from './connecting.ts'
import { accountTimeoutMs, type Delivering, type Progress, type Work } from './delivery-work.ts'
import { keepLease } from './lease.ts'
import { preparedParts } from './prepare.ts'

/** A delivery that was not allowed to go out is asked about again after this, if it may be claimed. */
const askAgainMs = 1_000
/** How long a result is offered to a database that is away. */
const writeForMs = 10 * 60_000

/**
 * Delivers what was claimed: prepare, wait for the due time, and for each part ask the database for permission, make
 * the one irreversible call, and write down what came of it. It never throws; where the database cannot be reached the
 * sweep goes on from what was written before.
 * @param stopping ends everything that can still be handed back; a call that has left is waited for
 */
export async function deliver(claim: Claim, delivering: Delivering, stopping: AbortSignal): Promise<void> {
  const { sending, timings, log } = delivering
  const lease = keepLease(() => sending.renew(claim), timings.renewMs, stopping)
  const { signal } = lease
  const progress: Progress = { step: 'prepare', position: null, since: null, reused: false, unstored: [] }
  const now = clockFrom(claim.now)
  const about = { deliveryId: claim.deliveryId, channelId: claim.channelId, attempt: claim.attempt }
  try {
    const handBack = await send(claim, delivering, { now, signal, progress })
    if (handBack) {
      const { step, position } = progress
      const outcome = { state: 'handed-back', wakeAt: handBack.wakeAt } as const
      await untilItHolds(() => sending.end(claim, { step, notOut: position, outcome }))
    } else {
      delivering.noteSuccess(claim.channelId)
      log.info({ ...about, lateMs: now().getTime() - claim.dueAt.getTime() }, 'delivery published')
    }
  } catch (error) {
    try {
      await endWithFault(error, claim, delivering, { now, signal, progress })
    } catch (cause) {
      log.error({ ...about, err: cause }, 'delivery left to the sweep')
    }
  } finally {
    lease.end()
  }
}

type Terms = Pick<Work, 'now' | 'signal' | 'progress'>

/** @returns null when it is published, else when it is to be looked at again: null is now */
async function send(claim: Claim, delivering: Delivering, terms: Terms): Promise<{ wakeAt: Date | null } | null> {
  const { sending, connectors, credentials } = delivering
  const uncertain = claim.parts.find((part) => part.committingSince && !part.out)
  if (uncertain) {
    Object.assign(terms.progress, { position: uncertain.position, since: uncertain.committingSince })
    throw new ConnectorError({ code: 'outcome-unknown' })
  }
  if (!(await sending.isReleased(claim))) return { wakeAt: null }
  const refusal = refusalOf(claim.content)
  if (refusal) throw new ConnectorError(refusal)
  const connector = connectors.for(claim)
  if (!connector)
    throw new ConnectorError({ code: 'credentials-revoked', detail: 'This platform is switched off here' })
  const account = await within(accountTimeoutMs, terms.signal, () => credentials.accountFor(claim.channelId))
  const work: Work = { ...terms, claim, connector, account, refreshed: false }

  const parts = await preparedParts(work, delivering)
  if (!parts) return { wakeAt: null }
  const handBack = await goOut(work, parts, delivering)
  if (handBack && work.progress.unstored.length > 0) await sending.storeParts(claim, work.progress.unstored)
  return handBack
}

/** Waits for the due time and for a turn, and sends part after part. @returns as `send` */
async function goOut(
  work: Work,
  parts: readonly StoredPart[],
  delivering: Delivering,
): Promise<{ wakeAt: Date | null } | null> {
  const { claim, now, signal } = work
  const { sending, timings } = delivering
  const waitMs = claim.dueAt.getTime() - now().getTime()
  if (waitMs > timings.waitAtMostMs) return { wakeAt: claim.dueAt }
  if (waitMs > 0) await sleep(waitMs, undefined, { signal })

  const freeAt = await sending.takeTurn(claim, parts.filter((part) => !part.out).length)
  if (freeAt) return { wakeAt: freeAt }
  const out: CommittedPart[] = []
  for (const part of parts) {
    signal.throwIfAborted()
    const committed = part.out ?? (await commitPart(work, part, out, delivering))
    if (!committed) return { wakeAt: askAgainAt(claim, now()) }
    if (!part.out) await untilItHolds(() => sending.recordOut(claim, part.position, committed))
    Object.assign(work.progress, { position: null, since: null })
    out.push(committed)
  }
  if (parts.every((part) => part.out)) await untilItHolds(() => sending.recordOut(claim, null, null))
  return null
}

function askAgainAt({ dueAt }: Claim, now: Date): Date {
  return new Date(Math.max(dueAt.getTime(), now.getTime() + askAgainMs))
}

/** Ends a claim whose work stopped with an exception. */
async function endWithFault(error: unknown, claim: Claim, delivering: Delivering, terms: Terms): Promise<void> {
  const { sending, noteFault, log } = delivering
  const { now, signal } = terms
  const { step, position, since, reused } = terms.progress
  const end = (outcome: Ending['outcome'], notOut: number | null) =>
    untilItHolds(() => sending.end(claim, { step, notOut, outcome }))
  if (signal.aborted && since === null) return end({ state: 'handed-back', wakeAt: null }, position)
  // No fault of the platform, and no try: it is taken up again as soon as the database is back.
  if (isDatabaseAway(error) && since === null)
    return end({ state: 'handed-back', wakeAt: askAgainAt(claim, now()) }, position)

  const told = faultOf(error, { code: 'platform-down' })
  const fault: Fault = since ? { code: 'outcome-unknown' } : told
  log.warn({ deliveryId: claim.deliveryId, channelId: claim.channelId, step, fault, err: error }, 'delivery not sent')
  if (error instanceof ConnectorError) await noteFault(claim.channelId, told)
  if (told.code === 'rate-limited') await sending.rest(claim.channelId, told.retryAfterMs)
  // Uploads and containers live for hours: what waited longer is prepared anew, once.
  const isForgotten = fault.code === 'rejected' && fault.problem === 'media-missing'
  if (isForgotten && reused && position === 0 && claim.parts.every((part) => !part.out))
    return end({ state: 'retrying', wakeAt: now(), fault }, position)
  const failed = { attempt: claim.attempt, lastMoment: lastMomentOf(claim.dueAt, claim), committingSince: since }
  const after = afterFault(fault, failed, claim.capabilities.delivery, now())
  return end({ ...after, fault }, since ? null : position)
}

/**
 * What is known is written down, however long the database is away; what could not be written when the process ends is
 * found by the sweep.
 */
async function untilItHolds(write: () => Promise<void>): Promise<void> {
  const giveUpAt = performance.now() + writeForMs
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      return await write()
    } catch (error) {
      if (performance.now() > giveUpAt || isWriteRefused(error)) throw error
      await sleep(waitMs)
    }
  }
}
