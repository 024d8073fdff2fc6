import express, { type Router } from 'express'
import { authorize } from './oauth.ts'
import { invalid, isListed, ok, privacyOptions, refusal, sentToday, standingOf, type World } from './world.ts'

/** Which permission opens which field of an account. */
const scopeOf: Readonly<Record<string, string>> = {
  open_id: 'user.info.basic',
  union_id: 'user.info.basic',
  avatar_url: 'user.info.basic',
  display_name: 'user.info.basic',
  username: 'user.info.profile',
  bio_description: 'user.info.profile',
  is_verified: 'user.info.profile',
  follower_count: 'user.info.stats',
  following_count: 'user.info.stats',
  likes_count: 'user.info.stats',
  video_count: 'user.info.stats',
}

/** Who the account is, and what it may post now. */
export function accountRoutes(world: World): Router {
  const { creator, publications, url } = world
  const router = express.Router({ strict: world.switches.strictSlashes })

  router.get('/v2/user/info/', (req, res) => {
    const grant = authorize(req, world, 'user.info.basic')
    const fields = fieldsOf(req.query['fields'], Object.keys(scopeOf))
    const missing = fields.find((field) => !grant.scopes.includes(scopeOf[field] ?? ''))
    if (missing)
      throw refusal(401, 'scope_not_authorized', `The user did not authorize the scope required for ${missing}`)
    const posts = [...publications.values()]
    const known: Readonly<Record<string, unknown>> = {
      open_id: creator.openId,
      union_id: `union-${creator.openId}`,
      avatar_url: `${url}/avatar.jpeg`,
      display_name: creator.displayName,
      username: creator.username,
      bio_description: '',
      is_verified: false,
      follower_count: 1_204,
      following_count: 3,
      likes_count: posts.reduce((sum, { figures }) => sum + figures.likes, 0),
      video_count: posts.filter((post) => standingOf(post, world) === 'out').length,
    }
    res.json(ok({ user: Object.fromEntries(fields.map((field) => [field, known[field]])) }))
  })

  router.post('/v2/post/publish/creator_info/query/', (req, res) => {
    authorize(req, world, 'video.publish')
    // Told with status 200.
    assertMayPost(world, 200)
    res.json(
      ok({
        creator_avatar_url: `${url}/avatar.jpeg`,
        creator_username: creator.username,
        creator_nickname: creator.displayName,
        privacy_level_options: privacyOptions(creator),
        comment_disabled: creator.commentsOff,
        duet_disabled: creator.duetsOff || creator.isPrivate,
        stitch_disabled: creator.stitchesOff || creator.isPrivate,
        max_video_post_duration_sec: creator.maxDurationSec,
      }),
    )
  })
  return router
}

/** @throws Refusal when the account may post nothing more today */
export function assertMayPost(world: World, status: 200 | 403): void {
  const { creator, postsPerDay } = world
  if (creator.banned)
    throw refusal(status, 'spam_risk_user_banned_from_posting', 'The user is banned from making new posts.')
  if (creator.capReached)
    throw refusal(status, 'reached_active_user_cap', 'The daily quota for active publishing users is reached.')
  if (sentToday(world).filter(({ isDraft }) => !isDraft).length >= postsPerDay)
    throw refusal(status, 'spam_risk_too_many_posts', 'The daily post cap from the API is reached for the user.')
}

/** The comma list of `?fields=`. @throws Refusal for one that there is not */
function fieldsOf(given: unknown, known: readonly string[]): string[] {
  const fields = String(given ?? '').split(',')
  const wrong = fields.find((field) => !known.includes(field))
  if (wrong !== undefined) throw invalid(`Invalid field: ${wrong}`)
  return fields
}

const longestPage = 20
const videoFields = [
  'id',
  'create_time',
  'title',
  'video_description',
  'share_url',
  'duration',
  'is_aigc',
  'view_count',
  'like_count',
  'comment_count',
  'share_count',
]

/** The account's public posts and their figures. */
export function displayRoutes(world: World): Router {
  const { creator, publications, switches, url } = world
  const router = express.Router({ strict: switches.strictSlashes })

  const newestFirst = () =>
    [...publications.values()]
      .filter((post) => isListed(post, world) && (post.kind === 'video' || switches.listsPhotos))
      .map((post) => ({ post, at: post.finishedAt ?? post.completeAt ?? post.startedAt }))
      .toReversed()
  type Listed = ReturnType<typeof newestFirst>[number]

  const present = ({ post, at }: Listed, fields: readonly string[]) => {
    const isCounted = world.now().getTime() >= at.getTime() + world.figuresAfterMs
    const { views, likes, comments, shares } = post.figures
    const known: Readonly<Record<string, unknown>> = {
      id: post.postId,
      create_time: Math.floor(at.getTime() / 1000),
      title: post.title,
      video_description: post.kind === 'video' ? post.title : post.description,
      share_url: `${url}/@${creator.username}/${post.kind === 'video' ? 'video' : 'photo'}/${post.postId}`,
      duration: 4,
      is_aigc: post.isAigc,
      ...(isCounted && { view_count: views, like_count: likes, comment_count: comments, share_count: shares }),
    }
    return Object.fromEntries(
      fields.filter((field) => known[field] !== undefined).map((field) => [field, known[field]]),
    )
  }

  router.post('/v2/video/list/', (req, res) => {
    authorize(req, world, 'video.list')
    const fields = fieldsOf(req.query['fields'], videoFields)
    const { max_count: count = 10, cursor } = req.body as { max_count?: number; cursor?: number }
    if (!Number.isInteger(count) || count < 1 || count > longestPage) throw invalid('max_count must be 1 to 20')
    const older = newestFirst().filter(({ at }) => cursor === undefined || at.getTime() < cursor)
    const page = older.slice(0, count)
    const next = page.at(-1)?.at.getTime() ?? world.now().getTime()
    const videos = page.map((listed) => present(listed, fields))
    res.json(ok({ videos, cursor: next, has_more: older.length > page.length }))
  })

  router.post('/v2/video/query/', (req, res) => {
    authorize(req, world, 'video.list')
    const fields = fieldsOf(req.query['fields'], videoFields)
    const ids = (req.body as { filters?: { video_ids?: unknown } }).filters?.video_ids
    if (
      !Array.isArray(ids) ||
      ids.length === 0 ||
      ids.length > longestPage ||
      !ids.every((id) => typeof id === 'string')
    )
      throw invalid('video_ids must be 1 to 20 ids')
    const found = newestFirst().filter(({ post }) => ids.includes(post.postId))
    res.json(ok({ videos: found.map((listed) => present(listed, fields)) }))
  })
  return router
}
