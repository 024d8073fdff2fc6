import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConnectableAccount, ContentMedia, DeliveryContent } from '../../connectors/contract.ts'
import type { InstagramSettings, Login } from '../../connectors/instagram/settings.ts'
import { check } from '../../connectors/rules/check.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import {
  instagramApp,
  type SimulatedInstagram,
  type SimulatedInstagramOptions,
  startSimulatedInstagram,
} from '../../server/practice/instagram/index.ts'
import { maintenancePage } from '../../server/practice/simulation/faults.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { film, instagramAt, offered, picture, showing, visitInstagram } from './instagram-support.ts'
import { contextFor, publishWith, redirectUri, testContent, testMedium, testPicture } from './support.ts'

const running: SimulatedInstagram[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

interface Given extends SimulatedInstagramOptions {
  readonly login?: Login
  readonly settings?: Partial<InstagramSettings>
  readonly denied?: readonly string[]
}

async function connected({ login = 'instagram', settings, denied, ...options }: Given = {}) {
  const server = await startSimulatedInstagram({ processingMs: 3, insightsLagMs: 0, ...options })
  running.push(server)
  const connector = instagramAt(server.url, settings)
  const context = contextFor(server.url)
  const [account] = await visitInstagram(connector, server.url, login, context, denied)
  const publish = (given: Partial<DeliveryContent>) => publishWith(connector, testContent(given), account, context)
  const prepare = async (given: Partial<DeliveryContent>) => {
    const [part, ...others] = await connector.prepare(testContent(given), account, context)
    if (!part) throw new Error('Nothing was prepared')
    return { part, others }
  }
  /** Speaks to the platform past the connector. */
  const ask = async (method: string, path: string, params: Record<string, string> = {}) => {
    const token = account.credentials.fields['token'] ?? ''
    const url = new URL(`${server.url}/graph.${login}.com/v25.0/${path}`)
    url.search = new URLSearchParams({ access_token: token, ...params }).toString()
    const answer = await fetch(url, { method })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Told }
  }
  const calls = (what: string) => server.received.filter(({ path }) => path.includes(what))
  const commitPath = `POST /graph.${login}.com/v25.0/${server.account.userId}/media_publish`
  return { server, connector, context, account, publish, prepare, ask, calls, commitPath }
}
interface Told {
  readonly id?: string
  readonly error?: { readonly code: number; readonly error_subcode?: number; readonly message: string }
  readonly [name: string]: unknown
}
const fault = (code: string, problem?: string) => ({ fault: { code, ...(problem && { problem }) } })
const post = async (text = `Bài ${randomUUID()}`) => showing(text, [await picture()])
const hours = (count: number) => count * 3_600_000

