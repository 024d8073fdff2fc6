import { z } from 'zod'
import {
  type Account,
  type Checkup,
  type Connect,
  type ConnectableAccount,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
  type Fault,
  type HttpResponse,
  type OAuthRequest,
} from '../contract.ts'
import { type Access, accessOf, bodyOf, call, scopesIn } from './client.ts'
import { askCreator, type Creator, capabilitiesFor } from './creator.ts'
import type { TikTokSettings } from './settings.ts'

/** Publishing, drafts, figures, and the account's name. @see https://developers.tiktok.com/doc/tiktok-api-scopes */
const scopes = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
] as const

const Token = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  open_id: z.string(),
  refresh_token: z.string().min(1),
  refresh_expires_in: z.number().positive(),
  scope: z.string().default(''),
})
type Token = z.infer<typeof Token>
const TokenError = z.object({ error: z.string(), error_description: z.string().catch('') })
const Person = z.object({
  user: z.object({ open_id: z.string(), display_name: z.string().default(''), username: z.string().default('') }),
})

/** One account for each visit. */
export function createConnect(settings: TikTokSettings): Connect {
  return {
    kind: 'oauth',
    fields: [],
    authorizeUrl: ({ app, redirectUri, state, codeChallenge }) => {
      const url = new URL('/v2/auth/authorize/', settings.wwwRoot)
      url.search = new URLSearchParams({
        client_key: app.clientId,
        response_type: 'code',
        scope: scopes.join(','),
        redirect_uri: redirectUri,
        state,
        disable_auto_auth: '1',
        ...(settings.pkce !== 'off' && {
          code_challenge: challengeFor(codeChallenge, settings),
          code_challenge_method: 'S256',
        }),
      }).toString()
      return url.href
    },
    accounts: async (request, context) => [await accountOf(request, settings, context)],
  }
}

/** TikTok writes the same SHA-256 in hex. */
function challengeFor(codeChallenge: string, { pkce }: TikTokSettings): string {
  return pkce === 'hex' ? Buffer.from(codeChallenge, 'base64url').toString('hex') : codeChallenge
}

async function accountOf(
  { app, redirectUri, codeVerifier, code }: OAuthRequest & { readonly code: string },
  settings: TikTokSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  const form = {
    client_key: app.clientId,
    client_secret: app.clientSecret,
    code,
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    ...(settings.pkce !== 'off' && { code_verifier: codeVerifier }),
  }
  const token = await askToken(form, settings, context, 'rejected')
  const access: Access = { settings, token: token.access_token, scopes: scopesIn(token.scope) }
  const { open_id, display_name, username } = await whoIs(access, context)
  const creator = await creatorToday(access, context)
  const handle = username || creator?.username || ''
  return {
    remoteAccountId: open_id,
    name: display_name || creator?.nickname || handle,
    handle: handle === '' ? display_name : `@${handle}`,
    url: handle === '' ? null : `${settings.wwwRoot}/@${handle}`,
    settings: { username: handle },
    credentials: credentialsOf(token, { clientKey: app.clientId, clientSecret: app.clientSecret }, context.now()),
    capabilities: capabilitiesFor(creator, access),
    missingPermissions: missingIn(access),
  }
}

async function whoIs(access: Access, context: ConnectorContext) {
  const names = access.scopes.has('user.info.profile') ? 'open_id,display_name,username' : 'open_id,display_name'
  const path = `/v2/user/info/?fields=${names}`
  return (await call(access, { method: 'GET', path, answer: Person }, context)).user
}

/** What the account may do, or null where it may not post now: it is connected all the same. */
async function creatorToday(access: Access, context: ConnectorContext): Promise<Creator | null> {
  if (!access.scopes.has('video.publish')) return null
  return askCreator(access, context).catch((error: unknown) => {
    if (noticeOf(error)) return null
    throw error
  })
}

/**
 * A new pair of tokens; the old refresh token is dead from now on, so the answer has to be kept before anything else.
 * @throws ConnectorError `credentials-revoked` when the grant has ended @see https://developers.tiktok.com/doc/oauth-user-access-token-management
 */
