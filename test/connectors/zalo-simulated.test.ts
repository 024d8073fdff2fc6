import { inspect } from 'node:util'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type {
  Account,
  ConnectorContext,
  ContentMedia,
  DeliveryContent,
  PreparedPart,
} from '../../connectors/contract.ts'
import { check } from '../../connectors/rules/check.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { faultOf } from '../../connectors/zalo/faults.ts'
import { createZaloConnector } from '../../connectors/zalo/index.ts'
import type { ZaloSettings } from '../../connectors/zalo/settings.ts'
import { maintenancePage } from '../../server/practice/simulation/faults.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { type SimulatedZalo, type SimulatedZaloOptions, startSimulatedZalo } from '../../server/practice/zalo/index.ts'
import {
  contextFor,
  publishWith,
  redirectUri,
  startShelf,
  testContent,
  testMedium,
  testPicture,
  type visit,
} from './support.ts'
import { connectZalo, testVideo } from './zalo-support.ts'

const shelf = await startShelf()
afterAll(() => shelf.stop())
const running: SimulatedZalo[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

interface Given extends SimulatedZaloOptions {
  readonly settings?: Partial<ZaloSettings>
}

async function start({ settings, ...options }: Given = {}) {
  const server = await startSimulatedZalo({ processingMs: 0, ...options })
  running.push(server)
  server.advanceToHour(10)
  const connector = createZaloConnector({ apiUrl: server.url, oauthUrl: server.url, pollMs: 1, ...settings })
  const context = contextFor(server.url)
  const connect = (change: Parameters<typeof visit>[3] = {}) => connectZalo(connector, server, context, change)
  return { server, connector, context, connect }
}

async function connected(given: Given = {}) {
  const made = await start(given)
  const account = await made.connect()
  const { connector, context, server } = made
  const prepare = async (content: DeliveryContent, within: ConnectorContext = context) => {
    const parts = await connector.prepare(content, account, within)
    const [first] = parts
    if (!first) throw new Error('Nothing was prepared')
    return [first, ...parts.slice(1)] as [PreparedPart, ...PreparedPart[]]
  }
  const publish = async (content: DeliveryContent) => {
    const [first, ...rest] = await publishWith(connector, content, account, context)
    if (!first) throw new Error('Nothing went out')
    return [first, ...rest] as const
  }
  const shown = () => server.articles().filter(({ given: article }) => article['status'] === 'show')
  /** Speaks to the server past the connector. */
  const ask = async (path: string, body?: object, headers: Record<string, string> = {}) => {
    const token = account.credentials.fields['token'] ?? ''
    const answer = await fetch(server.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { access_token: token, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, ...((await answer.json()) as { error: number; message: string; data?: object }) }
  }
  return { ...made, account, prepare, publish, shown, ask }
}

const picture = async (alt = ''): Promise<ContentMedia> => shelf.offer(await testPicture(alt, { format: 'jpeg' }))
const article = async (given: Partial<DeliveryContent> = {}) =>
  testContent({ title: 'Tin cảng', parts: [{ text: 'Nội dung', media: [await picture()] }], ...given })
const rejected = (problem: string) => ({ fault: { code: 'rejected', problem } })
const withTokens = (account: Account, fields: Readonly<Record<string, string>>): Account => ({
  ...account,
  credentials: { ...account.credentials, fields: { ...account.credentials.fields, ...fields } },
})

describe('connecting a Zalo official account', () => {
  it('finds the account that was granted, and keeps what refreshing needs', async () => {
    const { account, server } = await connected()
    expect(account).toMatchObject({
      remoteAccountId: server.account.id,
      name: 'Cảng Hải Phòng',
      url: `https://zalo.me/${server.account.id}`,
      missingPermissions: [],
      credentials: { fields: { appId: server.app.clientId, appSecret: server.app.clientSecret } },
    })
    expect(Number(account.credentials.expiresAt) - Date.now()).toBeGreaterThan(24.9 * 3_600_000)
  })

  it('writes a verifier in letters and digits alone, the same on both ways', async () => {
    const { connector, context, server } = await start()
    if (connector.connect.kind !== 'oauth') throw new Error('Zalo is connected by a visit')
    const codeVerifier = `a-b_${'c'.repeat(39)}`
    const request = {
      ...{ app: { host: server.url, ...server.app }, redirectUri, state: 's', codeVerifier },
      codeChallenge: 'not used: Zalo wants another alphabet',
    }
    const back = await letIn(connector.connect.authorizeUrl(request))
    expect(back.searchParams.get('oa_id')).toBe(server.account.id)
    const given = { ...request, code: back.searchParams.get('code') ?? '' }
    expect(await connector.connect.accounts(given, context)).toHaveLength(1)
    await expect(connector.connect.accounts(given, context)).rejects.toMatchObject({
      fault: { code: 'rejected', detail: 'code is expired or used' },
    })
  })

  it('is refused with another verifier, an old code, and another secret, and tells none of them', async () => {
    const { server, connector, context, connect } = await start()
    const codeVerifier = 'x'.repeat(43)
    const error: unknown = await connect({ codeVerifier }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ fault: { code: 'rejected' } })
    expect(inspect(error, { depth: 10 })).not.toContain(server.app.clientSecret)
    const app = { ...server.app, clientSecret: 'of-somebody-else' }
    await expect(connectZalo(connector, { ...server, app }, context)).rejects.toMatchObject({
      fault: { code: 'rejected', detail: 'secret key is invalid' },
    })
  })

  it('names the permission for articles when it was not ticked, and cannot go on without the account’s own', async () => {
    const { connect } = await start()
    const without = (permission: string) => connect({ address: (url) => url.searchParams.set('deny', permission) })
    expect((await without('manage_article')).missingPermissions).toEqual(['manage_article'])
    await expect(without('oa_info')).rejects.toMatchObject(rejected('permission'))
  })

  it('tells what will stop it soon', async () => {
    const { server, connector, context, account } = await connected()
    expect(await connector.check(account, context)).toEqual({ missingPermissions: [], quota: null, notices: [] })
    server.setVerified(false)
    server.endPlan()
    const soon = withTokens(account, { refreshExpiresAt: new Date(Date.now() + 13 * 86_400_000).toISOString() })
    expect((await connector.check(soon, context)).notices).toEqual(['not-verified', 'plan-ended', 'reconnect-soon'])
    server.removeAccount()
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-revoked' } })
  })

  it('proves that it knows the secret where the console asks for it', async () => {
    const { connect } = await start({ quirks: { wantsProof: true }, settings: { appSecretProof: true } })
    expect((await connect()).missingPermissions).toEqual([])
    const other = await start({ quirks: { wantsProof: true } })
    await expect(other.connect()).rejects.toMatchObject(rejected('permission'))
  })

  it('tells no token that an answer with the status of success echoes', async () => {
    const { server, connector, context, account } = await connected()
    const token = account.credentials.fields['token'] ?? ''
    const body = JSON.stringify({ error: -201, message: `${token} is wrong` })
    const what = { kind: 'answer', status: 200, body, type: 'application/json' } as const
    server.fail({ on: 'GET /v2.0/oa/getoa', acts: false, what })
    const error: unknown = await connector.check(account, context).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ fault: { detail: '… is wrong' } })
    expect(inspect(error, { depth: 10 })).not.toContain(token)
  })
})

