import { createHash } from 'node:crypto'
import express, { type Request, type Router } from 'express'
import { fileTypeFromBuffer } from 'file-type'
import { secret } from '../simulation/refusal.ts'
import { authorize } from './access.ts'
import { checkMetadata, presentFilm } from './films.ts'
import { type Film, type Metadata, refusal, type Session, type World } from './world.ts'

const step = 262_144
const sessionMs = 7 * 24 * 3_600_000
const thumbnailBytes = 2_000_000

/** Resumable uploads, thumbnails, captions. */
export function uploadRoutes(world: World): Router {
  const { sessions, films, channel, switches, now } = world
  const router = express.Router()

  router.post('/upload/videos', (req, res) => {
    authorize(req, world, 'youtube.upload', 'youtube')
    if (req.query['uploadType'] !== 'resumable') throw refusal(400, 'mediaBodyRequired')
    const metadata = req.body as Metadata
    checkMetadata(metadata)
    const session: Session = {
      id: secret(),
      size: Number(req.get('x-upload-content-length')),
      type: req.get('x-upload-content-type') ?? '',
      metadata,
      at: now(),
      received: new Uint8Array(),
      videoId: null,
    }
    if (!session.type.startsWith('video/') || !(session.size > 0)) throw refusal(400, 'invalidFilename')
    sessions.set(session.id, session)
    // Named under the platform's own host, as the real one does.
    const location = `https://youtube.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&upload_id=${session.id}`
    res.set('location', location).end()
  })

  router.put('/upload/videos', async (req, res) => {
    authorize(req, world, 'youtube.upload', 'youtube')
    const session = sessions.get(String(req.query['upload_id']))
    if (!session || now().getTime() - session.at.getTime() > sessionMs) throw refusal(404, 'notFound', 'session gone')
    const [, from, to, size] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/.exec(req.get('content-range') ?? '') ?? []
    if (Number(size) !== session.size) throw refusal(400, 'badRequest', 'The size does not match')
    if (from !== undefined && session.videoId === null) await take(session, Number(from), Number(to), req)
    if (session.videoId === null) {
      if (session.received.length > 0) res.set('range', `bytes=0-${session.received.length - 1}`)
      return void res.status(308).send('')
    }
    res.json(presentFilm(films.get(session.videoId) as Film, world))
  })

  async function take(session: Session, from: number, to: number, req: Request): Promise<void> {
    const piece = Buffer.isBuffer(req.body) ? new Uint8Array(req.body) : new Uint8Array()
    const isLast = to + 1 === session.size
    if (from !== session.received.length || piece.length !== to - from + 1 || (!isLast && piece.length % step !== 0))
      throw refusal(400, 'badRequest', 'The piece does not fit')
    session.received = new Uint8Array(Buffer.concat([session.received, piece]))
    if (isLast) session.videoId = await finish(session)
  }

  async function finish({ received, metadata: { snippet = {}, status = {}, ...rest } }: Session): Promise<string> {
    const hash = createHash('sha256').update(received).digest('hex')
    const type = await fileTypeFromBuffer(received)
    const isTwice = [...films.values()].some((film) => film.hash === hash)
    const film: Film = {
      id: world.nextId(),
      hash,
      bytes: received.length,
      snippet: { description: '', tags: [], categoryId: '22', title: '', ...snippet },
      status: { ...status, privacyStatus: switches.audited ? (status.privacyStatus ?? 'public') : 'private' },
      hasPaidProductPlacement: rest.paidProductPlacementDetails?.hasPaidProductPlacement === true,
      uploadedAt: now(),
      problem: !type?.mime.startsWith('video/')
        ? { failureReason: 'invalidFile' }
        : isTwice && !switches.takesTwice
          ? { rejectionReason: 'duplicate' }
          : null,
      hasThumbnail: false,
      captions: new Map(),
      figures: {},
    }
    films.set(film.id, film)
    return film.id
  }

  router.post('/upload/thumbnails/set', async (req, res) => {
    authorize(req, world, 'youtube.upload', 'youtube.force-ssl', 'youtube')
    const film = films.get(String(req.query['videoId']))
    if (!film) throw refusal(404, 'videoNotFound')
    if (!switches.phoneVerified)
      throw refusal(403, 'forbidden', 'no permission for custom thumbnails', 'youtube.thumbnail')
    if (!Buffer.isBuffer(req.body) || req.body.length === 0) throw refusal(400, 'mediaBodyRequired')
    const type = await fileTypeFromBuffer(req.body)
    if (!['image/jpeg', 'image/png'].includes(type?.mime ?? '') || req.body.length > thumbnailBytes)
      throw refusal(400, 'invalidImage', 'The image is not one', 'youtube.thumbnail')
    film.hasThumbnail = true
    res.json({ kind: 'youtube#thumbnailSetResponse', items: [{ default: { url: `${world.url}/t/${film.id}.jpg` } }] })
  })

  router.post('/upload/captions', (req, res) => {
    authorize(req, world, 'youtube.force-ssl')
    const [, boundary = ''] = /boundary=(.+)$/.exec(req.get('content-type') ?? '') ?? []
    const text = Buffer.isBuffer(req.body) ? req.body.toString() : ''
    const sections = text
      .split(`--${boundary}`)
      .map((section) => section.split('\r\n\r\n').slice(1).join('\r\n\r\n').trim())
    const metadata = JSON.parse(sections[1] ?? '{}') as { snippet?: { videoId?: string; language?: string } }
    const film = films.get(metadata.snippet?.videoId ?? '')
    const language = metadata.snippet?.language ?? ''
    if (!film) throw refusal(404, 'videoNotFound')
    if (!sections[2]?.includes('-->')) throw refusal(400, 'invalidMetadata')
    if (film.captions.has(language)) throw refusal(409, 'captionExists')
    film.captions.set(language, sections[2])
    res.json({ id: world.nextId(), snippet: { status: 'serving' }, channel: channel.id })
  })

  return router
}