describe('connecting to Instagram', () => {
  it('knows the account by its professional id, though the platform writes it as a number', async () => {
    const { account, server } = await connected()
    expect(account).toMatchObject({
      remoteAccountId: '17841400000000123',
      handle: '@cang.haiphong',
      url: 'https://www.instagram.com/cang.haiphong/',
      settings: { login: 'instagram' },
      missingPermissions: [],
    })
    expect(server.account.scopedId).not.toBe(account.remoteAccountId)
    const days = (Number(account.credentials.expiresAt) - Date.now()) / hours(24)
    expect(Math.round(days)).toBe(60)
  })

  it.each([
    { wrapsTokens: false, listsPermissions: false },
    { wrapsTokens: true, listsPermissions: true },
    { wrapsTokens: false, listsPermissions: true },
  ])('reads the token’s answer in each of its shapes %j', async (quirks) => {
    const { account } = await connected({ quirks, denied: ['instagram_business_manage_insights'] })
    expect(account.missingPermissions).toEqual(['instagram_business_manage_insights'])
  })

  it.each(['instagram', 'facebook'] as const)('names what the person refused (%s)', async (login) => {
    const refused = login === 'facebook' ? 'instagram_manage_contents' : 'instagram_business_content_publish'
    const { account } = await connected({ login, denied: [refused] })
    expect(account.missingPermissions).toEqual([refused])
  })

  it('comes back without a code when the person refuses everything', async () => {
    const server = await startSimulatedInstagram()
    running.push(server)
    const { connect } = instagramAt(server.url)
    if (connect.kind !== 'oauth') throw new Error('No visit')
    const app = instagramApp(server.url, 'instagram')
    const address = connect.authorizeUrl({ app, redirectUri, state: 's', codeVerifier: 'v', codeChallenge: 'c' })
    const back = await letIn(`${address}&deny=all`)
    expect(back.searchParams.get('error')).toBe('access_denied')
    expect(back.searchParams.get('code')).toBeNull()
  })

  it('takes a code once', async () => {
    const server = await startSimulatedInstagram()
    running.push(server)
    const { connect } = instagramAt(server.url)
    if (connect.kind !== 'oauth') throw new Error('No visit')
    const app = instagramApp(server.url, 'instagram')
    const request = { app, redirectUri, state: 's', codeVerifier: 'v', codeChallenge: 'c' }
    const back = await letIn(connect.authorizeUrl(request))
    const given = { ...request, code: `${back.searchParams.get('code')}#_` }
    const context = contextFor(server.url)
    expect(await connect.accounts(given, context)).toHaveLength(1)
    await expect(connect.accounts(given, context)).rejects.toMatchObject(fault('rejected', 'other'))
    const later = await letIn(connect.authorizeUrl(request))
    server.advance(hours(1))
    const old = { ...request, code: later.searchParams.get('code') ?? '' }
    await expect(connect.accounts(old, context)).rejects.toMatchObject(fault('rejected', 'other'))
  })

  it('lists the account of each page that has one, once, also when a business brings it', async () => {
    for (const pageOfBusiness of [false, true]) {
      const { account } = await connected({ login: 'facebook', pageOfBusiness })
      expect(account).toMatchObject({ remoteAccountId: '17841400000000123', settings: { login: 'facebook' } })
      expect(account.credentials.expiresAt).toBeNull()
    }
  })

  it('finds pages without looking into businesses when that was refused', async () => {
    const { account } = await connected({ login: 'facebook', denied: ['business_management'] })
    expect(account.missingPermissions).toEqual(['business_management'])
  })

  it('says that the person may not publish on the page', async () => {
    const { account } = await connected({ login: 'facebook', pageTasks: ['ANALYZE'] })
    expect(account.missingPermissions).toEqual(['CREATE_CONTENT'])
  })

  it('publishes with the person’s token where it is set so, and then has an end', async () => {
    const { account, publish, server } = await connected({ login: 'facebook', settings: { publishesAs: 'person' } })
    expect(account.credentials.expiresAt).not.toBeNull()
    await publish(await post())
    const { personToken } = account.credentials.fields
    const [publishing] = server.received.filter(({ path }) => path.endsWith('/media_publish'))
    expect(publishing?.headers['authorization']).toBe(`Bearer ${personToken}`)
  })

  it('keeps tokens of one login out of the other’s host', async () => {
    const { account, server } = await connected()
    const answer = await fetch(`${server.url}/graph.facebook.com/v25.0/17841400000000123?fields=id`, {
      headers: { authorization: `Bearer ${account.credentials.fields['token']}` },
    })
    expect(await answer.json()).toMatchObject({ error: { code: 190 } })
  })

  it('offers on each login what it has parameters for, and as many posts as the account reports', async () => {
    const names = ({ capabilities }: ConnectableAccount) => capabilities.options?.map(({ name }) => name)
    const [own, byPage] = [
      await connected({ limits: { posts: 100 } }),
      await connected({ login: 'facebook', limits: { posts: 25 } }),
    ]
    expect(names(own.account)).not.toContain('paidPartnership')
    expect(names(byPage.account)).toContain('paidPartnership')
    expect(own.account.capabilities.limits).toEqual([{ of: 'account', max: 100, windowMs: hours(24) }])
    expect(byPage.account.capabilities.limits).toEqual([{ of: 'account', max: 25, windowMs: hours(24) }])
  })

  it('follows what an office found out where Meta’s pages disagree', async () => {
    const settings = { takesPng: true, reelBytes: 1_000_000_000, carouselFilmMs: 30_000, carouselCollaborators: false }
    const { account } = await connected({ settings })
    const { images, video, forms, options } = account.capabilities
    expect(images?.types).toContain('image/png')
    expect(video?.maxBytes).toBe(1_000_000_000)
    expect(forms?.find(({ name }) => name === 'carousel')?.but.video?.maxDurationMs).toBe(30_000)
    expect(options?.find(({ name }) => name === 'collaborators')?.forms).toEqual(['post', 'reel'])
  })
})

