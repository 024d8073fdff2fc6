import express, { type Request, type Router } from 'express'
import { assertRole, assertScope, isRecord, jsonBody, pageIn, urnIn } from './access.ts'
import { tellId } from './posts.ts'
import { type Comment, paged, refusal, type World, wrongInput } from './world.ts'

const longest = 1_250

/** Comments under a post. @see https://learn.microsoft.com/linkedin/marketing/community-management/shares/comments-api */
export function commentRoutes(world: World): Router {
  const { comments, posts } = world
  const router = express.Router()
  const path = '/rest/socialActions/:urn/comments'

  router.post(path, (req, res) => {
    assertScope(req, world, 'w_organization_social_feed')
    const object = postOf(req)
    const { actor, object: named, message } = jsonBody(req)
    assertRole(req, actor, 'post', world)
    if (named !== object) throw wrongInput('INVALID_URN_ID', 'object', 'object is not the post of the path')
    const comment: Comment = {
      ...{ id: world.nextId(), object, actor: String(actor) },
      ...{ text: textOf(message), createdAt: world.now() },
    }
    comments.push(comment)
    tellId(res, comment.id, world).status(201).json(present(comment))
  })

  router.get(path, (req, res) => {
    assertScope(req, world, 'r_organization_social_feed')
    const object = postOf(req)
    const { start, count } = pageIn(req, 100)
    res.json(paged(comments.filter((comment) => comment.object === object).map(present), start, count))
  })

  router.post(`${path}/:id`, (req, res) => {
    assertScope(req, world, 'w_organization_social_feed')
    const comment = find(req)
    if (!comment) throw refusal(404, 'NOT_FOUND', 'Comment not found')
    if (req.get('x-restli-method') !== 'PARTIAL_UPDATE')
      throw refusal(400, 'ILLEGAL_ARGUMENT', 'X-RestLi-Method has to be PARTIAL_UPDATE')
    const { patch } = jsonBody(req)
    const message = isRecord(patch) ? patch['message'] : undefined
    comment.text = textOf(isRecord(message) ? message['$set'] : undefined)
    res.status(204).send('')
  })

  router.delete(`${path}/:id`, (req, res) => {
    assertScope(req, world, 'w_organization_social_feed')
    const comment = find(req)
    if (!comment) throw refusal(404, 'NOT_FOUND', 'Comment not found')
    comments.splice(comments.indexOf(comment), 1)
    res.status(204).send('')
  })
  return router

  function postOf(req: Request): string {
    const urn = urnIn(req)
    if (!posts.has(urn)) throw refusal(404, 'NOT_FOUND', 'Post not found')
    return urn
  }

  function find(req: Request): Comment | undefined {
    const object = urnIn(req)
    assertRole(req, req.query['actor'], 'post', world)
    return comments.find((comment) => comment.object === object && comment.id === req.params['id'])
  }

  function present({ id, object, actor, text, createdAt }: Comment): object {
    return {
      ...{ id, object, actor },
      commentUrn: `urn:li:comment:(${object},${id})`,
      message: { attributes: [], text },
      created: { actor, time: createdAt.getTime() },
    }
  }
}

function textOf(message: unknown): string {
  const text = isRecord(message) ? message['text'] : undefined
  if (typeof text !== 'string' || text === '') throw wrongInput('MISSING_FIELD', 'message/text', 'message is required')
  if (text.length > longest)
    throw wrongInput('FIELD_LENGTH_TOO_LONG', 'message/text', `Field length exceeds the maximum of ${longest}`)
  return text
}
