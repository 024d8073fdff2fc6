import express, { type Request, type Router } from 'express'
import { invalid, paramsOf, pick, refusal, timeOf } from '../meta/graph.ts'
import { readMediaFile } from '../simulation/media-file.ts'
import { readMultipart } from '../simulation/start.ts'
import { authorizePage } from './access.ts'
import type { Film, Photo, Post, World } from './world.ts'

const missing = refusal({ code: 100, subcode: 33, message: 'The object does not exist or cannot be loaded' })
const photoTypes = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/bmp', 'image/tiff'])
const newMetrics = new Set(['post_media_view', 'post_total_media_view_unique', 'post_clicks'])
const filmMetrics = {
  videos: new Set(['total_video_views', 'total_video_view_total_time']),
  video_reels: new Set(['blue_reels_play_count', 'post_video_view_time']),
  video_stories: new Set<string>(),
} as const

/** Posts, photos, stories, comments and their figures. */
export function postRoutes(world: World): Router {
  const { page, photos, films, posts, stories, comments, quirks, limits, now, figures } = world
  const router = express.Router()
  const graph = '/graph.facebook.com/:version'

  router.post(`${graph}/${page.id}/photos`, async (req, res) => {
    const form = await readMultipart(req, invalid('Malformed upload'))
    const field = (name: string) => {
      const value = form.get(name)
      return typeof value === 'string' ? value : undefined
    }
    authorizePage(req, world, 'pages_manage_posts', field('appsecret_proof'))
    const file = form.get('source')
    if (!(file instanceof File))
      throw refusal({ code: 324, subcode: 2069019, message: 'Missing or invalid image file' })
    const { mimeType, bytes } = await readMediaFile(new Uint8Array(await file.arrayBuffer()))
    if (!mimeType || !photoTypes.has(mimeType) || bytes > limits.photoBytes)
      throw refusal({ code: 1366046, message: 'Photos should be smaller than 4 MB and saved as JPG, PNG, GIF or TIFF' })
    if (field('published') !== 'false') throw invalid('Only unpublished photos are taken here')
    const photo: Photo = { id: world.nextId(), alt: field('alt_text_custom') ?? '', isUsed: false }
    photos.set(photo.id, photo)
    res.json({ id: photo.id })
  })

  router.post(`${graph}/${page.id}/feed`, (req, res) => {
    authorizePage(req, world, 'pages_manage_posts')
    const given = paramsOf(req)
    const message = given['message'] ?? ''
    const link = given['link'] ?? null
    const attached = (JSON.parse(given['attached_media'] ?? '[]') as { media_fbid: string }[]).map(
      ({ media_fbid: id }) => {
        const photo = photos.get(id)
        if (!photo) throw invalid('Invalid parameter: attached_media')
        if (photo.isUsed) throw refusal({ code: 1366051, message: 'These photos were already posted' })
        return photo
      },
    )
    if (message.trim() === '' && link === null && attached.length === 0) throw invalid('Nothing to post')
    if (message.length > limits.messageLength) throw invalid('Your message is too long')
    if (link !== null && !URL.canParse(link)) throw refusal({ code: 1609005, message: 'The link could not be read' })
    const newest = [...posts.values()].at(-1)
    if (quirks.refusesRepeats && message !== '' && newest?.message === message)
      throw refusal({ code: 506, subcode: 1455006, message: 'Duplicate status message' })
    for (const photo of attached) photo.isUsed = true
    const id = `${page.id}_${world.nextId()}`
    const targeting = given['targeting'] ?? null
    posts.set(id, { id, message, link, photos: attached, targeting, createdAt: now() })
    res.json(pick(present(posts.get(id) as Post), given['fields'], 'id'))
  })

  router.post(`${graph}/${page.id}/photo_stories`, (req, res) => {
    authorizePage(req, world, 'pages_manage_posts')
    const photo = photos.get(paramsOf(req)['photo_id'] ?? '')
    if (!photo) throw invalid('photo_id is unknown')
    if (photo.isUsed) throw refusal({ code: 1366051, message: 'The media was used in a post' })
    photo.isUsed = true
    const postId = world.nextId()
    stories.push({ postId, mediaId: photo.id, kind: 'photo', createdAt: now() })
    res.type('json').send(`{"success":true,"post_id":${quirks.numericStories ? postId : `"${postId}"`}}`)
  })

  router.get(`${graph}/${page.id}/published_posts`, (req, res) => {
    authorizePage(req, world, 'pages_read_engagement')
    const { since = '0', limit = '25', fields } = paramsOf(req)
    const from = Number(since) * 1000
    const seen = [...posts.values()]
      .filter(({ createdAt }) => createdAt.getTime() >= from)
      .filter(({ createdAt }) => createdAt.getTime() + quirks.listLagMs <= now().getTime())
      .toReversed()
    const data = seen.slice(0, Number(limit)).map((post) => pick(present(post), fields, 'id,message,created_time'))
    res.json({ data, ...(seen.length > Number(limit) && { paging: { next: `${world.url}/more` } }) })
  })

  router.get(`${graph}/${page.id}/stories`, (req, res) => {
    authorizePage(req, world, 'pages_read_engagement')
    res.json({
      data: stories.map(({ postId, mediaId, kind, createdAt }) => ({
        ...{ post_id: postId, status: 'PUBLISHED', media_type: kind, media_id: mediaId },
        creation_time: String(Math.floor(createdAt.getTime() / 1000)),
      })),
    })
  })

  router.get(`${graph}/${page.id}`, (req, res) => {
    authorizePage(req, world, 'pages_read_engagement')
    const told = { id: page.id, name: page.name, username: page.username, followers_count: 12_345, fan_count: 12_001 }
    res.json(pick(told, paramsOf(req)['fields'], 'id,name'))
  })

  const one = express.Router({ mergeParams: true })
  router.use(`${graph}/:id`, one)

  one.get('/comments', (req, res) => {
    authorizePage(req, world, 'pages_read_engagement')
    mustFind(req)
    const own = [...comments.values()].filter(({ on }) => on === idOf(req)).toReversed()
    const data = own.map(({ id, message, createdAt }) => ({ id, message, created_time: timeOf(createdAt) }))
    res.json({ data })
  })

  one.post('/comments', (req, res) => {
    authorizePage(req, world, 'pages_manage_engagement')
    mustFind(req)
    const { message = '' } = paramsOf(req)
    if (message.trim() === '') throw invalid('A comment needs words')
    const id = `${idOf(req).split('_').at(-1)}_${world.nextId()}`
    comments.set(id, { id, on: idOf(req), message, createdAt: now() })
    res.json({ id })
  })

  for (const edge of ['insights', 'video_insights'] as const)
    one.get(`/${edge}`, (req, res) => {
      authorizePage(req, world, 'read_insights')
      const found = mustFind(req)
      const { metric = '' } = paramsOf(req)
      const known = 'place' in found ? filmMetrics[found.place] : newMetrics
      if (!known.has(metric)) throw invalid('The value must be a valid insights metric')
      const at = 'place' in found ? found.publishedAt : found.createdAt
      const isEarly = Number(at) + world.insightsLagMs > now().getTime()
      if (quirks.isSmall || isEarly) return void res.json({ data: [] })
      const value = figures.get(idOf(req))?.[metric] ?? 0
      res.json({ data: [{ name: metric, period: 'lifetime', values: [{ value }] }] })
    })

  one.get('/', (req, res) => {
    authorizePage(req, world, 'pages_read_engagement')
    if (quirks.missesFirstRead && !world.wasRead.has(idOf(req))) {
      world.wasRead.add(idOf(req))
      throw missing
    }
    const found = mustFind(req)
    res.json(pick('place' in found ? presentFilm(found) : present(found), paramsOf(req)['fields'], 'id'))
  })

  one.post('/', (req, res) => {
    authorizePage(req, world, 'pages_manage_posts')
    const given = paramsOf(req)
    const comment = comments.get(idOf(req))
    if (comment) comment.message = given['message'] ?? ''
    else {
      const found = mustFind(req)
      if ('place' in found) found.description = given['description'] ?? found.description
      else found.message = given['message'] ?? found.message
    }
    res.json({ success: true })
  })

  one.delete('/', (req, res) => {
    authorizePage(req, world, 'pages_manage_posts')
    const id = idOf(req)
    if (!posts.delete(id) && !films.delete(id) && !comments.delete(id)) throw missing
    res.json({ success: true })
  })

  return router

  function mustFind(req: Request): Post | Film {
    const found = posts.get(idOf(req)) ?? films.get(idOf(req))
    if (!found) throw missing
    return found
  }

  function counted(id: string) {
    const own = figures.get(id) ?? {}
    return {
      ...(own['shares'] && { shares: { count: own['shares'] } }),
      reactions: { data: [], summary: { total_count: own['reactions'] ?? 0 } },
      comments: {
        data: [],
        summary: { total_count: [...comments.values()].filter(({ on }) => on === id).length },
      },
    }
  }

  function present({ id, message, photos: shown, createdAt }: Post): Record<string, unknown> {
    const target = ({ id: photo }: Photo) => ({ media_type: 'photo', target: { id: photo } })
    const [only] = shown
    const album = { media_type: 'album', subattachments: { data: shown.map(target) } }
    return {
      id,
      message,
      created_time: timeOf(createdAt),
      permalink_url: `${world.url}/www.facebook.com/${page.id}/posts/${id.split('_')[1]}`,
      attachments: only ? { data: [shown.length === 1 ? target(only) : album] } : undefined,
      shares: undefined,
      ...counted(id),
    }
  }

  function presentFilm(film: Film): Record<string, unknown> {
    const { id, size, pieces, readyAt, problem, publishedAt } = film
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
    const isReady = readyAt !== null && readyAt <= now()
    const state = readyAt === null ? 'uploading' : !isReady ? 'processing' : problem ? 'error' : 'ready'
    return {
      id,
      status: {
        video_status: state,
        uploading_phase: { status: bytes === size ? 'complete' : 'in_progress', bytes_transfered: bytes },
        processing_phase: {
          status: !isReady ? (readyAt ? 'in_progress' : 'not_started') : problem ? 'error' : 'complete',
          ...(isReady && problem && { error: { message: problem } }),
        },
        publishing_phase: publishedAt ? { status: 'complete', publish_status: 'published' } : { status: 'not_started' },
      },
      permalink_url: `/reel/${id}/`,
      ...counted(id),
    }
  }
}

function idOf(req: Request): string {
  return String((req.params as Readonly<Record<string, unknown>>)['id'])
}
