import { createHmac } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { paramsOf, refusal } from '../meta/graph.ts'
import type { Token, World } from './world.ts'

export const knownScopes = [
  'pages_show_list',
  'pages_manage_posts',
  'pages_read_engagement',
  'pages_manage_engagement',
  'pages_read_user_content',
  'read_insights',
  'business_management',
] as const
export type Scope = (typeof knownScopes)[number]

/** The token of a request: in the address, the body, or the authorization header. */
export function tokenOf(req: Request): string {
  const [, inHeader] = /^(?:Bearer|OAuth) (.+)$/.exec(req.get('authorization') ?? '') ?? []
  return paramsOf(req)['access_token'] ?? inHeader ?? ''
}

/** @throws Refusal 190 */
export function liveToken(value: string, { tokens, now }: World): Token {
  const token = tokens.get(value)
  if (!token) throw refusal({ code: 190, message: 'Invalid OAuth access token - Cannot parse access token' })
  if (token.endedBy !== null) throw refusal({ code: 190, subcode: token.endedBy, message: 'The access was ended' })
  if (token.expiresAt && token.expiresAt <= now())
    throw refusal({ code: 190, subcode: 463, message: 'Session has expired' })
  return token
}

/** @throws Refusal 190 for a token that is no good, 200 for a person's where a page's is needed or a missing permission */
export function authorizePage(req: Request, world: World, scope: Scope, proof?: string): Token {
  const value = tokenOf(req)
  const token = liveToken(value, world)
  if (token.kind !== 'page') throw refusal({ code: 200, message: 'A page access token is required', status: 403 })
  if (!token.scopes.includes(scope)) throw refusal({ code: 200, message: `Requires ${scope}`, status: 403 })
  const expected = createHmac('sha256', world.app.secret).update(value).digest('hex')
  const given = proof ?? paramsOf(req)['appsecret_proof']
  if (given === undefined ? world.quirks.needsProof : given !== expected)
    throw refusal({ code: 100, message: 'Invalid appsecret_proof provided in the API argument' })
  return token
}

/** Bytes travel with the token alone. @throws Refusal as `authorizePage` */
export function authorizeUpload(req: Request, world: World): void {
  const { kind, scopes } = liveToken(tokenOf(req), world)
  if (kind !== 'page' || !scopes.includes('pages_manage_posts'))
    throw refusal({ code: 200, message: 'Requires pages_manage_posts', status: 403 })
}

/** Counts calls and says in percent how much is used; beyond, the page has to rest. */
export function limitCalls({ limits, now, page }: World): RequestHandler {
  let window = 0
  let calls = 0
  return (req, res, next) => {
    if (!req.path.startsWith('/graph')) return next()
    const { max, seconds } = limits.calls
    const current = Math.floor(now().getTime() / (seconds * 1000))
    calls = current === window ? calls + 1 : 1
    window = current
    const percent = Math.floor((calls / max) * 100)
    const minutes = calls > max ? Math.ceil(((window + 1) * seconds * 1000 - now().getTime()) / 60_000) : 0
    const usage = { type: 'pages', call_count: percent, total_cputime: 1, total_time: 1 }
    res.set(
      'x-business-use-case-usage',
      JSON.stringify({ [page.id]: [{ ...usage, estimated_time_to_regain_access: minutes }] }),
    )
    if (calls > max) throw refusal({ code: 80001, message: 'There have been too many calls to this Page account' })
    next()
  }
}
