import { createBlueskyConnector } from '../../connectors/bluesky/index.ts'
import { missingBluesky, startBluesky } from '../peers/bluesky.ts'
import { describePeer } from '../peers/require.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type Stage } from './contract.ts'

const connector = createBlueskyConnector()
const noAppView = 'the figures live on the public network, which this server is not part of'

describePeer('Bluesky on its own server', missingBluesky, () => {
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
    cannot: {
      'tells the counts of an item, why others are absent, and nothing about people': noAppView,
      'does not take a platform that is down for an item that is gone': noAppView,
      'knows that an item is gone': noAppView,
      'counts followers and posts, or says that it does not know': noAppView,
    },
  })
})

async function start(): Promise<Stage> {
  const peer = await startBluesky()
  const person = await peer.createAccount('cang.test')
  const proxy = await startFaultyProxy(peer.url)
  const posts = () => peer.readPosts(person.did)
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
      await fetch(`${peer.url}/xrpc/com.atproto.server.deleteSession`, { method: 'POST', headers })
    },
    stop: async () => {
      await proxy.stop()
      await peer.stop()
    },
  }
}