describe('credentials of Instagram', () => {
  it('keeps a young token, and renews one that is a day old', async () => {
    const { server, connector, account, context } = await connected()
    expect(await connector.refresh?.(account, context)).toEqual(account.credentials)
    server.advance(hours(24))
    const renewed = await connector.refresh?.(account, context)
    expect(renewed?.fields['token']).not.toBe(account.credentials.fields['token'])
    await connector.check({ ...account, credentials: renewed ?? account.credentials }, context)
  })

  it('renews twice at once without harm', async () => {
    const { server, connector, account, context } = await connected()
    server.advance(hours(25))
    const both = await Promise.all([1, 2].map(() => connector.refresh?.(account, context)))
    for (const credentials of both) if (credentials) await connector.check({ ...account, credentials }, context)
  })

  it('asks for a new one when a call finds it expired, and for a person when it is too late to renew', async () => {
    const { server, connector, account, context } = await connected()
    server.advance(hours(24 * 60))
    await expect(connector.check(account, context)).rejects.toMatchObject(fault('credentials-expired'))
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject(fault('credentials-revoked'))
  })

  it('gets a page’s token anew from the person’s', async () => {
    const { connector, account, context } = await connected({ login: 'facebook' })
    const renewed = await connector.refresh?.(account, context)
    expect(renewed?.fields['token']).not.toBe(account.credentials.fields['token'])
    expect(renewed?.expiresAt).toBeNull()
  })

  it('publishes on when the person’s sign-in has ended, and says what no longer works', async () => {
    const { server, connector, account, context, publish } = await connected({ login: 'facebook' })
    server.advance(hours(24 * 61))
    await publish(await post())
    expect(await connector.check(account, context)).toMatchObject({
      missingPermissions: [],
      notices: ['person-signed-out'],
    })
  })

  it('says what is missing, what is left of the day, and that the account is personal now', async () => {
    const { server, connector, account, context, publish } = await connected({
      denied: ['instagram_business_manage_insights'],
    })
    await publish(await post())
    server.makeProfessional(false)
    expect(await connector.check(account, context)).toEqual({
      missingPermissions: ['instagram_business_manage_insights'],
      quota: { left: 49, max: 50, resetsAt: null },
      notices: ['not-professional'],
    })
  })

  it('wants a person when the account is restricted', async () => {
    const { server, connector, account, context } = await connected()
    server.restrict(true)
    await expect(connector.check(account, context)).rejects.toMatchObject(fault('credentials-revoked'))
  })
})

