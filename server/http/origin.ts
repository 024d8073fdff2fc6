import type { RequestHandler } from 'express'
import { DomainError } from '../domain/errors.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Lets a request that changes something through only when the browser says that one of our own pages sent it:
 * `Sec-Fetch-Site` where there is one (TLS and loopback), else an `Origin` that is our public address or the very host
 * the request was sent to. A request with neither comes from no page of ours.
 */
export function requireSameOrigin({ publicUrl }: { publicUrl: string | null }): RequestHandler {
  const publicOrigin = publicUrl === null ? null : new URL(publicUrl).origin
  return (req, _res, next) => {
    if (safeMethods.has(req.method)) return next()
    const site = req.get('sec-fetch-site')
    const origin = req.get('origin')
    const same =
      site === undefined
        ? origin !== undefined && (origin === publicOrigin || origin === `${req.protocol}://${req.host}`)
        : site === 'same-origin'
    if (!same) throw new DomainError('wrong-origin')
    next()
  }
}
