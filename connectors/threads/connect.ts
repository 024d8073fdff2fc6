import { z } from 'zod'
import type {
  Account,
  Checkup,
  Connect,
  ConnectableAccount,
  ConnectorContext,
  Credentials,
  OAuthRequest,
} from '../contract.ts'
import { callGraph, GraphRefusal } from '../meta/refusals.ts'
import { endOf, longTokenFor, renewToken, type TokenPlaces } from '../meta/tokens.ts'
import type { Capabilities } from '../rules/capabilities.ts'
import { profiles } from '../rules/profiles.ts'
import { type Access, accessOf, accessWith, call, meaningOf } from './client.ts'
import type { ThreadsSettings } from './settings.ts'

/** What publishing, answers of our own, counting and taking down need. */
const scopes = [
  'threads_basic',
  'threads_content_publish',
  'threads_manage_replies',
  'threads_read_replies',
  'threads_manage_insights',
  'threads_delete',
] as const

const dayMs = 24 * 60 * 60_000

const Me = z.object({ id: z.string(), username: z.string(), name: z.string().default('') })
const Quota = z.object({
  data: z.tuple([z.object({ quota_usage: z.int().default(0), config: z.object({ quota_total: z.int() }).optional() })]),
})
const Debugged = z.object({ data: z.object({ scopes: z.array(z.string()).optional() }) })

export function createConnect(settings: ThreadsSettings): Extract<Connect, { kind: 'oauth' }> {
  return {
    kind: 'oauth',
    fields: [],
    authorizeUrl: ({ app, redirectUri, state }) => {
      const query = {
        client_id: app.clientId,
        redirect_uri: redirectUri,
        scope: scopes.join(','),
        response_type: 'code',
        state,
      }
      return `${settings.dialog}/oauth/authorize?${new URLSearchParams(query)}`
    },
    accounts: async (visit, context) => [await profileOf(visit, settings, context)],
  }
}

async function profileOf(
  visit: OAuthRequest & { readonly code: string },
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  const { token: long } = await longTokenFor(visit, placesOf(settings), meaningOf, context)
  const access = accessWith(long.access_token, settings)
  // The number in the token's answer may have lost digits on the way: the profile's own word counts.
  const params = { fields: 'id,username,name' }
  const { id, username, name } = await call(access, { method: 'GET', path: 'me', params, answer: Me }, context)
  const grantedAt = context.now()
  const fields = { token: long.access_token, grantedAt: grantedAt.toISOString() }
  return {
    remoteAccountId: id,
    name: name || username,
    handle: `@${username}`,
    url: `https://www.threads.net/@${username}`,
    settings: { username },
    credentials: withGrantEnd({ fields, expiresAt: endOf(long, context) }, settings),
    capabilities: await discover(access, settings, context),
    missingPermissions: await missingOf(access, settings, context),
  }
}

export async function refresh(
  account: Account,
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<Credentials> {
  return withGrantEnd(await renewToken(account.credentials, placesOf(settings), meaningOf, context), settings)
}

/** Nothing is renewed beyond the end of what the person granted. */
function withGrantEnd({ fields, expiresAt }: Credentials, { grantDays }: ThreadsSettings): Credentials {
  if (grantDays === null || expiresAt === null) return { fields, expiresAt }
  const grantEnd = Date.parse(fields['grantedAt'] ?? '') + grantDays * dayMs
  return { fields, expiresAt: new Date(Math.min(expiresAt.getTime(), grantEnd)) }
}

export async function check(account: Account, settings: ThreadsSettings, context: ConnectorContext): Promise<Checkup> {
  const access = accessOf(account, settings)
  await call(access, { method: 'GET', path: 'me', params: { fields: 'id,username' }, answer: Me }, context)
  const missingPermissions = await missingOf(access, settings, context)
  return { missingPermissions, quota: await quotaOf(access, context), notices: [] }
}

/** @returns null where the permission to publish is missing */
async function quotaOf(access: Access, context: ConnectorContext): Promise<Checkup['quota']> {
  const params = { fields: 'quota_usage,config' }
  try {
    const path = 'me/threads_publishing_limit'
    const { data } = await call(access, { method: 'GET', path, params, answer: Quota }, context)
    const max = data[0].config?.quota_total
    return max === undefined ? null : { left: Math.max(0, max - data[0].quota_usage), max, resetsAt: null }
  } catch (error) {
    if (error instanceof GraphRefusal && error.problem.code === 10) return null
    throw error
  }
}

/** Permissions the person did not give; none where the platform does not tell. */
async function missingOf(access: Access, settings: ThreadsSettings, context: ConnectorContext): Promise<string[]> {
  const url = `${settings.graph}/debug_token`
  const { token, tokenIn } = access
  const params = { input_token: token }
  const answer = Debugged
  try {
    const { data } = await callGraph(
      { method: 'GET', url, params, answer, token, tokenIn, secrets: [token] },
      meaningOf,
      context,
    )
    return data.scopes ? scopes.filter((scope) => !data.scopes?.includes(scope)) : []
  } catch (error) {
    if (error instanceof GraphRefusal && error.fault.code === 'rejected') return []
    throw error
  }
}

/** What a profile may post: the same for all but the number of posts in 24 hours. */
export async function discover(
  access: Access,
  settings: ThreadsSettings,
  context: ConnectorContext,
): Promise<Capabilities> {
  const known = profiles.threads
  const quota = await quotaOf(access, context)
  return {
    ...known,
    text: settings.countsBytes ? { ...known.text, maxBytes: known.text.max } : known.text,
    ...(quota && { limits: [{ of: 'account', max: quota.max, windowMs: dayMs }] }),
  }
}

function placesOf({ graph }: ThreadsSettings): TokenPlaces {
  return {
    code: `${graph}/oauth/access_token`,
    exchange: `${graph}/access_token`,
    refresh: `${graph}/refresh_access_token`,
    prefix: 'th',
  }
}
