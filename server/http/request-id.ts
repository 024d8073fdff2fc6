import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'

/** Names every request, in its answer and in the log; a proxy's own name is kept where proxies are trusted. */
export function requestId({ trustProxy }: { trustProxy: boolean }): RequestHandler {
  return (req, res, next) => {
    const given = trustProxy ? req.get('x-request-id') : undefined
    req.id = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
    res.set('X-Request-Id', req.id)
    next()
  }
}
