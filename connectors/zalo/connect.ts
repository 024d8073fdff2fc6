import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  type AccountMetrics,
  type Checkup,
  type ConnectableAccount,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
  type OAuthApp,
  type OAuthRequest,
} from '../contract.ts'
import { capabilitiesOf } from './capabilities.ts'
import { type Access, accessOf, ask, call, readAnswer, withoutSecrets } from './client.ts'
import { faultOf } from './faults.ts'
import type { ZaloSettings } from './settings.ts'

const dayMs = 86_400_000
/** A refresh token opens the account once, within three months. */
const refreshLifeMs = 90 * dayMs
const reconnectWarningMs = 14 * dayMs
/** An answer that is lost takes the new refresh token with it. */
const tokenTimeoutMs = 30_000

const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** Seconds, as text. */
  expires_in: z.coerce.number().positive(),
})
const Refused = z.object({
  error: z.coerce.number().int(),
  error_name: z.string().default(''),
  error_description: z.string().default(''),
})

const OfficialAccount = z.object({
  oa_id: z.coerce.string(),
  name: z.string(),
  oa_alias: z.string().default(''),
  is_verified: z.boolean().default(true),
  num_follower: z.coerce.number().int().nonnegative().nullable().catch(null),
  package_valid_through_date: z.string().default(''),
})

export function connecting(
  zalo: ZaloSettings,
): Required<Pick<Connector, 'connect' | 'refresh' | 'check' | 'accountMetrics'>> {
  return {
    connect: {
      kind: 'oauth',
      fields: [],
      authorizeUrl({ app, redirectUri, state, codeVerifier }) {
        const url = new URL(`${zalo.oauthUrl}/v4/oa/permission`)
        url.search = new URLSearchParams({
          app_id: app.clientId,
          redirect_uri: redirectUri,
          code_challenge: createHash('sha256').update(verifierOf(codeVerifier)).digest('base64url'),
          state,
        }).toString()
        return url.href
      },
      accounts: async (request, context) => [await accountOf(request, context)],
    },

    /** Both tokens are new afterwards, and the old ones are dead at once. */
    async refresh({ credentials: { fields } }, context) {
      const { appId = '', appSecret = '', refreshToken = '', refreshExpiresAt = '' } = fields
      const form = { refresh_token: refreshToken, app_id: appId, grant_type: 'refresh_token' }
      const renewed = await tokensFor({ clientId: appId, clientSecret: appSecret }, form, context)
      if (zalo.refreshRenewsLife) return renewed
      return { ...renewed, fields: { ...renewed.fields, refreshExpiresAt } }
    },

    async check(account, context): Promise<Checkup> {
      const access = accessOf(account)
      const told = await officialAccount(access, context)
      const now = context.now().getTime()
      const notices: string[] = []
      if (!told.is_verified) notices.push('not-verified')
      if (isOver(told.package_valid_through_date, now)) notices.push('plan-ended')
      const endsAt = Date.parse(account.credentials.fields['refreshExpiresAt'] ?? '')
      if (endsAt - now < reconnectWarningMs) notices.push('reconnect-soon')
      return { missingPermissions: await missingFor(access, context), quota: null, notices }
    },

    async accountMetrics(account, context): Promise<AccountMetrics> {
      const { num_follower: followers } = await officialAccount(accessOf(account), context)
      return { followers, posts: null, raw: { num_follower: followers } }
    },
  }

  async function accountOf(
    { app, codeVerifier, code }: OAuthRequest & { readonly code: string },
    context: ConnectorContext,
  ): Promise<ConnectableAccount> {
    const form = {
      code,
      app_id: app.clientId,
      grant_type: 'authorization_code',
      code_verifier: verifierOf(codeVerifier),
    }
    const credentials = await tokensFor(app, form, context)
    const access = { token: credentials.fields['token'] ?? '', appSecret: app.clientSecret }
    const told = await officialAccount(access, context)
    return {
      remoteAccountId: told.oa_id,
      name: told.name,
      handle: told.oa_alias || told.name,
      url: `https://zalo.me/${told.oa_alias || told.oa_id}`,
      settings: { oaId: told.oa_id, name: told.name },
      credentials,
      capabilities: capabilitiesOf(zalo),
      missingPermissions: await missingFor(access, context),
    }
  }

  /** @throws ConnectorError `credentials-revoked` for a refresh token that was used or is too old */
  async function tokensFor(
    { clientId, clientSecret }: Pick<OAuthApp, 'clientId' | 'clientSecret'>,
    form: Readonly<Record<string, string>>,
    context: ConnectorContext,
  ): Promise<Credentials> {
    const secrets = [clientSecret, ...['code', 'code_verifier', 'refresh_token'].flatMap((name) => form[name] || [])]
    const response = await context.http({
      method: 'POST',
      url: `${zalo.oauthUrl}/v4/oa/access_token`,
      headers: { secret_key: clientSecret },
      form,
      secrets,
      timeoutMs: tokenTimeoutMs,
    })
    const told = readAnswer(response, context.now())
    const tokens = Tokens.safeParse(told).data
    if (!tokens) throw new ConnectorError(refusalIn(told, secrets, context.now()))
    const now = context.now().getTime()
    return {
      fields: {
        token: tokens.access_token,
        refreshToken: tokens.refresh_token,
        refreshExpiresAt: new Date(now + refreshLifeMs).toISOString(),
        appId: clientId,
        appSecret: clientSecret,
      },
      expiresAt: new Date(now + tokens.expires_in * 1_000),
    }
  }

  function officialAccount(access: Access, context: ConnectorContext) {
    return call(zalo, access, { method: 'GET', path: '/v2.0/oa/getoa', answer: OfficialAccount }, context)
  }

  /** Zalo tells no list of what was ticked: a call of each kind that changes nothing shows it. */
  async function missingFor(access: Access, context: ConnectorContext): Promise<string[]> {
    const path = '/v2.0/article/getslice?offset=0&limit=1&type=normal'
    const { error, message } = await ask(zalo, access, { method: 'GET', path }, context)
    if (error === -223) return ['manage_article']
    if (error !== 0) throw new ConnectorError(faultOf(error, message, context.now()))
    return []
  }
}

function refusalIn(told: unknown, secrets: readonly string[], now: Date) {
  const refused = Refused.safeParse(told).data
  if (!refused) return { code: 'platform-down' } as const
  const detail = withoutSecrets(refused.error_description || refused.error_name, secrets)
  return faultOf(refused.error, detail, now)
}

/** Zalo takes letters and digits alone; the two other signs of a verifier are written as letters. */
function verifierOf(codeVerifier: string): string {
  return codeVerifier.replaceAll('-', 'A').replaceAll('_', 'B')
}

/** Told as `dd/mm/yyyy`; what is told otherwise is not judged. */
function isOver(date: string, now: number): boolean {
  const [, day, month, year] = /^(\d\d)\/(\d\d)\/(\d{4})/.exec(date) ?? []
  return year !== undefined && Date.parse(`${year}-${month}-${day}T23:59:59+07:00`) < now
}
