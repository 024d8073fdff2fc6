import { z } from 'zod'
import { jsonOf } from '../answers.ts'
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
import { capabilitiesFor } from './capabilities.ts'
import { type Access, accessOf, call, refusalIn, scopesIn } from './client.ts'
import { faultOf } from './faults.ts'
import type { XSettings } from './settings.ts'

/**
 * Publishing, uploads, figures, the account's name, and a grant that outlives two hours.
 * @see https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
 */
const scopes = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'] as const

const Token = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  /** Only with `offline.access`. */
  refresh_token: z.string().min(1).nullish(),
  scope: z.string().nullish(),
})
type Token = z.infer<typeof Token>

const Count = z.int().nullish()
const Person = z.object({
  data: z.object({
    id: z.string(),
    name: z.string(),
    username: z.string(),
    subscription_type: z.string().catch('None'),
    public_metrics: z.object({ followers_count: Count, tweet_count: Count, post_count: Count }).catch({}),
  }),
})

/** One account for each visit: X asks nobody which. */
export function createConnect(settings: XSettings): Connect {
  return {
    kind: 'oauth',
    fields: [],
    authorizeUrl: ({ app, redirectUri, state, codeChallenge }) => {
      const url = new URL('/i/oauth2/authorize', settings.wwwRoot)
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: app.clientId,
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
      }).toString()
      return url.href
    },
    accounts: async (request, context) => [await accountOf(request, settings, context)],
  }
}

async function accountOf(
  { app, redirectUri, codeVerifier, code }: OAuthRequest & { readonly code: string },
  settings: XSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: codeVerifier }
  const token = await askToken(form, app, settings, context, 'rejected')
  const credentials = credentialsOf(token, app, scopes.join(' '), context.now())
  const access = { settings, token: token.access_token, scopes: scopesIn(credentials.fields['scopes'] ?? '') }
  const person = await whoAmI(access, context)
  return {
    remoteAccountId: person.id,
    name: person.name,
    handle: `@${person.username}`,
    url: `${settings.wwwRoot}/${person.username}`,
    settings: { username: person.username },
    credentials,
    capabilities: capabilitiesFor(person.subscription_type, settings),
    missingPermissions: missingIn(access),
  }
}

export async function whoAmI(access: Access, context: ConnectorContext) {
  const path = 'users/me?user.fields=name,username,subscription_type,public_metrics'
  return (await call(access, { method: 'GET', path, answer: Person }, context)).data
}

/**
 * A new pair of tokens. The old refresh token is dead from now on, and to use it again may end the whole grant: the
 * answer has to be kept before anything else, and only one refresh may run at a time.
 * @throws ConnectorError `credentials-revoked` when the grant has ended
 */
export async function refresh(
  { credentials: { fields } }: Account,
  settings: XSettings,
  context: ConnectorContext,
): Promise<Credentials> {
  const { clientId = '', clientSecret = '', refreshToken = '', scopes: granted = '' } = fields
  if (refreshToken === '')
    throw new ConnectorError({ code: 'credentials-revoked', detail: 'offline.access was not granted' })
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken }
  const app = { clientId, clientSecret }
  const token = await askToken(form, app, settings, context, 'credentials-revoked')
  return credentialsOf({ ...token, refresh_token: token.refresh_token ?? refreshToken }, app, granted, context.now())
}

interface App {
  readonly clientId: string
  /** "" for a public client. */
  readonly clientSecret: string
}

/** @param asked what holds when X does not say what was granted */
function credentialsOf(token: Token, { clientId, clientSecret }: App, asked: string, now: Date): Credentials {
  return {
    fields: {
      clientId,
      clientSecret,
      token: token.access_token,
      refreshToken: token.refresh_token ?? '',
      scopes: token.scope ?? asked,
    },
    expiresAt: new Date(now.getTime() + token.expires_in * 1000),
  }
}

async function askToken(
  given: Readonly<Record<string, string>>,
  app: App,
  settings: XSettings,
  context: ConnectorContext,
  refused: 'rejected' | 'credentials-revoked',
): Promise<Token> {
  const response = await askOAuth('token', given, app, settings, context)
  const body = jsonOf(response)
  const token = response.status < 400 ? Token.safeParse(body) : null
  if (token?.success) return token.data
  throw new ConnectorError(tokenFault(response, body, settings, refused, context.now()))
}

/** An application with a secret proves itself by it, one without names itself in the form. */
function askOAuth(
  endpoint: 'token' | 'revoke',
  given: Readonly<Record<string, string>>,
  { clientId, clientSecret }: App,
  { apiRoot }: XSettings,
  { http }: ConnectorContext,
): Promise<HttpResponse> {
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':')
  return http({
    method: 'POST',
    url: `${apiRoot}/2/oauth2/${endpoint}`,
    form: clientSecret === '' ? { ...given, client_id: clientId } : given,
    ...(clientSecret !== '' && { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }),
    secrets: [...Object.values(given), clientSecret].filter((value) => value.length >= 12),
  })
}

function tokenFault(
  response: HttpResponse,
  body: unknown,
  settings: XSettings,
  refused: 'rejected' | 'credentials-revoked',
  now: Date,
): Fault {
  const told = refusalIn(body)
  const { status } = response
  if (status < 400) return { code: 'platform-down' }
  if (!told || status === 429 || status >= 500) return faultOf(response, told, settings, now)
  const detail = (told.error_description ?? told.detail ?? told.error ?? '').slice(0, 300)
  return refused === 'rejected'
    ? { code: 'rejected', problem: 'other', detail }
    : { code: 'credentials-revoked', detail }
}

/** Gives both tokens back; what has ended already is done. */
export async function disconnect(account: Account, settings: XSettings, context: ConnectorContext): Promise<void> {
  const { clientId = '', clientSecret = '', token = '', refreshToken = '' } = account.credentials.fields
  const given = { refresh_token: refreshToken, access_token: token }
  for (const [hint, value] of Object.entries(given).filter(([, one]) => one !== '')) {
    const form = { token: value, token_type_hint: hint }
    const { status } = await askOAuth('revoke', form, { clientId, clientSecret }, settings, context)
    if (status >= 500) throw new ConnectorError({ code: 'platform-down' })
  }
}

/** Asks who the account is. X tells nowhere how many posts are left, and only by refusing that credits are used up. */
export async function check(account: Account, settings: XSettings, context: ConnectorContext): Promise<Checkup> {
  const access = accessOf(account, settings)
  const notices: string[] = []
  try {
    await whoAmI(access, context)
  } catch (error) {
    const fault = error instanceof ConnectorError ? error.fault : null
    if (fault?.code !== 'rate-limited' || fault.retryAfterMs < settings.budgetWaitMs) throw error
    notices.push('no-credits')
  }
  return { missingPermissions: missingIn(access), quota: null, notices }
}

function missingIn({ scopes: granted }: Access): string[] {
  return scopes.filter((scope) => !granted.has(scope))
}
