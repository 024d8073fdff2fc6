import type { Request, RequestHandler, Response } from 'express'
import { problem, type Rates, type World } from './world.ts'

const quarterMs = 15 * 60_000
const dayMs = 86_400_000

interface Window {
  readonly name: 'x-rate-limit' | 'x-app-limit-24hour'
  readonly key: string
  readonly max: number
  readonly ms: number
}

/** Windows aligned to the clock, told in every answer: 15 minutes for the account, a day of posts for the application. */
export function limitRates(world: World): RequestHandler {
  const counts = new Map<string, number>()
  return (req, res, next) => {
    const kind = kindOf(req)
    if (!kind) return next()
    const user = req.get('authorization') ? world.owner.id : ''
    const windows: Window[] = [
      { name: 'x-rate-limit', key: `${user} ${kind}`, max: world.rates[kind], ms: quarterMs },
      ...(kind === 'post'
        ? [{ name: 'x-app-limit-24hour', key: 'app post', max: world.rates.postsPerDay, ms: dayMs } as const]
        : []),
    ]
    const isOver = windows.map((window) => count(window, res)).some(Boolean)
    if (isOver) throw problem(429, 'Too Many Requests', 'Too Many Requests')
    next()
  }

  /** @returns whether it is one too many */
  function count({ name, key, max, ms }: Window, res: Response): boolean {
    const start = Math.floor(world.now().getTime() / ms)
    const used = (counts.get(`${key} ${start}`) ?? 0) + 1
    counts.set(`${key} ${start}`, used)
    res.set({
      [`${name}-limit`]: String(max),
      [`${name}-remaining`]: String(Math.max(0, max - used)),
      [`${name}-reset`]: String(((start + 1) * ms) / 1000),
    })
    return used > max
  }
}

const kinds: readonly (readonly [string, RegExp, Exclude<keyof Rates, 'postsPerDay'>])[] = [
  ['POST', /^\/2\/tweets$/, 'post'],
  ['DELETE', /^\/2\/tweets\/\d+$/, 'delete'],
  ['GET', /^\/2\/tweets$/, 'lookup'],
  ['GET', /^\/2\/users\/\d+\/tweets$/, 'timeline'],
  ['GET', /^\/2\/users\/me$/, 'me'],
  ['POST', /^\/2\/media\/upload\/(initialize|\d+\/(append|finalize))$/, 'upload'],
  ['GET', /^\/2\/media\/upload$/, 'status'],
  ['POST', /^\/2\/media\/metadata$/, 'metadata'],
  ['POST', /^\/2\/media\/subtitles$/, 'subtitles'],
]

function kindOf({ method, path }: Request): Exclude<keyof Rates, 'postsPerDay'> | null {
  return kinds.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2] ?? null
}
