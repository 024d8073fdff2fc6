import { randomBytes } from 'node:crypto'
import express, { type Router } from 'express'
import { fileTypeFromBuffer } from 'file-type'
import { secret } from '../simulation/refusal.ts'
import { readMultipart } from '../simulation/start.ts'
import { authorize } from './access.ts'
import { success } from './articles.ts'
import { refusal, type World } from './world.ts'

const largest = 50_000_000
const states = { ready: 1, processing: 3, failed: 4 }

/** Films are uploaded, and converted for some time. */
export function filmRoutes(world: World): Router {
  const { films, now } = world
  const router = express.Router()

  router.post('/v2.0/article/upload_video/preparevideo', async (req, res) => {
    authorize(req, world, 'manage_article')
    const blank = refusal(-201, 'file is invalid')
    const file = (await readMultipart(req, blank)).get('file')
    if (!(file instanceof File)) throw blank
    if (file.size > largest) throw refusal(-210, 'file size is too big')
    const found = await fileTypeFromBuffer(await file.arrayBuffer())
    if (!['video/mp4', 'video/vnd.avi', 'video/x-msvideo'].includes(found?.mime ?? ''))
      throw refusal(-201, 'file type is invalid')
    const token = secret()
    const readyAt = new Date(now().getTime() + world.processingMs)
    films.set(token, { id: randomBytes(12).toString('hex'), readyAt, fails: world.failsProcessing })
    res.json(success({ token }))
  })

  router.get('/v2.0/article/upload_video/verify', (req, res) => {
    authorize(req, world, 'manage_article')
    const film = films.get(req.get('token') ?? '')
    if (!film) throw refusal(-201, 'token is invalid')
    if (film.readyAt > now())
      return void res.json(
        success({ video_id: '', status: states.processing, status_message: 'processing', convert_percent: 40 }),
      )
    const told = film.fails
      ? { video_id: '', status: states.failed, status_message: 'convert failed', convert_percent: 0 }
      : { video_id: film.id, status: states.ready, status_message: 'ready', convert_percent: 100 }
    res.json(success(told))
  })
  return router
}
