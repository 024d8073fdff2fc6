import { expect } from 'vitest'
import { createBlueskyConnector } from '../../connectors/bluesky/index.ts'
import type { CommittedPart, DeliveryContent } from '../../connectors/contract.ts'
import { type SimulatedVideoService, startSimulatedVideoService } from '../../server/practice/bluesky/video.ts'
import { type BlueskyNetwork, missingBlueskyNetwork, startBlueskyNetwork } from '../peers/bluesky-network.ts'
import { describePeer } from '../peers/require.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { film, subRip } from './bluesky-support.ts'
import { describeConnector, type ErrorCase, type FormCase, type Stage } from './contract.ts'

let network: BlueskyNetwork
let service: SimulatedVideoService
// One address for the PDS, the AppView and the video service: it is in front of all of them that calls fail.
const proxy = await startFaultyProxy((path) => {
  if (path.startsWith('/xrpc/app.bsky.video.')) return service.url
  return path.startsWith('/xrpc/app.bsky.') ? network.appView : network.url
})
const connector = createBlueskyConnector({ appView: proxy.url, video: proxy.url, pollMs: [20] })

/** A post's record, or the one beside it under the same key. */
async function recordOf({ remoteId }: CommittedPart, collection = 'app.bsky.feed.post') {
  const [repo = '', , rkey = ''] = remoteId.replace('at://', '').split('/')
  const query = new URLSearchParams({ repo, collection, rkey })
  const response = await fetch(`${network.url}/xrpc/com.atproto.repo.getRecord?${query}`)
  return response.ok ? ((await response.json()) as { value: Record<string, unknown> }).value : null
}

const withFilm = async (alt: string, options: DeliveryContent['options'] = {}) => ({
  parts: [{ text: 'Phim', media: [await film(alt)] }],
  options,
})
const gated = (title: string, replies: string, allow: readonly string[]): FormCase => ({
  title,
  content: async () => ({ options: { replies } }),
  seen: async (_item, [part]) => {
    const rules = allow.map((rule) => ({ $type: `app.bsky.feed.threadgate#${rule}` }))
    const gate = await recordOf(part as CommittedPart, 'app.bsky.feed.threadgate')
    expect(gate).toMatchObject({ post: part?.remoteId, allow: rules })
  },
})

const forms: readonly FormCase[] = [
  {
    title: 'a film with its description and its shape',
    content: () => withFilm('Tàu vào cảng'),
    seen: async (_item, [part]) => {
      expect((await recordOf(part as CommittedPart))?.['embed']).toMatchObject({
        $type: 'app.bsky.embed.video',
        video: { $type: 'blob', mimeType: 'video/mp4' },
        alt: 'Tàu vào cảng',
        aspectRatio: { height: 240 },
      })
    },
  },
  {
    title: 'captions, as WebVTT in the language of the post',
    content: () => withFilm('', { captions: subRip }),
    seen: async (_item, [part]) => {
      const embed = (await recordOf(part as CommittedPart))?.['embed'] as { captions: { file: unknown }[] }
      expect(embed.captions).toMatchObject([{ lang: 'vi', file: { mimeType: 'text/vtt' } }])
      expect(await blobOf(part as CommittedPart, embed.captions[0]?.file)).toBe(
        'WEBVTT\n\n1\n00:00:00.100 --> 00:00:00.900\nXin chào Hải Phòng\n',
      )
    },
  },
  {
    title: 'a film that plays as a moving picture',
    content: () => withFilm('', { presentation: 'gif' }),
    seen: async (_item, [part]) => {
      expect((await recordOf(part as CommittedPart))?.['embed']).toMatchObject({ presentation: 'gif' })
    },
  },
  {
    title: 'a link as a card',
    content: async () => ({ title: 'Lịch lễ hội', link: 'https://example.vn/lich' }),
    seen: async (_item, [part]) => {
      const external = { uri: 'https://example.vn/lich', title: 'Lịch lễ hội' }
      expect((await recordOf(part as CommittedPart))?.['embed']).toMatchObject({ external })
    },
  },
  gated('what nobody may reply to', 'nobody', []),
  gated('what only followers may reply to', 'followers', ['followerRule']),
  gated('what only those may reply to whom the account follows', 'following', ['followingRule']),
  gated('what only those may reply to who are mentioned', 'mentioned', ['mentionRule']),
  {
    title: 'what everybody may reply to, without a rule beside it',
    content: async () => ({ options: { replies: 'everyone' } }),
    seen: async (_item, [part]) => expect(await recordOf(part as CommittedPart, 'app.bsky.feed.threadgate')).toBeNull(),
  },
]

