import express, { type Response as Answer, type Request, type Router } from 'express'
import { fileTypeFromBuffer } from 'file-type'
import { readMultipart } from '../simulation/start.ts'
import { authorize } from './oauth.ts'
import { type Medium, refusal, type World } from './world.ts'

export const acceptedTypes = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/quicktime',
  'video/webm',
] as const

/** @see https://docs.joinmastodon.org/methods/media/ */
export function mediaRoutes(world: World): Router {
  const router = express.Router()

  if (!world.quirks.noV2Media)
    router.post('/api/v2/media', async (req, res) => {
      const medium = await keep(req, world, world.processingMs)
      res.status(isReady(medium, world) ? 200 : 202).json(presentMedium(medium, world))
    })

  // The older call answers when the file is ready.
  router.post('/api/v1/media', async (req, res) => {
    res.json(presentMedium(await keep(req, world, 0), world))
  })

  router.get('/api/v1/media/:id', (req, res) => {
    authorize(req, world, 'write:media')
    const medium = world.quirks.hidesMedia ? undefined : world.media.get(req.params.id)
    if (!medium || medium.statusId !== null) throw refusal(404, 'Record not found')
    answerProgress(medium, res, world)
  })
  return router
}

function answerProgress(medium: Medium, res: Answer, world: World): void {
  const isDone = isReady(medium, world)
  if (isDone && medium.fails) throw refusal(422, 'Error processing thumbnail for uploaded media')
  res.status(isDone ? 200 : 206).json(presentMedium(medium, world))
}

async function keep(req: Request, world: World, processingMs: number): Promise<Medium> {
  authorize(req, world, 'write:media')
  const { limits, media, now, nextId, slowImages, failsProcessing } = world
  const { file, description } = await readForm(req)
  const found = await fileTypeFromBuffer(file)
  const mimeType = acceptedTypes.find((type) => type === found?.mime)
  if (!mimeType) throw refusal(422, 'Validation failed: File content type is invalid, File is invalid')
  const isVideo = mimeType.startsWith('video/')
  const max = isVideo ? limits.videoBytes : limits.imageBytes
  if (file.length > max)
    throw refusal(422, `Validation failed: File file size must be less than ${Math.round(max / 1_048_576)} MB`)
  if ([...(description ?? '')].length > limits.maxDescription)
    throw refusal(422, `Validation failed: Description is too long (maximum is ${limits.maxDescription} characters)`)
  const medium: Medium = {
    id: nextId(),
    type: isVideo ? 'video' : 'image',
    description,
    readyAt: new Date(now().getTime() + (isVideo || slowImages ? processingMs : 0)),
    fails: failsProcessing,
    statusId: null,
  }
  media.set(medium.id, medium)
  return medium
}

async function readForm(req: Request): Promise<{ file: Uint8Array; description: string | null }> {
  const blank = refusal(422, "Validation failed: File can't be blank")
  const form = await readMultipart(req, blank)
  const file = form.get('file')
  if (!(file instanceof File)) throw blank
  const description = form.get('description')
  return {
    file: new Uint8Array(await file.arrayBuffer()),
    description: typeof description === 'string' ? description : null,
  }
}

export function isReady({ readyAt }: Medium, { now }: World): boolean {
  return readyAt <= now()
}

export function presentMedium(medium: Medium, world: World): object {
  const { id, type, description } = medium
  const url = isReady(medium, world) && !medium.fails ? `${world.url}/media/${id}` : null
  return { id, type, url, preview_url: url, remote_url: null, description, blurhash: null, meta: {} }
}
