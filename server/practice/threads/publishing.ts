import { randomBytes } from 'node:crypto'
import express, { type Router } from 'express'
import { invalid, paramsOf, pick, refusal } from '../meta/graph.ts'
import { authorize } from './access.ts'
import { checkPicture, lookAtFilm, readDraft } from './draft.ts'
import { type Container, type Draft, type Post, spentOf, type World } from './world.ts'

const dayMs = 86_400_000

/** Containers: made, asked about, published. */
export function publishingRoutes(world: World): Router {
  const { containers, limits, now, posts, profile, quirks, spent } = world
  const router = express.Router()

  for (const who of ['me', profile.id]) {
    router.post(`/${who}/threads`, async (req, res) => {
      const given = paramsOf(req)
      authorize(req, world, 'threads_content_publish', ...answering(given['reply_to_id']))
      assertFree()
      const draft = readDraft(given, world)
      if (draft.replyTo !== null && !posts.has(draft.replyTo)) throw invalid('reply_to_id does not exist')
      if (draft.mediaType === 'CAROUSEL') await takeChildren(draft)
      if (draft.mediaType === 'IMAGE') await checkPicture(given['image_url'] ?? '', world)
      const container: Container = {
        ...draft,
        id: world.nextId(),
        createdAt: now(),
        readyAt: new Date(now().getTime() + world.processingMs),
        looking: draft.mediaType === 'VIDEO' ? lookAtFilm(given['video_url'] ?? '', world) : Promise.resolve(null),
        isUsed: false,
        postId: null,
        lateAnswers: quirks.lateReadiness,
      }
      containers.set(container.id, container)
      const publishesAtOnce = given['auto_publish_text'] === 'true'
      if (publishesAtOnce && draft.mediaType !== 'TEXT') throw invalid('auto_publish_text is for texts')
      res.json({ id: publishesAtOnce ? publish(container).id : container.id })
    })

    router.post(`/${who}/threads_publish`, async (req, res) => {
      authorize(req, world, 'threads_content_publish')
      assertFree()
      const container = containers.get(paramsOf(req)['creation_id'] ?? '')
      const state = container && (await stateOf(container, world))
      const isReady = state === 'FINISHED' || (state === 'PUBLISHED' && quirks.republishing === 'publishes-again')
      if (!container || !isReady || container.isItem || container.lateAnswers > 0) {
        if (container && state === 'FINISHED') container.lateAnswers -= 1
        throw refusal({ code: 24, subcode: 4279009, message: 'Media not found' })
      }
      const kind = container.replyTo === null ? 'posts' : 'replies'
      if (spentOf(kind, world) >= limits[kind]) throw refusal({ code: 9, subcode: 2207042, message: 'Limit reached' })
      res.json({ id: publish(container).id })
    })
  }

  router.get('/:id', async (req, res, next) => {
    const container = containers.get(req.params.id)
    if (!container) return next()
    authorize(req, world, 'threads_content_publish')
    const status = await stateOf(container, world)
    const error_message = status === 'ERROR' ? await container.looking : undefined
    res.json(pick({ id: container.id, status, error_message }, paramsOf(req)['fields'], 'id,status'))
  })
  return router

  function assertFree(): void {
    if (profile.isRestricted) throw refusal({ code: 100, subcode: 4279013, message: 'The profile is restricted' })
  }

  async function takeChildren({ children }: Draft): Promise<void> {
    const no = invalid('Invalid carousel children', 4279004)
    if (children.length < 2 || children.length > 20 || new Set(children).size < children.length) throw no
    const items: Container[] = []
    for (const id of children) {
      const item = containers.get(id)
      if (!item?.isItem || item.isUsed || (await stateOf(item, world)) !== 'FINISHED') throw no
      items.push(item)
    }
    for (const item of items) item.isUsed = true
  }

  function publish(container: Container): Post {
    const { mediaType, text, altText, topic, link, replyTo, children, isItem, given } = container
    const shown = mediaType === 'CAROUSEL' ? children.flatMap((id) => containers.get(id) ?? []) : [container]
    const post: Post = {
      ...{ mediaType, text, altText, topic, link, replyTo, children, isItem, given },
      id: world.nextId(),
      shortcode: randomBytes(8).toString('base64url'),
      at: now(),
      alts: mediaType === 'TEXT' ? [] : shown.map((item) => item.altText),
      hiddenReads: quirks.slowReads,
      figures: {},
    }
    posts.set(post.id, post)
    spent.push({ kind: replyTo === null ? 'posts' : 'replies', at: post.at })
    container.postId = post.id
    return post
  }
}

const answering = (replyTo: string | undefined) => (replyTo === undefined ? [] : (['threads_manage_replies'] as const))

type State = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED'

async function stateOf({ postId, createdAt, readyAt, looking }: Container, { now }: World): Promise<State> {
  if (postId !== null) return 'PUBLISHED'
  if (now().getTime() - createdAt.getTime() >= dayMs) return 'EXPIRED'
  if (readyAt > now()) return 'IN_PROGRESS'
  return (await looking) === null ? 'FINISHED' : 'ERROR'
}
