import { type RequestHandler, Router } from 'express'
import type { MediaCases } from '../domain/media.ts'
import { sendFile } from './send-file.ts'

/** `/m/<256 random bits>.<ext>`: where a platform fetches one file of one delivery. Never listed, never kept by caches. */
export function mediaLinks(media: Pick<MediaCases, 'linkedFile'>): RequestHandler {
  const router = Router()
  router.get('/m/:name', async (req, res) => {
    const [token = ''] = req.params.name.split('.')
    res.set('X-Robots-Tag', 'noindex')
    await sendFile(res, await media.linkedFile(token), 'no-store')
  })
  return router
}
