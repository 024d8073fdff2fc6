import { ConnectorError, type PreparedPart } from '../connectors/contract.ts'
import type { Claim, StoredPart } from '../server/db/delivery-claims.ts'
import { resolveContent } from '../server/domain/content-hash.ts'
import { contextOf, within } from './connecting.ts'
import { deliveryContent } from './content.ts'
import { type Delivering, refreshedOnce, type Work } from './delivery-work.ts'

/**
 * What an earlier try prepared from the same content is used again; what takes the place of other parts is stored at
 * once, since one of them may be out. @returns null when the claim is lost
 */
export async function preparedParts(work: Work, delivering: Delivering): Promise<readonly StoredPart[] | null> {
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
      connector.prepare(content, work.account, {
        ...contextOf(delivering, inner, now),
        progress: delivering.progressOf(claim),
      }),
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
