import { z } from 'zod'
import {
  type Account,
  type Checkup,
  type Connect,
  type ConnectableAccount,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
  type OAuthRequest,
} from '../contract.ts'
import { callGraph, GraphRefusal } from '../meta/refusals.ts'
import { capabilitiesOf } from './capabilities.ts'
import { type Access, accessOf, baseOf, call, meaningOf } from './client.ts'
import { readPages } from './pages.ts'
import type { InstagramSettings, Login } from './settings.ts'

/** What publishing, first comments and counting need. */
export const scopes = {
  instagram: [
    'instagram_business_basic',
    'instagram_business_content_publish',
    'instagram_business_manage_comments',
    'instagram_business_manage_insights',
  ],
  facebook: [
    'instagram_basic',
    'instagram_content_publish',
    'instagram_manage_comments',
    'instagram_manage_insights',
    'instagram_manage_contents',
    'pages_show_list',
    'pages_read_engagement',
    'business_management',
  ],
} as const satisfies Record<Login, readonly string[]>

const ShortToken = z.object({
  access_token: z.string(),
  permissions: z.union([z.string(), z.array(z.string())]).optional(),
})
/** Framed or not: both are documented. */
const ShortAnswer = z.union([z.object({ data: z.tuple([ShortToken]) }).transform(({ data }) => data[0]), ShortToken])
/** Seconds; some answers of the Facebook login leave them out for tokens without an end. */
const LongToken = z.object({ access_token: z.string(), expires_in: z.number().positive().optional() })
const Me = z.object({
  user_id: z.string(),
  username: z.string(),
  name: z.string().default(''),
  account_type: z.string().default('BUSINESS'),
})
const Permissions = z.object({ data: z.array(z.object({ permission: z.string(), status: z.string() })) })
const Quota = z.object({
  data: z.tuple([z.object({ quota_usage: z.int().default(0), config: z.object({ quota_total: z.int() }).optional() })]),
})
const Anything = z.unknown()

type Visit = OAuthRequest & { readonly code: string }

export function createConnect(settings: InstagramSettings): Extract<Connect, { kind: 'oauth' }> {
  return {
    kind: 'oauth',
    fields: [],
    authorizeUrl: ({ app, redirectUri, state }) => {
      const login = loginOf(app.host, settings)
      const page =
        login === 'facebook'
          ? `${settings.facebookDialog}/${settings.version}/dialog/oauth`
          : `${settings.instagramDialog}/oauth/authorize`
      const query = {
        client_id: app.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: scopes[login].join(','),
        state,
      }
      return `${page}?${new URLSearchParams(query)}`
    },
    accounts: (visit, context) =>
      loginOf(visit.app.host, settings) === 'facebook'
        ? accountsOfPerson(visit, settings, context)
        : accountItself(visit, settings, context),
  }
}

function loginOf(host: string, { login, instagramGraph, facebookGraph }: InstagramSettings): Login {
  const isNamed = (url: string) => host === url || host === new URL(url).host
  return isNamed(facebookGraph) ? 'facebook' : isNamed(instagramGraph) ? 'instagram' : login
}

