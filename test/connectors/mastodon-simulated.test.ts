import { afterEach, describe, expect, it } from 'vitest'
import type {
  Account,
  ConnectableAccount,
  ConnectorContext,
  ContentMedia,
  DeliveryContent,
} from '../../connectors/contract.ts'
import { createMastodonConnector } from '../../connectors/mastodon/index.ts'
import {
  compatibleServer,
  type SimulatedMastodon,
  type SimulatedMastodonOptions,
  startSimulatedMastodon,
} from '../../server/practice/mastodon/index.ts'
import { maintenancePage } from '../../server/practice/simulation/faults.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { contextFor, publishWith, redirectUri, testContent, testMedium, testPicture, visit } from './support.ts'

const connector = createMastodonConnector()
const running: SimulatedMastodon[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

async function start(options: SimulatedMastodonOptions = {}) {
  const server = await startSimulatedMastodon(options)
  running.push(server)
  return { server, context: contextFor(server.url) }
}
type Change = Parameters<typeof visit>[3]
async function visitServer(host: string, context: ConnectorContext, change: Change = {}): Promise<ConnectableAccount> {
  const [account] = await visit(connector, { input: { host }, authorize: letIn }, context, change)
  return account
}
async function connected(options: SimulatedMastodonOptions = {}) {
  const { server, context } = await start(options)
  const account = await visitServer(server.url, context)
  /** Speaks to the server past the connector. */
  const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${account.credentials.fields['token']}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }
  return { server, context, account, ask }
}
const content = testContent
const saying = (...texts: string[]) => content({ parts: texts.map((text) => ({ text, media: [] })) })
const publish = (given: DeliveryContent, account: Account, context: ConnectorContext) =>
  publishWith(connector, given, account, context)
async function prepareOne(given: DeliveryContent, account: Account, context: ConnectorContext) {
  const [part] = await connector.prepare(given, account, context)
  if (!part) throw new Error('Nothing was prepared')
  return part
}
const medium = (mimeType: string, bytes: Uint8Array): ContentMedia => testMedium(bytes, { mimeType, alt: 'Bến cảng' })
const picture = () => testPicture('Bến cảng')
/** The first bytes of a film, by which it is known for one. */
const film = () => medium('video/mp4', Buffer.from('000000186674797069736f6d0000000069736f6d6d703432', 'hex'))
const carrying = (...media: ContentMedia[]) => content({ parts: [{ text: 'Có tệp', media }] })

describe('connecting to Mastodon', () => {
  it('asks for the least, keeps the address, and learns the limits and what the server is', async () => {
    const { account, server } = await connected({ limits: { maxCharacters: 1_234, charactersPerUrl: 30, maxMedia: 6 } })
    expect(account).toMatchObject({
      remoteAccountId: `${server.account.id}@${new URL(server.url).host}`,
      name: 'Cảng Hải Phòng',
      settings: { origin: server.url, id: server.account.id },
      missingPermissions: [],
      capabilities: {
        text: { max: 1_234, urlCountsAs: 30 },
        images: { max: 6, maxAltLength: 1_500 },
        delivery: { commitIsRepeatable: true },
      },
    })
    const [app] = server.received.filter(({ path }) => path === '/api/v1/apps')
    expect(app?.body).toMatchObject({ scopes: 'read:accounts read:statuses write:statuses write:media' })
  })

  it.each(['4.0.0 (not true; really snac/2.75)', '2.7.2 (compatible; Pleroma 2.6.0)', '0.17.3', ''])(
    'does not rely on keys where the server is "%s"',
    async (version) => {
      const { account } = await connected({ version })
      expect(account.capabilities.delivery.commitIsRepeatable).toBe(false)
    },
  )

  it('names the permissions that were not given', async () => {
    const { server, context } = await start()
    const address = (url: URL) => url.searchParams.set('scope', 'read:accounts read:statuses write:statuses')
    const account = await visitServer(server.url, context, { address })
    expect(account.missingPermissions).toEqual(['write:media'])
    await expect(connector.prepare(carrying(await picture()), account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked', detail: 'This action is outside the authorized scopes' },
    })
  })

  it('is refused with another verifier than the one it began with', async () => {
    const { server, context } = await start()
    const failed = visitServer(server.url, context, { codeVerifier: 'of-somebody-else' })
    await expect(failed).rejects.toMatchObject({ fault: { code: 'rejected' } })
  })

  it('says that the host is no such server, and keeps the limits it knew when the server is down', async () => {
    const { server, context, account } = await connected()
    for (const version of ['v1', 'v2'])
      server.fail({ on: `GET /api/${version}/instance`, acts: false, what: maintenancePage })
    await expect(connector.discoverCapabilities?.(account, context)).rejects.toMatchObject({
      fault: { code: 'platform-down' },
    })
  })

  it('wants a person when the account is suspended', async () => {
    const { server, context, account } = await connected()
    server.suspend(true)
    await expect(connector.check(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked', detail: 'Your login is currently disabled' },
    })
  })
})

