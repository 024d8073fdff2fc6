import express, { type Request, type Router } from 'express'
import { findXLinks } from '../../../connectors/rules/x/links.ts'
import { Refusal } from '../simulation/refusal.ts'
import { readDraft } from './draft.ts'
import { authorize, bodyOf } from './oauth.ts'
import { isYoung, mediaFields, postFields, presentMedia, presentPost, shorten } from './present.ts'
import { charge, type Figures, forbidden, invalid, notFound, type Post, type World } from './world.ts'

const price = { post: 0.015, postWithLink: 0.2, delete: 0.01, own: 0.001 }

/** @see https://docs.x.com/x-api/posts/create-post */
export function postRoutes(world: World): Router {
  const { posts, owner, switches } = world
  const router = express.Router()

  router.post('/2/tweets', (req, res) => {
    authorize(req, world, 'tweet.read', 'tweet.write', 'users.read')
    if (!req.is('application/json')) throw invalid('content-type', req.get('content-type'), 'Only JSON is read here.')
    const draft = readDraft(bodyOf(req), world)
    charge(world, findXLinks(draft.text).length > 0 ? price.postWithLink : price.post)
    const from = world.now().getTime() - world.duplicateMs
    const same = [...posts.values()].some(
      ({ text, at, ownerId }) =>
        ownerId === owner.id && at.getTime() > from && text.trim() !== '' && text.trim() === draft.text.trim(),
    )
    if (same) throw forbidden('You are not allowed to create a Tweet with duplicate content.')
    const post: Post = {
      ...draft,
      id: world.nextId(),
      ownerId: owner.id,
      at: world.now(),
      summons: false,
      figures: none(),
    }
    posts.set(post.id, post)
    const target = post.replyTo === null ? undefined : posts.get(post.replyTo)
    if (target) target.figures.replies += 1
    const history = switches.newNames ? 'edit_history_post_ids' : 'edit_history_tweet_ids'
    res.status(201).json({ data: { id: post.id, text: shorten(post, world).text, [history]: [post.id] } })
  })

  router.delete('/2/tweets/:id', (req, res) => {
    authorize(req, world, 'tweet.read', 'tweet.write', 'users.read')
    charge(world, price.delete)
    const post = posts.get(req.params.id)
    if (post && post.ownerId !== owner.id) throw forbidden('You are not authorized to delete this Tweet.')
    if (!post && switches.repeatedDelete === 'forbidden')
      throw forbidden('You are not authorized to delete this Tweet.')
    if (!post && switches.repeatedDelete === 'not-found')
      throw new Refusal(404, { errors: [notFound('tweet', req.params.id, 'id')] })
    posts.delete(req.params.id)
    res.json({ data: { deleted: true } })
  })

  router.get('/2/tweets', (req, res) => {
    authorize(req, world, 'tweet.read', 'users.read')
    const ids = listOf(req, 'ids')
    if (ids.length < 1 || ids.length > 100)
      throw invalid(
        'ids',
        ids.join(','),
        `The number of values in the ids query parameter list [${ids.length}] is not between 1 and 100.`,
      )
    const wrong = ids.find((id) => !/^\d{1,19}$/.test(id))
    if (wrong !== undefined) throw invalid('ids', wrong, `The ids query parameter value [${wrong}] is not valid.`)
    const asked = knownIn(req, 'tweet.fields', postFields)
    const found = ids.flatMap((id) => posts.get(id) ?? [])
    charge(world, found.length * price.own)
    const lost = ids.filter((id) => !posts.has(id)).map((id) => notFound('tweet', id, 'ids'))
    const closed = found.filter((post) => asked.includes('non_public_metrics') && !isYoung(post, world)).map(tooOld)
    const errors = [...lost, ...closed]
    res.json({
      ...(found.length > 0 && { data: found.map((post) => presentPost(post, asked, world)) }),
      ...included(req, found),
      ...(errors.length > 0 && { errors }),
    })
  })

  router.get('/2/users/me', (req, res) => {
    authorize(req, world, 'tweet.read', 'users.read')
    charge(world, price.own)
    const { id, name, username, subscription } = owner
    const own = [...posts.values()].filter(({ ownerId }) => ownerId === id).length
    const known: Readonly<Record<string, unknown>> = {
      subscription_type: subscription,
      public_metrics: {
        followers_count: 8_412,
        following_count: 3,
        [switches.newNames ? 'post_count' : 'tweet_count']: own,
      },
      verified: true,
    }
    const asked = knownIn(req, 'user.fields', ['id', 'name', 'username', 'verified_type', ...Object.keys(known)])
    const told = Object.entries(known).filter(([field]) => asked.includes(field))
    res.json({ data: { id, name, username, ...Object.fromEntries(told) } })
  })

  router.get('/2/users/:id/tweets', (req, res) => {
    authorize(req, world, 'tweet.read', 'users.read')
    if (req.params.id !== owner.id) return void res.json({ errors: [notFound('user', req.params.id, 'id')] })
    const most = Number(req.query['max_results'] ?? 10)
    if (!Number.isInteger(most) || most < 5 || most > 100)
      throw invalid('max_results', most, `The max_results query parameter value [${most}] is not between 5 and 100.`)
    const start = String(req.query['start_time'] ?? '1970-01-01T00:00:00Z')
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(start))
      throw invalid('start_time', start, `The start_time query parameter value [${start}] is not a valid RFC3339 date.`)
    const asked = knownIn(req, 'tweet.fields', postFields)
    const listedUntil = world.now().getTime() - world.listedAfterMs
    const own = [...posts.values()]
      .filter(({ ownerId, at }) => ownerId === owner.id && at >= new Date(start) && at.getTime() <= listedUntil)
      .toReversed()
    const from = own.findIndex(({ id }) => id === req.query['pagination_token']) + 1
    const page = own.slice(from, from + most)
    charge(world, page.length * price.own)
    const [newest, oldest] = [page.at(0)?.id, page.at(-1)?.id]
    const next = from + most < own.length ? oldest : undefined
    res.json({
      ...(page.length > 0 && { data: page.map((post) => presentPost(post, asked, world)) }),
      ...included(req, page),
      meta: { result_count: page.length, newest_id: newest, oldest_id: oldest, next_token: next },
    })
  })
  return router
}

