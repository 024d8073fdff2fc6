import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Account,
  type CommittedPart,
  type Connector,
  ConnectorError,
  type ContentMedia,
  type Fault,
  type PreparedPart,
} from '../connectors/contract.ts'
import { isDatabaseAway, isWriteRefused } from '../server/db/database-errors.ts'
import type { Claim, StoredPart } from '../server/db/delivery-claims.ts'
import type { Ending } from '../server/db/delivery-settling.ts'
import { resolveContent } from '../server/domain/content-hash.ts'
import type { Sending } from '../server/domain/deliveries-sending.ts'
import { afterFault, commitFault, startWithinMs } from '../server/domain/delivery.ts'
import { lastMomentOf } from '../server/domain/late-policy.ts'
import { refusalOf } from '../server/domain/release.ts'
import type { Logger } from '../server/log.ts'
import { waitAskedFor } from '../server/net/limit-headers.ts'
import { type Connecting, clockFrom, contextOf, faultOf, within } from './connecting.ts'
import { deliveryContent, type ReadMedia } from './content.ts'
import { keepLease } from './lease.ts'

interface DeliverTimings {
  /** How often a claim is renewed while its work goes on. */
  readonly renewMs: number
  /** Uploads and processing of one delivery, all together. */
  readonly prepareTimeoutMs: number
  /** What is due later than this goes back in line instead of being waited for. */
  readonly waitAtMostMs: number
}

export interface Delivering extends Connecting {
  readonly sending: Sending
  readonly contentMedia: ReadMedia
  readonly noteSuccess: (channelId: string) => void
  readonly noteFault: (channelId: string, fault: Fault) => Promise<void>
  readonly timings: DeliverTimings
  readonly log: Logger
}

/** Times a repeatable commit is sent at once before it is looked up. */
const commitsAtOnce = 3
/** First wait before a repeatable commit is sent again. */
const repeatAfterMs = 100
/** A delivery that was not allowed to go out is asked about again after this, if it may be claimed. */
const askAgainMs = 1_000
/** How long a result is offered to a database that is away. */
const writeForMs = 10 * 60_000
/** Lease that must be left beyond the call itself: for starting it and for writing down what it did. */
const leaseMarginMs = 15_000
const accountTimeoutMs = 60_000

/** Where the work on a claim stands: what an exception at this point leaves behind. */
interface Progress {
  step: 'prepare' | 'commit'
  /** The part for whose call permission was asked last. */
  position: number | null
  /** Since when that call may have taken effect; null when it certainly has not. */
  since: Date | null
  /** What is sent was prepared by an earlier try: the platform may have forgotten it meanwhile. */
  reused: boolean
  /** What this try prepared, until it is stored: with the first permission, or when it is handed back before. */
  unstored: readonly StoredPart[]
}

/** What all steps of one delivery share. */
interface Work {
  readonly claim: Claim
  readonly connector: Connector
  readonly now: () => Date
  /** Aborted when the claim is lost or the process is asked to stop. */
  readonly signal: AbortSignal
  readonly progress: Progress
  account: Account
  refreshed: boolean
}

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
  const { sending, connectors, credentials, timings } = delivering
  const { now, signal } = terms
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
  const account = await within(accountTimeoutMs, signal, () => credentials.accountFor(claim.channelId))
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

/**
 * What an earlier try prepared from the same content is used again; what takes the place of other parts is stored at
 * once, since one of them may be out. @returns null when the claim is lost
 */
async function preparedParts(work: Work, delivering: Delivering): Promise<readonly StoredPart[] | null> {
  const { claim, connector, now, signal } = work
  work.progress.reused = claim.parts.some((part) => part.contentHash === claim.contentHash)
  if (work.progress.reused) return claim.parts
  const content = await deliveryContent(
    claim,
    resolveContent(claim.content),
    work.account.capabilities,
    delivering.contentMedia,
  )
  const prepared = await refreshedOnce(work, delivering, () =>
    within(delivering.timings.prepareTimeoutMs, signal, (inner) =>
      connector.prepare(content, work.account, contextOf(delivering, inner, now)),
    ),
  )
  if (prepared.length === 0) throw new ConnectorError({ code: 'rejected', problem: 'unexpected-answer' })
  if (claim.parts.length > 0) return delivering.sending.storeParts(claim, prepared)
  work.progress.unstored = asStored(prepared, claim)
  return work.progress.unstored
}

