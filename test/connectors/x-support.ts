import sharp from 'sharp'
import { afterEach } from 'vitest'
import type {
  Account,
  ConnectableAccount,
  Connector,
  ConnectorContext,
  ContentMedia,
  DeliveryContent,
  PreparedPart,
} from '../../connectors/contract.ts'
import { createXConnector } from '../../connectors/x/index.ts'
import type { XSettings } from '../../connectors/x/settings.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { type SimulatedX, type SimulatedXOptions, startSimulatedX } from '../../server/practice/x/index.ts'
import { testFilm } from '../support/film.ts'
import { contextFor, publishWith, testContent, testMedium, visit } from './support.ts'

export const hasty = { leastMs: 5, mostMs: 10, giveUpMs: 5_000 }

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A connector that does not wait long, on a simulation of its own that is stopped after the test. */
export interface Ground {
  readonly server: SimulatedX
  readonly connector: Connector
  readonly context: ConnectorContext
}

export async function ground(options: SimulatedXOptions = {}, settings: Partial<XSettings> = {}): Promise<Ground> {
  const server = await startSimulatedX({ processingMs: 0, ...options })
  stops.push(server.stop)
  const connector = createXConnector({ apiRoot: server.url, wwwRoot: server.url, watch: hasty, ...settings })
  return { server, connector, context: contextFor(server.url) }
}

export type Change = Parameters<typeof visit>[3]

export async function visitX({ server, connector, context }: Ground, change: Change = {}): Promise<ConnectableAccount> {
  const [account] = await visit(connector, { app: appOf(server), authorize: letIn }, context, change)
  return account
}

export async function connected(options: SimulatedXOptions = {}, settings: Partial<XSettings> = {}) {
  const made = await ground(options, settings)
  const { server, connector, context } = made
  const account = await visitX(made)
  return {
    ...made,
    account,
    publish: (given: DeliveryContent, as: Account = account) => publishWith(connector, given, as, context),
    prepareOne: async (given: DeliveryContent): Promise<PreparedPart> => {
      const [part] = await connector.prepare(given, account, context)
      if (!part) throw new Error('Nothing was prepared')
      return part
    },
    calls: (method: string, path: RegExp) =>
      server.received.filter((request) => request.method === method && path.test(request.path)),
    /** Speaks to the simulation past the connector. */
    ask: async (method: string, path: string, body?: object | FormData) => {
      const answer = await fetch(`${server.url}/2/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${account.credentials.fields['token']}`,
          ...(body && !(body instanceof FormData) && { 'content-type': 'application/json' }),
        },
        ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
      })
      return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) }
    },
  }
}

export function appOf({ app, url }: SimulatedX) {
  return { host: url, clientId: app.clientId, clientSecret: app.clientSecret }
}

export const saying = (...texts: string[]) => testContent({ parts: texts.map((text) => ({ text, media: [] })) })
export const carrying = (text: string, media: readonly ContentMedia[], given: Partial<DeliveryContent> = {}) =>
  testContent({ parts: [{ text, media }], ...given })

export async function film(given: Parameters<typeof testFilm>[0] = {}): Promise<ContentMedia> {
  const { seconds = 1 } = given
  return testMedium(await testFilm({ seconds, ...given }), { mimeType: 'video/mp4', durationMs: seconds * 1_000 })
}

export async function gif(alt: string, width = 40): Promise<ContentMedia> {
  const image = sharp({ create: { width, height: 30, channels: 3, background: 'red' } }).gif()
  return testMedium(new Uint8Array(await image.toBuffer()), { mimeType: 'image/gif', alt })
}
