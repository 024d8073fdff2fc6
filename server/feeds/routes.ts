import { type Response, Router } from 'express'
import type { NewsletterArchive } from '../domain/newsletter-archive.ts'
import { sendTagged, type Tagged, tagged } from '../http/conditional.ts'
import { sendFile } from '../http/send-file.ts'
import { type FeedName, feedTypes, isFeedName, renderFeed } from './render.ts'

export interface FeedOptions {
  readonly archive: Pick<NewsletterArchive, 'archive' | 'file'>
  /** Where readers reach this office, without a slash at the end. */
  readonly address: () => string
  /** For so long a feed is answered without looking. */
  readonly keepMs?: number
}

interface Kept extends Tagged {
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
    return { ...tagged(body, found.changedAt ?? new Date(0)), until: performance.now() + keepMs }
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
    res.set({ 'Content-Type': feedTypes[name], 'Access-Control-Allow-Origin': '*' })
    sendTagged(req, res, feed)
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
