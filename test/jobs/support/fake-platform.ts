import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the fake answers a call: as it should, or in one of the ways platforms fail. */
export type Behaviour =
  | 'ok'
  /** Takes the call and hangs up without a word. */
  | 'hang-up-after'
  /** Hangs up before reading anything. */
  | 'hang-up-before'
  /** Takes the call and answers 500. */
  | 'error-after'
  /** 503 without taking it. */
  | 'down'
  | 'rate-limited'
  | 'refused'
  /** It no longer knows what was uploaded. */
  | 'forgotten'
  | 'expired'
  | 'revoked'
  /** Takes the call, and answers after `slowMs`. */
  | 'slow'
  /** Answers nothing and takes the call after `slowMs`, when nobody listens any more. */
  | 'late'
  /** Never answers and takes nothing. */
  | 'hang'

export type Path = 'upload' | 'publish' | 'find' | 'edit' | 'remove' | 'metrics' | 'refresh'

export interface Received {
  readonly marker: string
  readonly text: string
  readonly id: string
  readonly at: number
}

/** A platform of its own for a test: speaks HTTP on a free port and counts what it was asked to publish. */
export interface FakePlatform {
  readonly url: string
  /** Everything published, in order: what a reader would see. Doubles are here twice. */
  readonly published: readonly Received[]
  /** Calls by path. */
  readonly calls: ReadonlyMap<string, number>
  /** What the next calls of a path do; after the last one everything is as `otherwise`. */
  next(path: Path, ...behaviours: Behaviour[]): void
  always(path: Path, behaviour: Behaviour): void
  /** What was planned with `next` and not used. */
  forget(): void
  /** Published items stay invisible to `find` while this is true. */
  hidden: boolean
  slowMs: number
  /** Sent with every answer to a publish call that was taken. */
  headers: Readonly<Record<string, string>>
  /** Called when a publish call arrives, before it is taken. */
  onPublish: (() => Promise<void>) | null
  close(): Promise<void>
}

export interface FakePlatformOptions {
  /** The same marker publishes once, however often it is sent. */
  readonly idempotent?: boolean
  /** How long an item that was taken stays invisible to `find`. */
  readonly visibleAfterMs?: number
  /** What a call does for which nothing was planned. */
  readonly choose?: (path: Path) => Behaviour
}

export async function startFakePlatform(options: FakePlatformOptions = {}): Promise<FakePlatform> {
  const { idempotent = false, visibleAfterMs = 0, choose = () => 'ok' } = options
  const published: Received[] = []
  const calls = new Map<string, number>()
  const planned = new Map<string, Behaviour[]>()
  const standing = new Map<string, Behaviour>()

  const server = createServer((req, res) => void answer(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = (req.url ?? '').slice(1)
    calls.set(path, (calls.get(path) ?? 0) + 1)
    const behaviour = planned.get(path)?.shift() ?? standing.get(path) ?? choose(path as Path)
    const tell = (status: number, body: object = {}, headers = {}) =>
      res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    if (behaviour === 'hang-up-before') return void req.socket.destroy()
    const body = JSON.parse((await read(req)) || '{}') as Body
    if (path === 'publish') await fake.onPublish?.()
    switch (behaviour) {
      case 'hang':
        return
      case 'down':
        return void tell(503)
      case 'rate-limited':
        return void tell(429, {}, { 'retry-after': '1' })
      case 'refused':
        return void tell(422)
      case 'forgotten':
        return void tell(410)
      case 'expired':
        return void tell(401)
      case 'revoked':
        return void tell(403)
    }
    if (behaviour === 'late') await new Promise((resolve) => setTimeout(resolve, fake.slowMs))
    const result = act(path, body)
    if (behaviour === 'late') return void req.socket.destroy()
    if (behaviour === 'hang-up-after') return void req.socket.destroy()
    if (behaviour === 'error-after') return void tell(500)
    if (behaviour === 'slow') await new Promise((resolve) => setTimeout(resolve, fake.slowMs))
    tell(200, result, path === 'publish' ? fake.headers : {})
  }

  function act(path: string, { id = '', marker = '', text = '', ids = [] }: Body) {
    const known = published.find((item) => item.marker === marker)
    if (path === 'publish') {
      if (idempotent && known) return { id: known.id }
      const item = { marker, text, id: `item-${published.length + 1}`, at: Date.now() }
      published.push(item)
      return { id: item.id }
    }
    if (path === 'edit') {
      const at = published.findIndex((item) => item.id === id)
      const item = published[at]
      if (item) published[at] = { ...item, text }
    }
    if (path === 'find') {
      const isVisible = known && !fake.hidden && Date.now() >= known.at + visibleAfterMs
      return { id: isVisible ? known.id : null }
    }
    if (path === 'metrics') return { items: ids.map((id) => ({ id, views: 100 + Number(id.split('-')[1]) })) }
    return {}
  }

  const fake: FakePlatform = {
    url: `http://127.0.0.1:${port}`,
    published,
    calls,
    next: (path, ...behaviours) => void planned.set(path, [...(planned.get(path) ?? []), ...behaviours]),
    always: (path, behaviour) => void standing.set(path, behaviour),
    forget: () => planned.clear(),
    hidden: false,
    slowMs: 300,
    headers: {},
    onPublish: null,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

interface Body {
  readonly id?: string
  readonly marker?: string
  readonly text?: string
  readonly ids?: readonly string[]
}

async function read(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) text += String(chunk)
  return text
}
