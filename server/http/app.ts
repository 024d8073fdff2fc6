import express, { type Express, type RequestHandler } from 'express'
import { pinoHttp } from 'pino-http'
import type { Sessions } from '../auth/sessions.ts'
import type { Db } from '../db/database.ts'
import type { Logger } from '../log.ts'
import { errorHandler, notFound } from './errors.ts'
import { mountRoutes } from './mount.ts'
import { requireSameOrigin } from './origin.ts'
import { requestId } from './request-id.ts'
import type { Route } from './route.ts'
import { securityHeaders } from './security.ts'
import type { SessionCookie } from './sessions.ts'

export interface AppOptions {
  /** Mounted under /api/v1, in order. */
  readonly routes: readonly Route[]
  /** What lives outside the API: health, metrics, the documents' page, practice pages. They come before the client's files. */
  readonly outside?: readonly RequestHandler[]
  /** Like `outside`, for what others' pages and programs may post to: a secret in the address decides there. */
  readonly open?: readonly RequestHandler[]
  /** Answers every other GET: the client's files. */
  readonly client?: RequestHandler
  readonly db: Db
  readonly sessions: Sessions
  readonly cookie: SessionCookie
  readonly log: Logger
  readonly publicUrl: string | null
  readonly trustProxy: boolean
  /** Hold every answer against its schema; a difference is a 500. On in tests and development. */
  readonly verifyResponses: boolean
  /** Times every request. */
  readonly observe?: RequestHandler
}

/** The whole HTTP side: headers, log, origin test, routes, documents, client, one error handler. */
export function createApp(options: AppOptions): Express {
  const { publicUrl, trustProxy } = options
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  // One proxy in front at most; without it, X-Forwarded-* are anybody's words.
  app.set('trust proxy', trustProxy ? 1 : false)
  app.use(requestId({ trustProxy }))
  app.use(requestLog(options.log))
  if (options.observe) app.use(options.observe)
  app.use(securityHeaders({ tls: publicUrl?.startsWith('https:') ?? false }))
  for (const handler of options.open ?? []) app.use(handler)
  app.use(requireSameOrigin({ publicUrl }))
  app.use('/api/v1', mountRoutes(options), notFound)
  for (const handler of options.outside ?? []) app.use(handler)
  app.use('/api', notFound)
  if (options.client) app.use(options.client)
  app.use(notFound)
  app.use(errorHandler)
  return app
}

function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    // The logger cleans requests and answers itself.
    wrapSerializers: false,
    customLogLevel: (req, res) => (res.statusCode >= 500 ? 'error' : isProbe(req.url) ? 'debug' : 'info'),
    customErrorObject: (_req, res, _error, fields: { responseTime: number }) => ({
      res,
      responseTime: fields.responseTime,
    }),
    customProps: (req) => ({ requestId: req.id }),
  })
}

const isProbe = (url: string | undefined) => url !== undefined && /^\/(health|metrics)\b/.test(url)
