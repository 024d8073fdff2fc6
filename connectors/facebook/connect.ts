import { z } from 'zod'
import {
  type Account,
  type Checkup,
  type Connect,
  type ConnectableAccount,
  type ConnectorContext,
  ConnectorError,
  type OAuthRequest,
} from '../contract.ts'
import { callGraph, GraphRefusal } from '../meta/refusals.ts'
import { profiles } from '../rules/profiles.ts'
import { type Access, accessOf, call, meaningOf, proofOf } from './client.ts'
import type { FacebookSettings } from './settings.ts'

/** The least that publishing, the first comment and counting need. */
const scopes = [
  'pages_show_list',
  'pages_manage_posts',
  'pages_read_engagement',
  'pages_manage_engagement',
  'read_insights',
  'business_management',
] as const
/** Without these nothing works; the others cost comments, figures, or pages held by a business. */
const tasks = ['CREATE_CONTENT', 'MODERATE', 'ANALYZE'] as const

const Token = z.object({ access_token: z.string() })
const Granted = z.object({ data: z.array(z.object({ permission: z.string(), status: z.string() })) })
const Page = z.object({
  id: z.string(),
  name: z.string(),
  username: z.string().optional(),
  link: z.string().optional(),
  access_token: z.string().optional(),
  tasks: z.array(z.string()).default([]),
})
type Page = z.infer<typeof Page>
const Pages = z.object({
  data: z.array(Page),
  paging: z
    .object({ cursors: z.object({ after: z.string() }), next: z.string() })
    .optional()
    .catch(undefined),
})
const Businesses = z.object({ data: z.array(z.object({ id: z.string() })) })
const Debugged = z.object({
  data: z.object({
    is_valid: z.boolean(),
    scopes: z.array(z.string()).default([]),
    /** Seconds; 0 has no end. */
    data_access_expires_at: z.number().default(0),
  }),
})

const mostPages = 20
/** Before the person has to show up again, or the application sees nothing more. */
const dataAccessWarningMs = 7 * 24 * 60 * 60_000

export function createConnect(settings: FacebookSettings): Extract<Connect, { kind: 'oauth' }> {
  return {
    kind: 'oauth',
    fields: [],
    authorizeUrl: ({ app, redirectUri, state }) => {
      const query = {
        client_id: app.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: scopes.join(','),
        state,
      }
      return `${settings.dialog}/${settings.version}/dialog/oauth?${new URLSearchParams(query)}`
    },
    accounts: (visit, context) => pagesOf(visit, settings, context),
  }
}

/** Every page the person was let on, with a token of its own that has no end. */
async function pagesOf(
  { app, redirectUri, code }: OAuthRequest & { readonly code: string },
  settings: FacebookSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount[]> {
  const { clientId, clientSecret } = app
  const application = { client_id: clientId, client_secret: clientSecret }
  const exchange = async (params: Readonly<Record<string, string>>) => {
    const url = `${settings.graph}/${settings.version}/oauth/access_token`
    const secrets = [clientSecret, ...Object.values(params)]
    const given = { method: 'GET' as const, url, params: { ...application, ...params }, token: null, secrets }
    return (await callGraph({ ...given, answer: Token }, meaningOf, context)).access_token
  }
  const short = await exchange({ redirect_uri: redirectUri, code })
  // A page's token lives as long as the person's it was taken with: the long one makes it endless.
  const long = await exchange({ grant_type: 'fb_exchange_token', fb_exchange_token: short })
  const person = accessOf(
    { ...nobody, credentials: { fields: { token: long, clientSecret }, expiresAt: null } },
    settings,
  )
  const { data } = await call(person, { method: 'GET', path: 'me/permissions', answer: Granted }, context)
  const granted = new Set(data.filter(({ status }) => status === 'granted').map(({ permission }) => permission))
  const refused = scopes.filter((scope) => !granted.has(scope))
  const pages = await readPages(person, context)
  return pages.flatMap(({ id, name, username, link, access_token: token, tasks: allowed }) =>
    token === undefined
      ? []
      : {
          remoteAccountId: id,
          name,
          handle: username ? `@${username}` : '',
          url: link ?? `https://www.facebook.com/${id}`,
          settings: {},
          credentials: { fields: { token, clientId, clientSecret }, expiresAt: null },
          capabilities: profiles.facebook,
          missingPermissions: [...refused, ...tasks.filter((task) => !may(allowed, task))],
        },
  )
}

const nobody: Account = {
  remoteAccountId: '',
  settings: {},
  credentials: { fields: {}, expiresAt: null },
  capabilities: profiles.facebook,
}

const may = (allowed: readonly string[], task: string) => allowed.includes(task) || allowed.includes('MANAGE')

/** Pages the person was let on, and those that came to them through a business: each once. */
async function readPages(person: Access, context: ConnectorContext): Promise<Page[]> {
  const found = await pagesAt('me/accounts', person, context)
  for (const { id } of await businesses(person, context))
    for (const kind of ['owned_pages', 'client_pages']) found.push(...(await pagesAt(`${id}/${kind}`, person, context)))
  return [...new Map(found.toReversed().map((page) => [page.id, page])).values()].toReversed()
}

async function pagesAt(path: string, person: Access, context: ConnectorContext): Promise<Page[]> {
  const pages: Page[] = []
  let after: string | undefined
  for (let turn = 0; turn < mostPages; turn += 1) {
    const params = { fields: 'id,name,username,link,access_token,tasks', limit: '100', ...(after && { after }) }
    const { data, paging } = await call(person, { method: 'GET', path, params, answer: Pages }, context)
    pages.push(...data)
    after = paging?.cursors.after
    if (after === undefined) break
  }
  return pages
}

/** Who did not let us see their businesses has none for us. */
async function businesses(person: Access, context: ConnectorContext): Promise<readonly { readonly id: string }[]> {
  try {
    return (await call(person, { method: 'GET', path: 'me/businesses', answer: Businesses }, context)).data
  } catch (error) {
    if (error instanceof GraphRefusal && [10, 100, 200].includes(error.problem.code ?? 0)) return []
    throw error
  }
}

/** Asks the application what its token for the page is still good for. */
export async function check(account: Account, settings: FacebookSettings, context: ConnectorContext): Promise<Checkup> {
  const { token = '', clientId = '', clientSecret = '' } = account.credentials.fields
  const application = `${clientId}|${clientSecret}`
  const { data } = await callGraph(
    {
      method: 'GET',
      url: `${settings.graph}/${settings.version}/debug_token`,
      params: { input_token: token, ...proofOf(application, clientSecret) },
      answer: Debugged,
      token: application,
      secrets: [token, clientSecret],
    },
    meaningOf,
    context,
  )
  if (!data.is_valid) throw new ConnectorError({ code: 'credentials-revoked' })
  const endsAt = data.data_access_expires_at * 1000
  const isEnding = endsAt > 0 && endsAt - context.now().getTime() < dataAccessWarningMs
  return {
    missingPermissions: scopes.filter((scope) => !data.scopes.includes(scope)),
    quota: null,
    notices: isEnding ? ['data-access-ending'] : [],
  }
}