describe('preparing for Instagram', () => {
  it('waits until every container could be published, also a carousel’s own', async () => {
    const { prepare, server, calls } = await connected({ processingMs: 500 })
    await prepare(showing('Hai', [await picture(), await film()]))
    expect(server.containers().size).toBe(3)
    expect(calls('/media_publish')).toHaveLength(0)
    const states = [...server.containers().keys()].map((id) => calls(id).length)
    expect(Math.min(...states)).toBeGreaterThan(1)
  })

  it('gives up a container that is worked on for too long', async () => {
    const { prepare } = await connected({ processingMs: 60_000, settings: { processingTimeoutMs: 30 } })
    await expect(prepare(await post())).rejects.toMatchObject(fault('platform-down'))
  })

  it('stops waiting when it is told to', async () => {
    const { connector, account, context } = await connected({ processingMs: 60_000 })
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(), 30)
    const failed = connector.prepare(testContent(await post()), account, { ...context, signal: stopping.signal })
    await expect(failed).rejects.toThrow()
  })

  it('makes a container anew, three times, when the file cannot be fetched', async () => {
    const { prepare, server, calls } = await connected()
    const gone = { ...(await picture()), publicUrl: async () => 'http://127.0.0.1:1/nichts.jpg' }
    await expect(prepare(showing('Mất', [gone]))).rejects.toMatchObject(fault('rejected', 'media-processing'))
    expect(calls('/media').filter(({ method }) => method === 'POST')).toHaveLength(3)
    expect(server.containers().size).toBe(0)
  })

  it.each([
    [
      'a picture that is none',
      'media-type',
      async () => offered(testMedium(Buffer.from('no'), { mimeType: 'image/jpeg' })),
    ],
    ['a PNG', 'media-type', async () => offered(await testPicture(''))],
    ['a picture that is too wide', 'media-size', () => picture('', { width: 200, height: 100 })],
    ['a picture that is too high', 'media-size', () => picture('', { width: 100, height: 130 })],
    ['a film of two seconds', 'media-processing', () => film({ seconds: 2 })],
    ['a film of twenty pictures a second', 'media-processing', () => film({ framesPerSecond: 20 })],
    ['a film of 2,000 pixels', 'media-processing', () => film({ width: 2_000 })],
    ['a film whose index stands at its end', 'media-processing', () => film({ moovFirst: false })],
    [
      'a film that is none',
      'media-processing',
      async () => offered(testMedium(Buffer.from('no'), { mimeType: 'video/mp4' })),
    ],
  ] as const)('is told why %s is refused', async (_what, problem, made: () => Promise<ContentMedia>) => {
    for (const login of ['instagram', 'facebook'] as const) {
      const { prepare } = await connected({ login })
      await expect(prepare(showing('Tệp', [await made()]))).rejects.toMatchObject(fault('rejected', problem))
    }
  })

  it.each([
    ['4:5', { width: 80, height: 100 }],
    ['1.91:1', { width: 191, height: 100 }],
  ])('takes a picture at the edge of what is allowed (%s)', async (_ratio, size) => {
    const { publish, server } = await connected()
    await publish(showing('Vừa', [await picture('', size)]))
    expect(server.posts()).toHaveLength(1)
  })

  it('takes PNG where the platform does', async () => {
    const { publish, server } = await connected({ quirks: { takesPng: true } })
    await publish(showing('PNG', [await offered(await testPicture(''))]))
    expect(server.posts()).toHaveLength(1)
  })

  it('takes a film of a minute in a carousel, and none that is longer', async () => {
    const { prepare } = await connected()
    await prepare(showing('Phút', [await picture(), await film({ seconds: 60, framesPerSecond: 24 })]))
    const longer = showing('Quá', [await picture(), await film({ seconds: 61, framesPerSecond: 24 })])
    await expect(prepare(longer)).rejects.toMatchObject(fault('rejected', 'media-processing'))
  })

  it('takes no eleven pictures and no post without any', async () => {
    const { prepare } = await connected()
    const eleven = await Promise.all(Array.from({ length: 11 }, () => picture()))
    await expect(prepare(showing('Nhiều', eleven))).rejects.toMatchObject(fault('rejected', 'media-count'))
    await expect(prepare(showing('Không', []))).rejects.toMatchObject(fault('rejected', 'media-missing'))
  })

  it('says that the caption has too many tags or mentions', async () => {
    const { prepare } = await connected()
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `#the${index}`).join(' ')
    const names = (count: number) => Array.from({ length: count }, (_, index) => `@ai${index}`).join(' ')
    await prepare(showing(`${tags(30)} ${names(20)}`, [await picture()]))
    for (const text of [tags(31), names(21)])
      await expect(prepare(showing(text, [await picture()]))).rejects.toMatchObject(fault('rejected', 'text-too-long'))
  })

  it('sends a film in pieces, each where the last one ended, and nothing else of it', async () => {
    const { publish, server, calls } = await connected({ login: 'facebook', settings: { pieceBytes: 500 } })
    const sent = await film()
    const slices: number[] = []
    const watched: ContentMedia = {
      ...sent,
      read: () => Promise.reject(new Error('The whole film was read')),
      publicUrl: () => Promise.reject(new Error('The film has no address')),
      slice: async (start, end) => {
        slices.push(start)
        return sent.slice(start, end)
      },
    }
    await publish(showing('Từng khúc', [watched]))
    expect(slices).toEqual(Array.from({ length: Math.ceil(sent.bytes / 500) }, (_, index) => index * 500))
    expect(calls('rupload').map(({ headers }) => Number(headers['offset']))).toEqual(slices)
    expect(server.posts()).toMatchObject([{ product: 'REELS' }])
  })

  it('lets the platform fetch films on the Facebook login where it is set so', async () => {
    const { publish, calls } = await connected({
      login: 'facebook',
      settings: { uploadsFilms: { instagram: false, facebook: false } },
    })
    await publish(showing('Lấy', [await film()]))
    expect(calls('rupload')).toHaveLength(0)
  })

  it('comes back later when an upload fails, and says that a film cannot be worked on', async () => {
    const { prepare, server } = await connected({ login: 'facebook' })
    const upload = (body: object, status = 400) =>
      server.fail({
        on: `POST /rupload.facebook.com/ig-api-upload/v25.0/${BigInt([...server.containers().keys()].at(-1) ?? '17900000000000000') + 1n}`,
        acts: false,
        what: { kind: 'answer', status, type: 'application/json', body: JSON.stringify(body) },
      })
    const failure = (retriable: boolean) => ({
      debug_info: { retriable, type: 'ProcessingFailedError', message: 'no' },
    })
    upload(failure(true))
    await expect(prepare(showing('Một', [await film()]))).rejects.toMatchObject(fault('platform-down'))
    upload(failure(false))
    await expect(prepare(showing('Hai', [await film()]))).rejects.toMatchObject(fault('rejected', 'media-processing'))
    upload({ error: { code: 190, error_subcode: 460, message: 'changed' } })
    await expect(prepare(showing('Ba', [await film()]))).rejects.toMatchObject(fault('credentials-revoked'))
  })

  it('comes back when the day’s containers are used up', async () => {
    for (const containerLimitCode of [4, 613] as const) {
      const { prepare } = await connected({ limits: { containers: 1 }, quirks: { containerLimitCode } })
      await prepare(await post())
      await expect(prepare(await post())).rejects.toMatchObject(fault('rate-limited'))
    }
  })
})

