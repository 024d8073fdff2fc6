import {
  type Account,
  type Connect,
  type ConnectableAccount,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
  type OAuthRequest,
} from '../contract.ts'
import { callGraph } from '../meta/refusals.ts'
import {
  codeOf,
  endOf,
  LongToken,
  longTokenFor,
  renewToken,
  revokedWhereExpired,
  type TokenPlaces,
} from '../meta/tokens.ts'
import { capabilitiesOf } from './capabilities.ts'
import { type Me, missingOf, noneWhereRefused, quotaOf, scopes, whoAmI } from './check.ts'
import { type Access, accessOf, baseOf, meaningOf } from './client.ts'
import { readPages } from './pages.ts'
import type { InstagramSettings, Login } from './settings.ts'

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
  visit: Visit,
  settings: InstagramSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount[]> {
  const { token: long, granted } = await longTokenFor(visit, placesOf(settings), meaningOf, context)
  const base = baseOf('instagram', settings)
  const me = await whoAmI({ base, login: 'instagram', id: 'me', token: long.access_token }, context)
  const access: Access = { base, login: 'instagram', id: me.user_id, token: long.access_token }
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
  { user_id: id, username, name }: Me,
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
  const { personToken = '', clientId = '', clientSecret = '', pageId } = fields
  if (account.settings['login'] === 'facebook') {
    const person = await lengthen(personToken, { client_id: clientId, client_secret: clientSecret }, settings, context)
    const access = { ...accessOf(account, settings), token: person.access_token }
    const page = (await readPages(access, context)).find(({ id }) => id === pageId)
    if (!page) throw new ConnectorError({ code: 'credentials-revoked', detail: 'The page is no longer shared with us' })
    const expiresAt = settings.publishesAs === 'person' ? endOf(person, context) : null
    return { fields: { ...fields, token: page.token, personToken: person.access_token }, expiresAt }
  }
  return renewToken(account.credentials, placesOf(settings), meaningOf, context)
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

function placesOf({ instagramToken, instagramGraph }: InstagramSettings): TokenPlaces {
  return {
    code: `${instagramToken}/oauth/access_token`,
    exchange: `${instagramGraph}/access_token`,
    refresh: `${instagramGraph}/refresh_access_token`,
    prefix: 'ig',
  }
}
