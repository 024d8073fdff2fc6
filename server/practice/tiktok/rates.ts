import type { RequestHandler } from 'express'
import { type Rates, refusal, type World } from './world.ts'

const minuteMs = 60_000
const init = /^\/v2\/post\/publish\/(video|inbox\/video|content)\/init\/$/

/** Sliding minutes; over the limit TikTok says so, and not for how long. */
export function limitRates(world: World): RequestHandler {
  const calls = new Map<string, number[]>()
  return (req, _res, next) => {
    const kind = kindOf(req.path)
    if (!kind) return next()
    const who = kind === 'display' ? 'app' : (req.get('authorization') ?? '')
    const key = kind === 'init' ? `${who} ${req.path}` : `${who} ${kind}`
    const now = world.now().getTime()
    const recent = (calls.get(key) ?? []).filter((at) => at > now - minuteMs)
    if (recent.length >= world.rates[kind])
      throw refusal(429, 'rate_limit_exceeded', 'The API rate limit was exceeded.')
    calls.set(key, [...recent, now])
    next()
  }
}

function kindOf(path: string): keyof Rates | null {
  if (init.test(path)) return 'init'
  if (path === '/v2/post/publish/creator_info/query/') return 'creatorInfo'
  if (path === '/v2/post/publish/status/fetch/') return 'status'
  return /^\/v2\/(user\/info|video\/(list|query))\/$/.test(path) ? 'display' : null
}
