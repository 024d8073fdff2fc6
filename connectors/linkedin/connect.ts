import {
  type Account,
  type Checkup,
  type Connect,
  type ConnectableAccount,
  type ConnectorContext,
  ConnectorError,
  type OAuthRequest,
} from '../contract.ts'
import { profiles } from '../rules/profiles.ts'
import { type Access, accessOf } from './client.ts'
import { forThisItem, isVersionEnded, toldIn } from './faults.ts'
import { missingRole, type Page, pagesOfPerson, readPage, readsFigures } from './pages.ts'
import type { LinkedInSettings } from './settings.ts'
import { askToken, credentialsOf, type Token } from './tokens.ts'

/** One visit, and every page on which the person has a role. LinkedIn offers web applications no PKCE. */
export function createConnect(settings: LinkedInSettings): Connect {
  return {
    kind: 'oauth',
    fields: [],
    authorizeUrl: ({ app, redirectUri, state }) => {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: app.clientId,
        redirect_uri: redirectUri,
        state,
        scope: settings.scopes.join(' '),
      })
      return `${settings.wwwRoot}/oauth/v2/authorization?${query.toString().replaceAll('+', '%20')}`
    },
    accounts: (request, context) => accountsOf(request, settings, context),
  }
}

async function accountsOf(
  { app, redirectUri, code }: OAuthRequest & { readonly code: string },
  settings: LinkedInSettings,
  context: ConnectorContext,
): Promise<ConnectableAccount[]> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: app.clientId,
    client_secret: app.clientSecret,
  }
  const token = await askToken(form, settings, context, 'rejected')
  const missing = missingScopes(token.scope, settings)
  // Without it nobody tells which pages there are.
  const needed = missing.find((scope) => scope.endsWith('_organization_admin'))
  if (needed) throw new ConnectorError({ code: 'rejected', problem: 'permission', detail: needed })
  const access: Access = { settings, token: token.access_token, organization: '' }
  const pages = await forThisItem(() => pagesOfPerson(access, context))
  const accounts: ConnectableAccount[] = []
  for (const page of pages) {
    const named = await readPage(page.urn, access, context)
    accounts.push(accountOf(page, named, { token, app, missing, pages: pages.length }, settings, context.now()))
  }
  return accounts
}

function accountOf(
  { urn, roles }: Page,
  { localizedName, vanityName }: Awaited<ReturnType<typeof readPage>>,
  given: {
    readonly token: Token
    readonly app: OAuthRequest['app']
    readonly missing: readonly string[]
    readonly pages: number
  },
  settings: LinkedInSettings,
  now: Date,
): ConnectableAccount {
  const name = vanityName || urn.slice('urn:li:organization:'.length)
  return {
    remoteAccountId: urn,
    name: localizedName || name,
    handle: name,
    url: `${settings.wwwRoot}/company/${encodeURIComponent(name)}`,
    settings: {},
    credentials: credentialsOf(given.token, given.app, given.pages, now),
    capabilities: profiles.linkedin,
    missingPermissions: [...given.missing, ...missingRole(roles)],
  }
}

const dayMs = 86_400_000
/** How long before access ends for good people are told: time to find the person who can let the application in again. */
const warnOfGrantMs = 15 * dayMs
const warnOfVersionMs = 60 * dayMs

/** Asks which roles the person has on the page now; LinkedIn tells no allowance that is left. */
export async function check(account: Account, settings: LinkedInSettings, context: ConnectorContext): Promise<Checkup> {
  const { fields, expiresAt } = account.credentials
  const now = context.now().getTime()
  const grantEndsAt = fields['refreshEndsAt'] ? Date.parse(fields['refreshEndsAt']) : expiresAt?.getTime()
  const missing = missingScopes(fields['scopes'] ?? '', settings)
  const soon = [
    ...(grantEndsAt !== undefined && grantEndsAt - now < warnOfGrantMs ? ['grant-ends-soon'] : []),
    ...(versionEndsAt(settings) - now < warnOfVersionMs ? ['version-ends-soon'] : []),
  ]
  try {
    const pages = await pagesOfPerson(accessOf(account, settings), context)
    const roles = pages.find(({ urn }) => urn === account.remoteAccountId)?.roles ?? []
    return {
      missingPermissions: [...missing, ...missingRole(roles)],
      quota: null,
      notices: [...soon, ...(readsFigures(roles) ? [] : ['no-figures'])],
    }
  } catch (error) {
    const told = toldIn(error)
    if (told && isVersionEnded(told)) return { missingPermissions: missing, quota: null, notices: ['version-ended'] }
    throw error
  }
}

/** The middle of the same month a year later: 202510 ended on 15 October 2026. */
function versionEndsAt({ version }: LinkedInSettings): number {
  return Date.UTC(Number(version.slice(0, 4)) + 1, Number(version.slice(4)) - 1, 15)
}

/** LinkedIn lists what it granted with commas or blanks; where it tells nothing, what was asked. */
function missingScopes(granted: string, { scopes }: LinkedInSettings): string[] {
  const given = new Set(granted.split(/[\s,]+/).filter(Boolean))
  return given.size === 0 ? [] : scopes.filter((scope) => !given.has(scope))
}
