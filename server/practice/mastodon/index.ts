import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type NextFunction, type Request, type Response } from 'express'
import { accountRoutes } from './accounts.ts'
import { createFaults, type SimulatedFault } from './faults.ts'
import { mediaRoutes } from './media.ts'
import { oauthRoutes } from './oauth.ts'
import { limitRates } from './rates.ts'
import { statusRoutes } from './statuses.ts'
import { idsFrom, type Limits, type Quirks, type Rates, Refusal, type Status, type World } from './world.ts'

export interface SimulatedMastodonOptions {
  /** As the instance names it; 4.5.2 when left out. */
  readonly version?: string
  readonly limits?: Partial<Limits>
  readonly quirks?: Partial<Quirks>
  readonly rates?: Partial<Rates>
  /** How long a video is converted. */
  readonly processingMs?: number
  /** Pictures are converted after the answer too. */
  readonly slowImages?: boolean
  readonly failsProcessing?: boolean
}

/** One request as it arrived. */
interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly idempotencyKey: string | null
  readonly body: unknown
}

export interface SimulatedMastodon {
  /** `http://127.0.0.1:<port>`; only this machine reaches it. */
  readonly url: string
  readonly account: { readonly id: string; readonly username: string }
  /** Every request, oldest first. */
  readonly received: readonly ReceivedRequest[]
  /** What is out, oldest first. */
  readonly statuses: () => readonly Status[]
  /** Opens the address an application sends the browser to, and lets it in. @returns where the browser is sent back to */
  readonly authorize: (authorizeUrl: string | URL) => Promise<URL>
  readonly fail: (fault: SimulatedFault) => void
  /** Moves the server's clock on. */
  readonly advance: (milliseconds: number) => void
  /** Takes a token back, as its owner does under "authorized apps". */
  readonly revoke: (token: string) => void
  readonly suspend: (isSuspended: boolean) => void
  /** Sets the figures of a status. */
  readonly react: (statusId: string, figures: Partial<Status['figures']>) => void
  readonly stop: () => Promise<void>
}

/** How servers differ that only speak like Mastodon: all quirks at once. */
export const compatibleServer: SimulatedMastodonOptions = {
  version: '4.0.0 (compatible; simulated 1.0)',
  quirks: {
    noV2Instance: true,
    noV2Media: true,
    hidesMedia: true,
    wordless: true,
    noDelete: true,
    ignoresKeys: true,
    ignoresScheduling: true,
    noSource: true,
    listsPublicOnly: true,
  },
}

const usualLimits: Limits = {
  maxCharacters: 500,
  charactersPerUrl: 23,
  maxMedia: 4,
  maxDescription: 1_500,
  imageBytes: 16_777_216,
  videoBytes: 103_809_024,
}
const noQuirks: Quirks = {
  noV2Instance: false,
  noV2Media: false,
  hidesMedia: false,
  wordless: false,
  noDelete: false,
  ignoresKeys: false,
  ignoresScheduling: false,
  noSource: false,
  listsPublicOnly: false,
}
/** @see https://docs.joinmastodon.org/api/rate-limits/ */
const usualRates: Rates = {
  calls: { max: 300, seconds: 300 },
  uploads: { max: 30, seconds: 1_800 },
  deletes: { max: 30, seconds: 1_800 },
  statuses: { max: 300, seconds: 10_800 },
}

/**
 * A strict Mastodon with one account, kept in memory: it counts, refuses and forgets as the real one does, on a free
 * port of this machine. What it can be told to do wrong stands in faults.ts and world.ts.
 */
export async function startSimulatedMastodon(options: SimulatedMastodonOptions = {}): Promise<SimulatedMastodon> {
  const received: ReceivedRequest[] = []
  const faults = createFaults()
  const app = express().disable('x-powered-by')
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let aheadMs = 0
  const nextId = idsFrom(115_600_000_000_000_001n)
  const world: World = {
    url,
    version: options.version ?? '4.5.2',
    limits: { ...usualLimits, ...options.limits },
    quirks: { ...noQuirks, ...options.quirks },
    rates: { ...usualRates, ...options.rates },
    processingMs: options.processingMs ?? 600,
    slowImages: options.slowImages ?? false,
    failsProcessing: options.failsProcessing ?? false,
    now: () => new Date(Date.now() + aheadMs),
    account: { id: nextId(), username: 'haiphong', name: 'Cảng Hải Phòng', suspended: false },
    apps: new Map(),
    grants: new Map(),
    tokens: new Map(),
    media: new Map(),
    statuses: new Map(),
    keys: new Map(),
    nextId,
  }

  app.use(express.json({ limit: '1mb' }), express.urlencoded({ extended: true }))
  app.use((req, _res, next) => {
    const { method, path, body } = req
    received.push({ method, path, idempotencyKey: req.get('idempotency-key') ?? null, body })
    next()
  })
  app.use(faults.handler, limitRates(world))
  app.use(oauthRoutes(world), accountRoutes(world), mediaRoutes(world), statusRoutes(world))
  app.use(() => {
    throw new Refusal(404, 'Record not found')
  })
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    const refusal = error instanceof Refusal ? error : new Refusal(400, 'Bad request')
    res.status(refusal.status)
    if (world.quirks.wordless) res.type('html').send('')
    else res.json(refusal.body)
  })

  return {
    url,
    account: world.account,
    received,
    statuses: () => [...world.statuses.values()],
    authorize: (authorizeUrl) => letIn(authorizeUrl),
    fail: faults.arm,
    advance: (milliseconds) => {
      aheadMs += milliseconds
    },
    revoke: (token) => {
      const known = world.tokens.get(token)
      if (known) known.revoked = true
    },
    suspend: (isSuspended) => {
      world.account.suspended = isSuspended
    },
    react: (statusId, figures) => {
      Object.assign(world.statuses.get(statusId)?.figures ?? {}, figures)
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What a person does in the browser. @throws Error when the server shows no form */
async function letIn(authorizeUrl: string | URL): Promise<URL> {
  const page = await fetch(authorizeUrl)
  if (!page.ok) throw new Error(`The server shows no form: ${page.status} ${await page.text()}`)
  const fields = new URLSearchParams(new URL(authorizeUrl).search)
  const action = new URL('/oauth/authorize', authorizeUrl)
  const answer = await fetch(action, { method: 'POST', body: fields, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '')
}
