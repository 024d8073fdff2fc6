import { afterEach } from 'vitest'
import type {
  ConnectableAccount,
  Connector,
  ConnectorContext,
  ContentMedia,
  DeliveryContent,
} from '../../connectors/contract.ts'
import { createLinkedInConnector } from '../../connectors/linkedin/index.ts'
import type { LinkedInSettings } from '../../connectors/linkedin/settings.ts'
import {
  type SimulatedLinkedIn,
  type SimulatedLinkedInOptions,
  startSimulatedLinkedIn,
} from '../../server/practice/linkedin/index.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { testFilm } from '../support/film.ts'
import { contextFor, testContent, testMedium, visit } from './support.ts'

/** A connector that does not wait long, on a simulation of its own that is stopped after the test. */
export interface Ground {
  readonly server: SimulatedLinkedIn
  readonly connector: Connector
  readonly context: ConnectorContext
}

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

export const hasty = { firstMs: 5, longestMs: 10, atMostMs: 200 }

export async function ground(
  options: SimulatedLinkedInOptions = {},
  settings: Partial<LinkedInSettings> = {},
): Promise<Ground> {
  const server = await startSimulatedLinkedIn({ processingMs: 0, ...options })
  stops.push(server.stop)
  const roots = { apiRoot: server.url, wwwRoot: server.url }
  const connector = createLinkedInConnector({ ...roots, watch: hasty, graceMs: 5, ...settings })
  return { server, connector, context: contextFor(server.url) }
}

/** The context at the time that the simulation's clock shows after `milliseconds`. */
export function later(context: ConnectorContext, milliseconds: number): ConnectorContext {
  return { ...context, now: () => new Date(Date.now() + milliseconds) }
}

export type Change = Parameters<typeof visit>[3]

export async function visitPages(
  { server, connector, context }: Ground,
  change: Change = {},
): Promise<readonly [ConnectableAccount, ...ConnectableAccount[]]> {
  const { clientId, clientSecret } = server.app
  return visit(connector, { app: { host: server.url, clientId, clientSecret }, authorize: letIn }, context, change)
}

export async function connected(options: SimulatedLinkedInOptions = {}, settings: Partial<LinkedInSettings> = {}) {
  const made = await ground(options, settings)
  const [account] = await visitPages(made)
  const { server, connector, context } = made
  const prepare = async (given: DeliveryContent) => {
    const [part] = await connector.prepare(given, account, context)
    if (!part) throw new Error('Nothing was prepared')
    return part
  }
  return {
    ...made,
    account,
    prepare,
    publish: async (given: DeliveryContent) => connector.commit(await prepare(given), [], account, context),
    /** Speaks to the server past the connector. */
    ask: async (
      method: string,
      path: string,
      { json, headers = {} }: { json?: object; headers?: Record<string, string> } = {},
    ) => {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${account.credentials.fields['token']}`,
          'linkedin-version': '202609',
          'x-restli-protocol-version': '2.0.0',
          ...(json && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(json && { body: JSON.stringify(json) }),
      })
      const text = await answer.text()
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
      return { status: answer.status, headers: answer.headers, body }
    },
  }
}

/** A real film, made as large as asked for with a box that players skip. */
export async function filmOf(bytes = 80_000, made: Parameters<typeof testFilm>[0] = {}): Promise<ContentMedia> {
  const data = await testFilm(made)
  const whole = new Uint8Array(Math.max(bytes, data.length + 8))
  whole.set(data)
  new DataView(whole.buffer).setUint32(data.length, whole.length - data.length)
  whole.set(new TextEncoder().encode('free'), data.length + 4)
  return testMedium(whole, { mimeType: 'video/mp4', durationMs: (made.seconds ?? 4) * 1000 })
}

/** A PDF with nothing on its one page. */
export function pdfOf(fileName = 'bao-cao.pdf'): ContentMedia {
  const text =
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF'
  return testMedium(new TextEncoder().encode(text), { mimeType: 'application/pdf', kind: 'document', fileName })
}

/** One post with these files and choices. */
export function carrying(media: readonly ContentMedia[], given: Partial<DeliveryContent> = {}): DeliveryContent {
  const content = testContent()
  return { ...content, parts: [{ text: content.parts[0]?.text ?? '', media }], ...given }
}
