import { type Checkup, ConnectorError } from '../../connectors/contract.ts'
import { storeCheckup } from '../db/channels.ts'
import type { Db } from '../db/database.ts'
import type { ChannelCredentials } from './credentials.ts'

/**
 * Looks at a channel's account without publishing anything and keeps what was found. How the call went is noted on the
 * channel by `withAccount`.
 * @throws ConnectorError when it could not be looked at; what was known before stays
 */
export async function checkUp(
  db: Db,
  credentials: Pick<ChannelCredentials, 'withAccount'>,
  channelId: string,
  signal: AbortSignal,
): Promise<Checkup> {
  try {
    const found = await credentials.withAccount(channelId, signal, (account, context, connector) =>
      connector.check(account, context),
    )
    await storeCheckup(db, channelId, found)
    return found
  } catch (error) {
    if (error instanceof ConnectorError) await storeCheckup(db, channelId, null)
    throw error
  }
}
