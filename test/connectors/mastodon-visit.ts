import { createHash, randomBytes } from 'node:crypto'
import type { ConnectableAccount, ConnectorContext } from '../../connectors/contract.ts'
import { createMastodonConnector } from '../../connectors/mastodon/index.ts'

export const redirectUri = 'https://office.example/api/v1/connections/callback'

/**
 * Connects as a person does: our application is registered, they let it in, and come back with a code.
 * @param change what is tampered with on the way
 */
export async function visit(
  host: string,
  authorize: (address: string) => Promise<URL>,
  context: ConnectorContext,
  change: { readonly address?: (url: URL) => void; readonly codeVerifier?: string } = {},
): Promise<ConnectableAccount> {
  const { connect } = createMastodonConnector()
  if (connect.kind !== 'oauth') throw new Error('Mastodon is connected by a visit')
  const app = await connect.registerApp?.({ host }, redirectUri, context)
  if (!app) throw new Error('The application was not registered')
  const codeVerifier = randomBytes(32).toString('base64url')
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
  const request = { app, redirectUri, state: 'tide-42', codeVerifier, codeChallenge }
  const address = new URL(connect.authorizeUrl(request))
  change.address?.(address)
  const back = await authorize(address.href)
  if (back.searchParams.get('state') !== 'tide-42') throw new Error('The state did not come back')
  const code = back.searchParams.get('code') ?? ''
  const given = { ...request, code, codeVerifier: change.codeVerifier ?? codeVerifier }
  const [account] = await connect.accounts(given, context)
  if (!account) throw new Error('No account was found')
  return account
}
