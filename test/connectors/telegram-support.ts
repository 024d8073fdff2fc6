import type { ConnectableAccount, Connector, ConnectorContext } from '../../connectors/contract.ts'
import type { SimulatedTelegram } from '../../server/practice/telegram/index.ts'
import { testMedium } from './support.ts'

/** Connects with this token, as an administrator does who typed it beside the channel's name. */
export async function connectTelegram(
  { connect }: Connector,
  server: SimulatedTelegram,
  { token, hasStaging }: { readonly token: string; readonly hasStaging: boolean },
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  if (connect.kind !== 'form') throw new Error('Telegram is connected by a form')
  const input = { token, channel: `@${server.channel.username}`, stagingChat: hasStaging ? server.group.id : '' }
  const [account] = await connect.accounts(input, context)
  if (!account) throw new Error('No account was found')
  return account
}

/** The first bytes of files, by which they are known for what they are. */
const bytes = (hex: string) => Buffer.from(hex, 'hex')
export const testVideo = () =>
  testMedium(bytes('000000186674797069736f6d0000000069736f6d6d703432'), {
    mimeType: 'video/mp4',
    width: 1280,
    height: 720,
    durationMs: 4_200,
  })
export const testSong = () =>
  testMedium(bytes(`fffb9064${'00'.repeat(413)}`), { mimeType: 'audio/mpeg', kind: 'audio' })
export const testPdf = () =>
  testMedium(Buffer.from('%PDF-1.7\n1 0 obj\n'), {
    mimeType: 'application/pdf',
    kind: 'document',
    fileName: 'bao-cao.pdf',
  })
