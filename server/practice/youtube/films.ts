import express, { type Router } from 'express'
import { authorize } from './access.ts'
import { type Film, type Metadata, refusal, type World } from './world.ts'

const reading = ['youtube.readonly', 'youtube.force-ssl', 'youtube'] as const
const categories = new Set(['1', '2', '10', '15', '17', '19', '20', '22', '23', '24', '25', '26', '27', '28', '29'])

/** Channel, films, playlists, comments, figures. */
export function apiRoutes(world: World): Router {
  const { films, comments, playlists, channel, switches, now } = world
  const router = express.Router()

  router.get('/api/channels', (req, res) => {
    authorize(req, world, ...reading)
    const { id, title, customUrl, uploads } = channel
    res.json({
      items: [
        {
          id,
          snippet: { title, customUrl },
          contentDetails: { relatedPlaylists: { likes: '', uploads } },
          statistics: { subscriberCount: '12345', hiddenSubscriberCount: false, videoCount: String(films.size) },
          status: { longUploadsStatus: switches.phoneVerified ? 'allowed' : 'eligible' },
        },
      ],
    })
  })

  router.get('/api/playlistItems', (req, res) => {
    authorize(req, world, ...reading)
    const { playlistId, videoId } = req.query
    if (playlistId === channel.uploads) {
      const shown = [...films.values()].filter(
        (film) => film.uploadedAt.getTime() + switches.listLagMs <= now().getTime(),
      )
      const newest = shown.toReversed().slice(0, 50)
      return void res.json({ items: newest.map(({ id }) => ({ contentDetails: { videoId: id } })) })
    }
    const entries = playlists.get(String(playlistId))
    if (!entries) throw refusal(404, 'playlistNotFound', 'playlistNotFound', 'youtube.playlistItem')
    const wanted = entries.filter((id) => videoId === undefined || id === videoId)
    res.json({ items: wanted.map((id) => ({ contentDetails: { videoId: id } })) })
  })

  router.post('/api/playlistItems', (req, res) => {
    authorize(req, world, 'youtube.force-ssl', 'youtube')
    const { snippet } = req.body as { snippet?: { playlistId?: string; resourceId?: { videoId?: string } } }
    const entries = playlists.get(snippet?.playlistId ?? '')
    if (!entries) throw refusal(404, 'playlistNotFound', 'playlistNotFound', 'youtube.playlistItem')
    const videoId = snippet?.resourceId?.videoId ?? ''
    if (!films.has(videoId)) throw refusal(404, 'videoNotFound')
    entries.push(videoId)
    res.json({ id: world.nextId() })
  })

  router.get('/api/videos', (req, res) => {
    authorize(req, world, ...reading)
    const ids = String(req.query['id'] ?? '').split(',')
    if (ids.length > 50) throw refusal(400, 'invalidFilters')
    res.json({ items: ids.flatMap((id) => films.get(id) ?? []).map((film) => presentFilm(film, world)) })
  })

  router.put('/api/videos', (req, res) => {
    authorize(req, world, 'youtube.force-ssl', 'youtube')
    const metadata = req.body as Metadata
    const film = films.get(metadata.id ?? '')
    if (!film) throw refusal(404, 'videoNotFound')
    const written = String(req.query['part'] ?? '').split(',')
    checkMetadata(metadata, written)
    // Each part that is named is replaced as a whole.
    if (written.includes('snippet'))
      film.snippet = { description: '', tags: [], categoryId: '22', title: '', ...metadata.snippet }
    if (written.includes('status')) {
      const privacyStatus = switches.audited ? (metadata.status?.privacyStatus ?? 'public') : 'private'
      film.status = { ...metadata.status, privacyStatus }
    }
    if (written.includes('paidProductPlacementDetails'))
      film.hasPaidProductPlacement = metadata.paidProductPlacementDetails?.hasPaidProductPlacement === true
    res.json(presentFilm(film, world))
  })

  router.delete('/api/videos', (req, res) => {
    authorize(req, world, 'youtube.force-ssl', 'youtube')
    if (!films.delete(String(req.query['id']))) throw refusal(404, 'videoNotFound')
    res.status(204).end()
  })

  router.get('/api/commentThreads', (req, res) => {
    authorize(req, world, 'youtube.force-ssl')
    const own = [...comments.values()].filter(({ videoId }) => videoId === req.query['videoId']).toReversed()
    const items = own.map(({ id, text, at }) => ({
      id,
      snippet: { topLevelComment: { snippet: { textOriginal: text, publishedAt: at.toISOString() } } },
    }))
    res.json({ items })
  })

  router.post('/api/commentThreads', (req, res) => {
    authorize(req, world, 'youtube.force-ssl')
    const { snippet } = req.body as {
      snippet?: { videoId?: string; topLevelComment?: { snippet?: { textOriginal?: string } } }
    }
    const film = films.get(snippet?.videoId ?? '')
    if (!film) throw refusal(404, 'videoNotFound')
    if (film.status.privacyStatus === 'private' || film.status.selfDeclaredMadeForKids)
      throw refusal(403, 'commentsDisabled', 'commentsDisabled', 'youtube.commentThread')
    const text = snippet?.topLevelComment?.snippet?.textOriginal ?? ''
    if (text.trim() === '') throw refusal(400, 'commentTextRequired')
    const id = `Ug${world.nextId()}`
    comments.set(id, { id, videoId: film.id, text, at: now() })
    res.json({ id })
  })

  router.delete('/api/comments', (req, res) => {
    authorize(req, world, 'youtube.force-ssl')
    if (!comments.delete(String(req.query['id']))) throw refusal(404, 'commentNotFound')
    res.status(204).end()
  })

  router.get('/analytics/reports', (req, res) => {
    authorize(req, world, 'yt-analytics.readonly')
    const ids = String(req.query['filters']).replace('video==', '').split(',')
    const rows = ids.flatMap((id) => {
      const { minutes, shares } = films.get(id)?.figures ?? {}
      return minutes === undefined ? [] : [[id, minutes, shares ?? 0]]
    })
    // An empty report has no rows at all.
    res.json({ kind: 'youtubeAnalytics#resultTable', ...(rows.length > 0 && { rows }) })
  })

  return router
}

