import express, { type Router } from 'express'
import { readMediaFile } from '../simulation/media-file.ts'
import { readMultipart } from '../simulation/start.ts'
import { authorize, bodyOf } from './oauth.ts'
import { charge, invalid, isPaying, type Medium, problem, type World } from './world.ts'

const mostPieces = 1_000
const longestAlt = 1_000
const GB = 1_000_000_000

/** What each kind of file may be. */
const categories: Readonly<Record<string, { readonly types: readonly string[]; readonly maxBytes: number }>> = {
  tweet_image: { types: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 5_000_000 },
  tweet_gif: { types: ['image/gif'], maxBytes: 15_000_000 },
  tweet_video: { types: ['video/mp4', 'video/quicktime'], maxBytes: 16 * GB },
  subtitles: { types: ['text/srt'], maxBytes: 1_000_000 },
}
const ordinaryFilmBytes = 8 * GB
const keyPrefixes: Readonly<Record<string, string>> = {
  tweet_image: '3',
  tweet_gif: '16',
  tweet_video: '13',
  subtitles: '11',
}

/** Uploads in pieces. @see https://docs.x.com/x-api/media/quickstart/media-upload-chunked */
export function mediaRoutes(world: World): Router {
  const { media, lifetimes, switches } = world
  const router = express.Router()

  router.post('/2/media/upload/initialize', (req, res) => {
    authorize(req, world, 'media.write')
    const { media_type: type, total_bytes: totalBytes, media_category: category, ...rest } = bodyOf(req)
    const [unknown] = Object.keys(rest).filter((name) => !['shared', 'additional_owners'].includes(name))
    if (unknown) throw invalid(unknown, rest[unknown], `The parameter [${unknown}] is not one of the known ones.`)
    const rules = categories[String(category)]
    if (!rules) throw invalid('media_category', category, 'The media category is not supported.')
    if (typeof type !== 'string' || !rules.types.includes(type))
      throw invalid('media_type', type, 'The media type is not supported for this media category.')
    const maxBytes = category === 'tweet_video' && !isPaying(world) ? ordinaryFilmBytes : rules.maxBytes
    if (!Number.isInteger(totalBytes) || Number(totalBytes) < 1)
      throw invalid('total_bytes', totalBytes, 'total_bytes must be a positive number.')
    if (Number(totalBytes) > maxBytes) throw invalid('total_bytes', totalBytes, `File size exceeds ${maxBytes} bytes.`)
    const id = world.nextId()
    const medium: Medium = {
      ...{ id, key: `${keyPrefixes[String(category)]}_${id}`, ownerId: world.owner.id },
      ...{ category: String(category), type, totalBytes: Number(totalBytes) },
      endsAt: new Date(world.now().getTime() + lifetimes.mediaMs),
      pieces: new Map(),
      alt: '',
      captions: null,
      finished: null,
    }
    media.set(id, medium)
    res.json({ data: present(medium) })
  })

  router.post('/2/media/upload/:id/append', async (req, res) => {
    authorize(req, world, 'media.write')
    const medium = mustFind(req.params.id)
    req.body = withFileName(req.body)
    const form = await readMultipart(req, invalid('media', '', 'The body has to be multipart/form-data.'))
    const index = Number(form.get('segment_index') ?? Number.NaN)
    if (!Number.isInteger(index) || index < 0 || index >= mostPieces)
      throw invalid('segment_index', form.get('segment_index'), 'segment_index must be between 0 and 999.')
    const piece = form.get('media')
    if (!(piece instanceof Blob)) throw invalid('media', '', 'The media part is missing.')
    if (piece.size > switches.pieceBytes)
      throw problem(413, 'Payload Too Large', `The segment exceeds ${switches.pieceBytes} bytes.`)
    if (medium.finished) throw invalid('id', medium.id, 'The media was finalized already.')
    medium.pieces.set(index, new Uint8Array(await piece.arrayBuffer()))
    res.json({ data: { expires_at: Math.floor(medium.endsAt.getTime() / 1000) } })
  })

  router.post('/2/media/upload/:id/finalize', async (req, res) => {
    authorize(req, world, 'media.write')
    const medium = mustFind(req.params.id)
    medium.finished ??= await finish(medium, world)
    res.json({ data: { ...present(medium), size: medium.totalBytes, ...processing(medium, world) } })
  })

  router.get('/2/media/upload', (req, res) => {
    authorize(req, world, 'media.write')
    if (req.query['command'] !== 'STATUS')
      throw invalid('command', req.query['command'], 'The command is not one of [STATUS].')
    const medium = mustFind(String(req.query['media_id']))
    if (!medium.finished) throw invalid('media_id', medium.id, 'The media was not finalized.')
    const state = processing(medium, world)
    res.json({ data: { ...present(medium), ...state } })
  })

  router.post('/2/media/metadata', (req, res) => {
    authorize(req, world, 'media.write')
    charge(world, 0.005)
    const { id, metadata } = bodyOf(req)
    const medium = mustFind(id)
    const text: unknown = (metadata as { alt_text?: { text?: unknown } } | undefined)?.alt_text?.text
    if (typeof text !== 'string' || text === '' || [...text].length > longestAlt)
      throw invalid('metadata.alt_text.text', text, 'The alt text must have between 1 and 1000 characters.')
    if (!medium.category.endsWith('_image') && !medium.category.endsWith('_gif'))
      throw invalid('id', id, 'Alt text is for images and GIFs.')
    medium.alt = text
    res.json({ data: { id: medium.id, associated_metadata: { alt_text: { text } } } })
  })

  router.post('/2/media/subtitles', (req, res) => {
    authorize(req, world, 'media.write')
    const { id, media_category: category, subtitles } = bodyOf(req)
    const film = mustFind(id)
    const given = (subtitles ?? {}) as { id?: unknown; language_code?: unknown; display_name?: unknown }
    const file = mustFind(given.id)
    const language = given.language_code
    if (category !== 'TweetVideo' || film.category !== 'tweet_video')
      throw invalid('media_category', category, 'Subtitles belong to a video.')
    if (file.category !== 'subtitles' || !file.finished)
      throw invalid('subtitles.id', given.id, 'The subtitles were not uploaded.')
    if (typeof language !== 'string' || !/^[A-Z]{2}$/.test(language) || typeof given.display_name !== 'string')
      throw invalid('subtitles.language_code', language, 'The language code has two capital letters.')
    film.captions = { language, text: Buffer.concat(piecesOf(file)).toString() }
    res.json({ data: { id: film.id, media_category: 'TweetVideo', associated_subtitles: [given] } })
  })
  return router

  function mustFind(id: unknown): Medium {
    const medium = media.get(String(id))
    if (!medium || medium.ownerId !== world.owner.id || medium.endsAt <= world.now())
      throw invalid('id', id, 'The media id is invalid or has expired.')
    return medium
  }

  function present({ id, key, endsAt }: Medium) {
    const expires = Math.floor((endsAt.getTime() - world.now().getTime()) / 1000)
    return { id, media_key: key, expires_after_secs: expires }
  }
}