/** As the database will give them back: what is sent now is what a further try would send. */
function asStored(prepared: readonly PreparedPart[], { contentHash }: Claim): StoredPart[] {
  const kept = JSON.parse(JSON.stringify(prepared)) as PreparedPart[]
  return kept.map((part, position) => ({ ...part, position, contentHash, committingSince: null, out: null }))
}

/**
 * Asks for permission and makes the call. A call that may be repeated with certainty is repeated at once; one that was
 * refused for old credentials is made again with new ones. Each time the database is asked anew.
 * @returns null when it was not allowed and nothing has left
 */
async function commitPart(
  work: Work,
  part: StoredPart,
  before: readonly CommittedPart[],
  delivering: Delivering,
): Promise<CommittedPart | null> {
  const { connector, progress, now } = work
  const { commitTimeoutMs, commitIsRepeatable } = work.account.capabilities.delivery
  const media = (id: string) => fileOf(work, delivering, id)
  let sent = 0
  let uncertain = false
  const call = async (): Promise<CommittedPart | null> => {
    if (!(await askPermission(work, part, delivering.sending))) return null
    sent += 1
    let waitMs = 0
    const http: Connecting['http'] = (signal) => async (request) => {
      const response = await delivering.http(signal)(request)
      waitMs = waitAskedFor(response, now())
      return response
    }
    try {
      return await within(commitTimeoutMs, null, (signal) =>
        connector.commit(part, before, work.account, { ...contextOf({ http }, signal, now), media }),
      )
    } catch (error) {
      const fault = commitFault(faultOf(error, { code: 'outcome-unknown' }), work.account.capabilities.delivery)
      uncertain ||= fault.code === 'outcome-unknown'
      // What a repeated call answers says nothing about the one before it.
      if (!uncertain) progress.since = null
      throw new ConnectorError(fault, { cause: error })
    } finally {
      if (waitMs > 0) await delivering.sending.rest(work.claim.channelId, waitMs).catch(() => {})
    }
  }
  for (;;) {
    try {
      const committed = await refreshedOnce(work, delivering, call)
      if (!committed && uncertain) throw new ConnectorError({ code: 'outcome-unknown' })
      return committed
    } catch (error) {
      if (!uncertain || !commitIsRepeatable || sent >= commitsAtOnce) throw error
      await sleep(repeatAfterMs * 2 ** sent * (0.5 + Math.random()))
    }
  }
}

/** A file of the delivery for a call that carries it. @throws ConnectorError when it is not there any more */
async function fileOf({ claim }: Work, { contentMedia }: Delivering, id: string): Promise<ContentMedia> {
  const [file] = await contentMedia(claim, [id], claim.content.language)
  if (!file) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  return file
}

/** Asks until the permission is fresh enough to act on: this process may have stood still after it was given. */
async function askPermission({ claim, account, progress }: Work, part: StoredPart, sending: Sending): Promise<boolean> {
  const leaseLeftMs = account.capabilities.delivery.commitTimeoutMs + leaseMarginMs
  let again = progress.position === part.position
  for (;;) {
    const askedAt = performance.now()
    progress.position = part.position
    const { unstored } = progress
    const since = await sending.markCommitting(claim, {
      ...{ position: part.position, again, leaseLeftMs },
      ...(unstored.length > 0 && { unstored }),
    })
    if (!since) return false
    progress.unstored = []
    if (performance.now() - askedAt <= startWithinMs) {
      Object.assign(progress, { step: 'commit', since })
      return true
    }
    again = true
  }
}

/** Runs `call`; when the credentials have expired, once more with new ones. */
async function refreshedOnce<T>(work: Work, { credentials }: Delivering, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (work.refreshed || faultOf(error, { code: 'unreachable' }).code !== 'credentials-expired') throw error
    work.refreshed = true
    work.account = await within(accountTimeoutMs, null, () => credentials.refresh(work.claim.channelId, work.account))
    return call()
  }
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
