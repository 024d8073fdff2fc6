import { createBlueskyConnector } from '../../connectors/bluesky/index.ts'
import { type BlueskyNetwork, missingBlueskyNetwork, startBlueskyNetwork } from '../peers/bluesky-network.ts'
import { describePeer } from '../peers/require.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type Stage } from './contract.ts'

let network: BlueskyNetwork
// One address for the PDS and for the AppView, as it is in front of both that calls fail.
const proxy = await startFaultyProxy((path) => (path.startsWith('/xrpc/app.bsky.') ? network.appView : network.url))
const connector = createBlueskyConnector({ appView: proxy.url })

describePeer('Bluesky on its own servers', missingBlueskyNetwork, () => {
  describeConnector('keeps the rules', {
    connector,
    start,
    isCommit: ({ method, path }) => method === 'POST' && path === '/xrpc/com.atproto.repo.putRecord',
    isUpload: ({ path }) => path === '/xrpc/com.atproto.repo.uploadBlob',
    tooMany: (until) => ({
      status: 429,
      headers: { 'content-type': 'application/json', 'ratelimit-reset': String(Math.floor(until.getTime() / 1000)) },
      body: '{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}',
    }),
  })
})

async function start(): Promise<Stage> {
  network = await startBlueskyNetwork()
  const person = await network.createAccount('cang.test')
  const posts = () => network.readPosts(person.did)
  return {
    proxy,
    connect: async (context) => {
      if (connector.connect.kind !== 'form') throw new Error('Bluesky is connected by a form')
      const { handle, appPassword } = person
      const [account] = await connector.connect.accounts({ handle, appPassword, host: proxy.url }, context)
      if (!account) throw new Error('No account was found')
      return account
    },
    read: async (remoteId) => {
      const post = (await posts()).find(({ uri }) => uri === remoteId)
      if (!post) return null
      const { text, langs, embed, reply } = post.value as {
        text: string
        langs?: string[]
        embed?: { images?: { alt: string }[] }
        reply?: { parent: { uri: string } }
      }
      return {
        text,
        language: langs?.[0] ?? null,
        alts: embed?.images?.map(({ alt }) => alt) ?? [],
        replyTo: reply?.parent.uri ?? null,
        warning: '',
        visibility: null,
      }
    },
    countItems: async () => (await posts()).length,
    revoke: async ({ credentials }) => {
      const headers = { authorization: `Bearer ${credentials.fields['refreshJwt']}` }
      await fetch(`${network.url}/xrpc/com.atproto.server.deleteSession`, { method: 'POST', headers })
    },
    stop: async () => {
      await proxy.stop()
      await network.stop()
    },
  }
}
