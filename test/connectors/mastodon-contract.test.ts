import { createMastodonConnector } from '../../connectors/mastodon/index.ts'
import {
  compatibleServer,
  type SimulatedMastodonOptions,
  startSimulatedMastodon,
} from '../../server/practice/mastodon/index.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { describePeer } from '../peers/require.ts'
import { missingSnac, startSnac } from '../peers/snac.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { type ConnectorHarness, describeConnector, type SeenItem, type Stage } from './contract.ts'
import { visit } from './support.ts'

const connector = createMastodonConnector()

const shared = {
  connector,
  isCommit: ({ method, path }) => method === 'POST' && path === '/api/v1/statuses',
  isUpload: ({ method, path }) => method === 'POST' && /^\/api\/v[12]\/media$/.test(path),
  tooMany: (until) => ({
    status: 429,
    headers: { 'content-type': 'application/json', 'x-ratelimit-reset': until.toISOString().replace('Z', '000Z') },
    body: '{"error":"Too many requests"}',
  }),
} satisfies Partial<ConnectorHarness>

describeConnector('Mastodon, strictly simulated', {
  ...shared,
  start: () => startSimulated({}),
})

describeConnector('a server that only speaks like Mastodon, simulated', {
  ...shared,
  start: () => startSimulated(compatibleServer),
  cannot: {
    'is told why a text one longer is refused, and publishes nothing': 'it refuses without a word',
    'takes an item down, and once more without complaint': 'it lets nothing be deleted',
    'knows that an item is gone': 'it lets nothing be deleted',
    'says that an item is gone whose words it should change': 'it lets nothing be deleted',
  },
})

describePeer('Mastodon’s API on snac', missingSnac, () => {
  describeConnector('keeps the rules', {
    ...shared,
    start: startOnSnac,
    cannot: {
      'says in which language it is': 'snac calls every post English',
      'is told why a text one longer is refused, and publishes nothing': 'snac takes any length',
      'publishes for those it is meant for: unlisted': 'snac calls it public',
      'takes an item down, and once more without complaint': 'snac lets nothing be deleted',
      'knows that an item is gone': 'snac lets nothing be deleted',
      'says that an item is gone whose words it should change': 'snac lets nothing be deleted',
    },
  })
})

async function startSimulated(options: SimulatedMastodonOptions): Promise<Stage> {
  const plenty = { max: 10_000, seconds: 300 }
  const server = await startSimulatedMastodon({
    ...options,
    rates: { calls: plenty, uploads: plenty, deletes: plenty },
  })
  const proxy = await startFaultyProxy(server.url)
  return {
    proxy,
    connect: async (context) => {
      const [account] = await visit(connector, { input: { host: proxy.url }, authorize: letIn }, context)
      return account
    },
    read: async (remoteId) => {
      const status = server.statuses().find(({ id }) => id === remoteId)
      const edition = status?.editions.at(-1)
      if (!status || !edition) return null
      return {
        text: edition.text,
        language: edition.language,
        alts: edition.media.map(({ description }) => description ?? ''),
        replyTo: status.inReplyToId,
        warning: edition.spoilerText,
        visibility: status.visibility,
      }
    },
    countItems: async () => server.statuses().length,
    revoke: async ({ credentials }) => server.revoke(credentials.fields['token'] ?? ''),
    stop: async () => {
      await proxy.stop()
      await server.stop()
    },
  }
}

interface SnacStatus {
  readonly language: string | null
  readonly spoiler_text: string
  readonly visibility: string
  readonly in_reply_to_id: string | null
  readonly media_attachments: readonly { readonly description: string }[]
}

async function startOnSnac(): Promise<Stage> {
  const snac = await startSnac()
  const proxy = await startFaultyProxy(snac.url)
  let token = ''
  // snac gives every open connection one of its few threads: none is kept.
  const ask = (path: string) =>
    fetch(`${snac.url}${path}`, { headers: { authorization: `Bearer ${token}`, connection: 'close' } })
  const read = async (remoteId: string): Promise<SeenItem | null> => {
    const answer = await ask(`/api/v1/statuses/${remoteId}`)
    if (!answer.ok) return null
    const status = (await answer.json()) as SnacStatus
    const source = (await (await ask(`/api/v1/statuses/${remoteId}/source`)).json()) as { text: string }
    return {
      text: source.text,
      language: status.language,
      alts: status.media_attachments.map(({ description }) => description),
      replyTo: status.in_reply_to_id,
      warning: status.spoiler_text,
      visibility: status.visibility,
    }
  }
  return {
    proxy,
    connect: async (context) => {
      const how = { input: { host: proxy.url }, authorize: snac.authorize }
      const [account] = await visit(connector, how, context)
      token ||= account.credentials.fields['token'] ?? ''
      return account
    },
    read,
    countItems: async () => {
      const me = (await (await ask('/api/v1/accounts/verify_credentials')).json()) as { id: string }
      return ((await (await ask(`/api/v1/accounts/${me.id}/statuses?limit=1000`)).json()) as unknown[]).length
    },
    revoke: async ({ credentials: { fields } }) => {
      const body = new URLSearchParams({
        client_id: fields['clientId'] ?? '',
        client_secret: fields['clientSecret'] ?? '',
        token: fields['token'] ?? '',
      })
      await fetch(`${snac.url}/oauth/revoke`, { method: 'POST', body, headers: { connection: 'close' } })
    },
    stop: async () => {
      await proxy.stop()
      await snac.stop()
    },
  }
}