describe('publishing on Mastodon', () => {
  it('sends the marker as the key, and keeps all but the first part of a thread out of public feeds', async () => {
    const { server, context, account } = await connected()
    const given = saying('một', 'hai', 'ba')
    await publish(given, account, context)
    expect(server.statuses().map(({ visibility }) => visibility)).toEqual(['public', 'unlisted', 'unlisted'])
    const keys = server.received.flatMap(({ headers }) => headers['idempotency-key'] ?? [])
    expect(keys).toEqual([0, 1, 2].map((position) => `${given.deliveryId}:1:${position}`))
  })

  it('counts a link as the server does, whatever its length', async () => {
    const { context, account } = await connected()
    const link = `https://example.vn/${'a'.repeat(71)}`
    await publish(saying(`${'a'.repeat(476)} ${link}`), account, context)
    await expect(publish(saying(`${'a'.repeat(477)} ${link}`), account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'text-too-long' },
    })
  })

  it('waits for a film that is being converted', async () => {
    const { server, context, account } = await connected({ processingMs: 900 })
    await publish(carrying(film()), account, context)
    expect(server.received.filter(({ path }) => path.startsWith('/api/v1/media/')).length).toBeGreaterThan(1)
    expect(server.statuses()[0]?.editions[0]?.media[0]).toMatchObject({ type: 'video', description: 'Bến cảng' })
  })

  it('says that a film cannot be converted, and that a picture is none', async () => {
    const { context, account } = await connected({ failsProcessing: true })
    await expect(connector.prepare(carrying(film()), account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-type' },
    })
    const text = medium('image/png', Buffer.from('no picture at all'))
    await expect(connector.prepare(carrying(text), account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-type' },
    })
  })

  it('comes back a moment later when a file turns out not to be ready', async () => {
    const { server, context, account, ask } = await connected({ slowImages: true, processingMs: 60_000 })
    const form = new FormData()
    form.set('file', new File([new Uint8Array(await (await picture()).read())], 'a.png', { type: 'image/png' }))
    const headers = { authorization: `Bearer ${account.credentials.fields['token']}` }
    const uploaded = await fetch(`${server.url}/api/v2/media`, { method: 'POST', headers, body: form })
    expect(uploaded.status).toBe(202)
    const { id, url } = (await uploaded.json()) as { id: string; url: string | null }
    expect(url).toBeNull()
    expect((await ask('GET', `/api/v1/media/${id}`)).status).toBe(206)
    const part = await prepareOne(content(), account, context)
    const early = { ...part, payload: { status: { status: 'sớm', visibility: 'public', media_ids: [id] } } }
    await expect(connector.commit(early, [], account, context)).rejects.toMatchObject({
      fault: { code: 'rate-limited' },
    })
    server.advance(60_000)
    await connector.commit(early, [], account, context)
    expect(server.statuses()).toHaveLength(1)
  })

  it('finds a part behind a page of younger posts, and is not sure when there are too many', async () => {
    const { context, account, ask } = await connected()
    const since = new Date()
    const part = await prepareOne(content(), account, context)
    const { remoteId } = await connector.commit(part, [], account, context)
    for (let count = 0; count < 45; count += 1)
      await ask('POST', '/api/v1/statuses', { status: `bài ${count}`, in_reply_to_id: remoteId })
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published', remoteId })
    for (let count = 0; count < 160; count += 1)
      await ask('POST', '/api/v1/statuses', { status: `thêm ${count}`, in_reply_to_id: remoteId })
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })

  it('does not take what another application posted for its own', async () => {
    const { server, context, account } = await connected()
    const other = await visitServer(server.url, {
      ...context,
      http: (request) =>
        context.http(
          request.url.endsWith('/apps')
            ? { ...request, json: { ...(request.json as object), client_name: 'Elk' } }
            : request,
        ),
    })
    const since = new Date()
    const [mine, theirs] = [saying('Cùng lời'), saying('Cùng lời')]
    const part = await prepareOne(mine, account, context)
    await publish(theirs, other, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'absent' })
  })

  it('cannot say that a post for followers is not out where only public posts are listed', async () => {
    const { context, account } = await connected(compatibleServer)
    const part = await prepareOne(content({ options: { visibility: 'private' } }), account, context)
    await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'unknown' })
  })

  it('finds a post in the HTML where the server keeps nothing else', async () => {
    const { context, account } = await connected(compatibleServer)
    const text = `“Lễ hội” & <Hoa> #PhượngĐỏ @ban@noi.khac\n\nhttps://example.vn/một-địa-chỉ-rất-dài-để-bị-cắt?b=1&c=2 👍`
    const part = await prepareOne(saying(text), account, context)
    const since = new Date()
    await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
  })

  it('counts what this server knows', async () => {
    const { server, context, account } = await connected()
    const [part] = await publish(content(), account, context)
    server.react(part?.remoteId ?? '', { favourites: 5, boosts: 2, quotes: 1 })
    const [told] = (await connector.metrics?.([part?.remoteId ?? ''], account, context)) ?? []
    expect(told?.values).toEqual({ reactions: 5, shares: 3, comments: 0 })
  })
})

