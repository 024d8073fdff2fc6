import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import {
  type Account,
  type CommittedPart,
  type ConnectableAccount,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type ContentMedia,
  type DeliveryContent,
  type HttpRequest,
  type JsonObject,
  type OAuthApp,
  type Progress,
} from '../../connectors/contract.ts'
import { createHttp } from '../../server/net/http.ts'

/** What a connector is handed, allowed to reach this one server. */
export function contextFor(url: string, signal: AbortSignal = AbortSignal.timeout(60_000)): ConnectorContext {
  const http = createHttp({ allowHosts: [new URL(url).host] })(signal)
  return { http, signal, now: () => new Date(), media: async (id) => madeMedia(id) }
}

/** Every medium made here, as the office keeps them: a connector may ask for one again at its irreversible call. */
const made = new Map<string, ContentMedia>()

function madeMedia(id: string): ContentMedia {
  const medium = made.get(id)
  if (!medium) throw new ConnectorError({ code: 'rejected', problem: 'media-missing' })
  return medium
}

/** What is kept from one try to the next, as the engine keeps it. */
export function testProgress(): Progress & { kept: JsonObject | null } {
  const progress = {
    kept: null as JsonObject | null,
    read: async () => progress.kept,
    keep: async (value: JsonObject) => {
      progress.kept = JSON.parse(JSON.stringify(value)) as JsonObject
    },
  }
  return progress
}

/** A process that dies: so many requests of this kind are made, and then none at all. */
export function dyingAfter(
  times: number,
  counts: (request: HttpRequest) => boolean,
  context: ConnectorContext,
): ConnectorContext {
  let left = times
  const http: ConnectorContext['http'] = async (request) => {
    if (left === 0) throw new Error('The process is gone')
    const response = await context.http(request)
    if (counts(request)) left -= 1
    return response
  }
  return { ...context, http }
}

/** A delivery's content: a Vietnamese greeting with a random word, unless something else is given. */
export function testContent(given: Partial<DeliveryContent> = {}): DeliveryContent {
  return {
    deliveryId: randomUUID(),
    revision: 1,
    title: null,
    parts: [{ text: `Chào buổi sáng từ bến cảng ${randomUUID()}`, media: [] }],
    language: 'vi',
    link: null,
    source: null,
    machineMarks: {},
    options: {},
    attached: {},
    ...given,
  }
}

/** A medium with these bytes; nobody can fetch it from outside. */
export function testMedium(
  data: Uint8Array,
  given: Pick<ContentMedia, 'mimeType'> & Partial<ContentMedia>,
): ContentMedia {
  const medium: ContentMedia = {
    id: randomUUID(),
    kind: given.mimeType.startsWith('video/') ? 'video' : 'image',
    bytes: data.length,
    width: 40,
    height: 30,
    durationMs: null,
    fileName: `tep.${given.mimeType.split('/')[1]}`,
    alt: '',
    read: async () => data,
    slice: async (start, end) => data.subarray(start, end),
    publicUrl: () => Promise.reject(new Error('This file has no address')),
    ...given,
  }
  made.set(medium.id, medium)
  return medium
}

/** A picture of noise, so that it is as large as its pixels. */
export async function testPicture(
  alt: string,
  { width = 40, height = 30, format = 'png' as 'png' | 'jpeg' } = {},
): Promise<ContentMedia> {
  const noise = { type: 'gaussian' as const, mean: 120, sigma: 40 }
  const image = sharp({ create: { width, height, channels: 3, background: 'white', noise } }).toFormat(format)
  const data = new Uint8Array(await image.toBuffer())
  return testMedium(data, { mimeType: `image/${format}`, width, height, alt, fileName: `anh.${format}` })
}

/** Serves files under addresses that nobody can guess, as the office does for platforms that fetch media themselves. */
export interface Shelf {
  /** The same medium, with an address. */
  readonly offer: (medium: ContentMedia) => ContentMedia
  readonly stop: () => Promise<void>
}

export async function startShelf(): Promise<Shelf> {
  const files = new Map<string, ContentMedia>()
  const server = createServer(async (req, res) => {
    const medium = files.get(req.url ?? '')
    if (!medium) return void res.writeHead(404).end()
    res.writeHead(200, { 'content-type': medium.mimeType, 'content-length': medium.bytes }).end(await medium.read())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    offer: (medium) => {
      const path = `/m/${randomBytes(32).toString('base64url')}.${medium.fileName.split('.').at(-1)}`
      files.set(path, medium)
      return { ...medium, publicUrl: async () => `http://127.0.0.1:${port}${path}` }
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export async function publishWith(
  connector: Connector,
  given: DeliveryContent,
  account: Account,
  context: ConnectorContext,
): Promise<CommittedPart[]> {
  const out: CommittedPart[] = []
  for (const part of await connector.prepare(given, account, context))
    out.push(await connector.commit(part, out, account, context))
  return out
}

export const redirectUri = 'https://office.example/api/v1/connections/callback'

/**
 * Connects as a person does: our application is registered or given, they let it in, and come back with a code.
 * @param authorize what the person does in the browser; returns where it is sent back to
 * @param change what is tampered with on the way
 */
export async function visit(
  connector: Connector,
  how: {
    readonly input?: Readonly<Record<string, string>>
    /** Where a platform has no registration by call: the application an administrator registered. */
    readonly app?: OAuthApp
    readonly authorize: (address: string) => Promise<URL>
  },
  context: ConnectorContext,
  change: { readonly address?: (url: URL) => void; readonly codeVerifier?: string } = {},
): Promise<readonly [ConnectableAccount, ...ConnectableAccount[]]> {
  const { connect } = connector
  if (connect.kind !== 'oauth') throw new Error(`${connector.platform} is not connected by a visit`)
  const app = how.app ?? (await connect.registerApp?.(how.input ?? {}, redirectUri, context))
  if (!app) throw new Error('There is no application')
  const codeVerifier = randomBytes(32).toString('base64url')
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
  const request = { app, redirectUri, state: 'tide-42', codeVerifier, codeChallenge }
  const address = new URL(connect.authorizeUrl(request))
  change.address?.(address)
  const back = await how.authorize(address.href)
  if (back.searchParams.get('state') !== 'tide-42') throw new Error('The state did not come back')
  const code = back.searchParams.get('code') ?? ''
  const given = { ...request, code, codeVerifier: change.codeVerifier ?? codeVerifier }
  const [first, ...others] = await connect.accounts(given, context)
  if (!first) throw new Error('No account was found')
  return [first, ...others]
}