describe('renewing the access to Zalo', () => {
  it('gets both tokens new, and the old ones are dead', async () => {
    const { connector, context, account } = await connected()
    const renewed = await connector.refresh?.(account, context)
    expect(renewed?.fields['token']).not.toBe(account.credentials.fields['token'])
    expect(renewed?.fields['refreshToken']).not.toBe(account.credentials.fields['refreshToken'])
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-expired' } })
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
    await connector.check({ ...account, credentials: renewed ?? account.credentials }, context)
  })

  it('lets one of two that renew at once win, and the winner’s tokens live', async () => {
    const { connector, context, account } = await connected()
    const both = await Promise.allSettled([
      connector.refresh?.(account, context),
      connector.refresh?.(account, context),
    ])
    const won = both.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))
    const lost = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(lost).toMatchObject([{ fault: { code: 'credentials-revoked' } }])
    const [credentials] = won
    if (!credentials) throw new Error('Nobody won')
    await connector.check({ ...account, credentials }, context)
  })

  it('is old after 25 hours, and for good after three months', async () => {
    const { server, connector, context, account } = await connected()
    server.advance(25 * 3_600_000 - 60_000)
    await connector.check(account, context)
    server.advance(60_000)
    await expect(connector.check(account, context)).rejects.toMatchObject({ fault: { code: 'credentials-expired' } })
    server.advance(90 * 86_400_000)
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it('wants a person when the answer with the new tokens was lost', async () => {
    const { server, connector, context, account } = await connected()
    server.fail({ on: 'POST /v4/oa/access_token', acts: true, what: { kind: 'hang-up' } })
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({ fault: { code: 'outcome-unknown' } })
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject({
      fault: { code: 'credentials-revoked' },
    })
  })

  it.each([true, false])('knows until when it can be renewed (each lives three months of its own: %s)', async (own) => {
    const { server, connector, context, account } = await connected({
      settings: { refreshRenewsLife: own },
      quirks: { inheritsLife: !own },
    })
    const early = withTokens(account, { refreshExpiresAt: '2026-12-01T00:00:00.000Z' })
    const renewed = await connector.refresh?.(early, context)
    expect(renewed?.fields['refreshExpiresAt'] === '2026-12-01T00:00:00.000Z').toBe(!own)
    server.advance(91 * 86_400_000)
    await expect(
      connector.refresh?.({ ...account, credentials: renewed ?? account.credentials }, context),
    ).rejects.toMatchObject({ fault: { code: 'credentials-revoked' } })
  })
})