export async function refresh(
  { credentials: { fields } }: Account,
  settings: TikTokSettings,
  context: ConnectorContext,
): Promise<Credentials> {
  const { clientKey = '', clientSecret = '', refreshToken = '' } = fields
  const form = {
    client_key: clientKey,
    client_secret: clientSecret,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  }
  const token = await askToken(form, settings, context, 'credentials-revoked')
  return credentialsOf(token, { clientKey, clientSecret }, context.now())
}

function credentialsOf(token: Token, app: { clientKey: string; clientSecret: string }, now: Date): Credentials {
  return {
    fields: {
      ...app,
      token: token.access_token,
      refreshToken: token.refresh_token,
      refreshEndsAt: new Date(now.getTime() + token.refresh_expires_in * 1000).toISOString(),
      scopes: token.scope,
    },
    expiresAt: new Date(now.getTime() + token.expires_in * 1000),
  }
}

/** Refusals may come with status 200: only an answer with a token is one. */
async function askToken(
  form: Readonly<Record<string, string>>,
  settings: TikTokSettings,
  context: ConnectorContext,
  refused: 'rejected' | 'credentials-revoked',
): Promise<Token> {
  const url = `${settings.apiRoot}/v2/oauth/token/`
  const response = await context.http({ method: 'POST', url, form, secrets: Object.values(form) })
  const body = bodyOf(response)
  const token = Token.safeParse(body)
  if (token.success) return token.data
  throw new ConnectorError(tokenFault(response, TokenError.safeParse(body).data, refused), { cause: token.error })
}

function tokenFault(
  { status }: HttpResponse,
  told: z.infer<typeof TokenError> | undefined,
  refused: 'rejected' | 'credentials-revoked',
): Fault {
  if (status === 429) return { code: 'rate-limited', retryAfterMs: 60_000 }
  const isDown = !told || status >= 500 || ['server_error', 'temporarily_unavailable'].includes(told.error)
  if (isDown) return { code: 'platform-down' }
  const detail = (told.error_description || told.error).slice(0, 300)
  return refused === 'rejected'
    ? { code: 'rejected', problem: told.error === 'access_denied' ? 'permission' : 'other', detail }
    : { code: 'credentials-revoked', detail }
}

/** Gives the grant back; one that has ended already is done. */
export async function disconnect(account: Account, settings: TikTokSettings, context: ConnectorContext): Promise<void> {
  const { clientKey = '', clientSecret = '', token = '' } = account.credentials.fields
  const form = { client_key: clientKey, client_secret: clientSecret, token }
  const url = `${settings.apiRoot}/v2/oauth/revoke/`
  const { status } = await context.http({ method: 'POST', url, form, secrets: Object.values(form) })
  if (status >= 500) throw new ConnectorError({ code: 'platform-down' })
}

/** How long before the grant itself ends people are told. */
const warnBeforeMs = 14 * 24 * 3_600_000

/** Asks who the account is and whether it may post today; TikTok tells no number of posts that are left. */
export async function check(account: Account, settings: TikTokSettings, context: ConnectorContext): Promise<Checkup> {
  const access = accessOf(account, settings)
  await whoIs(access, context)
  const today = access.scopes.has('video.publish')
    ? await askCreator(access, context).then(
        () => null,
        (error: unknown) => {
          const notice = noticeOf(error)
          if (!notice) throw error
          return notice
        },
      )
    : null
  const endsAt = Date.parse(account.credentials.fields['refreshEndsAt'] ?? '')
  return {
    missingPermissions: missingIn(access),
    quota: null,
    notices: [
      ...(settings.audited ? [] : ['unaudited']),
      ...(endsAt - context.now().getTime() < warnBeforeMs ? ['grant-ends-soon'] : []),
      ...(today ? [today] : []),
    ],
  }
}

/** What keeps the account from posting today, though it is connected. */
function noticeOf(error: unknown): string | null {
  if (!(error instanceof ConnectorError)) return null
  if (error.fault.code === 'rate-limited' && error.fault.retryAfterMs > 3_600_000) return 'no-more-today'
  return error.fault.code === 'rejected' && error.fault.problem === 'permission' ? 'may-not-post' : null
}

function missingIn({ scopes: granted }: Access): string[] {
  return scopes.filter((scope) => !granted.has(scope))
}
