import type { Queue } from 'bull'
import { type RequestHandler, Router } from 'express'
import helmet from 'helmet'
import type { Sessions } from '../auth/sessions.ts'
import { DomainError } from '../domain/errors.ts'
import { mayDo } from '../domain/policy.ts'
import { securityPolicy } from './security.ts'
import { addressOf, type SessionCookie } from './sessions.ts'

export interface QueueBoardOptions {
  readonly sessions: Sessions
  readonly cookie: SessionCookie
  /** null: this office runs without Redis. */
  readonly handles: {
    queues(): readonly Queue[]
    isAnswering(): Promise<boolean>
  } | null
}

const path = '/ops/queues'

/**
 * Bull's queues for administrators, to look at only: they are alarm clocks, and what is due stands in the database.
 * Never waits for a Redis that is away.
 */
export function queueBoard({ sessions, cookie, handles }: QueueBoardOptions): Router {
  let board: Promise<RequestHandler> | null = null
  const router = Router()
  router.use(path, async (req, res, next) => {
    const token = cookie.read(req)
    const found = token === null ? null : await sessions.find(token, addressOf(req))
    if (!found) throw new DomainError('not-signed-in')
    if (!mayDo(found.actor.role, 'operations.read')) throw new DomainError('forbidden')
    if (!handles) throw new DomainError('not-found', 'There is no Redis here: the database itself is the queue')
    if (req.method !== 'GET' && req.method !== 'HEAD')
      throw new DomainError('forbidden', 'The queues are to look at only; deliveries are changed on the calendar')
    if (!(await handles.isAnswering()))
      throw new DomainError('unavailable', 'Redis does not answer; deliveries go out from the database meanwhile', {
        retryAfterSeconds: 5,
      })
    board ??= openBoard(handles.queues())
    const show = await board
    pageHeaders(req, res, () => show(req, res, next))
  })
  return router
}

/** Its page names its own address in `<base>`; the fonts it would load from elsewhere stay out. */
const pageHeaders = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: { ...securityPolicy, 'base-uri': ["'self'"] },
})

async function openBoard(queues: readonly Queue[]): Promise<RequestHandler> {
  const [{ createBullBoard }, { BullAdapter }, { ExpressAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullAdapter'),
    import('@bull-board/express'),
  ])
  const serverAdapter = new ExpressAdapter().setBasePath(path)
  createBullBoard({
    queues: queues.map((queue) => new BullAdapter(queue, { readOnlyMode: true, allowRetries: false })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Hải Đăng' } },
  })
  return serverAdapter.getRouter().disable('x-powered-by')
}
