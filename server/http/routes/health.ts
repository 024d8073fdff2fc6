import { createHash, timingSafeEqual } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import type { Sessions } from '../../auth/sessions.ts'
import type { Db } from '../../db/database.ts'
import { type DatabaseHealth, readDatabaseHealth } from '../../db/health.ts'
import { listProcesses, type ProcessRow } from '../../db/processes.ts'
import { DomainError } from '../../domain/errors.ts'
import { mayDo } from '../../domain/policy.ts'
import type { Metrics } from '../../metrics.ts'
import { addressOf, type SessionCookie } from '../sessions.ts'

export interface HealthOptions {
  readonly db: Db
  readonly sessions: Sessions
  readonly cookie: SessionCookie
  readonly metrics: Metrics
  /** null: only administrators see details and figures. */
  readonly metricsToken: string | null
  readonly version: string
  /** A mail server is set, so that alerts leave by mail too. */
  readonly mail: boolean
  /** The queue that hands out work, and whether it answers. */
  readonly queue: () => Promise<{ kind: string; ok: boolean }>
  /** The connection that hears of changes. */
  readonly live: { isConnected(): boolean }
  /** Addresses exempt from the guard on outgoing requests: shown, because each is a hole. */
  readonly allowHosts: readonly string[]
}

/** A worker says every five seconds that it lives; with all of them silent for longer, nobody sends what is due. */
const heartbeatSeconds = 15
const patienceMs = 3_000

/** Figures from the database; not a number while it is away. */
const figures: readonly (readonly [string, string, (health: DatabaseHealth) => number])[] = [
  ['haidang_deliveries_overdue', 'Deliveries due for 2 minutes, not out and not paused', ({ overdue }) => overdue],
  ['haidang_mail_waiting', 'People whose alerts the mail server has not taken', ({ mail }) => mail.waiting],
]

/** /health, /health/live, /health/ready for machines, with details for those who may; /metrics for Prometheus. */
export function healthRoutes(options: HealthOptions): Router {
  const { metrics, db } = options
  for (const [name, help, read] of figures)
    metrics.gauge(name, help, async () => {
      const found = await within(patienceMs, readDatabaseHealth(db))
      return found ? read(found) : Number.NaN
    })
  const router = Router()

  router.get('/health/live', (_req, res) => {
    answer(res, 200, { status: 'live' })
  })

  router.get('/health/ready', async (_req, res) => {
    const { ready } = await examine(options)
    answer(res, ready ? 200 : 503, { status: ready ? 'ready' : 'not-ready' })
  })

  router.get('/health', async (req, res) => {
    const { ready, status, details } = await examine(options)
    const shown = (await mayOperate(options, req)) ? details : {}
    answer(res, ready ? 200 : 503, { status, live: true, ready, ...shown })
  })

  router.get('/metrics', async (req, res) => {
    if (!(await mayOperate(options, req))) throw new DomainError('not-signed-in')
    res
      .set('Cache-Control', 'no-store')
      .type(metrics.registry.contentType)
      .send(await metrics.registry.metrics())
  })
  return router
}

/** Ready: can answer people. Degraded: answers, but something behind it stands still. */
async function examine({ db, mail, queue, live, allowHosts, version }: HealthOptions) {
  const [database, processes, queueHealth] = await Promise.all([
    within(patienceMs, readDatabaseHealth(db)),
    within(patienceMs, listProcesses(db)),
    within(patienceMs, queue()),
  ])
  // Every process but one that only answers the web takes work and dispatches.
  const consumers = (processes ?? []).filter(({ role }) => role !== 'web').map(presentProcess)
  const parts = {
    database: database ? { ok: true, version: database.version } : { ok: false },
    queue: queueHealth ?? { ok: false },
    dispatcher: {
      ok: consumers.some(({ seenSecondsAgo }) => seenSecondsAgo <= heartbeatSeconds),
      seenSecondsAgo: consumers[0]?.seenSecondsAgo ?? null,
    },
    live: { ok: live.isConnected() },
    deliveries: { ok: database?.overdue === 0, overdue: database?.overdue ?? null },
    mail: mail ? { ok: database?.mail.waiting === 0, set: true, ...database?.mail } : { ok: true, set: false },
  }
  const ready = database !== null
  const status = !ready ? 'down' : Object.values(parts).every((part) => part.ok) ? 'ok' : 'degraded'
  const audit = { immutable: database?.auditImmutable ?? null }
  return { ready, status, details: { ...parts, consumers, audit, allowHosts, version } }
}

function presentProcess({ id, role, queue, startedAt, silentMs }: ProcessRow) {
  return { id, role, queue, startedAt, seenSecondsAgo: Math.round(silentMs / 1000) }
}

/** null when it fails or takes too long: a probe must not hang on what it probes. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([work.catch(() => null), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Administrators by their session, machines by METRICS_TOKEN. When the database is away nobody is an administrator. */
async function mayOperate({ sessions, cookie, metricsToken }: HealthOptions, req: Request): Promise<boolean> {
  const bearer = /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) return metricsToken !== null && timingSafeEqual(digest(bearer), digest(metricsToken))
  const token = cookie.read(req)
  if (token === null) return false
  const found = await sessions.find(token, addressOf(req)).catch(() => null)
  return found !== null && mayDo(found.actor.role, 'operations.read')
}

const digest = (text: string) => createHash('sha256').update(text).digest()

function answer(res: Response, status: number, body: object): void {
  res.status(status).set('Cache-Control', 'no-store').json(body)
}