async function blobOf({ remoteId }: CommittedPart, file: unknown): Promise<string> {
  const did = remoteId.split('/')[2] ?? ''
  const cid = (file as { ref: { $link: string } }).ref.$link
  return (await fetch(`${network.url}/xrpc/com.atproto.sync.getBlob?${new URLSearchParams({ did, cid })}`)).text()
}

const isUpload = ({ path }: { path: string }) => path === '/xrpc/com.atproto.repo.uploadBlob'
const invalid = (message: string) => `Invalid app.bsky.feed.post record: ${message}`
const rows: readonly (readonly [status: number, error: string, message: string, fault: ErrorCase['fault']])[] = [
  [400, 'ExpiredToken', 'Token has expired', { code: 'credentials-expired' }],
  [400, 'InvalidToken', 'Token could not be verified', { code: 'credentials-revoked' }],
  [401, 'AuthenticationRequired', 'Invalid identifier or password', { code: 'credentials-revoked' }],
  [401, 'AccountTakedown', 'Account has been taken down', { code: 'credentials-revoked' }],
  [401, 'AccountDeactivated', 'Account is deactivated', { code: 'credentials-revoked' }],
  [400, 'InvalidRequest', invalid('grapheme too big (maximum 300, got 301) at $.record.text'), tooLong()],
  [400, 'InvalidRequest', invalid('string too big (maximum 3000, got 3025) at $.record.text'), tooLong()],
  [
    400,
    'InvalidRequest',
    invalid('array too big (maximum 4, got 5) at $.record.embed.images'),
    { code: 'rejected', problem: 'media-count' },
  ],
  [
    400,
    'InvalidRequest',
    invalid('blob too big (maximum 1000000, got 1000100) at $.record.embed.images[0].image'),
    { code: 'rejected', problem: 'media-too-large' },
  ],
  [400, 'BlobNotFound', 'Could not find blob: bafkrei', { code: 'rejected', problem: 'media-missing' }],
  [400, 'InvalidSwap', 'Record was at bafyreidwhn', { code: 'rejected', problem: 'duplicate' }],
  [500, 'InternalServerError', 'Internal Server Error', { code: 'outcome-unknown' }],
  [502, 'UpstreamFailure', 'Upstream Failure', { code: 'outcome-unknown' }],
  [503, 'NotEnoughResources', 'Try again', { code: 'outcome-unknown' }],
]
function tooLong(): ErrorCase['fault'] {
  return { code: 'rejected', problem: 'text-too-long' }
}
const errors: readonly ErrorCase[] = [
  ...rows.map(([status, error, message, fault]) => ({
    title: `understands ${status} ${error}: ${message.split(' at $')[0]}`,
    ...{ status, body: { error, message }, fault },
  })),
  {
    title: 'understands 413 to an upload',
    on: isUpload,
    status: 413,
    body: { error: 'PayloadTooLarge', message: 'request entity too large' },
    fault: { code: 'rejected', problem: 'media-too-large' },
  },
  {
    title: 'understands 429 to an upload',
    on: isUpload,
    status: 429,
    body: { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' },
    fault: { code: 'rate-limited' },
  },
  {
    title: 'understands a page of something in front of the server',
    on: isUpload,
    status: 502,
    body: '<html>Bad Gateway</html>',
    fault: { code: 'platform-down' },
  },
]

describePeer('Bluesky on its own servers', missingBlueskyNetwork, () => {
  describeConnector('keeps the rules', {
    connector,
    start,
    isCommit: ({ method, path }) => method === 'POST' && path === '/xrpc/com.atproto.repo.putRecord',
    isUpload,
    forms,
    errors,
    tooMany: (until) => ({
      status: 429,
      headers: { 'content-type': 'application/json', 'ratelimit-reset': String(Math.floor(until.getTime() / 1000)) },
      body: '{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}',
    }),
  })
})

async function start(): Promise<Stage> {
  network = await startBlueskyNetwork()
  const limits = { videosPerDay: 1_000 }
  const known = { publicUrl: proxy.url, processingMs: 50, switches: limits }
  service = await startSimulatedVideoService({ pds: () => network.url, ...known })
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
      await service.stop()
      await network.stop()
    },
  }
}