/** In the API's own order and words. @param written the parts an update writes; all of them for an upload */
export function checkMetadata({ snippet, status }: Metadata, written: readonly string[] = ['snippet', 'status']): void {
  if (written.includes('snippet')) {
    const { title = '', description = '', categoryId = '22', tags = [] } = snippet ?? {}
    if (title === '' || [...title].length > 100 || /[<>]/.test(title)) throw refusal(400, 'invalidTitle')
    if (Buffer.byteLength(description) > 5_000 || /[<>]/.test(description)) throw refusal(400, 'invalidDescription')
    if (!categories.has(categoryId)) throw refusal(400, 'invalidCategoryId')
    const length = tags.reduce(
      (sum, tag) => sum + tag.length + (tag.includes(' ') ? 2 : 0),
      Math.max(0, tags.length - 1),
    )
    if (length > 500) throw refusal(400, 'invalidTags')
  }
  if (written.includes('status') && !['public', 'unlisted', 'private'].includes(status?.privacyStatus ?? 'public'))
    throw refusal(400, 'invalidVideoMetadata')
}

export function presentFilm(film: Film, { processingMs, now, comments }: World): object {
  const { id, snippet, status, uploadedAt, problem, figures } = film
  const isDone = uploadedAt.getTime() + processingMs <= now().getTime()
  const outcome = problem?.rejectionReason ? 'rejected' : problem ? 'failed' : 'processed'
  const { views, likes } = figures
  return {
    kind: 'youtube#video',
    id,
    snippet: { ...snippet, publishedAt: uploadedAt.toISOString() },
    status: { ...status, uploadStatus: isDone ? outcome : 'uploaded', ...(isDone && problem) },
    statistics: {
      viewCount: String(views ?? 0),
      ...(likes !== undefined && { likeCount: String(likes) }),
      favoriteCount: '0',
      commentCount: String([...comments.values()].filter(({ videoId }) => videoId === id).length),
    },
  }
}
