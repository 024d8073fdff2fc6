import express, { type Router } from 'express'
import { invalid, paramsOf, refusal } from '../meta/graph.ts'
import { readMediaFile } from '../simulation/media-file.ts'
import { Refusal, secret } from '../simulation/refusal.ts'
import { readMultipart } from '../simulation/start.ts'
import { authorizePage, authorizeUpload } from './access.ts'
import type { Film, World } from './world.ts'

const dayMs = 86_400_000
/** What the older protocol asks for at once. */
const pieceBytes = 1_048_576

/** Films: started, sent in pieces, converted, finished. */
export function filmRoutes(world: World): Router {
  const { page, films, quirks, limits, now } = world
  const router = express.Router()
  const graph = '/graph.facebook.com/:version'

  for (const place of ['video_reels', 'video_stories'] as const)
    router.post(`${graph}/${page.id}/${place}`, (req, res) => {
      authorizePage(req, world, 'pages_manage_posts')
      const given = paramsOf(req)
      if (given['upload_phase'] === 'start') {
        const film = start(place, null)
        const upload_url = `${world.url}/rupload.facebook.com/video-upload/${world.version}/${film.id}`
        return void res.json({ video_id: film.id, upload_url })
      }
      if (given['upload_phase'] !== 'finish') throw invalid('upload_phase must be start or finish')
      const film = mustFind(given['video_id'])
      if (film.readyAt === null) throw refusal({ code: 6000, subcode: 1363130, message: 'The film is not complete' })
      if (place === 'video_stories') {
        if (film.publishedAt) throw refusal({ code: 1366051, message: 'The media was used in a post' })
        film.publishedAt = now()
        const postId = world.nextId()
        world.stories.push({ postId, mediaId: film.id, kind: 'video', createdAt: now() })
        return void res
          .type('json')
          .send(`{"success":true,"post_id":${quirks.numericStories ? postId : `"${postId}"`}}`)
      }
      if (given['video_state'] !== 'PUBLISHED') throw invalid('video_state must be PUBLISHED here')
      const recent = [...films.values()].filter(
        (one) => one.place === 'video_reels' && Number(one.publishedAt) > now().getTime() - dayMs,
      )
      if (recent.length >= limits.reelsPerDay) throw refusal({ code: 613, message: 'Too many reels today' })
      publish(film, given)
      res.json({ success: true })
    })

  router.post('/rupload.facebook.com/video-upload/:version/:id', async (req, res) => {
    authorizeUpload(req, world)
    const film = mustFind(req.params.id)
    const offset = Number(req.get('offset'))
    const body = Buffer.isBuffer(req.body) ? new Uint8Array(req.body) : new Uint8Array()
    film.size ??= Number(req.get('file_size'))
    if (offset !== arrived(film) || body.length === 0)
      throw new Refusal(400, { debug_info: { retriable: false, type: 'OffsetInvalidError', message: 'bad offset' } })
    await take(film, body)
    res.json({ success: true })
  })

  router.post(`/graph-video.facebook.com/:version/${page.id}/videos`, async (req, res) => {
    const isForm = Buffer.isBuffer(req.body)
    const form = isForm ? await readMultipart(req, invalid('Malformed upload')) : null
    const given = form
      ? Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
      : paramsOf(req)
    authorizePage(req, world, 'pages_manage_posts', given['appsecret_proof'])
    if (given['upload_phase'] === 'start') {
      const film = start('videos', Number(given['file_size']))
      return void res.json({ upload_session_id: film.session, video_id: film.id, ...wanted(film) })
    }
    const film = [...films.values()].find(({ session }) => session === given['upload_session_id'])
    if (!film) throw refusal({ code: 1363019, message: 'No such upload session' })
    if (given['upload_phase'] === 'transfer') {
      const chunk = form?.get('video_file_chunk')
      if (!(chunk instanceof File)) throw refusal({ code: 324, subcode: 2069019, message: 'Missing or invalid file' })
      if (Number(given['start_offset']) !== arrived(film)) throw refusal({ code: 1363037, message: 'Wrong offset' })
      await take(film, new Uint8Array(await chunk.arrayBuffer()))
      return void res.json(wanted(film))
    }
    if (given['upload_phase'] !== 'finish') throw invalid('upload_phase is unknown')
    if (film.readyAt === null) throw refusal({ code: 6000, message: 'The film is not complete' })
    publish(film, given)
    res.json({ success: true })
  })

  return router

  function start(place: Film['place'], size: number | null): Film {
    const film: Film = {
      ...{ id: world.nextId(), place, session: secret(), size, pieces: [], readyAt: null },
      ...{ problem: null, publishedAt: null, title: '', description: '' },
    }
    films.set(film.id, film)
    return film
  }

  function mustFind(id: string | undefined): Film {
    const film = films.get(id ?? '')
    if (!film) throw refusal({ code: 100, subcode: 33, message: 'The object does not exist' })
    return film
  }

  async function take(film: Film, piece: Uint8Array): Promise<void> {
    film.pieces.push(piece)
    if (arrived(film) !== film.size) return
    const file = await readMediaFile(new Uint8Array(Buffer.concat(film.pieces)))
    film.problem = problemOf(film, file)
    film.readyAt = new Date(now().getTime() + world.processingMs)
  }

  function publish(film: Film, given: Readonly<Record<string, string | undefined>>): void {
    film.publishedAt ??= now()
    film.title = given['title'] ?? ''
    film.description = given['description'] ?? ''
  }
}

const arrived = ({ pieces }: Film) => pieces.reduce((sum, piece) => sum + piece.length, 0)

function wanted(film: Film): { start_offset: string; end_offset: string } {
  const from = arrived(film)
  return { start_offset: String(from), end_offset: String(Math.min(film.size ?? 0, from + pieceBytes)) }
}

function problemOf(
  { place }: Film,
  { mimeType, width, height, durationMs }: Awaited<ReturnType<typeof readMediaFile>>,
): string | null {
  if (!mimeType?.startsWith('video/')) return 'The file is no film'
  if (place === 'videos') return null
  const seconds = (durationMs ?? 0) / 1000
  const longest = place === 'video_reels' ? 90 : 60
  if (seconds < 3 || seconds > longest) return `The film must last 3 to ${longest} seconds`
  if (width < 540 || height < 960) return 'The film is too small'
  return Math.abs(width / height - 9 / 16) > 0.02 ? 'The film must be 9:16' : null
}
