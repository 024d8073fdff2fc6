import { setTimeout as sleep } from 'node:timers/promises'
import { type CommittedPart, ConnectorError, type ContentMedia } from '../connectors/contract.ts'
import type { StoredPart } from '../server/db/delivery-claims.ts'
import type { Sending } from '../server/domain/deliveries-sending.ts'
import { commitFault, startWithinMs } from '../server/domain/delivery.ts'
import { waitAskedFor } from '../server/net/limit-headers.ts'
import { type Connecting, contextOf, faultOf, within } from './connecting.ts'
import { type Delivering, refreshedOnce, type Work } from './delivery-work.ts'

/** Times a repeatable commit is sent at once before it is looked up. */
const commitsAtOnce = 3
/** First wait before a repeatable commit is sent again. */
const repeatAfterMs = 100
/** Lease that must be left beyond the call itself: for starting it and for writing down what it did. */
const leaseMarginMs = 15_000

/**
 * Asks for permission and makes the call. A call that may be repeated with certainty is repeated at once; one that was
 * refused for old credentials is made again with new ones. Each time the database is asked anew.
 * @returns null when it was not allowed and nothing has left
 */
export async function commitPart(
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
