import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'

/** A body with what a reader may ask by whether it holds it already. */
export interface Tagged {
  readonly body: string
  /** Strong. */
  readonly etag: string
  readonly lastModified?: Date
}

export function tagged(body: string, lastModified?: Date): Tagged {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  return { body, etag, ...(lastModified && { lastModified }) }
}

/**
 * Answers with the body, or 304 where the reader holds it. Express's own test takes `Cache-Control: no-cache`, which
 * programs built on `fetch` send with every question of this kind, for a wish to have it all.
 */
export function sendTagged(
  req: Request,
  res: Response,
  { body, etag, lastModified }: Tagged,
  cacheControl = 'public, max-age=300',
): void {
  res.set({ 'Cache-Control': cacheControl, ETag: etag })
  if (lastModified) res.set('Last-Modified', lastModified.toUTCString())
  if (isHeld(req, etag, lastModified)) res.status(304).end()
  else res.send(Buffer.from(body))
}

/** A tag counts before a time (RFC 9110, 13.2.2). Times have whole seconds. */
function isHeld(req: Request, etag: string, lastModified: Date | undefined): boolean {
  const tags = req.get('if-none-match')
  if (tags !== undefined) return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
  const since = Date.parse(req.get('if-modified-since') ?? '')
  return lastModified !== undefined && Math.floor(lastModified.getTime() / 1000) * 1000 <= since
}