const none = (): Figures => ({
  reposts: 0,
  replies: 0,
  likes: 0,
  quotes: 0,
  bookmarks: 0,
  impressions: 0,
  clicks: 0,
  filmViews: 0,
})

/** Part of an answer that is there otherwise. */
function tooOld({ id }: Post): object {
  return {
    resource_id: id,
    resource_type: 'tweet',
    field: 'non_public_metrics',
    parameter: 'ids',
    title: 'Field Authorization Error',
    detail: `Sorry, you are not authorized to access 'non_public_metrics' on the Tweet: [${id}].`,
    type: 'https://api.twitter.com/2/problems/not-authorized-for-field',
  }
}

function included(req: Request, found: readonly Post[]): object {
  const expansions = knownIn(req, 'expansions', ['attachments.media_keys', 'attachments.poll_ids', 'author_id'])
  const asked = knownIn(req, 'media.fields', mediaFields)
  const media = found.flatMap((post) => presentMedia(post, asked))
  return expansions.includes('attachments.media_keys') && media.length > 0 ? { includes: { media } } : {}
}

function listOf(req: Request, name: string): string[] {
  const given = req.query[name]
  return typeof given === 'string' && given !== '' ? given.split(',') : []
}

/** @throws Refusal for one that there is not */
function knownIn(req: Request, name: string, known: readonly string[]): string[] {
  const asked = listOf(req, name)
  const wrong = asked.find((one) => !known.includes(one))
  if (wrong !== undefined)
    throw invalid(name, wrong, `The \`${name}\` query parameter value [${wrong}] is not one of [${known.join(',')}]`)
  return asked
}