describe('publishing on Instagram once', () => {
  it('makes one post of one container, whatever the platform would do with a second call', async () => {
    const { prepare, connector, account, context, server } = await connected()
    const { part } = await prepare(await post())
    await connector.commit(part, [], account, context)
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('outcome-unknown'))
    expect(server.posts()).toHaveLength(1)
  })

  it('finds a post that is live although it was taken for spam, and one that is not', async () => {
    for (const acts of [true, false]) {
      const { prepare, connector, account, context, server, commitPath } = await connected()
      const { part } = await prepare(await post())
      const body = JSON.stringify({ error: { code: 4, error_subcode: 2207051, message: 'blocked' } })
      server.fail({ on: commitPath, acts, what: { kind: 'answer', status: 403, type: 'application/json', body } })
      const since = new Date()
      await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('outcome-unknown'))
      const { outcome } = await connector.confirm(part, [], since, account, context)
      expect(outcome).toBe(acts ? 'published' : 'absent')
    }
  })

  it('does not know a published post’s id until the list shows it', async () => {
    const { prepare, connector, account, context, server } = await connected({ quirks: { listLagMs: 30_000 } })
    const { part } = await prepare(await post())
    const since = new Date()
    const { remoteId } = await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
    server.advance(31_000)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published', remoteId })
  })

  it('does not choose between two posts that say the same', async () => {
    const { prepare, publish, connector, account, context } = await connected()
    const { part } = await prepare(await post('Cùng lời'))
    const since = new Date()
    await connector.commit(part, [], account, context)
    await publish(await post('Cùng lời'))
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })

  it('finds a caption from which the platform took the @ of mentions', async () => {
    const { prepare, connector, account, context } = await connected({
      login: 'facebook',
      quirks: { stripsMentions: true },
    })
    const { part } = await prepare(await post('Cảm ơn @so.dulich \r\n'))
    const since = new Date()
    await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
  })

  it('finds a story and a carousel', async () => {
    const { prepare, connector, account, context } = await connected()
    const story = showing('', [await picture()], { form: 'story' })
    for (const given of [story, showing('Hai ảnh', [await picture(), await picture()])]) {
      const { part } = await prepare(given)
      const since = new Date()
      const out = await connector.commit(part, [], account, context)
      const found = await connector.confirm(part, [], since, account, context)
      expect(found).toEqual({ outcome: 'published', ...out })
    }
  })

  it('finds a first comment after a crash, and says that there is none before', async () => {
    const { prepare, connector, account, context } = await connected()
    const { part, others } = await prepare({ ...(await post()), options: { firstComment: 'Xem thêm' } })
    const [comment] = others
    if (!comment) throw new Error('No comment')
    const out = [await connector.commit(part, [], account, context)]
    const since = new Date()
    expect(await connector.confirm(comment, out, since, account, context)).toEqual({ outcome: 'absent' })
    const written = await connector.commit(comment, out, account, context)
    expect(await connector.confirm(comment, out, since, account, context)).toEqual({ outcome: 'published', ...written })
    await connector.remove?.(written, account, context)
    expect(await connector.confirm(comment, out, since, account, context)).toEqual({ outcome: 'absent' })
  })

  it('comes back when the platform says "not ready" after it said FINISHED', async () => {
    const { prepare, connector, account, context, server } = await connected({ quirks: { lateReadiness: 1 } })
    const { part } = await prepare(await post())
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('rate-limited'))
    await connector.commit(part, [], account, context)
    expect(server.posts()).toHaveLength(1)
  })

  it('does not publish what has expired, and says so', async () => {
    const { prepare, connector, account, context, server } = await connected()
    const { part } = await prepare(await post())
    server.advance(hours(24))
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('rejected', 'media-missing'))
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'absent' })
  })

  it('waits when the day’s posts are used up; a carousel is one of them', async () => {
    const { publish, server } = await connected({ limits: { posts: 2 } })
    await publish(showing('Ba ảnh', [await picture(), await picture(), await picture()]))
    await publish(await post())
    await expect(publish(await post())).rejects.toMatchObject(fault('rate-limited'))
    server.advance(hours(24))
    await publish(await post())
    expect(server.posts()).toHaveLength(3)
  })

  it('is out without an address when a fresh post cannot be read, and with one at the second look', async () => {
    for (const [slowReads, url] of [
      [1, expect.stringContaining('/p/')],
      [9, null],
    ] as const) {
      const { publish } = await connected({ quirks: { slowReads } })
      expect(await publish(await post())).toMatchObject([{ url }])
    }
  })

  it.each([
    ['hangs up', { kind: 'hang-up' }],
    ['gives half an answer', { kind: 'half' }],
    ['is in maintenance', maintenancePage],
  ] as const)('looks up what became of a post when the platform %s after it has acted', async (_name, what) => {
    const { prepare, connector, account, context, server, commitPath } = await connected()
    const { part } = await prepare(await post())
    server.fail({ on: commitPath, acts: true, what })
    const since = new Date()
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('outcome-unknown'))
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
    expect(server.posts()).toHaveLength(1)
  })

  it('is told when too many calls are taken again', async () => {
    const { publish } = await connected({ limits: { calls: { max: 8, seconds: 3_600 } } })
    const told = publish(showing('Nhiều', [await picture(), await picture(), await picture()]))
    await expect(told).rejects.toMatchObject({ fault: { code: 'rate-limited', retryAfterMs: expect.any(Number) } })
  })
})

