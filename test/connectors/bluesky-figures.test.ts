import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createBlueskyConnector } from '../../connectors/bluesky/index.ts'
import type { Account, CommittedPart, ConnectorContext, ItemMetrics } from '../../connectors/contract.ts'
import { createHttp } from '../../server/net/http.ts'
import type { BlueskyAccount } from '../peers/bluesky.ts'
import { type BlueskyNetwork, missingBlueskyNetwork, startBlueskyNetwork } from '../peers/bluesky-network.ts'
import { describePeer } from '../peers/require.ts'
import { publishWith, testContent } from './support.ts'

describePeer('Bluesky’s own AppView', missingBlueskyNetwork, () => {
  let network: BlueskyNetwork
  let connector: ReturnType<typeof createBlueskyConnector>
  let context: ConnectorContext
  let account: Account
  let readers: readonly [BlueskyAccount, BlueskyAccount, BlueskyAccount]

  beforeAll(async () => {
    network = await startBlueskyNetwork()
    const office = await network.createAccount('haiphong.test')
    readers = [
      await network.createAccount('lan-nguoi-doc.test'),
      await network.createAccount('minh-nguoi-doc.test'),
      await network.createAccount('thu-nguoi-doc.test'),
    ]
    connector = createBlueskyConnector({ appView: network.appView })
    const http = createHttp({ allowHosts: [network.url, network.appView].map((url) => new URL(url).host) })
    context = { http: http(), signal: AbortSignal.timeout(120_000), now: () => new Date() }
    if (connector.connect.kind !== 'form') throw new Error('Bluesky is connected by a form')
    const { handle, appPassword } = office
    const [found] = await connector.connect.accounts({ handle, appPassword, host: network.url }, context)
    if (!found) throw new Error('No account was found')
    account = found
  })
  afterAll(() => network?.stop())

  const publish = async (...texts: string[]) => {
    const parts = texts.map((text) => ({ text, media: [] }))
    return (await publishWith(connector, testContent({ parts }), account, context)) as [
      CommittedPart,
      ...CommittedPart[],
    ]
  }
  const figuresOf = async (...parts: readonly CommittedPart[]) => {
    const ids = parts.map(({ remoteId }) => remoteId)
    return (await connector.metrics?.(ids, account, context)) as [ItemMetrics, ...ItemMetrics[]]
  }
  const refOf = ({ receipt }: CommittedPart) => ({ uri: String(receipt['uri']), cid: String(receipt['cid']) })
  const like = (person: BlueskyAccount, part: CommittedPart) =>
    network.write(person, 'app.bsky.feed.like', { subject: refOf(part) })
  const repost = (person: BlueskyAccount, part: CommittedPart) =>
    network.write(person, 'app.bsky.feed.repost', { subject: refOf(part) })
  const reply = (person: BlueskyAccount, part: CommittedPart) =>
    network.write(person, 'app.bsky.feed.post', {
      text: 'Cảm ơn thành phố',
      reply: { root: refOf(part), parent: refOf(part) },
    })
  const quote = (person: BlueskyAccount, part: CommittedPart) =>
    network.write(person, 'app.bsky.feed.post', {
      text: 'Xem này',
      embed: { $type: 'app.bsky.embed.record', record: refOf(part) },
    })
  /** The AppView follows the PDS within a second, on a machine that has nothing else to do. */
  const soon = (expected: () => Promise<void>) => vi.waitFor(expected, { timeout: 25_000, interval: 100 })

  it('has counted nothing of a post that nobody has met yet', async () => {
    const [part] = await publish('Bến cảng buổi sáng')
    await soon(async () => {
      const [told] = await figuresOf(part)
      expect(told).toMatchObject({
        values: { reactions: 0, comments: 0, shares: 0, saves: 0 },
        absent: { views: 'not-offered', reach: 'not-offered' },
        gone: false,
      })
    })
  })

  it('counts likes, reposts, replies and quotes of others exactly, each post for itself', async () => {
    const [lan, minh, thu] = readers
    const [[met], [other]] = [await publish('Lễ hội Hoa Phượng Đỏ'), await publish('Cầu mới thông xe')]
    for (const person of readers) await like(person, met)
    for (const person of [lan, minh]) await repost(person, met)
    await quote(thu, met)
    for (const person of [lan, lan]) await reply(person, met)
    await like(lan, other)
    await soon(async () => {
      const [first, second] = await figuresOf(met, other)
      expect(first?.values).toEqual({ reactions: 3, comments: 2, shares: 3, saves: 0 })
      expect(first?.raw).toMatchObject({ repostCount: 2, quoteCount: 1 })
      expect(second?.values).toEqual({ reactions: 1, comments: 0, shares: 0, saves: 0 })
    })
    const told = JSON.stringify(await figuresOf(met, other))
    for (const { did, handle } of readers) for (const name of [did, handle]) expect(told).not.toContain(name)
  })

  it('follows a like that is taken back', async () => {
    const [lan] = readers
    const [part] = await publish('Thông báo cấp nước')
    const { uri } = await like(lan, part)
    await soon(async () => expect((await figuresOf(part))[0].values.reactions).toBe(1))
    const rkey = uri.split('/').at(-1) ?? ''
    const input = { repo: lan.did, collection: 'app.bsky.feed.like', rkey }
    await network.call('com.atproto.repo.deleteRecord', input, lan.accessJwt)
    await soon(async () => expect((await figuresOf(part))[0].values.reactions).toBe(0))
  })

  it('counts the second part of a thread as a reply to the first', async () => {
    const [first, second] = await publish('Một', 'Hai')
    await soon(async () => {
      const told = await figuresOf(first, second as CommittedPart)
      expect(told.map(({ values }) => values.comments)).toEqual([1, 0])
    })
  })

  it('knows a post that was taken down from one that is there, also when more are asked for than one call takes', async () => {
    const out: CommittedPart[] = []
    for (let number = 1; number <= 26; number += 1) out.push((await publish(`Tin số ${number}`))[0])
    await connector.remove?.(out[3] as CommittedPart, account, context)
    await connector.remove?.(out[25] as CommittedPart, account, context)
    await soon(async () => {
      const told = await figuresOf(...out)
      expect(told.map(({ remoteId }) => remoteId)).toEqual(out.map(({ remoteId }) => remoteId))
      expect(told.flatMap(({ gone }, index) => (gone ? [index] : []))).toEqual([3, 25])
      expect(told.filter(({ values }) => values.reactions === 0)).toHaveLength(24)
    })
  })

  it('tells readers that only some may reply, and forgets that when the post is taken down', async () => {
    const [lan] = readers
    const given = testContent({ options: { replies: 'nobody' } })
    const [part] = (await publishWith(connector, given, account, context)) as [CommittedPart]
    const thread = new URLSearchParams({ uri: part.remoteId })
    const headers = { authorization: `Bearer ${lan.accessJwt}` }
    await soon(async () => {
      const response = await fetch(`${network.url}/xrpc/app.bsky.feed.getPostThread?${thread}`, { headers })
      expect(await response.json()).toMatchObject({ thread: { post: { viewer: { replyDisabled: true } } } })
    })
    await connector.remove?.(part, account, context)
    const [repo = '', , rkey = ''] = part.remoteId.replace('at://', '').split('/')
    const gate = new URLSearchParams({ repo, collection: 'app.bsky.feed.threadgate', rkey })
    expect((await fetch(`${network.url}/xrpc/com.atproto.repo.getRecord?${gate}`)).status).toBe(400)
  })

  it('makes one post, with one rule for replies, of the same part however often it is sent, also at once', async () => {
    const before = (await network.readPosts(account.remoteAccountId)).length
    const given = testContent({ options: { replies: 'followers' } })
    const [part] = await connector.prepare(given, account, context)
    if (!part) throw new Error('Nothing was prepared')
    const out = await Promise.all([1, 2, 3].map(() => connector.commit(part, [], account, context)))
    out.push(await connector.commit(part, [], account, context))
    expect(new Set(out.map((one) => JSON.stringify(one))).size).toBe(1)
    expect((await network.readPosts(account.remoteAccountId)).length).toBe(before + 1)
  })

  it('publishes a thread under a rule for replies, each part an answer to the one before', async () => {
    const parts = ['Một', 'Hai'].map((text) => ({ text, media: [] }))
    const out = await publishWith(connector, testContent({ parts, options: { replies: 'nobody' } }), account, context)
    const [first, second] = out as [CommittedPart, CommittedPart]
    const posts = await network.readPosts(account.remoteAccountId)
    const reply = posts.find(({ uri }) => uri === second.remoteId)?.value['reply']
    expect(reply).toEqual({ root: refOf(first), parent: refOf(first) })
  })

  it('counts the account’s followers and posts', async () => {
    for (const person of readers)
      await network.write(person, 'app.bsky.graph.follow', { subject: account.remoteAccountId })
    await publish('Xin chào người theo dõi')
    const posts = (await network.readPosts(account.remoteAccountId)).length
    await soon(async () =>
      expect(await connector.accountMetrics?.(account, context)).toMatchObject({
        followers: readers.length,
        posts,
      }),
    )
  })
})
