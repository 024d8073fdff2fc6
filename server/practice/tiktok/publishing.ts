import express, { type Request, type Router } from 'express'
import { secret } from '../simulation/refusal.ts'
import { assertMayPost } from './accounts.ts'
import { filmFault, pictureFault } from './film.ts'
import { assertOwned, assertRoomForDraft, objectIn, readChunks, readInfo, readPhotos } from './init.ts'
import { authorize, jsonBody } from './oauth.ts'
import {
  type Grant,
  invalid,
  isListed,
  ok,
  type Publication,
  refusal,
  sentToday,
  standingOf,
  type World,
} from './world.ts'

const mostDrafts = 5

/** Starting to publish, and asking what became of it. @see https://developers.tiktok.com/doc/content-posting-api-get-started */
export function publishingRoutes(world: World): Router {
  const { publications, lifetimes, switches } = world
  const router = express.Router({ strict: switches.strictSlashes })

  router.post('/v2/post/publish/video/init/', async (req, res) => {
    const grant = authorize(req, world, 'video.publish')
    const body = jsonBody(req)
    assertMayPost(world, 403)
    const info = readInfo(body['post_info'], 'video', world)
    res.json(ok(await startVideo(grant, info, body['source_info'], false)))
  })

  router.post('/v2/post/publish/inbox/video/init/', async (req, res) => {
    const grant = authorize(req, world, 'video.upload')
    assertRoomForDraft(sentToday(world), mostDrafts)
    res.json(ok(await startVideo(grant, {}, jsonBody(req)['source_info'], true)))
  })

  router.post('/v2/post/publish/content/init/', async (req, res) => {
    const body = jsonBody(req)
    const grant = authorize(req, world, body['post_mode'] === 'MEDIA_UPLOAD' ? 'video.upload' : 'video.publish')
    const { isDraft, info, isAigc, cover, addresses } = readPhotos(body, world)
    if (isDraft) {
      assertRoomForDraft(sentToday(world), mostDrafts)
      if (world.creator.oldApp)
        throw refusal(403, 'app_version_check_failed', 'The TikTok app of this user is too old for photo drafts.')
    } else assertMayPost(world, 403)
    const publication = keep(
      { ...begun(grant, info, isDraft), kind: 'photos', pictures: addresses.length, cover, isAigc },
      'p_pub_url~v2.',
    )
    await pull(publication, addresses, pictureFault)
    res.json(ok({ publish_id: publication.id }))
  })

  router.post('/v2/post/publish/status/fetch/', (req, res) => {
    const publication = find(req)
    const state = standingOf(publication, world)
    const { upload, failReason, postId } = publication
    const names = {
      arriving: upload ? 'PROCESSING_UPLOAD' : 'PROCESSING_DOWNLOAD',
      processing: upload ? 'PROCESSING_UPLOAD' : 'PROCESSING_DOWNLOAD',
      failed: 'FAILED',
      inbox: 'SEND_TO_USER_INBOX',
      out: 'PUBLISH_COMPLETE',
    }
    const data = {
      status: names[state],
      ...(state === 'failed' && { fail_reason: failReason }),
      ...(upload && { uploaded_bytes: upload.received }),
      ...(isListed(publication, world) && { publicaly_available_post_id: [`int64:${postId}`] }),
    }
    // Ids are bare numbers here, larger than JavaScript can hold.
    res.type('json').send(JSON.stringify(ok(data)).replace(/"int64:(\d+)"/g, '$1'))
  })

  router.post('/v2/post/publish/cancel/', (req, res) => {
    const publication = find(req)
    const state = standingOf(publication, world)
    if (state !== 'arriving' && state !== 'processing')
      throw refusal(400, 'publish_not_cancellable', 'The publish can no longer be cancelled.')
    publication.failReason = 'publish_cancelled'
    res.json(ok({}))
  })
  return router

  async function startVideo(
    grant: Grant,
    info: Publication['info'],
    given: unknown,
    isDraft: boolean,
  ): Promise<object> {
    const source = objectIn(given, 'source_info')
    const isAigc = info['is_aigc'] === true
    const start = { ...begun(grant, info, isDraft), kind: 'video', pictures: 0, cover: 0, isAigc } as const
    if (source['source'] === 'PULL_FROM_URL') {
      const address = assertOwned(source['video_url'], world)
      const publication = keep(start, isDraft ? 'v_inbox_url~v2.' : 'v_pub_url~v2.')
      await pull(publication, [address], (data) => filmFault(data, world))
      return { publish_id: publication.id }
    }
    if (source['source'] !== 'FILE_UPLOAD') throw invalid('source_info.source is invalid')
    const upload = {
      ...readChunks(source, world),
      ...{ id: world.nextId(), token: secret(), pieces: [], received: 0 },
      endsAt: new Date(world.now().getTime() + lifetimes.uploadMs),
    }
    const publication = keep({ ...start, upload }, isDraft ? 'v_inbox_file~v2.' : 'v_pub_file~v2-1.')
    const url = `${world.uploadOrigin}/video/?upload_id=${upload.id}&upload_token=${upload.token}`
    return { publish_id: publication.id, upload_url: url }
  }

  function begun(grant: Grant, info: Publication['info'], isDraft: boolean) {
    return {
      ...{ grant, info, isDraft, startedAt: world.now(), upload: null, completeAt: null, failReason: null },
      ...{ title: String(info['title'] ?? ''), description: String(info['description'] ?? ''), finishedAt: null },
      privacy: String(info['privacy_level'] ?? ''),
      figures: { views: 0, likes: 0, comments: 0, shares: 0 },
    }
  }

  function keep(publication: Omit<Publication, 'id' | 'postId'>, prefix: string): Publication {
    const kept = { ...publication, id: `${prefix}${world.nextId()}`, postId: world.nextId() }
    publications.set(kept.id, kept)
    return kept
  }

  /** TikTok fetches after its answer; here before, so that the clock alone says how long that takes. */
  async function pull(
    publication: Publication,
    addresses: readonly string[],
    faultIn: (data: Uint8Array) => Promise<string | null>,
  ): Promise<void> {
    for (const address of addresses) {
      const data = await fetchFile(address)
      publication.failReason ??= data
        ? await faultIn(data)
        : `${publication.kind === 'photos' ? 'photo' : 'video'}_pull_failed`
    }
    publication.completeAt = world.now()
  }

  function find(req: Request): Publication {
    const { publish_id: id } = jsonBody(req)
    const publication = publications.get(String(id))
    const grant = authorize(req, world, publication?.isDraft ? 'video.upload' : 'video.publish')
    if (!publication) throw refusal(400, 'invalid_publish_id', 'The publish_id does not exist.')
    if (publication.grant.app !== grant.app)
      throw refusal(400, 'token_not_authorized_for_specified_publish_id', 'The publish_id belongs to another client.')
    return publication
  }
}

/** Without redirects; null when there is nothing. */
async function fetchFile(address: string): Promise<Uint8Array | null> {
  try {
    const answer = await fetch(address, { redirect: 'manual' })
    return answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : null
  } catch {
    return null
  }
}