describe('afterwards on Instagram', () => {
  it('counts a post by the metrics of its kind', async () => {
    const { publish, connector, account, context, server } = await connected()
    const [feed] = await publish(await post())
    const [reel] = await publish(showing('Reel', [await film()]))
    const figures = { views: 40, reach: 31, likes: 5, saved: 2, shares: 3, reposts: 1 }
    server.react(feed?.remoteId ?? '', figures)
    server.react(reel?.remoteId ?? '', { ...figures, ig_reels_video_view_total_time: 90_500 })
    const ids = [feed?.remoteId ?? '', reel?.remoteId ?? '']
    const told = await connector.metrics?.(ids, account, context)
    const values = { views: 40, reach: 31, reactions: 5, comments: 0, shares: 4, saves: 2 }
    expect(told?.map((item) => item.values)).toEqual([values, { ...values, watchSeconds: 90.5 }])
    expect(told?.[0]?.absent).toEqual({
      ...{ impressions: 'not-offered', clicks: 'not-offered', watchSeconds: 'not-offered' },
    })
  })

  it('says that a figure is not there yet, and never 0 for it', async () => {
    const { publish, connector, account, context, server } = await connected({ insightsLagMs: hours(48) })
    const [out] = await publish(await post())
    const read = async () => (await connector.metrics?.([out?.remoteId ?? ''], account, context))?.[0]
    expect(await read()).toMatchObject({ values: { reactions: 0, comments: 0 }, absent: { views: 'not-yet' } })
    expect((await read())?.values).not.toHaveProperty('views')
    server.advance(hours(48))
    expect(await read()).toMatchObject({ values: { views: 0 } })
  })

  it('counts a story for a day, from five viewers on', async () => {
    const { publish, connector, account, context, server } = await connected()
    const [out] = await publish(showing('', [await picture()], { form: 'story' }))
    const id = out?.remoteId ?? ''
    const read = async () => (await connector.metrics?.([id], account, context))?.[0]
    server.react(id, { reach: 4, views: 6 })
    expect(await read()).toMatchObject({ values: {}, absent: { views: 'not-yet', reach: 'not-yet' } })
    server.react(id, { reach: 5, views: 9, replies: 2 })
    expect(await read()).toMatchObject({
      values: { reach: 5, views: 9, comments: 2 },
      absent: { saves: 'not-offered' },
    })
    server.advance(hours(24))
    expect((await read())?.values).toEqual({})
  })

  it('says that figures are not permitted', async () => {
    const { publish, connector, account, context } = await connected({ denied: ['instagram_business_manage_insights'] })
    const [out] = await publish(await post())
    const [told] = (await connector.metrics?.([out?.remoteId ?? ''], account, context)) ?? []
    expect(told).toMatchObject({ values: { reactions: 0 }, absent: { views: 'not-permitted' } })
  })

  it('does not take a post that is hard to find at first for one that is gone', async () => {
    const { publish, connector, account, context } = await connected({ quirks: { slowReads: 3 } })
    const [out] = await publish(await post())
    const [told] = (await connector.metrics?.([out?.remoteId ?? ''], account, context)) ?? []
    expect(told?.gone).toBe(false)
  })

  it('counts fifty posts in few calls at once', async () => {
    const { publish, connector, account, context } = await connected()
    const [out] = await publish(await post())
    const ids = Array.from({ length: 50 }, () => out?.remoteId ?? '')
    expect(await connector.metrics?.(ids, account, context)).toHaveLength(50)
  })

  it('tells a person to delete in the app, until it is done there', async () => {
    const { publish, connector, account, context } = await connected()
    const [out] = await publish(await post())
    if (!out) throw new Error('Nothing is out')
    await expect(connector.remove?.(out, account, context)).rejects.toMatchObject(fault('rejected', 'permission'))
    await connector.remove?.({ ...out, remoteId: '17999999999999999' }, account, context)
  })

  it('counts followers and posts', async () => {
    const { publish, connector, account, context } = await connected()
    await publish(await post())
    expect(await connector.accountMetrics?.(account, context)).toMatchObject({ followers: 1_204, posts: 1 })
  })
})

