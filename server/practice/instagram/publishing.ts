import { randomBytes } from 'node:crypto'
import express, { type Router } from 'express'
import { invalid, paramsOf, pick, refusal } from '../meta/graph.ts'
import { readMediaFile } from '../simulation/media-file.ts'
import { Refusal } from '../simulation/refusal.ts'
import { authorize } from './access.ts'
import { postsOfDay } from './accounts.ts'
import { checkPicture, filmProblem, lookAtFilm, readDraft } from './draft.ts'
import type { Container, Draft, Login, Post, World } from './world.ts'

const dayMs = 86_400_000

/** Containers: made, asked about, published. */
export function publishingRoutes(world: World, login: Login): Router {
  const { account, containers, limits, now, quirks, version } = world
  const router = express.Router()

  router.post(`/${account.userId}/media`, async (req, res) => {
    authorize(req, world, login, 'publish')
    const given = paramsOf(req)
    const today = [...containers.values()].filter(({ createdAt }) => createdAt.getTime() > now().getTime() - dayMs)
    if (today.length >= limits.containers)
      throw refusal({ code: quirks.containerLimitCode, message: 'Too many containers', status: 403 })
    const isResumable = given['upload_type'] === 'resumable'
    if (isResumable && login === 'instagram' && !quirks.uploadsEverywhere)
      throw invalid('Resumable uploads are not offered with this login')
    const draft = readDraft(given, world, login)
    if (draft.kind === 'carousel') await takeChildren(draft)
    if (given['image_url'] !== undefined) await checkPicture(given['image_url'], draft.kind, world)
    if (given['cover_url'] !== undefined) await checkPicture(given['cover_url'], 'story', world)
    const container: Container = {
      ...draft,
      id: world.nextId(),
      createdAt: now(),
      readyAt: isResumable ? null : new Date(now().getTime() + world.processingMs),
      looking: given['video_url'] === undefined ? Promise.resolve(null) : lookAtFilm(given['video_url'], draft, world),
      isUsed: false,
      mediaId: null,
      upload: isResumable ? { size: null, pieces: [] } : null,
      lateAnswers: quirks.lateReadiness,
    }
    containers.set(container.id, container)
    const uri = `${world.url}/rupload.facebook.com/ig-api-upload/${version}/${container.id}`
    res.json({ id: container.id, ...(isResumable && { uri }) })
  })

  router.post(`/${account.userId}/media_publish`, async (req, res) => {
    authorize(req, world, login, 'publish')
    const id = paramsOf(req)['creation_id']
    if (id === undefined) throw invalid('creation_id is missing')
    const container = containers.get(id)
    const state = container && (await stateOf(container, world))
    if (!container || state === 'EXPIRED')
      throw refusal({ code: 24, subcode: 2207008, message: 'The media builder does not exist' })
    if (container.kind === 'item') throw invalid('An item of a carousel is not published alone')
    const isReady = state === 'FINISHED' || (state === 'PUBLISHED' && quirks.republishing === 'publishes-again')
    if (!isReady || container.lateAnswers > 0) {
      if (state === 'FINISHED') container.lateAnswers -= 1
      throw refusal({ code: 9007, subcode: 2207027, message: 'The media is not ready' })
    }
    if (postsOfDay(world) >= limits.posts)
      throw refusal({ code: 9, subcode: 2207042, message: 'The daily limit is reached', status: 403 })
    const post = publish(container)
    res.json({ id: post.id })
  })

  router.get('/:id', async (req, res, next) => {
    const container = containers.get(req.params.id)
    if (!container) return next()
    authorize(req, world, login, 'publish')
    const state = await stateOf(container, world)
    const problem = state === 'ERROR' ? await container.looking : null
    const status = problem === null ? `Status: ${state}` : `Error: The media failed with error code ${problem}`
    const copyright_check_status = { status: 'completed', matches_found: false }
    const known = { id: container.id, status_code: state, status, copyright_check_status }
    res.json(pick(known, paramsOf(req)['fields'], 'id'))
  })
  return router

  async function takeChildren({ children }: Draft): Promise<void> {
    if (children.length < 2 || children.length > 10 || new Set(children).size < children.length)
      throw invalid('A carousel takes 2 to 10 items', 2207028)
    const items: Container[] = []
    for (const id of children) {
      const item = containers.get(id)
      if (item?.kind !== 'item' || item.isUsed || (await stateOf(item, world)) !== 'FINISHED')
        throw invalid('An item is not ready, used, or none')
      items.push(item)
    }
    for (const item of items) item.isUsed = true
  }

  function publish(container: Container): Post {
    const { id: _own, createdAt: _made, readyAt: _ready, looking: _looking, isUsed: _used, ...draft } = container
    const shown =
      container.kind === 'carousel' ? container.children.flatMap((id) => containers.get(id) ?? []) : [container]
    const post: Post = {
      ...draft,
      id: world.nextId(),
      shortcode: randomBytes(8).toString('base64url'),
      product: container.kind === 'story' ? 'STORY' : container.kind === 'reel' ? 'REELS' : 'FEED',
      at: now(),
      alts: shown.map(({ altText }) => altText),
      comments: [],
      hiddenReads: quirks.slowReads,
      figures: {},
    }
    world.posts.set(post.id, post)
    world.published.push(post.at)
    container.mediaId = post.id
    return post
  }
}

type State = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED'

async function stateOf({ mediaId, createdAt, readyAt, looking }: Container, { now }: World): Promise<State> {
  if (mediaId !== null) return 'PUBLISHED'
  if (now().getTime() - createdAt.getTime() >= dayMs) return 'EXPIRED'
  if (!readyAt || readyAt > now()) return 'IN_PROGRESS'
  return (await looking) === null ? 'FINISHED' : 'ERROR'
}

/** Bytes of a film, piece by piece, each beginning where the last one ended. */
export function uploadRoutes(world: World): Router {
  const router = express.Router()
  router.post('/rupload.facebook.com/ig-api-upload/:version/:id', async (req, res) => {
    authorize(req, world, 'facebook', 'publish')
    const container = world.containers.get(req.params.id)
    const upload = container?.upload
    if (!container || !upload || container.readyAt) throw uploadRefusal('There is nothing to upload')
    const address = req.get('file_url')
    if (address !== undefined) return finish(container, lookAtFilm(address, container, world))
    const received = upload.pieces.reduce((sum, piece) => sum + piece.length, 0)
    const size = Number(req.get('file_size'))
    if (Number(req.get('offset')) !== received) throw uploadRefusal('The offset is not where the last piece ended')
    if (!Number.isInteger(size) || size <= 0 || (upload.size ?? size) !== size)
      throw uploadRefusal('file_size is wrong')
    if (!Buffer.isBuffer(req.body) || received + req.body.length > size)
      throw uploadRefusal('More bytes than announced')
    upload.size = size
    upload.pieces.push(new Uint8Array(req.body))
    if (received + req.body.length < size) return answer()
    const file = await readMediaFile(new Uint8Array(Buffer.concat(upload.pieces)))
    finish(container, Promise.resolve(filmProblem(file, container, world.limits)))

    function finish(done: Container, looking: Promise<number | null>): void {
      done.looking = looking
      done.readyAt = new Date(world.now().getTime() + world.processingMs)
      answer()
    }
    function answer(): void {
      res.json({ success: true, message: 'Upload successful.' })
    }
  })
  return router
}

const uploadRefusal = (message: string) =>
  new Refusal(400, { debug_info: { retriable: false, type: 'ProcessingFailedError', message } })