describe('the simulated Mastodon', () => {
  it('remembers a key for an hour, whatever comes with it, and not beyond', async () => {
    const { server, ask } = await connected()
    const post = async (status: string) =>
      (await ask('POST', '/api/v1/statuses', { status }, { 'idempotency-key': 'K' })).body.id
    const first = await post('một')
    expect(await post('hai')).toBe(first)
    server.advance(59 * 60_000)
    expect(await post('ba')).toBe(first)
    server.advance(2 * 60_000)
    expect(await post('bốn')).not.toBe(first)
    expect(server.statuses()).toHaveLength(2)
  })

  it('makes two of one key where it ignores keys', async () => {
    const { server, ask } = await connected({ quirks: { ignoresKeys: true } })
    for (let count = 0; count < 2; count += 1)
      await ask('POST', '/api/v1/statuses', { status: 'một' }, { 'idempotency-key': 'K' })
    expect(server.statuses()).toHaveLength(2)
  })

  it('takes a code once, from its own application only', async () => {
    const { server } = await start()
    const send = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: answer.status, body: (await answer.json()) as Record<string, string> }
    }
    const register = () => send('/api/v1/apps', { client_name: 'x', redirect_uris: [redirectUri], scopes: 'read' })
    const { body: app } = await register()
    const query = { response_type: 'code', client_id: app['client_id'] ?? '', redirect_uri: redirectUri, scope: 'read' }
    const back = await letIn(`${server.url}/oauth/authorize?${new URLSearchParams(query)}`)
    const { client_id, client_secret } = app
    const grant = {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code'),
      redirect_uri: redirectUri,
      client_id,
      client_secret,
    }
    expect(await send('/oauth/token', { ...grant, client_secret: 'x' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
    expect((await send('/oauth/token', grant)).status).toBe(200)
    expect(await send('/oauth/token', grant)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await send('/api/v1/apps', { client_name: 'x', redirect_uris: '/relative' })).status).toBe(422)
  })

  it('tells how many calls are left, and refuses the one too many until the window ends', async () => {
    const { server, ask } = await connected({ rates: { deletes: { max: 2, seconds: 1_800 } } })
    const remove = () => ask('DELETE', '/api/v1/statuses/1')
    const first = await remove()
    expect(first.headers.get('x-ratelimit-remaining')).toBe('1')
    await remove()
    const third = await remove()
    expect(third).toMatchObject({ status: 429, body: { error: 'Too many requests' } })
    const reset = third.headers.get('x-ratelimit-reset') ?? ''
    expect(reset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    server.advance(Date.parse(reset) - Date.now() + 1)
    expect((await remove()).status).toBe(404)
  })

  it('refuses what Mastodon refuses, in its words', async () => {
    const { ask } = await connected()
    const refuse = async (body: object) => (await ask('POST', '/api/v1/statuses', body)).body.error
    expect(await refuse({ status: '' })).toBe("Validation failed: Text can't be blank")
    expect(await refuse({ status: 'a'.repeat(501) })).toBe('Validation failed: Text character limit of 500 exceeded')
    expect(await refuse({ status: 'a', spoiler_text: 'b'.repeat(500) })).toMatch(/character limit/)
    expect(await refuse({ status: 'a', media_ids: ['1', '2', '3', '4', '5'] })).toBe('Cannot attach more than 4 files')
    expect(await refuse({ status: 'a', media_ids: ['1'] })).toMatch(/not found or already attached/)
    expect(await refuse({ status: 'a', in_reply_to_id: '1' })).toBe('Record not found')
    expect(await refuse({ status: 'a', visibility: 'everybody' })).toMatch(/Visibility/)
    const soon = new Date(Date.now() + 60_000).toISOString()
    expect(await refuse({ status: 'a', scheduled_at: soon })).toMatch(/Scheduled at/)
  })

  it('keeps what is scheduled to itself, keeps editions, shows a thread, and forgets what is deleted', async () => {
    const { server, ask } = await connected()
    const later = new Date(Date.now() + 600_000).toISOString()
    await ask('POST', '/api/v1/statuses', { status: 'sau', scheduled_at: later })
    expect(server.statuses()).toHaveLength(0)
    const { body: root } = await ask('POST', '/api/v1/statuses', { status: 'một' })
    const { body: reply } = await ask('POST', '/api/v1/statuses', { status: 'hai', in_reply_to_id: root.id })
    const edited = await ask('PUT', `/api/v1/statuses/${root.id}`, { status: 'một, sửa' })
    expect(edited.body.edited_at).not.toBeNull()
    expect((await ask('GET', `/api/v1/statuses/${root.id}/history`)).body).toHaveLength(2)
    expect((await ask('GET', `/api/v1/statuses/${reply.id}/context`)).body).toMatchObject({
      ancestors: [{ id: root.id }],
    })
    expect((await ask('DELETE', `/api/v1/statuses/${root.id}`)).body.text).toBe('một, sửa')
    expect((await ask('DELETE', `/api/v1/statuses/${root.id}`)).status).toBe(404)
  })

  it('attaches a file to one status only, and no film beside a picture', async () => {
    const { context, account, ask } = await connected({ processingMs: 0 })
    const ids = async (...media: ContentMedia[]) => {
      const part = await prepareOne(carrying(...media), account, context)
      return (part.payload['status'] as { media_ids: string[] }).media_ids
    }
    const media_ids = await ids(await picture())
    expect((await ask('POST', '/api/v1/statuses', { status: 'a', media_ids })).status).toBe(200)
    expect((await ask('POST', '/api/v1/statuses', { status: 'b', media_ids })).status).toBe(422)
    const mixed = await ask('POST', '/api/v1/statuses', { status: 'c', media_ids: await ids(await picture(), film()) })
    expect(mixed.body.error).toBe('Cannot attach a video to a post that already contains images')
  })

  it.each([
    ['hangs up', { kind: 'hang-up' }],
    ['gives half an answer', { kind: 'half' }],
    ['is in maintenance', maintenancePage],
  ] as const)('%s after it has acted, when it is told to', async (_name, what) => {
    const { server, context, account } = await connected()
    server.fail({ on: 'POST /api/v1/statuses', acts: true, what })
    const part = await prepareOne(content(), account, context)
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    await connector.commit(part, [], account, context)
    expect(server.statuses()).toHaveLength(1)
  })
})

describe('a poll on Mastodon', () => {
  const asking = (more: object = {}) =>
    content({
      parts: [{ text: 'Bạn đi cảng nào?', media: [] }],
      options: { form: 'poll', answers: ['Bến Nghé', 'Lạch Huyện'], pollMinutes: 60, severalAnswers: true, ...more },
    })

  it('goes out with its answers, and is open as long as was said', async () => {
    const { server, context, account } = await connected()
    await publish(asking(), account, context)
    const poll = server.statuses()[0]?.editions[0]?.poll
    expect(poll).toMatchObject({ options: ['Bến Nghé', 'Lạch Huyện'], multiple: true })
    expect(Number(poll?.expiresAt) - Date.now()).toBeGreaterThan(3_590_000)
  })

  it('has as many answers, as long ones and as much time as the instance says', async () => {
    const pollSeconds = { min: 600, max: 86_400 }
    const { account } = await connected({ limits: { pollOptions: 8, pollCharacters: 80, pollSeconds } })
    expect(account.capabilities.options).toMatchObject([
      { name: 'answers', max: 8, maxLength: 80 },
      { name: 'pollMinutes', min: 10, max: 1_440 },
      { name: 'severalAnswers' },
    ])
  })

  it.each([
    ['one answer', { answers: ['Có'] }],
    ['too many', { answers: ['a', 'b', 'c', 'd', 'e'] }],
    ['the same twice', { answers: ['a', 'a'] }],
    ['too long a one', { answers: ['a', 'b'.repeat(51)] }],
    ['too little time', { pollMinutes: 4 }],
    ['too much time', { pollMinutes: 50_000 }],
  ])('is refused with %s, and nothing is posted', async (_what, options) => {
    const { server, context, account } = await connected()
    await expect(publish(asking(options), account, context)).rejects.toMatchObject({ fault: { code: 'rejected' } })
    expect(server.statuses()).toHaveLength(0)
  })

  it('does not stand beside pictures', async () => {
    const { server, context, account } = await connected()
    const given = { ...asking(), parts: [{ text: 'Cả hai', media: [await picture()] }] }
    await expect(publish(given, account, context)).rejects.toMatchObject({ fault: { code: 'rejected' } })
    expect(server.statuses()).toHaveLength(0)
  })

  it('keeps its answers, its votes and its end when its words are changed', async () => {
    const { server, context, account } = await connected()
    const [part] = await publish(asking(), account, context)
    if (!part) throw new Error('Nothing is out')
    server.vote(part.remoteId)
    const before = server.statuses()[0]?.editions[0]?.poll
    const changed = { ...asking(), parts: [{ text: 'Bạn thích cảng nào?', media: [] }] }
    await connector.edit?.(part, 0, changed, account, context)
    const after = server.statuses()[0]?.editions.at(-1)
    expect(after).toMatchObject({ text: 'Bạn thích cảng nào?', poll: { options: before?.options, votes: 1 } })
    expect(Math.abs(Number(after?.poll?.expiresAt) - Number(before?.expiresAt))).toBeLessThan(5_000)
  })

  it('is not opened again when it is over', async () => {
    const { server, context, account } = await connected()
    const [part] = await publish(asking(), account, context)
    if (!part) throw new Error('Nothing is out')
    const later = { ...context, now: () => new Date(Date.now() + 3_600_000) }
    await expect(connector.edit?.(part, 0, asking(), account, later)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission' },
    })
    expect(server.statuses()[0]?.editions).toHaveLength(1)
  })
})

describe('changing the words on Mastodon', () => {
  it('keeps warning, language, pictures and who may see it, and shows that it was edited', async () => {
    const { server, context, account, ask } = await connected()
    const given = { ...carrying(await picture()), options: { contentWarning: 'Bão', visibility: 'unlisted' } }
    const [part] = await publish(given, account, context)
    if (!part) throw new Error('Nothing is out')
    await connector.edit?.(part, 0, { ...given, parts: [{ text: 'Đã sửa', media: [] }] }, account, context)
    const { body } = await ask('GET', `/api/v1/statuses/${part.remoteId}`)
    expect(body).toMatchObject({
      ...{ content: '<p>Đã sửa</p>', visibility: 'unlisted', spoiler_text: 'Bão', sensitive: true, language: 'vi' },
      media_attachments: [{ description: 'Bến cảng' }],
      edited_at: expect.any(String),
    })
    expect(server.statuses()).toHaveLength(1)
  })
})
