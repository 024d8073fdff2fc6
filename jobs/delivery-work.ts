import type { Account, Connector, Fault } from '../connectors/contract.ts'
import type { Claim, StoredPart } from '../server/db/delivery-claims.ts'
import type { Sending } from '../server/domain/deliveries-sending.ts'
import type { ProgressOf } from '../server/domain/delivery-progress.ts'
import type { Logger } from '../server/log.ts'
import { type Connecting, faultOf, within } from './connecting.ts'
import type { ReadMedia } from './content.ts'

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
  readonly progressOf: ProgressOf
  readonly noteSuccess: (channelId: string) => void
  readonly noteFault: (channelId: string, fault: Fault) => Promise<void>
  readonly timings: DeliverTimings
  readonly log: Logger
}

/** Where the work on a claim stands: what an exception at this point leaves behind. */
export interface Progress {
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
export interface Work {
  readonly claim: Claim
  readonly connector: Connector
  readonly now: () => Date
  /** Aborted when the claim is lost or the process is asked to stop. */
  readonly signal: AbortSignal
  readonly progress: Progress
  account: Account
  refreshed: boolean
}

export const accountTimeoutMs = 60_000

/** Runs `call`; when the credentials have expired, once more with new ones. */
export async function refreshedOnce<T>(work: Work, { credentials }: Delivering, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (work.refreshed || faultOf(error, { code: 'unreachable' }).code !== 'credentials-expired') throw error
    work.refreshed = true
    work.account = await within(accountTimeoutMs, null, () => credentials.refresh(work.claim.channelId, work.account))
    return call()
  }
}