const bareName = 'name="media"\r\n'

/** X takes the piece as bytes also where a client gives it no file name; a form is read so that text would be made of it. */
function withFileName(body: unknown): unknown {
  const at = Buffer.isBuffer(body) ? body.indexOf(bareName) : -1
  if (!Buffer.isBuffer(body) || at === -1) return body
  const named = Buffer.from('name="media"; filename="piece"\r\n')
  return Buffer.concat([body.subarray(0, at), named, body.subarray(at + bareName.length)])
}

function piecesOf({ pieces }: Medium): Uint8Array[] {
  return [...pieces.entries()].sort(([a], [b]) => a - b).map(([, piece]) => piece)
}

/** Looks at the bytes. What is wrong with a film shows only when it is processed. @throws Refusal */
async function finish(medium: Medium, world: World): Promise<NonNullable<Medium['finished']>> {
  const { id, pieces, totalBytes, category, type } = medium
  if (pieces.size === 0 || Array.from(pieces.keys()).some((index) => index >= pieces.size))
    throw invalid('id', id, 'Segments do not add up: some are missing.')
  const data = Buffer.concat(piecesOf(medium))
  if (data.length !== totalBytes)
    throw invalid('id', id, `Segments do not add up to total_bytes: ${data.length} of ${totalBytes}.`)
  const taken = { at: world.now(), fault: null, durationMs: 0 }
  if (category === 'subtitles') {
    if (!/^\d+\r?\n\d{2}:\d{2}:\d{2},\d{3} --> \d{2}:\d{2}:\d{2},\d{3}/.test(data.toString()))
      throw invalid('id', id, 'media type unrecognized.')
    return taken
  }
  const file = await readMediaFile(data)
  if (category === 'tweet_video') {
    if (file.mimeType !== type && !file.mimeType?.startsWith('video/'))
      return { ...taken, fault: { name: 'UnsupportedMedia', message: 'Unsupported video format' } }
    const ratio = file.width / file.height
    const isSound =
      file.width >= 32 && file.height >= 32 && ratio >= 1 / 3 && ratio <= 3 && (file.durationMs ?? 0) >= 500
    const fault = isSound ? null : { name: 'InvalidMedia', message: 'Unsupported video' }
    return { ...taken, durationMs: file.durationMs ?? 0, fault }
  }
  if (file.mimeType !== type || file.width === 0) throw invalid('id', id, 'media type unrecognized.')
  const isTooWide = category === 'tweet_gif' && (file.width > 1_280 || file.height > 1_080)
  return { ...taken, fault: isTooWide ? { name: 'InvalidMedia', message: 'GIF is too large' } : null }
}

/** How a film or a moving picture stands by the clock; pictures have nothing to tell. */
function processing(medium: Medium, world: World): object {
  const { finished, category } = medium
  if (!finished || !['tweet_video', 'tweet_gif'].includes(category)) return {}
  const spent = (world.now().getTime() - finished.at.getTime()) / Math.max(1, world.processingMs)
  if (spent < 1) {
    const state =
      spent < 0.25 ? { state: 'pending' } : { state: 'in_progress', progress_percent: Math.round(spent * 100) }
    return { processing_info: { ...state, ...(!world.switches.omitsCheckAfter && { check_after_secs: 1 }) } }
  }
  return finished.fault
    ? { processing_info: { state: 'failed', progress_percent: 12, error: { code: 1, ...finished.fault } } }
    : { processing_info: { state: 'succeeded', progress_percent: 100 } }
}

/** Whether a post may carry it now. */
export function isReady(medium: Medium, world: World): boolean {
  const { finished, endsAt, category } = medium
  if (!finished || finished.fault || endsAt <= world.now()) return false
  return category === 'tweet_image' || world.now().getTime() >= finished.at.getTime() + world.processingMs
}
