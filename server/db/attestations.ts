import { sql } from 'kysely'
import type { Trx } from './database.ts'

/** Records that a member states the channel to be the office's own; an attestation already there stands. */
export async function attestChannel(
  trx: Trx,
  channel: { readonly id: string; readonly organizationId: string; readonly unitId: string },
  memberId: string,
): Promise<void> {
  await trx
    .insertInto('channelAttestation')
    .values({
      organizationId: channel.organizationId,
      channelId: channel.id,
      unitId: channel.unitId,
      attestedBy: memberId,
    })
    .onConflict((conflict) => conflict.column('channelId').where('revokedAt', 'is', null).doNothing())
    .execute()
}

export async function revokeAttestation(trx: Trx, channelId: string): Promise<void> {
  await trx
    .updateTable('channelAttestation')
    .set({ revokedAt: sql<Date>`now()` })
    .where('channelId', '=', channelId)
    .where('revokedAt', 'is', null)
    .execute()
}