describe('what a variant for Instagram may be', () => {
  const facts = (kind: 'image' | 'video', given: object = {}) => ({
    ...{ kind, mimeType: kind === 'image' ? 'image/jpeg' : 'video/mp4', bytes: 1_000, width: 1_080, height: 1_080 },
    ...{ durationMs: kind === 'video' ? 10_000 : null, alt: 'Có' },
    ...given,
  })
  const codes = (media: readonly ReturnType<typeof facts>[], options: object = {}, text = 'Chào') =>
    check({ title: null, parts: [text], language: 'vi', media, options: { ...options } }, profiles.instagram).map(
      ({ code }) => code,
    )
  it('is refused before it is sent', () => {
    const eleven = [
      ...Array.from({ length: 6 }, () => facts('image')),
      ...Array.from({ length: 5 }, () => facts('video')),
    ]
    expect(codes([facts('image'), facts('video')])).toEqual(['mixed-media'])
    expect(codes([facts('image'), facts('video')], { form: 'carousel' })).toEqual([])
    expect(codes(eleven, { form: 'carousel' })).toEqual(['too-many-files'])
    expect(codes([facts('image', { width: 1_080, height: 1_440 })])).toEqual(['media-ratio'])
    expect(codes([facts('image', { mimeType: 'image/png' })])).toEqual(['media-type'])
    expect(codes([facts('image')], { form: 'reel' })).toEqual(['media-not-offered'])
    expect(codes([facts('video', { durationMs: 61_000 })], { form: 'story' }, '')).toEqual(['video-too-long'])
    expect(codes([facts('image')], { form: 'story' })).toEqual(['text-too-long'])
    expect(codes([facts('video', { durationMs: 2_000 })])).toEqual(['video-too-short'])
    expect(codes([facts('image')], { firstComment: 'a'.repeat(301) })).toEqual(['option-too-long'])
  })
})

