import { z } from 'zod'
import { originOf } from '../answers.ts'
import type { Account, Connect, ConnectableAccount, ConnectorContext, OAuthRequest } from '../contract.ts'
import { readInstance } from './capabilities.ts'
import { type Access, accessOf, call, send } from './client.ts'

/** The least that publishing and counting needs. @see https://docs.joinmastodon.org/api/oauth-scopes/ */
const scopes = ['read:accounts', 'read:statuses', 'write:statuses', 'write:media'] as const

/** What the instance shows under our posts. */
export const applicationName = 'Hải Đăng'

const App = z.object({ client_id: z.string(), client_secret: z.string() })
const Token = z.object({
  access_token: z.string(),
  scope: z.string().default(''),
  /** In seconds; no server of this kind ends tokens by itself today. */
  expires_in: z.number().positive().nullish(),
})
const Person = z.object({
  id: z.coerce.string(),
  acct: z.string(),
  username: z.string(),
  display_name: z.string().default(''),
  url: z.string().nullable().default(null),
  followers_count: z.int().optional(),
  statuses_count: z.int().optional(),
})

export const connect: Extract<Connect, { kind: 'oauth' }> = {
  kind: 'oauth',
  fields: [{ name: 'host', kind: 'host', required: true }],

  async registerApp({ host = '' }, redirectUri, context) {
    const origin = originOf(host)
    const json = { client_name: applicationName, redirect_uris: redirectUri, scopes: scopes.join(' ') }
    const app = await call(
      { origin, token: null },
      { method: 'POST', path: '/api/v1/apps', json, answer: App },
      context,
    )
    return { host: origin, clientId: app.client_id, clientSecret: app.client_secret }
  },

  authorizeUrl({ app, redirectUri, state, codeChallenge }) {
    const url = new URL('/oauth/authorize', originOf(app.host))
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: app.clientId,
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      force_login: 'true',
    }).toString()
    return url.href
  },

  accounts: async (request, context) => [await accountOf(request, context)],
}

async function accountOf(
  { app, redirectUri, codeVerifier, code }: OAuthRequest & { readonly code: string },
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  const origin = originOf(app.host)
  const form = {
    grant_type: 'authorization_code',
    code,
    client_id: app.clientId,
    client_secret: app.clientSecret,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
    scope: scopes.join(' '),
  }
  const token = await call(
    { origin, token: null },
    { method: 'POST', path: '/oauth/token', form, answer: Token },
    context,
  )
  const access = { origin, token: token.access_token }
  const person = await whoAmI(access, context)
  return {
    remoteAccountId: `${person.id}@${new URL(origin).host}`,
    name: person.display_name || person.username,
    handle: `@${person.acct.includes('@') ? person.acct : `${person.acct}@${new URL(origin).host}`}`,
    url: person.url,
    settings: { origin, id: person.id },
    credentials: {
      fields: { token: token.access_token, clientId: app.clientId, clientSecret: app.clientSecret },
      expiresAt: token.expires_in ? new Date(context.now().getTime() + token.expires_in * 1000) : null,
    },
    capabilities: await readInstance(access, context),
    missingPermissions: missingIn(token.scope),
  }
}

export function whoAmI(access: Access, context: ConnectorContext) {
  return call(access, { method: 'GET', path: '/api/v1/accounts/verify_credentials', answer: Person }, context)
}

/** Gives the token back; a server that cannot take it back keeps it until it is revoked there. */
export async function revoke(account: Account, context: ConnectorContext): Promise<void> {
  const { token = '', clientId = '', clientSecret = '' } = account.credentials.fields
  const form = { client_id: clientId, client_secret: clientSecret, token }
  await send({ ...accessOf(account), token: null }, { method: 'POST', path: '/oauth/revoke', form }, context)
}

/** A wider scope (`write`) holds the narrower ones; a server that names none has granted what was asked. */
function missingIn(granted: string): string[] {
  const given = new Set(granted.split(/\s+/).filter(Boolean))
  if (given.size === 0) return []
  return scopes.filter((scope) => !given.has(scope) && !given.has(scope.split(':')[0] ?? ''))
}
