import type { Request, RequestHandler } from 'express'
import { denied, type Grant, organizationUrn, refusal, type World, wrongInput } from './world.ts'

/** Roles by what they let a person do on a page. */
const roles = {
  post: ['ADMINISTRATOR', 'CONTENT_ADMINISTRATOR', 'CONTENT_ADMIN'],
  figures: ['ADMINISTRATOR'],
}

/** Version, protocol, token and the day's allowance: before anything under `/rest` is looked at. */
export function guardRest(world: World): RequestHandler {
  const calls = new Map<string, number>()
  return (req, _res, next) => {
    if (!req.path.startsWith('/rest/')) return next()
    assertVersion(req, world)
    grantOf(req, world)
    const day = world.now().toISOString().slice(0, 10)
    for (const [who, most] of Object.entries(world.dayLimits)) {
      const spent = (calls.get(`${day} ${who}`) ?? 0) + 1
      calls.set(`${day} ${who}`, spent)
      const name = who === 'app' ? 'APPLICATION' : 'MEMBER'
      const message = `Resource level throttle ${name} DAY limit for calls to this resource is reached.`
      if (spent > most) throw refusal(429, 'TOO_MANY_REQUESTS', message, 101)
    }
    next()
  }
}

function assertVersion(req: Request, { activeVersions }: World): void {
  const version = req.get('linkedin-version')
  if (!version) throw refusal(400, 'VERSION_MISSING', 'A version must be present.')
  if (!activeVersions.includes(version))
    throw refusal(426, 'NONEXISTENT_VERSION', `Requested version ${version}01 is not active`)
  if (req.get('x-restli-protocol-version') !== '2.0.0')
    throw refusal(400, 'ILLEGAL_ARGUMENT', 'X-RestLi-Protocol-Version has to be 2.0.0')
}

/** @throws Refusal when the token opens nothing */
export function grantOf(req: Request, world: World): Grant {
  const token = /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1]
  if (!token) throw refusal(401, 'EMPTY_ACCESS_TOKEN', 'Empty oauth2 access token')
  const known = world.accessTokens.get(token)
  if (!known) throw refusal(401, 'INVALID_ACCESS_TOKEN', 'Invalid access token', 65_600)
  if (known.grant.state !== 'active')
    throw refusal(401, 'REVOKED_ACCESS_TOKEN', 'The token used in the request has been revoked by the user', 65_601)
  if (known.endsAt <= world.now())
    throw refusal(401, 'EXPIRED_ACCESS_TOKEN', 'The token used in the request has expired', 65_602)
  return known.grant
}

/** @param scopes any of them opens it @throws Refusal */
export function assertScope(req: Request, world: World, ...scopes: readonly string[]): void {
  const grant = grantOf(req, world)
  if (!scopes.some((scope) => grant.scopes.includes(scope))) throw denied(`${req.method} ${req.path.slice(5)}`)
}

/** @throws Refusal when the person has no role on the page that lets them */
export function assertRole(req: Request, urn: unknown, may: keyof typeof roles, { organizations }: World): void {
  const page = organizations.find((organization) => organizationUrn(organization) === urn)
  if (page?.roleState !== 'APPROVED' || !roles[may].includes(page.role))
    throw denied(`${req.method} ${req.path.slice(5)}`)
}

/** What a JSON body holds. @throws Refusal when it is none */
export function jsonBody(req: Request): Readonly<Record<string, unknown>> {
  if (!req.is('application/json') || !isRecord(req.body))
    throw refusal(400, 'ILLEGAL_ARGUMENT', 'The request body has to be JSON')
  return req.body
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @throws Refusal for a field that there is not: such bodies are read strictly */
export function assertKnown(given: Readonly<Record<string, unknown>>, known: readonly string[], at = ''): void {
  const wrong = Object.keys(given).find((name) => !known.includes(name))
  if (wrong !== undefined)
    throw wrongInput('INVALID_VALUE_FOR_FIELD', `${at}${wrong}`, 'unrecognized field found but not allowed', 422)
}

/** A value of the query as it was written, without decoding. */
export function rawQuery(req: Request, name: string): string | null {
  const pairs = (req.originalUrl.split('?')[1] ?? '').split('&')
  const found = pairs.find((pair) => pair.startsWith(`${name}=`))
  return found === undefined ? null : found.slice(name.length + 1)
}

/** The names in `List(a,b)`: its brackets and commas as they are, everything inside encoded. @throws Refusal */
export function listIn(req: Request, name: string, { switches }: World): string[] {
  const raw = rawQuery(req, name)
  if (raw === null) return []
  const given = switches.strictLists ? raw : raw.replace(/%28/g, '(').replace(/%29/g, ')').replace(/%2C/g, ',')
  const inside = /^List\(([^()]*)\)$/.exec(given)?.[1]
  if (inside === undefined || inside.includes(':'))
    throw refusal(400, 'ILLEGAL_ARGUMENT', `Invalid query parameter ${name}: not an encoded list`)
  return inside === '' ? [] : inside.split(',').map(decodeURIComponent)
}

/** The URN in a path, which has to be encoded there. @throws Refusal */
export function urnIn(req: Request, name = 'urn'): string {
  if (/\/urn:/.test(req.path)) throw refusal(400, 'ILLEGAL_ARGUMENT', 'Syntax exception in path variables')
  return String(req.params[name])
}

export function pageIn(req: Request, most: number): { readonly start: number; readonly count: number } {
  const start = Number(req.query['start'] ?? 0)
  const count = Number(req.query['count'] ?? 10)
  if (!(start >= 0 && count >= 1 && count <= most)) throw refusal(400, 'ILLEGAL_ARGUMENT', 'Invalid paging parameters')
  return { start, count }
}
