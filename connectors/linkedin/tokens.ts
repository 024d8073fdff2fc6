import { z } from 'zod'
import { jsonOf, retryAfterOf } from '../answers.ts'
import {
  type Account,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
  type Fault,
  type HttpResponse,
  type OAuthApp,
} from '../contract.ts'
import type { LinkedInSettings } from './settings.ts'

const Token = z.object({
  access_token: z.string().min(1),
  /** In seconds, as the other one. */
  expires_in: z.number().positive(),
  /** For applications whom LinkedIn has granted renewal alone. */
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
  scope: z.string().default(''),
})
export type Token = z.infer<typeof Token>

type Refused = 'rejected' | 'credentials-revoked'

/** @param refused what a refusal means: when connecting, or when renewing @throws ConnectorError */
export async function askToken(
  form: Readonly<Record<string, string>>,
  settings: LinkedInSettings,
  context: ConnectorContext,
  refused: Refused,
): Promise<Token> {
  const response = await post('accessToken', form, settings, context)
  const token = Token.safeParse(jsonOf(response))
  if (response.status < 300 && token.success) return token.data
  throw new ConnectorError(tokenFault(response, refused, context.now()), { cause: token.error })
}

const Problem = z.object({ error: z.string(), error_description: z.string().default('') })

function tokenFault(response: HttpResponse, refused: Refused, now: Date): Fault {
  const { status, headers } = response
  if (status === 429) return { code: 'rate-limited', retryAfterMs: retryAfterOf(headers, now) ?? 60_000 }
  const told = Problem.safeParse(jsonOf(response))
  if (!told.success || status >= 500 || status < 400) return { code: 'platform-down' }
  const detail = (told.data.error_description || told.data.error).slice(0, 300)
  return refused === 'rejected'
    ? { code: 'rejected', problem: 'other', detail }
    : { code: 'credentials-revoked', detail }
}

/** @param pages how many pages were offered with these tokens: they share them */
export function credentialsOf(
  token: Token,
  app: Pick<OAuthApp, 'clientId' | 'clientSecret'>,
  pages: number,
  now: Date,
) {
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const { refresh_token: refreshToken, refresh_token_expires_in: refreshSeconds } = token
  return {
    fields: {
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      token: token.access_token,
      scopes: token.scope,
      pages: String(pages),
      ...(refreshToken && { refreshToken }),
      ...(refreshSeconds && { refreshEndsAt: later(refreshSeconds).toISOString() }),
    },
    expiresAt: later(token.expires_in),
  } satisfies Credentials
}

/**
 * A new access token. The refresh token stays the same, and ends a year after the person let the application in.
 * @throws ConnectorError `credentials-revoked` when it has ended; `rejected` `permission` where LinkedIn has granted the
 *   application no renewal and the token still works
 */
export async function refresh(
  { credentials: { fields } }: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<Credentials> {
  const { clientId = '', clientSecret = '', refreshToken, refreshEndsAt, token = '', scopes = '', pages = '1' } = fields
  const app = { client_id: clientId, client_secret: clientSecret }
  if (!refreshToken) {
    const detail = 'LinkedIn grants this application no renewal: reconnect the channel'
    if (await isActive({ ...app, token }, settings, context))
      throw new ConnectorError({ code: 'rejected', problem: 'permission', detail })
    throw new ConnectorError({ code: 'credentials-revoked', detail })
  }
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...app }
  const renewed = await askToken(form, settings, context, 'credentials-revoked')
  const { fields: fresh, expiresAt } = credentialsOf(
    { ...renewed, scope: renewed.scope || scopes },
    { clientId, clientSecret },
    Number(pages),
    context.now(),
  )
  return { fields: { refreshToken, ...(refreshEndsAt && { refreshEndsAt }), ...fresh }, expiresAt }
}

const Introspected = z.object({ active: z.boolean() })

async function isActive(
  form: Readonly<Record<string, string>>,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<boolean> {
  const response = await post('introspectToken', form, settings, context)
  const told = Introspected.safeParse(jsonOf(response))
  if (!told.success) throw new ConnectorError({ code: 'platform-down' }, { cause: told.error })
  return told.data.active
}

/** Gives the token back. Pages that were connected in one visit share it, so that of several it is left to end by itself. */
export async function disconnect(
  { credentials: { fields } }: Account,
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<void> {
  const { clientId = '', clientSecret = '', token = '', pages = '1' } = fields
  if (pages !== '1') return
  const form = { client_id: clientId, client_secret: clientSecret, token }
  const { status } = await post('revoke', form, settings, context)
  if (status >= 500) throw new ConnectorError({ code: 'platform-down' })
}

function post(
  what: 'accessToken' | 'introspectToken' | 'revoke',
  form: Readonly<Record<string, string>>,
  { wwwRoot }: LinkedInSettings,
  { http }: ConnectorContext,
): Promise<HttpResponse> {
  return http({ method: 'POST', url: `${wwwRoot}/oauth/v2/${what}`, form, secrets: Object.values(form) })
}
