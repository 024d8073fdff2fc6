import type { Db } from '../server/db/database.ts'
import { recordOut } from '../server/db/delivery-parts.ts'
import { dropProgress } from '../server/db/delivery-progress.ts'
import { releaseLostClaims } from '../server/db/delivery-upkeep.ts'
import { startWithinMs } from '../server/domain/delivery.ts'
import { maxAttempts } from '../server/domain/retry-policy.ts'
import type { Logger } from '../server/log.ts'

/**
 * Finds what a crash left behind: claims whose lease has ended. Nothing had left: due again. A call had been allowed:
 * it is looked up first. Everything was out: it is published.
 */
export async function sweep(db: Db, log: Logger): Promise<void> {
  const lost = await releaseLostClaims(db, { maxAttempts, startWithinMs })
  const out = lost.filter((claim) => claim.became === 'out')
  if (out.length > 0)
    await recordOut(
      db,
      out.map(({ deliveryId, token }) => ({ deliveryId, token, position: null, part: null, step: 'commit' })),
    )
  for (const { deliveryId, became } of lost) log.warn({ deliveryId, became }, 'delivery taken over from a lost worker')
  await dropProgress(db)
}
