import { z } from 'zod'
import { allWell, jsonOf, originOf } from '../answers.ts'
import {
  type Account,
  type Checkup,
  type ConnectableAccount,
  type ConnectorContext,
  ConnectorError,
} from '../contract.ts'
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
  const { site, me } = await enter(await placesOf(host, context), basic(user, password), context)
  const index = await call(site, { method: 'GET', path: '', answer: Index }, context)
  return {
    remoteAccountId: `${new URL(index.home).host}${new URL(index.home).pathname.replace(/\/$/, '')}#${me.id}`,
    name: unescapeHtml(index.name),
    handle: new URL(index.home).host,
    url: index.home,
    settings: { base: site.base },
    credentials: { fields: { user, password: password.replace(/\s/g, '') }, expiresAt: null },
    capabilities: await readCapabilities(site, context),
    missingPermissions: needed.filter((name) => me.capabilities[name] !== true),
  }
}

/** Ends the application password at the site, as its owner could do in the profile there. */
export async function endPassword(account: Account, context: ConnectorContext): Promise<void> {
  const site = siteOf(account)
  const own = 'wp/v2/users/me/application-passwords'
  const { uuid } = await call(
    site,
    { method: 'GET', path: `${own}/introspect`, answer: z.object({ uuid: z.string() }) },
    context,
  )
  await call(site, { method: 'DELETE', path: `${own}/${uuid}`, answer: z.unknown() }, context)
}

export async function checkAccount(account: Account, context: ConnectorContext): Promise<Checkup> {
  const { capabilities } = await whoAmI(siteOf(account), context)
  return { ...allWell, missingPermissions: needed.filter((name) => capabilities[name] !== true) }
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

/**
 * Signs in at the first place that knows the person: a host that only leads to another one drops who we are. What a
 * site says of another address is asked only then, since behind a proxy it may name one that leads nowhere.
 */
async function enter(
  places: readonly (readonly string[])[],
  authorization: string,
  context: ConnectorContext,
): Promise<{ site: Site; me: z.infer<typeof User> }> {
  let refused: ConnectorError | null = null
  for (const bases of places) {
    const base = await firstApi(bases, context)
    if (base === null) continue
    const site = { base, authorization }
    try {
      return { site, me: await whoAmI(site, context) }
    } catch (error) {
      if (!(error instanceof ConnectorError && error.fault.code === 'credentials-revoked')) throw error
      refused ??= error
    }
  }
  throw refused ?? new ConnectorError({ code: 'rejected', problem: 'not-found', detail: 'There is no WordPress API' })
}

/**
 * Where the site's API may be: on the host that was typed, and where a Link header of its front page names another one
 * (`city.vn` leads to `www.city.vn`). Without such a header both usual places are tried.
 */
async function placesOf(host: string, context: ConnectorContext): Promise<readonly (readonly string[])[]> {
  const home = host.includes('://') ? addressAt(host).replace(/\/$/, '') : originOf(host)
  const front = await context.http({ method: 'GET', url: `${home}/` })
  const [, link = ''] = /<([^>]+)>;\s*rel="https:\/\/api\.w\.org\/"/.exec(front.headers['link'] ?? '') ?? []
  const named = URL.canParse(link) ? [addressAt(link)] : []
  const isHere = (place: string) => new URL(place).origin === new URL(home).origin
  return [
    [...named.filter(isHere), `${home}/wp-json/`, `${home}/?rest_route=/`],
    named.filter((place) => !isHere(place)),
  ]
}

/** Behind a proxy that ends TLS a site may name itself without it; credentials go there only with it. */
function addressAt(address: string): string {
  const { pathname, search } = new URL(address)
  return `${originOf(address)}${pathname}${search}`
}

async function firstApi(places: readonly string[], context: ConnectorContext): Promise<string | null> {
  for (const place of places) {
    const answer = await context.http({ method: 'GET', url: place })
    const index = Index.safeParse(jsonOf(answer))
    if (index.success && index.data.namespaces.includes('wp/v2')) return place
  }
  return null
}

/** Names come as HTML text (`Tin &amp; ảnh`). */
function unescapeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#039': "'" }
  return text.replace(/&(#?\w+);/g, (whole, name: string) => named[name] ?? whole)
}
