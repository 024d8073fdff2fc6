import type { ConnectableAccount, Connector, ConnectorContext } from '../../connectors/contract.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import type { SimulatedZalo } from '../../server/practice/zalo/index.ts'
import { testMedium, visit } from './support.ts'

/** Connects as the account's administrator does. @param change what is tampered with on the way */
export async function connectZalo(
  connector: Connector,
  { app, url }: Pick<SimulatedZalo, 'app' | 'url'>,
  context: ConnectorContext,
  change: Parameters<typeof visit>[3] = {},
): Promise<ConnectableAccount> {
  const how = { app: { host: url, ...app }, authorize: letIn }
  const [account] = await visit(connector, how, context, change)
  return account
}

/** The first bytes of a film, by which it is known for one. */
export const testVideo = (given: { readonly width?: number; readonly height?: number } = {}) =>
  testMedium(Buffer.from('000000186674797069736f6d0000000069736f6d6d703432', 'hex'), {
    mimeType: 'video/mp4',
    ...{ width: 1280, height: 720, durationMs: 4_200 },
    ...given,
  })

/** What a reader reads of a text block. */
export function plainOf(html: string): string {
  return html
    .replace(/<br>/g, '\n')
    .replace(/<\/p><p>/g, '\n\n')
    .replace(/<\/?p>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
