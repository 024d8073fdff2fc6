import { createHash } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import type { NewsletterArchive } from '../domain/newsletter-archive.ts'
import { sendFile } from '../http/send-file.ts'
import { type FeedName, feedTypes, isFeedName, renderFeed } from './render.ts'

export interface FeedOptions {
  readonly archive: Pick<NewsletterArchive, 'archive' | 'file'>
  /** Where readers reach this office, without a slash at the end. */
  readonly address: () => string
  /** For so long a feed is answered without looking. */
  readonly keepMs?: number
}

interface Kept {
  readonly body: string
  readonly etag: string
  readonly lastModified: Date
  readonly until: number
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const mostKept = 200

/** Feeds of newsletters, and the pictures and sounds in them: public, without cookies, asked about by their tags. */
export function newsletterFeeds({ archive, address, keepMs = 10_000 }: FeedOptions): Router {
  const router = Router()
  const kept = new Map<string, Promise<Kept | 'unknown' | 'ended'>>()

  async function make(channelId: string, name: FeedName): Promise<Kept | 'unknown' | 'ended'> {
    const found = await archive.archive(channelId)
    if (!found) return 'unknown'
    if (found.list.state === 'disconnected') return 'ended'
    const body = renderFeed(name, found, address())
    return {
      body,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
      lastModified: found.changedAt ?? new Date(0),
      until: performance.now() + keepMs,
    }
  }

  async function read(channelId: string, name: FeedName) {
    const key = `${channelId}/${name}`
    const known = await kept.get(key)
    if (typeof known === 'object' && known.until > performance.now()) return known
    const made = make(channelId, name)
    if (kept.size >= mostKept) kept.clear()
    kept.set(key, made)
    made.catch(() => kept.delete(key))
    const result = await made
    if (typeof result === 'string') kept.delete(key)
    return result
  }

  router.get('/newsletters/:list/:name', async (req, res, next) => {
    const { list, name } = req.params
    if (!isFeedName(name)) return next()
    const feed = uuid.test(list) ? await read(list, name) : 'unknown'
    if (feed === 'unknown') return next()
    if (feed === 'ended') return void res.status(410).type('text').send('This newsletter has ended.')
    res.set({
      'Content-Type': feedTypes[name],
      'Cache-Control': 'public, max-age=300',
      'Access-Control-Allow-Origin': '*',
      'Last-Modified': feed.lastModified.toUTCString(),
      ETag: feed.etag,
    })
    if (isKnown(req, feed)) res.status(304).end()
    else res.send(Buffer.from(feed.body))
  })

  router.get('/newsletters/:list/media/:name', async (req, res: Response, next) => {
    const { list, name } = req.params
    const [id = ''] = name.split('.')
    const file = uuid.test(list) && uuid.test(id) ? await archive.file(list, id) : null
    if (!file) return next()
    // Pages of others may play and show what the office published.
    await sendFile(res, file, 'public, max-age=86400', 'cross-origin')
  })

  return router
}

/** A tag counts before a time (RFC 9110, 13.2.2). Times have whole seconds. */
function isKnown(req: Request, { etag, lastModified }: Kept): boolean {
  const tags = req.get('if-none-match')
  if (tags !== undefined) return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
  const since = Date.parse(req.get('if-modified-since') ?? '')
  return Math.floor(lastModified.getTime() / 1000) * 1000 <= since
}
