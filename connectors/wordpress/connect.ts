import { z } from 'zod'
import { jsonOf, originOf } from '../answers.ts'
import { type Account, type ConnectableAccount, type ConnectorContext, ConnectorError } from '../contract.ts'
import type { Capabilities } from '../rules/capabilities.ts'
import { profiles } from '../rules/profiles.ts'
import { basic, call, type Site, siteOf } from './client.ts'

const Index = z.object({ name: z.string(), home: z.string(), namespaces: z.array(z.string()) })
const User = z.object({ id: z.int(), slug: z.string(), capabilities: z.record(z.string(), z.unknown()) })
const Terms = z.array(z.object({ id: z.int(), name: z.string() }))

/** What publishing needs of the account, in WordPress's own words. */
const needed = ['publish_posts', 'upload_files', 'edit_published_posts', 'delete_published_posts'] as const

/** @throws ConnectorError `credentials-revoked` when user and application password do not belong together */
export async function signIn(
  input: Readonly<Record<string, string>>,
  context: ConnectorContext,
): Promise<ConnectableAccount> {
  const { host = '', user = '', password = '' } = input
  const base = await discover(host, context)
  const site: Site = { base, authorization: basic(user, password) }
  const [index, me] = [
    await call(site, { method: 'GET', path: '', answer: Index }, context),
    await whoAmI(site, context),
  ]
  return {
    remoteAccountId: `${new URL(index.home).host}${new URL(index.home).pathname.replace(/\/$/, '')}#${me.id}`,
    name: index.name,
    handle: new URL(index.home).host,
    url: index.home,
    settings: { base },
    credentials: { fields: { user, password: password.replace(/\s/g, '') }, expiresAt: null },
    capabilities: await readCapabilities(site, context),
    missingPermissions: needed.filter((name) => me.capabilities[name] !== true),
  }
}

export async function checkAccount(account: Account, context: ConnectorContext): Promise<void> {
  const { capabilities } = await whoAmI(siteOf(account), context)
  const missing = needed.filter((name) => capabilities[name] !== true)
  if (missing.length > 0)
    throw new ConnectorError({ code: 'rejected', problem: 'permission', detail: missing.join(', ') })
}

/** The site's categories are what an officer may file a post under. */
export async function readCapabilities(site: Site, context: ConnectorContext): Promise<Capabilities> {
  const query = { per_page: '100', orderby: 'count', order: 'desc', _fields: 'id,name' }
  const terms = await call(site, { method: 'GET', path: 'wp/v2/categories', query, answer: Terms }, context)
  return {
    ...profiles.wordpress,
    categories: terms.map(({ id, name }) => ({ id: String(id), name: unescapeHtml(name) })),
  }
}

function whoAmI(site: Site, context: ConnectorContext) {
  const query = { context: 'edit', _fields: 'id,slug,capabilities' }
  return call(site, { method: 'GET', path: 'wp/v2/users/me', query, answer: User }, context)
}

/** The site says in a Link header where its API is; without one, both usual places are tried. */
async function discover(host: string, context: ConnectorContext): Promise<string> {
  const home = host.includes('://') ? `${originOf(host)}${new URL(host).pathname.replace(/\/$/, '')}` : originOf(host)
  const front = await context.http({ method: 'GET', url: `${home}/` })
  const [, linked] = /<([^>]+)>;\s*rel="https:\/\/api\.w\.org\/"/.exec(front.headers['link'] ?? '') ?? []
  const places = [
    ...(linked && new URL(linked).origin === new URL(home).origin ? [linked] : []),
    `${home}/wp-json/`,
    `${home}/?rest_route=/`,
  ]
  for (const place of places) {
    const answer = await context.http({ method: 'GET', url: place })
    const index = Index.safeParse(jsonOf(answer))
    if (index.success && index.data.namespaces.includes('wp/v2')) return place
  }
  throw new ConnectorError({ code: 'rejected', problem: 'not-found', detail: `${home} has no WordPress API` })
}

/** Names come as HTML text (`Tin &amp; ảnh`). */
function unescapeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#039': "'" }
  return text.replace(/&(#?\w+);/g, (whole, name: string) => named[name] ?? whole)
}