async function accountItself(
  { app, redirectUri, code }: Visit,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount[]> {
  const { clientId, clientSecret } = app
  const params = {
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    code: codeOf(code),
  }
  const url = `${settings.instagramToken}/oauth/access_token`
  const secrets = [clientSecret, params.code]
  const short = await callGraph(
    { method: 'POST', url, params, answer: ShortAnswer, token: null, secrets },
    meaningOf,
    context,
  )
  const exchange = { grant_type: 'ig_exchange_token', client_secret: clientSecret }
  const long = await tokenAt(`${settings.instagramGraph}/access_token`, exchange, short.access_token, context)
  const base = baseOf('instagram', settings)
  const me = await whoAmI({ base, login: 'instagram', id: 'me', token: long.access_token }, context)
  const access: Access = { base, login: 'instagram', id: me.user_id, token: long.access_token }
  const granted = short.permissions === undefined ? null : namesIn(short.permissions)
  const missing = granted ? scopes.instagram.filter((scope) => !granted.includes(scope)) : []
  return [await describe(me, access, missing, { token: long.access_token }, endOf(long, context), settings, context)]
}

async function accountsOfPerson(
  { app, redirectUri, code }: Visit,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount[]> {
  const { clientId, clientSecret } = app
  const url = `${baseOf('facebook', settings)}/oauth/access_token`
  const ours = { client_id: clientId, client_secret: clientSecret }
  const params = { ...ours, redirect_uri: redirectUri, code: codeOf(code) }
  const short = await callGraph(
    { method: 'GET', url, params, answer: LongToken, token: null, secrets: [clientSecret, params.code] },
    meaningOf,
    context,
  )
  const person = await lengthen(short.access_token, ours, settings, context)
  const access: Access = { base: baseOf('facebook', settings), login: 'facebook', id: 'me', token: person.access_token }
  const missing = await missingOf(access, context)
  const found: ConnectableAccount[] = []
  for (const page of await readPages(access, context)) {
    const { id, username, name } = page.account
    const fields = {
      token: page.token,
      personToken: person.access_token,
      pageId: page.id,
      clientId,
      clientSecret,
    }
    const lacking = [...missing, ...(page.mayPublish ? [] : ['CREATE_CONTENT'])]
    const end = settings.publishesAs === 'person' ? endOf(person, context) : null
    const own: Access = { ...access, id, token: settings.publishesAs === 'person' ? person.access_token : page.token }
    const me = { user_id: id, username, name, account_type: 'BUSINESS' }
    found.push(await describe(me, own, lacking, fields, end, settings, context))
  }
  return found
}

async function describe(
  { user_id: id, username, name }: z.infer<typeof Me>,
  access: Access,
  missingPermissions: readonly string[],
  fields: Readonly<Record<string, string>>,
  expiresAt: Date | null,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  // Without the permission to publish nobody tells how much may be published.
  const quota = await quotaOf(access, context).catch(noneWhereRefused)
  return {
    remoteAccountId: id,
    name: name || username,
    handle: `@${username}`,
    url: `https://www.instagram.com/${username}/`,
    settings: { login: access.login },
    credentials: { fields, expiresAt },
    capabilities: capabilitiesOf(access.login, quota?.max ?? null, settings),
    missingPermissions,
  }
}

/** New credentials: 60 more days for a token that is at least a day old; a younger one is kept as it is. */
export async function refresh(
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<Credentials> {
  const { fields } = account.credentials
  const { token = '', personToken = '', clientId = '', clientSecret = '', pageId } = fields
  if (account.settings['login'] === 'facebook') {
    const person = await lengthen(personToken, { client_id: clientId, client_secret: clientSecret }, settings, context)
    const access = { ...accessOf(account, settings), token: person.access_token }
    const page = (await readPages(access, context)).find(({ id }) => id === pageId)
    if (!page) throw new ConnectorError({ code: 'credentials-revoked', detail: 'The page is no longer shared with us' })
    const expiresAt = settings.publishesAs === 'person' ? endOf(person, context) : null
    return { fields: { ...fields, token: page.token, personToken: person.access_token }, expiresAt }
  }
  const url = `${settings.instagramGraph}/refresh_access_token`
  try {
    const long = await tokenAt(url, { grant_type: 'ig_refresh_token' }, token, context)
    return { fields: { ...fields, token: long.access_token }, expiresAt: endOf(long, context) }
  } catch (error) {
    const isYoung = error instanceof GraphRefusal && error.fault.code === 'rejected'
    if (isYoung) return account.credentials
    throw revokedWhereExpired(error)
  }
}

/** A token that has ended cannot be renewed any more. */
function revokedWhereExpired(error: unknown): unknown {
  const isExpired = error instanceof ConnectorError && error.fault.code === 'credentials-expired'
  return isExpired
    ? new ConnectorError({ code: 'credentials-revoked', detail: 'The access has ended' }, { cause: error })
    : error
}

export async function check(
  account: Account,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<Checkup> {
  const access = accessOf(account, settings)
  if (access.login === 'facebook') return checkByPage(account, access, context)
  const me = await whoAmI(access, context)
  const quota = await quotaOf(access, context).catch(noneWhereRefused)
  const counts = await call(
    access,
    { method: 'GET', path: `${access.id}/insights`, params: { metric: 'reach', period: 'day' }, answer: Anything },
    context,
  ).catch(noneWhereRefused)
  const [, publishing, , insights] = scopes.instagram
  const isPersonal = me.account_type === 'PERSONAL'
  return {
    missingPermissions: [...(quota === null ? [publishing] : []), ...(counts === null ? [insights] : [])],
    quota,
    notices: isPersonal ? ['not-professional'] : [],
  }
}

/** The page's token publishes without an end; the person's, for taking down, may have ended meanwhile. */
async function checkByPage(account: Account, access: Access, context: ConnectorContext): Promise<Checkup> {
  const quota = await quotaOf(access, context).catch(noneWhereRefused)
  const [, publishing] = scopes.facebook
  const lacking = quota === null ? [publishing] : []
  try {
    const person = { ...access, token: account.credentials.fields['personToken'] ?? '' }
    const missing = await missingOf(person, context)
    return { missingPermissions: [...new Set([...lacking, ...missing])], quota, notices: [] }
  } catch (error) {
    if (!(error instanceof GraphRefusal) || !error.fault.code.startsWith('credentials-')) throw error
    return { missingPermissions: lacking, quota, notices: ['person-signed-out'] }
  }
}

export async function quotaOf(
  access: Access,
  context: ConnectorContext,
): Promise<NonNullable<Checkup['quota']> | null> {
  const params = { fields: 'quota_usage,config' }
  const path = `${access.id}/content_publishing_limit`
  const { data } = await call(access, { method: 'GET', path, params, answer: Quota }, context)
  const max = data[0].config?.quota_total
  return max === undefined ? null : { left: Math.max(0, max - data[0].quota_usage), max, resetsAt: null }
}

function whoAmI(access: Access, context: ConnectorContext) {
  const params = { fields: 'user_id,username,name,account_type' }
  return call(access, { method: 'GET', path: 'me', params, answer: Me }, context)
}

async function missingOf(access: Access, context: ConnectorContext): Promise<string[]> {
  const { data } = await call(access, { method: 'GET', path: 'me/permissions', answer: Permissions }, context)
  const granted = new Set(data.filter(({ status }) => status === 'granted').map(({ permission }) => permission))
  return scopes.facebook.filter((scope) => !granted.has(scope))
}

function lengthen(
  token: string,
  ours: { readonly client_id: string; readonly client_secret: string },
  settings: InstagramSettings,
  context: ConnectorContext,
) {
  const params = { grant_type: 'fb_exchange_token', ...ours, fb_exchange_token: token }
  const url = `${baseOf('facebook', settings)}/oauth/access_token`
  const secrets = [ours.client_secret, token]
  return callGraph({ method: 'GET', url, params, answer: LongToken, token: null, secrets }, meaningOf, context).catch(
    (error: unknown) => {
      throw revokedWhereExpired(error)
    },
  )
}

function tokenAt(url: string, params: Readonly<Record<string, string>>, token: string, context: ConnectorContext) {
  const secrets = params['client_secret'] === undefined ? [] : [params['client_secret']]
  return callGraph(
    { method: 'GET', url, params, answer: LongToken, token, tokenIn: 'parameter', secrets },
    meaningOf,
    context,
  )
}

const endOf = ({ expires_in: seconds }: z.infer<typeof LongToken>, { now }: ConnectorContext) =>
  seconds === undefined ? null : new Date(now().getTime() + seconds * 1000)

/** A permission that was not given is no failure of the rest. */
function noneWhereRefused(error: unknown): null {
  const isPermission = error instanceof GraphRefusal && [10, 200].includes(error.problem.code ?? 0)
  if (isPermission) return null
  throw error
}

const namesIn = (permissions: string | readonly string[]) =>
  typeof permissions === 'string' ? permissions.split(/[\s,]+/) : permissions

/** The platform ends its return address with `#_`. */
const codeOf = (code: string) => code.replace(/#_$/, '')