describe('the simulated Instagram', () => {
  it('refuses what Instagram refuses, by its numbers', async () => {
    const { ask, account, prepare } = await connected()
    const id = account.remoteAccountId
    const { part } = await prepare(await post())
    const made = String(part.payload['container'])
    const url = await (await picture()).publicUrl()
    const numbers = async (params: Record<string, string>) => {
      const { body } = await ask('POST', `${id}/media`, params)
      return [body.error?.code, body.error?.error_subcode]
    }
    expect(await numbers({ image_url: url, is_carousel_item: 'true', caption: 'x' })).toEqual([100, undefined])
    expect(await numbers({ image_url: url, is_carousel_item: 'true', is_ai_generated: 'true' })).toEqual([
      100,
      undefined,
    ])
    expect(await numbers({ media_type: 'VIDEO', video_url: url })).toEqual([100, 2207023])
    expect(await numbers({ media_type: 'CAROUSEL', children: made })).toEqual([100, 2207028])
    expect(await numbers({ media_type: 'CAROUSEL', children: `${made},1` })).toEqual([100, undefined])
    expect(await numbers({ media_type: 'REELS', upload_type: 'resumable' })).toEqual([100, undefined])
    expect(await numbers({ media_type: 'STORIES', image_url: url, video_url: url })).toEqual([100, undefined])
    expect(await numbers({ image_url: url, is_paid_partnership: 'true' })).toEqual([100, undefined])
    expect(await numbers({ image_url: url, alt_text: 'a'.repeat(1_001) })).toEqual([100, undefined])
    expect(await numbers({ image_url: url, user_tags: '[{"username":"a","x":2,"y":0}]' })).toEqual([100, 2207036])
    expect(await numbers({ image_url: url, collaborators: '["a","b","c","d"]' })).toEqual([100, undefined])
    expect(await numbers({ image_url: `${url}/ảnh` })).toEqual([9004, 2207052])
    const publishing = async (creation_id: string) =>
      (await ask('POST', `${id}/media_publish`, { creation_id })).body.error
    expect(await publishing('1')).toMatchObject({ code: 24, error_subcode: 2207008 })
    const child = (await ask('POST', `${id}/media`, { image_url: url, is_carousel_item: 'true' })).body.id ?? ''
    expect(await publishing(child)).toMatchObject({ code: 100 })
    expect((await ask('DELETE', made)).body.error).toMatchObject({ code: 100 })
    expect((await ask('PUT', 'nowhere/at/all')).body.error).toMatchObject({ code: 2500 })
  })

  it('says in its headers how much of the calls is used', async () => {
    const { ask } = await connected({ limits: { calls: { max: 10, seconds: 3_600 } } })
    const { headers } = await ask('GET', 'me', { fields: 'user_id' })
    expect(JSON.parse(headers.get('x-app-usage') ?? '')).toMatchObject({ call_count: expect.any(Number) })
    expect(headers.get('x-business-use-case-usage')).toContain('estimated_time_to_regain_access')
  })

  it('fails the whole call for a metric of another kind, and for dead ones', async () => {
    const { ask, publish } = await connected()
    const [out] = await publish(await post())
    for (const metric of ['impressions', 'views,replies', 'ig_reels_avg_watch_time', 'facebook_views'])
      expect((await ask('GET', `${out?.remoteId}/insights`, { metric })).body.error).toMatchObject({ code: 100 })
  })

  it('takes pieces of a film in their order only', async () => {
    const { server, account } = await connected({ login: 'facebook' })
    const token = account.credentials.fields['token'] ?? ''
    const create = new URLSearchParams({ access_token: token, media_type: 'REELS', upload_type: 'resumable' })
    const url = `${server.url}/graph.facebook.com/v25.0/${account.remoteAccountId}/media`
    const { uri } = (await (await fetch(url, { method: 'POST', body: create })).json()) as { uri: string }
    const send = async (offset: number, body: string) => {
      const headers = { authorization: `OAuth ${token}`, offset: String(offset), file_size: '8' }
      const type = { 'content-type': 'application/octet-stream' }
      return (await fetch(uri, { method: 'POST', headers: { ...headers, ...type }, body })).status
    }
    expect(await send(4, 'late')).toBe(400)
    expect(await send(0, 'good')).toBe(200)
    expect(await send(0, 'good')).toBe(400)
    expect(await send(4, 'toolong!')).toBe(400)
    expect(await send(4, 'last')).toBe(200)
  })
})