describe('publishing on Zalo', () => {
  it('takes a title of 149 letters, and is told of one longer', async () => {
    const { publish } = await connected()
    await publish(await article({ title: 'a'.repeat(149) }))
    await expect(publish(await article({ title: 'a'.repeat(150) }))).rejects.toMatchObject(rejected('text-too-long'))
  })

  it('is checked within the limits that were seen, and a film goes with its picture', () => {
    const medium = { kind: 'image' as const, mimeType: 'image/jpeg', bytes: 1_000_000, width: 800, height: 600 }
    const media = [{ ...medium, durationMs: null, alt: 'Cảng' }]
    const draft = { title: 'a'.repeat(140), parts: ['a'.repeat(10_000)], language: 'vi', media, options: {} }
    const codes = (given: Partial<typeof draft> & { options?: object } = {}) =>
      check({ ...draft, ...given, options: { ...given.options } }, profiles.zalo).map(({ code }) => code)
    expect(codes()).toEqual([])
    expect(codes({ title: 'a'.repeat(141) })).toEqual(['title-too-long'])
    expect(codes({ parts: ['a'.repeat(10_001)] })).toEqual(['text-too-long'])
    expect(codes({ media: [{ ...media[0], bytes: 1_000_001 } as (typeof media)[0]] })).toEqual(['media-too-large'])
    expect(codes({ media: [] })).toEqual(['media-required'])
    expect(codes({ options: { description: 'a'.repeat(251) } })).toEqual(['option-too-long'])
    const film = [{ ...medium, kind: 'video' as const, mimeType: 'video/mp4', durationMs: 1_000, alt: '' }]
    const asVideo = { title: 'Phim', parts: ['Lời'], language: 'vi', media: film, options: { form: 'video' } }
    expect(check(asVideo, profiles.zalo).map(({ code }) => code)).toEqual(['option-required'])
    expect(check({ ...asVideo, options: { form: 'video', avatar: 'id' } }, profiles.zalo)).toEqual([])
  })

  it('takes the beginning of the text as the description, and the account as the author where a name is too long', async () => {
    const { publish, shown } = await connected()
    const media = [await picture()]
    await publish(await article({ parts: [{ text: 'chim bay '.repeat(60), media }], source: 'S'.repeat(51) }))
    const [out] = shown()
    const description = String(out?.given['description'])
    expect(description.length).toBeLessThanOrEqual(250)
    expect(description).toMatch(/(chim|bay)…$/)
    expect(out?.given['author']).toBe('Cảng Hải Phòng')
  })

  it('writes text without tags where it is set to', async () => {
    const { publish, shown } = await connected({ settings: { textBlocks: 'plain' } })
    const media = [await picture()]
    await publish(await article({ parts: [{ text: 'a < b\nc', media }] }))
    expect(shown()[0]?.given['body']).toEqual([{ type: 'text', content: 'a < b\nc' }])
  })

  it('goes on with a new address when Zalo could not fetch the first', async () => {
    const { publish, shown, server } = await connected()
    const good = await picture()
    const addresses = [`${await good.publicUrl()}-gone`, await good.publicUrl()]
    const flaky = { ...good, publicUrl: async () => addresses.shift() ?? '' }
    await publish(await article({ parts: [{ text: 'Thử lại', media: [flaky] }] }))
    expect(shown()).toHaveLength(1)
    expect(server.received.filter(({ path }) => path === '/v2.0/article/create')).toHaveLength(2)
  })

  it('says that a picture could not be taken: too large, gone, or none', async () => {
    const { publish, server } = await connected()
    const large = shelf.offer(testMedium(new Uint8Array(1_000_001).fill(1), { mimeType: 'image/jpeg' }))
    const none = shelf.offer(testMedium(Buffer.from('no picture'), { mimeType: 'image/jpeg' }))
    for (const medium of [large, none])
      await expect(publish(await article({ parts: [{ text: 'Ảnh', media: [medium] }] }))).rejects.toMatchObject(
        rejected('media-processing'),
      )
    expect(server.articles()).toEqual([])
  })

  it('writes signs in an address as Zalo wants them', async () => {
    const { publish, server } = await connected()
    const medium = await picture()
    const address = await medium.publicUrl()
    const spelled = { ...medium, publicUrl: async () => `${address}?tên=bến cảng` }
    await publish(await article({ parts: [{ text: 'Ảnh', media: [spelled] }] })).catch(() => {})
    const [created] = server.received.filter(({ path }) => path === '/v2.0/article/create')
    expect(JSON.stringify(created?.body)).toContain('t%C3%AAn=b%E1%BA%BFn%20c%E1%BA%A3ng')
  })

  it('waits while an article is taken in and a film is converted, on Zalo’s own clock', async () => {
    const { server, publish, shown } = await connected({ processingMs: 60_000, settings: { quickPolls: 10_000 } })
    const ticking = setInterval(() => server.advance(20_000), 10)
    try {
      const media = [await picture(), testVideo()]
      await publish(await article({ parts: [{ text: 'Phim', media }] }))
    } finally {
      clearInterval(ticking)
    }
    expect(shown()[0]?.given['body']).toMatchObject([{ type: 'text' }, { type: 'video' }])
    expect(server.received.filter(({ path }) => path.endsWith('upload_video/verify')).length).toBeGreaterThan(1)
  })

  it('gives up when it takes too long, and stops at once when it is told to', async () => {
    const slow = await connected({ processingMs: 60_000, settings: { giveUpMs: -1 } })
    await expect(slow.prepare(await article())).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    const { prepare, server } = await connected({ processingMs: 60_000, settings: { pollMs: 60_000 } })
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(), 100)
    const started = performance.now()
    await expect(prepare(await article(), contextFor(server.url, stopping.signal))).rejects.toThrow()
    expect(performance.now() - started).toBeLessThan(1_500)
  })

  it('says that a film cannot be converted, and that a file is none', async () => {
    const { prepare } = await connected({ failsProcessing: true })
    const carrying = async (medium: ContentMedia) => article({ parts: [{ text: 'Phim', media: [medium] }] })
    await expect(prepare(await carrying(testVideo()))).rejects.toMatchObject(rejected('media-processing'))
    const none = testMedium(Buffer.from('no film at all'), { mimeType: 'video/mp4' })
    await expect(prepare(await carrying(none))).rejects.toMatchObject(rejected('media-type'))
  })

  it('reads the article’s id under either name', async () => {
    const { publish, shown } = await connected({ quirks: { idName: 'article_id' } })
    const [out] = await publish(await article())
    expect(shown().map(({ id }) => id)).toEqual([out.remoteId])
  })

  it('shows nobody anything before the commit, also when preparing was broken off in between', async () => {
    const { server, connector, context, account, prepare, shown } = await connected()
    const content = await article()
    server.fail({ on: 'POST /v2.0/article/create', acts: true, what: { kind: 'hang-up' } })
    await expect(prepare(content)).rejects.toMatchObject({ fault: { code: 'outcome-unknown' } })
    server.fail({ on: 'POST /v2.0/article/verify', acts: true, what: { kind: 'half' } })
    await expect(prepare(content)).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    const [part] = await prepare(content)
    expect(shown()).toEqual([])
    await connector.commit(part, [], account, context)
    expect(shown()).toHaveLength(1)
  })

  it('may show an article again while Zalo has not taken it in: it stays one', async () => {
    const { server, connector, context, account, prepare, shown } = await connected({
      processingMs: 1_000,
      settings: { quickPolls: 10_000, publishWaitMs: -1 },
    })
    const ticking = setInterval(() => server.advance(500), 5)
    const [part] = await prepare(await article())
    clearInterval(ticking)
    const since = new Date()
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'absent' })
    await connector.commit(part, [], account, context).catch(() => {})
    server.advance(1_000)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
    expect(shown()).toHaveLength(1)
    expect(server.articles()).toHaveLength(1)
  })

  it('has no address for an article the list does not show yet, and is sure of it all the same', async () => {
    const { server, connector, context, account, prepare } = await connected({ listLagMs: 60_000 })
    const [part] = await prepare(await article())
    const out = await connector.commit(part, [], account, context)
    expect(out.url).toBeNull()
    server.advance(60_000)
    const found = await connector.confirm(part, [], new Date(), account, context)
    expect(found).toMatchObject({ outcome: 'published', url: expect.stringContaining(out.remoteId) })
  })

  it.each([
    ['hangs up', { kind: 'hang-up' }],
    ['is in maintenance', maintenancePage],
  ] as const)('%s after it has acted: the article is found by its id', async (_name, what) => {
    const { server, connector, context, account, prepare } = await connected()
    const [part] = await prepare(await article())
    server.fail({ on: 'POST /v2.0/article/update', acts: true, what })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    expect(await connector.confirm(part, [], new Date(), account, context)).toMatchObject({ outcome: 'published' })
  })
})

