import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBlueskyConnector } from '../../connectors/bluesky/index.ts'
import type {
  Account,
  CommittedPart,
  ConnectorContext,
  ConnectorError,
  DeliveryContent,
} from '../../connectors/contract.ts'
import { createHttp } from '../../server/net/http.ts'
import { type BlueskyAccount, type BlueskyPeer, missingBluesky, startBluesky } from '../peers/bluesky.ts'
import { describePeer } from '../peers/require.ts'
import { testContent, testPicture } from './support.ts'

describePeer('Bluesky on its own server', missingBluesky, () => {
  let peer: BlueskyPeer
  let person: BlueskyAccount
  let account: Account
  let context: ConnectorContext
  const connector = createBlueskyConnector()

  const connect = async (appPassword: string) => {
    if (connector.connect.kind !== 'form') throw new Error('Bluesky is connected by a form')
    const [found] = await connector.connect.accounts({ handle: person.handle, appPassword, host: peer.url }, context)
    if (!found) throw new Error('No account was found')
    return found
  }
  const content = testContent
  const publish = async (given: Partial<DeliveryContent>) => {
    const out: CommittedPart[] = []
    for (const part of await connector.prepare(content(given), account, context))
      out.push(await connector.commit(part, out, account, context))
    return out
  }
  /** A server that answers like this, after it has done what it was asked to, or instead. */
  const answering =
    (status: number, body: string, acts = true, headers: Record<string, string> = {}): ConnectorContext['http'] =>
    async (request) => {
      if (acts) await context.http(request)
      return { status, headers, body: new TextEncoder().encode(body) }
    }
  const postOf = async (part: CommittedPart) => {
    const post = (await peer.readPosts(person.did)).find(({ uri }) => uri === part.remoteId)
    if (!post) throw new Error('The post is not there')
    return post
  }

  beforeAll(async () => {
    peer = await startBluesky()
    person = await peer.createAccount('cang.test')
    const http = createHttp({ allowHosts: [new URL(peer.url).host] })
    context = { http: http(), signal: AbortSignal.timeout(60_000), now: () => new Date() }
    account = await connect(person.appPassword)
  })
  afterAll(() => peer?.stop())

  it('connects with an app password, and knows when the session ends', () => {
    expect(account.remoteAccountId).toBe(person.did)
    expect(account.credentials.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 60 * 60_000)
  })

  it('refuses a wrong app password, without telling it to anybody', async () => {
    const failure = await connect('wron-gwro-ngwr-ongw').catch((error: unknown) => error)
    expect(failure).toMatchObject({ fault: { code: 'credentials-revoked' } })
    expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toContain('wron-gwro')
  })

  it('makes links, mentions and tags work, counted in bytes', async () => {
    const text = `Lễ hội #30/4 #HoaPhượng: https://example.vn/lễ-hội. Cùng @${person.handle}!`
    const [part] = await publish({ parts: [{ text, media: [] }] })
    const { value } = await postOf(part as CommittedPart)
    const bytes = Buffer.from(text)
    const facets = value['facets'] as {
      index: { byteStart: number; byteEnd: number }
      features: Record<string, string>[]
    }[]
    const told = facets.map(({ index, features }) => [
      bytes.subarray(index.byteStart, index.byteEnd).toString(),
      features[0]?.['$type']?.split('#')[1],
    ])
    expect(told).toEqual([
      ['#HoaPhượng', 'tag'],
      ['https://example.vn/lễ-hội', 'link'],
      [`@${person.handle}`, 'mention'],
    ])
    expect(value['langs']).toEqual(['vi'])
  })

  it('carries up to four pictures with their descriptions and shapes', async () => {
    const picture = (colour: string) => testPicture(`Ảnh màu ${colour}`)
    const media = await Promise.all(['red', 'green', 'blue', 'white'].map(picture))
    const [part] = await publish({ parts: [{ text: 'Bốn màu', media }] })
    const { value } = await postOf(part as CommittedPart)
    const { images } = value['embed'] as { images: { alt: string; aspectRatio: object }[] }
    expect(images.map(({ alt }) => alt)).toEqual(['Ảnh màu red', 'Ảnh màu green', 'Ảnh màu blue', 'Ảnh màu white'])
    expect(images[0]?.aspectRatio).toEqual({ width: 40, height: 30 })
  })

  it('shows a link as a card', async () => {
    const [part] = await publish({ title: 'Lịch lễ hội', link: 'https://example.vn/lich' })
    expect((await postOf(part as CommittedPart)).value['embed']).toMatchObject({
      external: { uri: 'https://example.vn/lich', title: 'Lịch lễ hội' },
    })
  })

  it('publishes a thread in order, each part an answer to the one before', async () => {
    const out = await publish({ parts: ['một', 'hai', 'ba'].map((text) => ({ text, media: [] })) })
    const [first, second, third] = await Promise.all(out.map(postOf))
    expect(third?.value['reply']).toMatchObject({ root: { uri: first?.uri }, parent: { uri: second?.uri } })
  })

  it('makes one post of the same part however often it is sent, also at once', async () => {
    const before = (await peer.readPosts(person.did)).length
    const [part] = await connector.prepare(content(), account, context)
    if (!part) throw new Error('Nothing was prepared')
    const out = await Promise.all([1, 2, 3].map(() => connector.commit(part, [], account, context)))
    out.push(await connector.commit(part, [], account, context))
    expect(new Set(out.map(({ remoteId }) => remoteId)).size).toBe(1)
    expect((await peer.readPosts(person.did)).length).toBe(before + 1)
  })

  it('knows for certain whether a part is out', async () => {
    const [part] = await connector.prepare(content(), account, context)
    if (!part) throw new Error('Nothing was prepared')
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'absent' })
    const { remoteId } = await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], new Date(), account, context)).toMatchObject({
      outcome: 'published',
      remoteId,
    })
  })

  it.each([
    ['500', 500, '{"error":"InternalServerError","message":"x"}'],
    ['a page', 200, '<html>Please wait</html>'],
    ['half an answer', 200, '{"uri":"at://di'],
    ['a firewall’s page', 403, '<html>Blocked</html>'],
  ])('does not know what became of a post when the server answers %s, and finds it', async (_name, status, body) => {
    const [part] = await connector.prepare(content(), account, context)
    if (!part) throw new Error('Nothing was prepared')
    const failing = { ...context, http: answering(status, body) }
    await expect(connector.commit(part, [], account, failing)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    await expect(connector.confirm(part, [], new Date(), account, failing)).rejects.toMatchObject({
      fault: { code: 'platform-down' },
    })
    expect(await connector.confirm(part, [], new Date(), account, context)).toMatchObject({ outcome: 'published' })
  })

  it('says when to come back, by the server’s own clock reading', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 90)
    const body = '{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}'
    const http = answering(429, body, false, { 'ratelimit-reset': reset })
    const { fault } = await connector.check(account, { ...context, http }).then(
      () => ({ fault: null }),
      (error: ConnectorError) => error,
    )
    expect(fault).toMatchObject({ code: 'rate-limited' })
    expect((fault as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(85_000)
  })

  it('counts what the network counts, and takes a post the network has not seen yet for not yet counted', async () => {
    const [seen] = (await publish({})) as [CommittedPart]
    const [unseen] = (await publish({})) as [CommittedPart]
    const [gone] = (await publish({})) as [CommittedPart]
    await connector.remove?.(gone, account, context)
    const counted = { uri: seen.remoteId, cid: 'c', likeCount: 3, repostCount: 1, replyCount: 0, quoteCount: 1 }
    const http: ConnectorContext['http'] = (request) =>
      request.url.includes('app.bsky.feed.getPosts')
        ? answering(200, JSON.stringify({ posts: [counted] }), false)(request)
        : context.http(request)
    const metrics = await connector.metrics?.(
      [seen, unseen, gone].map(({ remoteId }) => remoteId),
      account,
      { ...context, http },
    )
    expect(metrics).toMatchObject([
      { values: { reactions: 3, shares: 2, comments: 0 }, absent: { views: 'not-offered' }, gone: false },
      { values: {}, absent: { reactions: 'not-yet' }, gone: false },
      { values: {}, gone: true },
    ])
  })

  it('says so when a handle’s identity document is a page', async () => {
    const http: ConnectorContext['http'] = (request) =>
      request.url.includes('did:plc') ? answering(200, '<html>', false)(request) : context.http(request)
    const alone = createBlueskyConnector({ entry: peer.url })
    if (alone.connect.kind !== 'form') throw new Error('Bluesky is connected by a form')
    const { handle, appPassword } = person
    await expect(alone.connect.accounts({ handle, appPassword }, { ...context, http })).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'not-found' },
    })
  })

  it('tells why a text is refused', async () => {
    await expect(publish({ parts: [{ text: 'a'.repeat(301), media: [] }] })).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'text-too-long' },
    })
    await publish({ parts: [{ text: 'a'.repeat(300), media: [] }] })
  })

  it('refreshes the session, twice with one refresh token when an answer was lost', async () => {
    const fresh = await connect(person.appPassword)
    const first = await connector.refresh?.(fresh, context)
    const second = await connector.refresh?.(fresh, context)
    expect(first?.fields['refreshJwt']).toBe(second?.fields['refreshJwt'])
    await connector.check({ ...fresh, credentials: first as Account['credentials'] }, context)
  })

  it('takes a post down, and once more without complaint', async () => {
    const [part] = (await publish({})) as [CommittedPart]
    await connector.remove?.(part, account, context)
    await connector.remove?.(part, account, context)
    await expect(postOf(part)).rejects.toThrow()
  })

  it('is revoked when the session was ended', async () => {
    const other = await connect(person.appPassword)
    await connector.disconnect?.(other, context)
    await expect(connector.refresh?.(other, context)).rejects.toMatchObject({ fault: { code: 'credentials-revoked' } })
  })
})
