import type { Request, RequestHandler } from 'express'
import { paramsOf, refusal } from '../meta/graph.ts'
import type { Login, Token, World } from './world.ts'

/** Permissions as each login names them. */
export const scopeNames = {
  instagram: {
    basic: 'instagram_business_basic',
    publish: 'instagram_business_content_publish',
    comments: 'instagram_business_manage_comments',
    insights: 'instagram_business_manage_insights',
    delete: null,
  },
  facebook: {
    basic: 'instagram_basic',
    publish: 'instagram_content_publish',
    comments: 'instagram_manage_comments',
    insights: 'instagram_manage_insights',
    delete: 'instagram_manage_contents',
  },
} as const satisfies Record<Login, Record<string, string | null>>
export type Right = keyof (typeof scopeNames)['facebook']

/** The token of a request: in the address, the body or the authorization header. */
function tokenOf(req: Request): string | undefined {
  const [, inHeader] = /^(?:Bearer|OAuth) (.+)$/.exec(req.get('authorization') ?? '') ?? []
  return paramsOf(req)['access_token'] ?? inHeader
}

/** @throws Refusal 190 for a token that is no good here, 10 for a permission it lacks */
export function authorize(req: Request, world: World, login: Login, right: Right): Token {
  const token = liveToken(tokenOf(req) ?? '', world, login)
  if (world.account.isRestricted)
    throw refusal({ code: 25, subcode: 2207050, message: 'The account is restricted', status: 403 })
  const scope = scopeNames[login][right]
  if (scope !== null && !token.scopes.includes(scope))
    throw refusal({ code: 10, message: 'Application does not have permission for this action', status: 403 })
  return token
}

/** @throws Refusal 190 */
export function liveToken(value: string, { tokens, now }: World, login: Login): Token {
  const token = tokens.get(value)
  if (!token || token.login !== login)
    throw refusal({ code: 190, message: 'Invalid OAuth access token - Cannot parse access token' })
  if (token.endedBy !== null) throw refusal({ code: 190, subcode: token.endedBy, message: 'The access was ended' })
  if (token.expiresAt && token.expiresAt <= now())
    throw refusal({ code: 190, subcode: 463, message: 'Session has expired' })
  return token
}

/** Counts calls per token and says in percent how much is used; beyond, the account has to rest. */
export function limitCalls({ limits, now, account }: World): RequestHandler {
  const used = new Map<string, number>()
  return (req, res, next) => {
    const { max, seconds } = limits.calls
    const window = Math.floor(now().getTime() / (seconds * 1000))
    const key = `${tokenOf(req)} ${window}`
    const calls = (used.get(key) ?? 0) + 1
    used.set(key, calls)
    const percent = Math.min(100, Math.floor((calls / max) * 100))
    const minutes = calls > max ? Math.ceil(((window + 1) * seconds * 1000 - now().getTime()) / 60_000) : 0
    const use = { type: 'instagram', call_count: percent, total_cputime: 1, total_time: 1 }
    res.set({
      'x-app-usage': JSON.stringify({ call_count: percent, total_cputime: 1, total_time: 1 }),
      'x-business-use-case-usage': JSON.stringify({
        [account.userId]: [{ ...use, estimated_time_to_regain_access: minutes }],
      }),
    })
    if (calls > max) throw refusal({ code: 80002, message: 'There have been too many calls to this Instagram account' })
    next()
  }
}
