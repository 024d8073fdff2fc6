import { createHmac } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { type Permission, refusal, type World } from './world.ts'

/** Counts the application's calls of the running minute. */
export function limitCalls({ now, callsPerMinute }: World): RequestHandler {
  const calls = new Map<number, number>()
  return (req, _res, next) => {
    if (!req.path.startsWith('/v2.0/')) return next()
    const minute = Math.floor(now().getTime() / 60_000)
    const count = (calls.get(minute) ?? 0) + 1
    calls.set(minute, count)
    if (count > callsPerMinute) throw refusal(-32, 'Your application reached limit call api')
    next()
  }
}

/** The token stands in a header of its own: any other place counts as none. @throws Refusal as Zalo words it */
export function authorize(req: Request, world: World, permission: Permission): void {
  const { grants, account, app, quirks, now } = world
  const token = req.get('access_token')
  const grant = token === undefined ? undefined : grants.find(({ access }) => access === token)
  if (!grant || grant.ended) throw refusal(-216, 'Access token is invalid')
  if (grant.accessEndsAt <= now()) throw refusal(-220, 'Access token is expired or removed')
  if (account.isRemoved) throw refusal(-204, 'Official Account has been deleted')
  const proof = req.get('appsecret_proof')
  const wanted = createHmac('sha256', app.secret)
    .update(token ?? '')
    .digest('hex')
  if ((quirks.wantsProof || proof !== undefined) && proof !== wanted)
    throw refusal(-242, 'appsecret_proof provided is invalid')
  if (!grant.permissions.includes(permission))
    throw refusal(-223, 'App does not have the permission of this Official Account')
}
