import express, { type Request, type Router } from 'express'
import { invalid, paramsOf, pick, refusal, timeOf } from '../meta/graph.ts'
import { authorize } from './access.ts'
import type { Login, Post, World } from './world.ts'

const dayMs = 86_400_000
const missing = () => refusal({ code: 100, subcode: 33, message: 'Object does not exist or cannot be loaded' })

/** What is out: lists, single posts, their comments, taking down. */
export function postRoutes(world: World, login: Login): Router {
  const { account, posts, quirks, now } = world
  const router = express.Router()

  const list = (req: Request, isListed: (post: Post) => boolean) => {
    authorize(req, world, login, 'basic')
    const { since = '0', limit = '25', fields } = paramsOf(req)
    const youngest = now().getTime() - quirks.listLagMs
    const found = [...posts.values()]
      .filter((post) => isListed(post) && post.at.getTime() <= youngest && post.at.getTime() >= Number(since) * 1000)
      .reverse()
      .slice(0, Math.min(100, Number(limit)))
    return {
      data: found.map((post) => pick(present(post), fields, 'id')),
      paging: { cursors: { before: 'b', after: 'a' } },
    }
  }
  router.get(`/${account.userId}/media`, (req, res) => {
    res.json(list(req, ({ product }) => product !== 'STORY'))
  })
  router.get(`/${account.userId}/stories`, (req, res) => {
    res.json(list(req, ({ product, at }) => product === 'STORY' && now().getTime() - at.getTime() < dayMs))
  })

  router.get('/:id/comments', (req, res) => {
    authorize(req, world, login, 'comments')
    const { comments } = mustFind(req.params.id)
    const { fields } = paramsOf(req)
    const shown = comments.toReversed().map(({ id, text, at }) => ({
      ...{ id, text, timestamp: timeOf(at), username: account.username, from: { id: account.userId } },
    }))
    res.json({ data: shown.map((comment) => pick(comment, fields, 'id,text,timestamp')) })
  })
  router.post('/:id/comments', (req, res) => {
    authorize(req, world, login, 'comments')
    const post = mustFind(req.params.id)
    if (post.product === 'STORY') throw invalid('A story takes no comments')
    const { message = '' } = paramsOf(req)
    const isShouted = /\p{Lu}/u.test(message) && !/\p{Ll}/u.test(message)
    if (message.trim() === '' || message.length > 300 || isShouted) throw invalid('The comment is not possible')
    if ((message.match(/#/g)?.length ?? 0) > 4 || (message.match(/https?:\/\//g)?.length ?? 0) > 1)
      throw invalid('The comment has too many tags or links')
    const comment = { id: world.nextId(), text: message, at: now() }
    post.comments.push(comment)
    res.json({ id: comment.id })
  })

  router.get('/:id', (req, res) => {
    authorize(req, world, login, 'basic')
    const comment = commentOf(req.params.id)
    if (comment) {
      res.json(pick({ ...comment, timestamp: timeOf(comment.at) }, paramsOf(req)['fields'], 'id'))
      return
    }
    const post = mustFind(req.params.id)
    if (post.hiddenReads > 0) {
      post.hiddenReads -= 1
      throw missing()
    }
    res.json(pick(present(post), paramsOf(req)['fields'], 'id'))
  })

  router.post('/:id', (req, res) => {
    authorize(req, world, login, 'comments')
    mustFind(req.params.id)
    if (paramsOf(req)['comment_enabled'] === undefined) throw invalid('Nothing else of a post can be changed')
    res.json({ success: true })
  })

  router.delete('/:id', (req, res) => {
    const owner = [...posts.values()].find(({ comments }) => comments.some(({ id }) => id === req.params.id))
    if (owner) {
      authorize(req, world, login, 'comments')
      const at = owner.comments.findIndex(({ id }) => id === req.params.id)
      owner.comments.splice(at, 1)
      res.json({ success: true })
      return
    }
    if (login === 'instagram') throw invalid('Unsupported delete request')
    const { kind } = authorize(req, world, login, 'delete')
    if (kind === 'page') throw refusal({ code: 190, message: 'This call needs the token of a person' })
    const { id } = mustFind(req.params.id)
    posts.delete(id)
    res.json({ success: true, deleted_id: id })
  })
  return router

  function mustFind(id: string): Post {
    const post = posts.get(id)
    if (!post) throw missing()
    return post
  }

  function commentOf(id: string) {
    return [...posts.values()].flatMap(({ comments }) => comments).find((comment) => comment.id === id)
  }

  function present(post: Post): Readonly<Record<string, unknown>> {
    const { id, caption, mediaType, product, shortcode, at, children, comments, figures, isAiGenerated } = post
    const folder = { FEED: 'p', REELS: 'reel', STORY: `stories/${account.username}` }[product]
    const isStripped = login === 'facebook' && quirks.stripsMentions
    return {
      id,
      caption: caption === '' ? undefined : isStripped ? caption.replace(/@(?=\w)/g, '') : caption,
      media_type: mediaType,
      media_product_type: product,
      permalink: `${world.url}/www.instagram.com/${folder}/${shortcode}/`,
      shortcode,
      timestamp: timeOf(at),
      username: account.username,
      is_ai_generated: isAiGenerated,
      children: mediaType === 'CAROUSEL_ALBUM' ? { data: children.map((child) => ({ id: child })) } : undefined,
      like_count: figures['likes'] ?? 0,
      comments_count: comments.length,
    }
  }
}
