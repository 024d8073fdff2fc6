import { z } from 'zod'
import { allWell, jsonOf, readJson } from '../answers.ts'
import {
  type Account,
  type AccountMetrics,
  type Checkup,
  type Connect,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
} from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { type Access, accessOf, assertAccepted, call } from './client.ts'
import type { YouTubeSettings } from './settings.ts'

const root = 'https://www.googleapis.com/auth/'
const scopes = ['youtube.upload', 'youtube.force-ssl', 'youtube.readonly', 'yt-analytics.readonly'].map(
  (name) => `${root}${name}`,
)

const Token = z.object({
  access_token: z.string(),
  expires_in: z.number().positive(),
  refresh_token: z.string().optional(),
  scope: z.string().default(''),
})
const count = z.string().transform(Number)
const Channels = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        snippet: z.object({ title: z.string(), customUrl: z.string().optional() }),
        contentDetails: z.object({ relatedPlaylists: z.object({ uploads: z.string() }) }),
        statistics: z
          .object({
            subscriberCount: count.optional(),
            videoCount: count.optional(),
            hiddenSubscriberCount: z.boolean(),
          })
          .partial()
          .default({}),
        status: z.object({ longUploadsStatus: z.string() }).partial().default({}),
      }),
    )
    .default([]),
})

export function createConnect(settings: YouTubeSettings): Extract<Connect, { kind: 'oauth' }> {
  return {
    kind: 'oauth',
    fields: [],
    authorizeUrl: ({ app, redirectUri, state, codeChallenge }) => {
      const query = {
        client_id: app.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: scopes.join(' '),
        access_type: 'offline',
        // Without it a second consent brings no refresh token.
        prompt: 'consent',
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
      }
      return `${settings.consent}?${new URLSearchParams(query)}`
    },
    accounts: async ({ app, redirectUri, code, codeVerifier }, context) => {
      const { clientId, clientSecret } = app
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: codeVerifier }
      const given = await askToken(form, { clientId, clientSecret }, settings, context)
      const granted = given.scope.split(' ')
      const { items } = await ownChannels({ channelId: '', token: given.access_token }, settings, context)
      const now = context.now()
      return items.map(({ id, snippet: { title, customUrl = '' } }) => ({
        remoteAccountId: id,
        name: title,
        handle: customUrl,
        url: `${settings.www}/channel/${id}`,
        settings: {},
        credentials: {
          fields: {
            token: given.access_token,
            refreshToken: given.refresh_token ?? '',
            clientId,
            clientSecret,
            scope: given.scope,
          },
          expiresAt: new Date(now.getTime() + given.expires_in * 1000),
        },
        capabilities: profiles.youtube,
        missingPermissions: scopes.filter((scope) => !granted.includes(scope)).map((scope) => scope.slice(root.length)),
      }))
    },
  }
}

/** The refresh token stays the same. */
export async function refresh(
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<Credentials> {
  const { fields } = account.credentials
  const { refreshToken = '', clientId = '', clientSecret = '' } = fields
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken }
  const given = await askToken(form, { clientId, clientSecret }, settings, context)
  return {
    fields: { ...fields, token: given.access_token, refreshToken: given.refresh_token ?? refreshToken },
    expiresAt: new Date(context.now().getTime() + given.expires_in * 1000),
  }
}

async function askToken(
  form: Readonly<Record<string, string>>,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
  { oauth }: YouTubeSettings,
  context: ConnectorContext,
): Promise<z.infer<typeof Token>> {
  const secrets = [clientSecret, ...Object.values(form)]
  const response = await context.http({
    method: 'POST',
    url: `${oauth}/token`,
    form: { ...form, client_id: clientId, client_secret: clientSecret },
    secrets,
  })
  const told = jsonOf(response) as { error?: unknown; error_description?: unknown } | null
  if (response.status >= 400 && response.status < 500 && typeof told?.error === 'string') {
    const detail = String(told.error_description ?? told.error).slice(0, 300)
    throw new ConnectorError({ code: 'credentials-revoked', detail })
  }
  assertAccepted(response, context.now())
  return readJson(response, Token, { code: 'platform-down' })
}

function ownChannels(access: Access, { api }: YouTubeSettings, context: ConnectorContext) {
  const query = { part: 'snippet,contentDetails,statistics,status', mine: 'true' }
  return call(access, { method: 'GET', url: `${api}/channels`, query, answer: Channels }, context)
}

/** @throws ConnectorError `credentials-revoked` when the account has no channel any more */
export async function ownChannel(account: Account, settings: YouTubeSettings, context: ConnectorContext) {
  const { items } = await ownChannels(accessOf(account), settings, context)
  const own = items.find(({ id }) => id === account.remoteAccountId)
  if (!own) throw new ConnectorError({ code: 'credentials-revoked', detail: 'The channel is not there any more' })
  return own
}

export async function check(account: Account, settings: YouTubeSettings, context: ConnectorContext): Promise<Checkup> {
  const { status } = await ownChannel(account, settings, context)
  const granted = (account.credentials.fields['scope'] ?? '').split(' ')
  return {
    ...allWell,
    missingPermissions: scopes.filter((scope) => !granted.includes(scope)).map((scope) => scope.slice(root.length)),
    notices: status.longUploadsStatus && status.longUploadsStatus !== 'allowed' ? ['short-films-only'] : [],
  }
}

export async function accountMetrics(
  account: Account,
  settings: YouTubeSettings,
  context: ConnectorContext,
): Promise<AccountMetrics> {
  const { statistics } = await ownChannel(account, settings, context)
  const { subscriberCount, hiddenSubscriberCount, videoCount = null } = statistics
  const followers = hiddenSubscriberCount ? null : (subscriberCount ?? null)
  return { followers, posts: videoCount, raw: { subscriberCount: followers, videoCount } }
}

/** A token that is dead already is given back. */
export async function disconnect(
  account: Account,
  { oauth }: YouTubeSettings,
  context: ConnectorContext,
): Promise<void> {
  const { refreshToken = '', token = '' } = account.credentials.fields
  const given = refreshToken || token
  const response = await context.http({
    method: 'POST',
    url: `${oauth}/revoke`,
    form: { token: given },
    secrets: [given],
  })
  const told = jsonOf(response) as { error?: unknown } | null
  if (told?.error !== 'invalid_token') assertAccepted(response, context.now())
}
