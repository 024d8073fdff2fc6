import { afterEach } from 'vitest'
import type {
  ConnectableAccount,
  Connector,
  ConnectorContext,
  ContentMedia,
  DeliveryContent,
} from '../../connectors/contract.ts'
import { createTikTokConnector } from '../../connectors/tiktok/index.ts'
import type { TikTokSettings } from '../../connectors/tiktok/settings.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import {
  type SimulatedTikTok,
  type SimulatedTikTokOptions,
  startSimulatedTikTok,
} from '../../server/practice/tiktok/index.ts'
import { testFilm } from '../support/film.ts'
import { contextFor, startShelf, testContent, testMedium, testPicture, visit } from './support.ts'

/** A connector that does not wait long, on a simulation of its own that is stopped after the test. */
export interface Ground {
  readonly server: SimulatedTikTok
  readonly connector: Connector
  readonly context: ConnectorContext
}

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

export async function ground(
  options: SimulatedTikTokOptions = {},
  settings: Partial<TikTokSettings> = {},
): Promise<Ground> {
  const server = await startSimulatedTikTok({ processingMs: 0, moderationMs: 0, ...options })
  stops.push(server.stop)
  const connector = createTikTokConnector({
    apiRoot: server.url,
    wwwRoot: server.url,
    watch: { firstMs: 5, longestMs: 10, processingMs: 60, moderationMs: 60 },
    ...settings,
  })
  return { server, connector, context: contextFor(server.url) }
}

export type Change = Parameters<typeof visit>[3]

export async function visitServer(
  { server, connector, context }: Ground,
  change: Change = {},
): Promise<ConnectableAccount> {
  const { clientKey: clientId, clientSecret } = server.app
  const app = { host: server.url, clientId, clientSecret }
  const [account] = await visit(connector, { app, authorize: letIn }, context, change)
  return account
}

export async function connected(options: SimulatedTikTokOptions = {}, settings: Partial<TikTokSettings> = {}) {
  const made = await ground(options, settings)
  const account = await visitServer(made)
  const { server, connector, context } = made
  return {
    ...made,
    account,
    /** Speaks to the server past the connector. */
    ask: async (path: string, body: object) => {
      const answer = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${account.credentials.fields['token']}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const { error, data } = (await answer.json()) as { error: { code: string; message: string }; data: object }
      return { status: answer.status, code: error.code, message: error.message, data }
    },
    prepare: async (given: DeliveryContent) => {
      const [part] = await connector.prepare(given, account, context)
      if (!part) throw new Error('Nothing was prepared')
      return part
    },
    publish: async (given: DeliveryContent) => {
      const [part] = await connector.prepare(given, account, context)
      if (!part) throw new Error('Nothing was prepared')
      return connector.commit(part, [], account, context)
    },
  }
}

/** Publishes with this shelf's addresses as the office's own. */
export async function openShelf() {
  const shelf = await startShelf()
  stops.push(shelf.stop)
  const probe = await shelf.offer(await testPicture('', { format: 'jpeg' })).publicUrl()
  return {
    prefix: `${new URL(probe).origin}/m/`,
    offer: shelf.offer,
    picture: async (size = {}) => shelf.offer(await testPicture('', { format: 'jpeg', ...size })),
  }
}

/** A real film, made as large as asked for with a box that players skip. */
export async function filmOf(bytes?: number, made: Parameters<typeof testFilm>[0] = {}): Promise<ContentMedia> {
  const data = await testFilm(made)
  const padding = (bytes ?? data.length) - data.length
  const whole = new Uint8Array(data.length + padding)
  whole.set(data)
  if (padding > 0) {
    new DataView(whole.buffer).setUint32(data.length, padding)
    whole.set(new TextEncoder().encode('free'), data.length + 4)
  }
  return testMedium(whole, { mimeType: 'video/mp4', durationMs: (made.seconds ?? 4) * 1000 })
}

/** One post with these files, for everybody unless something else is chosen. */
export function carrying(media: readonly ContentMedia[], options: DeliveryContent['options'] = {}): DeliveryContent {
  const { parts, ...rest } = testContent()
  return { ...rest, parts: [{ text: parts[0]?.text ?? '', media }], options: { privacy: 'everyone', ...options } }
}
