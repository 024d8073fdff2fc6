import type { Fault } from '../../connectors/contract.ts'
import { recordAudit } from '../audit/record.ts'
import { changeState, noteFault, noteSuccess } from '../db/channels.ts'
import { type Db, inTransaction } from '../db/database.ts'

/** What calls to the platforms told about a channel. A blip of the network never disconnects one. */
export async function noteChannelSuccess(db: Db, channelId: string): Promise<void> {
  await noteSuccess(db, channelId)
}

/** Remembers a fault that is about the channel, not about one post; revoked credentials ask for a reconnect. */
export async function noteChannelFault(db: Db, channelId: string, fault: Fault): Promise<void> {
  if (isAboutContent(fault)) return
  await noteFault(db, channelId, fault)
  if (fault.code === 'credentials-revoked') await moveChannel(db, channelId, 'needs-reconnect')
}

/** Moves a channel that is not disconnected into a state, and writes down that the system did. */
export function moveChannel(
  db: Db,
  channelId: string,
  state: 'connected' | 'expiring' | 'needs-reconnect',
): Promise<void> {
  return inTransaction(db, async (trx) => {
    const moved = await changeState(trx, channelId, state)
    if (!moved) return
    await recordAudit(trx, {
      organizationId: moved.organizationId,
      memberId: null,
      action: `channel.${state}`,
      objectType: 'channel',
      objectId: channelId,
      data: { name: moved.name },
    })
  })
}

function isAboutContent(fault: Fault): boolean {
  return fault.code === 'rejected' && fault.problem !== 'permission' && fault.problem !== 'not-found'
}
