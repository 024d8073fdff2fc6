import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Response as Answer, type NextFunction, type Request, type RequestHandler } from 'express'
import { createFaults, type SimulatedFault } from './faults.ts'
import { Refusal } from './refusal.ts'

/** One request as it arrived. A body that is neither JSON nor a form is given by its length. */
interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/** What every simulated platform can be told, whatever it simulates. */
export interface Simulation {
  /** `http://127.0.0.1:<port>`; only this machine reaches it. */
  readonly url: string
  /** Every request, oldest first. */
  readonly received: readonly ReceivedRequest[]
  readonly fail: (fault: SimulatedFault) => void
  /** Moves the platform's clock on. */
  readonly advance: (milliseconds: number) => void
  readonly stop: () => Promise<void>
}

/** What a simulation's handlers are built with. */
export interface Ground {
  readonly url: string
  /** The platform's clock. */
  readonly now: () => Date
}

export interface SimulationOptions {
  /** A free one when left out. */
  readonly port?: number
  /** In this order, after the body was read and before "not found". */
  readonly handlers: (ground: Ground) => readonly RequestHandler[]
  /** What the platform answers where it has nothing. */
  readonly notFound: Refusal
  /** What it answers when a request breaks its own code: a malformed body, an error here. */
  readonly broken: Refusal
  /** How a refusal is sent; as JSON when left out. */
  readonly refuse?: (refusal: Refusal, res: Answer) => void
}

const largestUpload = '300mb'

/**
 * Starts a strict counterpart of a platform on this machine. JSON and forms arrive parsed in `req.body`; multipart and
 * every other body as a Buffer. Handlers throw `Refusal`.
 */
export async function startSimulation({
  port = 0,
  refuse = sendRefusal,
  ...options
}: SimulationOptions): Promise<Simulation> {
  const received: ReceivedRequest[] = []
  const faults = createFaults()
  const app = express().disable('x-powered-by').disable('etag')
  const server = createServer(app)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let aheadMs = 0
  const now = () => new Date(Date.now() + aheadMs)

  app.use(express.json({ limit: '5mb' }), express.urlencoded({ extended: true, limit: '5mb' }))
  app.use(express.raw({ type: () => true, limit: largestUpload }))
  app.use((req, _res, next) => {
    const { method, path, query, headers } = req
    const body: unknown = Buffer.isBuffer(req.body) ? { bytes: req.body.length } : req.body
    received.push({ method, path, query, headers, body })
    next()
  })
  app.use(faults.handler, ...options.handlers({ url, now }))
  app.use(() => {
    throw options.notFound
  })
  app.use((error: unknown, _req: Request, res: Answer, _next: NextFunction) => {
    refuse(error instanceof Refusal ? error : options.broken, res)
  })

  return {
    url,
    received,
    fail: faults.arm,
    advance: (milliseconds) => {
      aheadMs += milliseconds
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function sendRefusal({ status, body, headers }: Refusal, res: Answer): void {
  res.status(status).set(headers).json(body)
}

/** The fields and files of a multipart body. @throws Refusal `otherwise` when it is none */
export async function readMultipart(req: Request, otherwise: Refusal): Promise<FormData> {
  const type = req.get('content-type') ?? ''
  if (!Buffer.isBuffer(req.body) || !type.startsWith('multipart/form-data')) throw otherwise
  return new Response(new Uint8Array(req.body), { headers: { 'content-type': type } }).formData().catch(() => {
    throw otherwise
  })
}
