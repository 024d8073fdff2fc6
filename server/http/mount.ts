import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Sessions } from '../auth/sessions.ts'
import type { Db } from '../db/database.ts'
import { DomainError } from '../domain/errors.ts'
import { type Actor, mayDo } from '../domain/policy.ts'
import { type Answer, answerOnce } from './idempotency.ts'
import { parseInput, readJson, readQuery } from './mount-input.ts'
import { unexpectedPart } from './mount-verify.ts'
import type { Route, RouteInput } from './route.ts'
import { sendJson } from './send-json.ts'
import { addressOf, type SessionCookie } from './sessions.ts'

export interface MountOptions {
  readonly routes: readonly Route[]
  readonly db: Db
  readonly sessions: Sessions
  readonly cookie: SessionCookie
  /** Hold every answer against its schema; a difference is a 500. On in tests and development. */
  readonly verifyResponses: boolean
}

/** A router that does for every route the same: authorize, parse, act, present. */
export function mountRoutes(options: MountOptions): Router {
  const router = Router()
  for (const route of options.routes) router[route.method](route.path, handlerOf(route, options))
  return router
}

function handlerOf(route: Route, options: MountOptions): RequestHandler {
  return async (req, res) => {
    res.set('Cache-Control', 'no-store')
    res.locals['route'] = route.path
    const actor = await authorize(route, options, req, res)
    const input = await readInput(route, req, res)
    if (route.stream) {
      await route.handle(actor, input)
      return
    }
    const run = () => act(route, actor, input, options.verifyResponses)
    const answer = actor ? await answerOnce(options.db, actor, req, run) : { ...(await run()), replayed: false }
    if (answer.replayed) res.set('Idempotency-Replayed', 'true')
    res.status(answer.status)
    if (answer.body === null) res.end()
    else await sendJson(req, res, answer.body)
  }
}

/** @throws DomainError `not-signed-in`, `forbidden` */
async function authorize(
  { policy }: Route,
  { sessions, cookie }: MountOptions,
  req: Request,
  res: Response,
): Promise<Actor | null> {
  const token = cookie.read(req)
  const found = token === null ? null : await sessions.find(token, addressOf(req))
  if (found?.renewed && token !== null) cookie.write(res, token)
  if (policy === 'public') return found?.actor ?? null
  if (!found) throw new DomainError('not-signed-in')
  if (!mayDo(found.actor.role, policy)) throw new DomainError('forbidden')
  return found.actor
}

async function readInput(route: Route, req: Request, res: Response): Promise<RouteInput<never, never, never>> {
  const params = route.params ? route.params.safeParse(req.params) : null
  // An id that cannot be one names nothing.
  if (params?.success === false) throw new DomainError('not-found')
  const query = route.query ? parseInput(route.query, readQuery(route.query, req.query)) : undefined
  const body = route.body ? parseInput(route.body, await readJson(req, res)) : undefined
  return { params: params?.data, query, body, req, res } as RouteInput<never, never, never>
}

async function act(
  route: Route,
  actor: Actor | null,
  input: RouteInput<never, never, never>,
  verify: boolean,
): Promise<Answer> {
  input.res.status(route.status)
  const body = await route.handle(actor, input)
  if (route.response === null) return { status: 204, body: null }
  const problem = verify ? unexpectedPart(route.response, body) : null
  if (problem !== null) throw new Error(`The answer of ${route.method} ${route.path} is not its schema's: ${problem}`)
  return { status: input.res.statusCode, body: body as JsonObject }
}