describe('sending to followers', () => {
  const broadcast = () => article({ options: { form: 'broadcast' } })

  it('sends to everybody when nobody was chosen', async () => {
    const { server, publish } = await connected()
    await publish(await broadcast())
    expect(server.broadcasts()[0]?.target).toEqual({})
  })

  it('never looks up and never repeats what may have reached phones', async () => {
    const { server, connector, context, account, prepare } = await connected()
    const [first, second] = await prepare(await broadcast())
    if (!second) throw new Error('A broadcast has two parts')
    const out = [await connector.commit(first, [], account, context)]
    server.fail({ on: 'POST /v2.0/oa/message', acts: true, what: { kind: 'hang-up' } })
    await expect(connector.commit(second, out, account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    expect(await connector.confirm(second, out, new Date(), account, context)).toEqual({ outcome: 'unknown' })
    const what = { kind: 'answer', status: 200, body: '{"error":-200,"message":"failed"}', type: 'json' } as const
    server.fail({ on: 'POST /v2.0/oa/message', acts: false, what })
    await expect(connector.commit(second, out, account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    expect(server.broadcasts()).toHaveLength(1)
  })

  it('waits until morning at night, until tomorrow without quota, and for a person when unverified', async () => {
    const { server, publish } = await connected({ broadcasts: 0 })
    await expect(publish(await broadcast())).rejects.toMatchObject({ fault: { code: 'rate-limited' } })
    server.advanceToHour(22)
    await expect(publish(await broadcast())).rejects.toMatchObject({ fault: { code: 'rate-limited' } })
    server.setVerified(false)
    await expect(publish(await broadcast())).rejects.toMatchObject(rejected('permission'))
  })

  it.each([
    [-234, '2026-11-23T16:00:00Z', 7],
    [-234, '2026-11-23T22:59:00Z', 1 / 60],
    [-211, '2026-11-23T16:00:00Z', 1],
    [-211, '2026-11-23T17:00:00Z', 24],
  ])('counts the wait of %i at %s by Vietnam’s clock', (error, at, hours) => {
    expect(faultOf(error, '', new Date(at))).toEqual({ code: 'rate-limited', retryAfterMs: hours * 3_600_000 })
  })

  it('is taken down as far as it can be: the article it leads to', async () => {
    const { server, connector, context, account, publish, shown } = await connected()
    for (const part of await publish(await broadcast())) await connector.remove?.(part, account, context)
    expect(shown()).toEqual([])
    expect(server.broadcasts()).toHaveLength(1)
  })
})

describe('afterwards on Zalo', () => {
  it('counts what the list tells, asks for older articles one by one, and tells nothing of broadcasts', async () => {
    const { server, connector, context, account, publish } = await connected()
    const [out, sent] = await publish(await article({ options: { form: 'broadcast' } }))
    server.count(out.remoteId, { views: 120, shares: 7 })
    const told = await connector.metrics?.([out.remoteId, sent?.remoteId ?? ''], account, context)
    expect(told).toMatchObject([
      { values: { views: 120, shares: 7 }, absent: { comments: 'not-offered' }, gone: false },
      { values: {}, absent: { views: 'not-offered' }, gone: false },
    ])
  })

  it('shows no figure where the list has none', async () => {
    const { connector, context, account, publish } = await connected({ quirks: { listsFigures: false } })
    const [out] = await publish(await article())
    const [told] = (await connector.metrics?.([out.remoteId], account, context)) ?? []
    expect(told).toMatchObject({ values: {}, absent: { views: 'not-offered', shares: 'not-offered' }, gone: false })
  })

  it.each([true, false])('takes an article that is gone for done (told as a success: %s)', async (removesTwice) => {
    const { connector, context, account, publish } = await connected({ quirks: { removesTwice } })
    const [out] = await publish(await article())
    await connector.remove?.(out, account, context)
    await connector.remove?.(out, account, context)
  })

  it('counts followers', async () => {
    const { connector, context, account } = await connected()
    expect(await connector.accountMetrics?.(account, context)).toEqual({
      followers: 4_321,
      posts: null,
      raw: { num_follower: 4_321 },
    })
  })
})

describe('the simulated Zalo', () => {
  const body = async () => ({
    ...{ type: 'normal', title: 'Tin', author: 'OA', description: 'Mô tả', status: 'hide', comment: 'show' },
    cover: { cover_type: 'photo', photo_url: await (await picture()).publicUrl(), status: 'show' },
    body: [{ type: 'text', content: 'Nội dung' }],
  })

  it('refuses in Zalo’s words, with the status of success', async () => {
    const { ask } = await connected()
    const words = async (given: object) => {
      const { status, error, message } = await ask('/v2.0/article/create', { ...(await body()), ...given })
      return [status, error, message]
    }
    expect(await words({ cover: undefined })).toEqual([200, -201, 'cover value is invalid'])
    expect(await words({ cover: { cover_type: 'photo', photo_url: 'https://a.vn/a.jpg' } })).toEqual([
      ...[200, -201, 'cover value is invalid'],
    ])
    expect(await words({ title: 'a'.repeat(150) })).toEqual([200, -201, 'title allow 1 to 150 characters'])
    expect(await words({ description: 'a'.repeat(300) })).toEqual([200, -201, 'description allow 1 to 300 characters'])
    expect(await words({ author: 'a'.repeat(51) })).toEqual([200, -201, 'author allow 1 to 50 characters'])
    expect(await words({ body: [] })).toEqual([200, -201, 'body is invalid'])
    const spelled = { cover_type: 'photo', photo_url: 'https://a.vn/bến cảng.jpg', status: 'show' }
    expect((await words({ cover: spelled }))[2]).toMatch(/photo_url .* is invalid/)
  })

  it('reads the token in its own header alone', async () => {
    const { ask, account } = await connected()
    const token = account.credentials.fields['token'] ?? ''
    const headers = { access_token: '', authorization: `Bearer ${token}` }
    expect(await ask('/v2.0/oa/getoa', undefined, headers)).toMatchObject({ status: 200, error: -216 })
    expect(await ask('/v2.0/oa/getoa', undefined, { appsecret_proof: 'wrong' })).toMatchObject({ error: -242 })
  })

  it('lists ten at a time, the newest first, of one kind', async () => {
    const { ask, publish } = await connected()
    for (const title of ['một', 'hai']) await publish(await article({ title }))
    expect((await ask('/v2.0/article/getslice?limit=20&type=normal')).message).toBe('maximum limit is 10')
    expect((await ask('/v2.0/article/getslice?limit=10')).message).toBe('type accept only 2 value normal and video.')
    const { data } = await ask('/v2.0/article/getslice?offset=0&limit=10&type=normal')
    expect(data).toMatchObject({ medias: [{ title: 'hai' }, { title: 'một' }], total: 2 })
  })

  it('takes an article in later, and leaves an address that failed alone for some minutes', async () => {
    const { ask, server } = await connected({ processingMs: 3_000 })
    const create = async (photo_url: string) => {
      const cover = { cover_type: 'photo', photo_url, status: 'show' }
      const { data } = await ask('/v2.0/article/create', { ...(await body()), cover })
      const { token } = data as { token: string }
      const early = await ask('/v2.0/article/verify', { token })
      server.advance(3_000)
      return [early.message, (await ask('/v2.0/article/verify', { token })).message]
    }
    const gone = `${await (await picture()).publicUrl()}-gone`
    expect(await create(gone)).toEqual(['Media is being processed', 'Upload media failed'])
    expect(await create(gone)).toEqual(['Media is being processed', 'Upload media failed'])
    expect((await create(gone))[1]).toBe('Upload media failed: Too many failed attempts')
    expect((await create(await (await picture()).publicUrl()))[1]).toBe('Success')
  })

  it('broadcasts only what everybody may read, five at most, and to followers only', async () => {
    const { ask, prepare, server } = await connected()
    await prepare(await article())
    const hidden = server.articles()[0]?.id
    const send = (elements: object[], recipient: object = { target: {} }) =>
      ask('/v2.0/oa/message', { recipient, message: { attachment: { payload: { elements } } } })
    const element = { media_type: 'article', attachment_id: hidden }
    expect((await send([element])).message).toBe('attachment_id is invalid')
    expect((await send(Array(6).fill(element))).message).toBe('elements is invalid')
    expect((await send([element], { user_id: '1' })).error).toBe(-240)
  })

  it('has a limit of calls a minute, and knows no older ways', async () => {
    const { ask, server } = await connected({ callsPerMinute: 5 })
    expect(await ask('/v2.0/article/upload_image', {})).toMatchObject({ status: 404, error: -209 })
    for (let count = 0; count < 4; count += 1) await ask('/v2.0/oa/getoa')
    expect(await ask('/v2.0/oa/getoa')).toMatchObject({
      error: -32,
      message: 'Your application reached limit call api',
    })
    server.advance(60_000)
    expect((await ask('/v2.0/oa/getoa')).error).toBe(0)
  })
})
