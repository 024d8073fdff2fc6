import type { Request, RequestHandler } from 'express'
import { type Rate, refusal, type World } from './world.ts'

/**
 * Counts calls as the server does: all of a token, and its uploads, deletions and statuses apart. The headers describe
 * the tightest of them. @see https://docs.joinmastodon.org/api/rate-limits/
 */
export function limitRates(world: World): RequestHandler {
  const used = new Map<string, number>()
  const count = (name: string, { max, seconds }: Rate) => {
    const window = Math.floor(world.now().getTime() / (seconds * 1000))
    const key = `${name} ${window}`
    const calls = (used.get(key) ?? 0) + 1
    used.set(key, calls)
    return { max, remaining: Math.max(0, max - calls), isOver: calls > max, reset: (window + 1) * seconds * 1000 }
  }
  return (req, res, next) => {
    const who = req.get('authorization') ?? 'anonymous'
    const kinds = kindsOf(req, world).map(([name, rate]) => count(`${who} ${name}`, rate))
    const [tightest] = kinds.toSorted((a, b) => Number(b.isOver) - Number(a.isOver) || a.remaining - b.remaining)
    if (!tightest) return next()
    res.set({
      'x-ratelimit-limit': String(tightest.max),
      'x-ratelimit-remaining': String(tightest.remaining),
      'x-ratelimit-reset': new Date(tightest.reset).toISOString().replace('Z', '000Z'),
    })
    if (tightest.isOver) throw refusal(429, 'Too many requests')
    next()
  }
}

function kindsOf(req: Request, { rates }: World): readonly (readonly [string, Rate])[] {
  const kinds: (readonly [string, Rate])[] = [['calls', rates.calls]]
  if (req.method === 'POST' && /^\/api\/v[12]\/media$/.test(req.path)) kinds.push(['uploads', rates.uploads])
  if (req.method === 'DELETE' && req.path.startsWith('/api/v1/statuses/')) kinds.push(['deletes', rates.deletes])
  if (req.method === 'POST' && req.path === '/api/v1/statuses') kinds.push(['statuses', rates.statuses])
  return kinds
}
