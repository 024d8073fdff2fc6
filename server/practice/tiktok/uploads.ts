import express, { type Response as Answer, type Router } from 'express'
import { filmFault } from './film.ts'
import type { Publication, Upload, World } from './world.ts'

const types = ['video/mp4', 'video/quicktime', 'video/webm']

/** Where the bytes of films go, piece by piece. @see https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide */
export function uploadRoutes(world: World): Router {
  const router = express.Router({ strict: true })

  router.put('/video/', async (req, res) => {
    const { upload_id: id, upload_token: token } = req.query
    const publication = [...world.publications.values()].find(({ upload }) => upload?.id === id)
    const upload = publication?.upload
    if (!publication || !upload || upload.token !== token) return end(res, 404)
    if (upload.received === upload.size)
      return world.switches.finishedUpload === 404 ? end(res, 404) : behind(res, upload)
    if (publication.failReason !== null) return end(res, 404)
    if (upload.endsAt <= world.now()) return end(res, 403)
    const body: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(req.get('content-range') ?? '')
    const [from = -1, to = -1, size = -1] = range?.slice(1).map(Number) ?? []
    const isWellFormed =
      types.includes(req.get('content-type') ?? '') &&
      req.get('content-length') === String(body.length) &&
      size === upload.size &&
      to - from + 1 === body.length
    if (!isWellFormed) return end(res, 400)
    if (from !== upload.received || to !== endOf(from, upload)) return behind(res, upload)
    upload.pieces.push(body)
    upload.received = to + 1
    if (upload.received < upload.size) return end(res.set('content-range', `bytes 0-${to}/${size}`), 206)
    await complete(publication, upload, world)
    end(res, 201)
  })
  return router
}

/** The last byte of the piece that begins there. */
function endOf(from: number, { size, chunkSize, chunkCount }: Upload): number {
  const position = Math.floor(from / chunkSize)
  return position >= chunkCount - 1 ? size - 1 : (position + 1) * chunkSize - 1
}

/** From here on it is published without another word. */
async function complete(publication: Publication, { pieces }: Upload, world: World): Promise<void> {
  publication.failReason = await filmFault(new Uint8Array(Buffer.concat(pieces.splice(0))), world)
  publication.completeAt = world.now()
}

/** What has arrived is not what was sent. */
function behind(res: Answer, { received, size }: Upload): void {
  const range = received === 0 ? `bytes */${size}` : `bytes 0-${received - 1}/${size}`
  end(res.set('content-range', range), 416)
}

function end(res: Answer, status: number): void {
  res.status(status).send('')
}
