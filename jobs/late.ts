import { recordAudit } from '../server/audit/record.ts'
import { type Db, inTransaction } from '../server/db/database.ts'
import { holdPaused, settleLate } from '../server/db/delivery-upkeep.ts'
import type { Logger } from '../server/log.ts'

/**
 * Nothing goes out late unasked: what is due in a paused scope is held, what has passed its limit is missed, or
 * cancelled where its author chose that beforehand.
 */
export async function settleOverdue(db: Db, log: Logger): Promise<void> {
  for (const deliveryId of await holdPaused(db)) log.info({ deliveryId }, 'delivery held by a pause')
  await inTransaction(db, async (trx) => {
    for (const { deliveryId, organizationId, state } of await settleLate(trx)) {
      log.warn({ deliveryId, state }, 'delivery too late')
      if (state === 'missed') continue
      await recordAudit(trx, {
        organizationId,
        memberId: null,
        action: 'delivery.skipped-late',
        objectType: 'delivery',
        objectId: deliveryId,
      })
    }
  })
}
