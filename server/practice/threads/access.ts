import type { Request, RequestHandler } from 'express'
import { paramsOf, refusal } from '../meta/graph.ts'
import type { Token, World } from './world.ts'

export const scopeNames = [
  'threads_basic',
  'threads_content_publish',
  'threads_manage_replies',
  'threads_read_replies',
  'threads_manage_insights',
  'threads_delete',
  'threads_manage_mentions',
  'threads_keyword_search',
  'threads_profile_discovery',
  'threads_location_tagging',
  'threads_share_to_instagram',
] as const
type Scope = (typeof scopeNames)[number]

const grantMs = 90 * 86_400_000

function tokenOf(req: Request, { quirks }: World): string {
  const inHeader = quirks.takesHeaders ? /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1] : undefined
  return paramsOf(req)['access_token'] ?? inHeader ?? ''
}

/** @throws Refusal 190 for a token that is no good, 10 for a permission it lacks */
export function authorize(req: Request, world: World, ...scopes: readonly Scope[]): Token {
  const token = liveToken(tokenOf(req, world), world)
  const lacking = ['threads_basic' as const, ...scopes].find((scope) => !token.scopes.includes(scope))
  if (lacking) throw refusal({ code: 10, message: `Permission needed: ${lacking}`, status: 403 })
  return token
}

/** @throws Refusal 190 */
export function liveToken(value: string, { tokens, now, quirks }: World): Token {
  const token = tokens.get(value)
  if (!token) throw refusal({ code: 190, message: 'Invalid OAuth access token' })
  if (token.endedBy !== null) throw refusal({ code: 190, subcode: token.endedBy, message: 'The access was ended' })
  const isGrantOver = quirks.privateProfile && now().getTime() - token.grantedAt.getTime() >= grantMs
  if (token.expiresAt <= now() || isGrantOver)
    throw refusal({ code: 190, subcode: 463, message: 'Session has expired' })
  return token
}

/** Beyond the profile's calls it has to rest. No header says how many are left. */
export function limitCalls(world: World): RequestHandler {
  const used = new Map<string, number>()
  return (req, _res, next) => {
    const { max, seconds } = world.limits.calls
    const key = `${tokenOf(req, world)} ${Math.floor(world.now().getTime() / (seconds * 1000))}`
    const calls = (used.get(key) ?? 0) + 1
    used.set(key, calls)
    if (calls > max) throw refusal({ code: 4, message: 'Application request limit reached', status: 403 })
    next()
  }
}
