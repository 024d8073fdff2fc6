import express, { type Response as Answer, type Request, type Router } from 'express'
import { assertKnown, assertRole, assertScope, isRecord, jsonBody, listIn, pageIn, rawQuery, urnIn } from './access.ts'
import { readCommentary, readPostBody } from './post-body.ts'
import { type Content, denied, type Post, paged, refusal, type World, wrongInput } from './world.ts'

/** Making, reading, changing and taking down posts. @see https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api */
export function postRoutes(world: World): Router {
  const { posts, switches } = world
  const router = express.Router()

  router.post('/rest/posts', (req, res) => {
    assertScope(req, world, 'w_organization_social')
    const body = jsonBody(req)
    const author = body['author']
    if (author === undefined) throw wrongInput('MISSING_FIELD', 'author', 'author is required')
    if (!/^urn:li:(organization|person):\w+$/.test(String(author)))
      throw wrongInput('INVALID_URN_TYPE', 'author', 'Invalid URN type')
    assertRole(req, author, 'post', world)
    const { commentary, text, content } = readPostBody(body, world)
    const twin = findTwin(String(author), text, content)
    if (twin) throw duplicate(twin)
    const post: Post = {
      urn: `urn:li:${content?.['poll'] || isFilm(content) ? 'ugcPost' : 'share'}:${world.nextId()}`,
      ...{ author: String(author), commentary, text, content },
      isReshareDisabled: body['isReshareDisabledByAuthor'] === true,
      createdAt: world.now(),
      modifiedAt: world.now(),
      isEdited: false,
      figures: {
        ...{ impressionCount: 0, uniqueImpressionsCount: 0, clickCount: 0 },
        ...{ likeCount: 0, commentCount: 0, shareCount: 0 },
      },
    }
    posts.set(post.urn, post)
    tellId(res, post.urn, world).status(201).send('')
  })

  router.get('/rest/posts', (req, res) => {
    assertScope(req, world, 'r_organization_social')
    if (req.get('x-restli-method') === 'BATCH_GET') return void res.json(batch(req))
    if (req.query['q'] !== 'author') throw refusal(400, 'ILLEGAL_ARGUMENT', 'Unknown finder')
    const author = rawQuery(req, 'author') ?? ''
    if (author.includes(':')) throw refusal(400, 'ILLEGAL_ARGUMENT', 'Invalid query parameter author')
    assertRole(req, decodeURIComponent(author), 'post', world)
    const { start, count } = pageIn(req, 100)
    const listed = [...posts.values()]
      .filter((post) => post.author === decodeURIComponent(author) && isListed(post))
      .toSorted((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())
    res.json(paged(listed.map(present), start, count))
  })

  router.get('/rest/posts/:urn', (req, res) => {
    assertScope(req, world, 'r_organization_social')
    res.json(present(find(req)))
  })

  router.post('/rest/posts/:urn', (req, res) => {
    assertScope(req, world, 'w_organization_social')
    const post = find(req)
    assertRole(req, post.author, 'post', world)
    if (req.get('x-restli-method') !== 'PARTIAL_UPDATE')
      throw refusal(400, 'ILLEGAL_ARGUMENT', 'X-RestLi-Method has to be PARTIAL_UPDATE')
    const { patch } = jsonBody(req)
    const changed = isRecord(patch) ? patch['$set'] : undefined
    if (!isRecord(changed)) throw wrongInput('MISSING_FIELD', 'patch', 'patch is required')
    assertKnown(changed, ['commentary', 'contentCallToActionLabel', 'contentLandingPage', 'lifecycleState'], 'patch/')
    Object.assign(post, readCommentary(changed['commentary'] ?? post.commentary, world))
    Object.assign(post, { modifiedAt: world.now(), isEdited: true })
    res.status(204).send('')
  })

  router.delete('/rest/posts/:urn', (req, res) => {
    assertScope(req, world, 'w_organization_social')
    const post = posts.get(urnIn(req))
    if (post) assertRole(req, post.author, 'post', world)
    // Gone already is gone.
    posts.delete(post?.urn ?? '')
    res.status(204).send('')
  })
  return router

  function batch(req: Request): object {
    if (world.tier === 'development') throw denied('BATCH_GET /posts')
    const urns = listIn(req, 'ids', world)
    const found = urns.flatMap((urn) => posts.get(urn) ?? [])
    const lost = urns.filter((urn) => !posts.has(urn))
    return {
      results: Object.fromEntries(found.map((post) => [post.urn, present(post)])),
      statuses: Object.fromEntries(lost.map((urn) => [urn, 404])),
      errors: Object.fromEntries(lost.map((urn) => [urn, { status: 404, code: 'NOT_FOUND', message: 'Not found' }])),
    }
  }

  function find(req: Request): Post {
    const post = posts.get(urnIn(req))
    if (!post) throw refusal(404, 'NOT_FOUND', 'Post not found')
    return post
  }

  function isListed({ createdAt }: Post): boolean {
    return world.now().getTime() >= createdAt.getTime() + world.listLagMs
  }

  /** The same words and files of the same author, a short while ago. */
  function findTwin(author: string, text: string, content: Content | null): Post | undefined {
    const since = world.now().getTime() - world.lifetimes.duplicateMs
    return [...posts.values()].find(
      (post) =>
        post.author === author &&
        post.createdAt.getTime() > since &&
        lettersOf(post.text) === lettersOf(text) &&
        JSON.stringify(post.content) === JSON.stringify(content),
    )
  }

  function duplicate({ urn }: Post) {
    const named = { post: urn, person: world.person, nothing: 'another post' }[switches.duplicateNames]
    const message = `Content is a duplicate of ${named}`
    return switches.duplicateNames === 'nothing'
      ? wrongInput('DUPLICATE_POST', 'commentary', message, 422)
      : refusal(422, 'UNPROCESSABLE_ENTITY', message)
  }
}

const lettersOf = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase()

function isFilm(content: Content | null): boolean {
  const media = content?.['media']
  return isRecord(media) && String(media['id']).startsWith('urn:li:video:')
}

function present(post: Post): object {
  return {
    id: post.urn,
    author: post.author,
    commentary: post.commentary,
    createdAt: post.createdAt.getTime(),
    publishedAt: post.createdAt.getTime(),
    lastModifiedAt: post.modifiedAt.getTime(),
    lifecycleState: 'PUBLISHED',
    visibility: 'PUBLIC',
    isReshareDisabledByAuthor: post.isReshareDisabled,
    lifecycleStateInfo: { isEditedByAuthor: post.isEdited },
    ...(post.content && { content: post.content }),
  }
}

/** Ids of what was made stand in a header. */
export function tellId(res: Answer, id: string, { switches }: World): Answer {
  const { idHeader, encodesIds } = switches
  return idHeader === 'none' ? res : res.set(idHeader, encodesIds ? encodeURIComponent(id) : id)
}
