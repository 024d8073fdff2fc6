import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { CommittedPart, ContentMedia, DeliveryContent } from '../../connectors/contract.ts'
import { check } from '../../connectors/rules/check.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { measureText } from '../../connectors/rules/text.ts'
import { splitThread } from '../../connectors/rules/thread.ts'
import type { ThreadsSettings } from '../../connectors/threads/settings.ts'
import { maintenancePage } from '../../server/practice/simulation/faults.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import {
  type SimulatedThreads,
  type SimulatedThreadsOptions,
  startSimulatedThreads,
  threadsApp,
} from '../../server/practice/threads/index.ts'
import { film, offered, picture, showing } from './instagram-support.ts'
import { contextFor, publishWith, redirectUri, testContent, testMedium } from './support.ts'
import { threadsAt, visitThreads } from './threads-support.ts'

const running: SimulatedThreads[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

interface Given extends SimulatedThreadsOptions {
  readonly settings?: Partial<ThreadsSettings>
  readonly denied?: readonly string[]
}
interface Told {
  readonly id?: string
  readonly error?: { readonly code: number | string; readonly error_subcode?: number }
  readonly [name: string]: unknown
}

async function connected({ settings, denied, ...options }: Given = {}) {
  const server = await startSimulatedThreads({ processingMs: 3, insightsLagMs: 0, ...options })
  running.push(server)
  const connector = threadsAt(server.url, settings)
  const context = contextFor(server.url)
  const [account] = await visitThreads(connector, server.url, context, denied)
  const publish = (given: Partial<DeliveryContent>) => publishWith(connector, testContent(given), account, context)
  const prepare = async (given: Partial<DeliveryContent>) => {
    const [part, ...others] = await connector.prepare(testContent(given), account, context)
    if (!part) throw new Error('Nothing was prepared')
    return { part, others }
  }
  /** Speaks to the platform past the connector. */
  const ask = async (method: string, path: string, params: Record<string, string> = {}, host = 'graph.threads.net') => {
    const url = new URL(`${server.url}/${host}/v1.0/${path}`)
    url.search = new URLSearchParams({ access_token: account.credentials.fields['token'] ?? '', ...params }).toString()
    const answer = await fetch(url, { method })
    return { status: answer.status, body: (await answer.json()) as Told }
  }
  const calls = (what: string) => server.received.filter(({ path }) => path.includes(what))
  return { server, connector, context, account, publish, prepare, ask, calls }
}
const commitPath = 'POST /graph.threads.net/v1.0/me/threads_publish'
const fault = (code: string, problem?: string) => ({ fault: { code, ...(problem && { problem }) } })
const text = (said = `Bài ${randomUUID()}`) => showing(said, [])
const thread = (...texts: string[]) => ({ parts: texts.map((said) => ({ text: said, media: [] })) })
const unreachable = async (file: Promise<ContentMedia>): Promise<ContentMedia> => ({
  ...(await file),
  publicUrl: () => Promise.resolve('http://127.0.0.1:1/x.mp4'),
})
const hours = (count: number) => count * 3_600_000

describe('connecting to Threads', () => {
  it.each([true, false])(
    'knows the profile by its whole id, however the token’s answer writes it',
    async (numericUserId) => {
      const { account } = await connected({ quirks: { numericUserId } })
      expect(account).toMatchObject({
        remoteAccountId: '17841405793187218',
        handle: '@cang.haiphong',
        url: 'https://www.threads.net/@cang.haiphong',
        missingPermissions: [],
      })
      expect(Math.round((Number(account.credentials.expiresAt) - Date.now()) / hours(24))).toBe(60)
    },
  )

  it('names what the person refused, at once and in every check', async () => {
    const { account, connector, context } = await connected({ denied: ['threads_content_publish', 'threads_delete'] })
    expect(account.missingPermissions).toEqual(['threads_content_publish', 'threads_delete'])
    expect(await connector.check(account, context)).toEqual({
      missingPermissions: ['threads_content_publish', 'threads_delete'],
      quota: null,
      notices: [],
    })
  })

  it('names nothing where the platform does not tell what was given', async () => {
    const { account } = await connected({ quirks: { noDebugToken: true }, denied: ['threads_delete'] })
    expect(account.missingPermissions).toEqual([])
  })

  it('takes a code once, within an hour, and cuts off what the platform hangs on it', async () => {
    const server = await startSimulatedThreads()
    running.push(server)
    const { connect } = threadsAt(server.url)
    if (connect.kind !== 'oauth') throw new Error('No visit')
    const request = { app: threadsApp(server.url), redirectUri, state: 's', codeVerifier: 'v', codeChallenge: 'c' }
    const codeOf = async () => (await letIn(connect.authorizeUrl(request))).searchParams.get('code') ?? ''
    const context = contextFor(server.url)
    const given = { ...request, code: `${await codeOf()}#_` }
    expect(await connect.accounts(given, context)).toHaveLength(1)
    await expect(connect.accounts(given, context)).rejects.toMatchObject(fault('rejected', 'other'))
    const old = { ...request, code: await codeOf() }
    server.advance(hours(1))
    await expect(connect.accounts(old, context)).rejects.toMatchObject(fault('rejected', 'other'))
    const refused = await letIn(`${connect.authorizeUrl(request)}&deny=all`)
    expect(refused.searchParams.get('error')).toBe('access_denied')
  })

  it('sends the token in the header where that is taken', async () => {
    const { publish, server } = await connected({ quirks: { takesHeaders: true }, settings: { tokenIn: 'header' } })
    await publish(text())
    const last = server.received.find(({ path }) => path.endsWith('/threads_publish'))
    expect(last?.headers['authorization']).toMatch(/^Bearer TH/)
    expect(JSON.stringify([last?.query, last?.body])).not.toContain('access_token')
  })

  it('keeps a token out of every error, though it travels as a parameter', async () => {
    const { prepare, connector, account, context, server } = await connected()
    const { part } = await prepare(text())
    const token = account.credentials.fields['token'] ?? ''
    const body = JSON.stringify({ error: { code: 100, message: `access_token=${token}` } })
    server.fail({ on: commitPath, acts: false, what: { kind: 'answer', status: 400, type: 'application/json', body } })
    const told = await connector.commit(part, [], account, context).catch((error: unknown) => error)
    expect(told).toMatchObject(fault('rejected'))
    expect(JSON.stringify(told) + String(told)).not.toContain(token)
  })

  it('learns how many posts a day the profile has', async () => {
    const { account } = await connected({ limits: { posts: 300 } })
    expect(account.capabilities.limits).toEqual([{ of: 'account', max: 300, windowMs: hours(24) }])
  })
})

describe('credentials of Threads', () => {
  it('keeps a young token, and renews one that is a day old, twice at once without harm', async () => {
    const { server, connector, account, context } = await connected()
    expect(await connector.refresh?.(account, context)).toEqual(account.credentials)
    server.advance(hours(24))
    const both = await Promise.all([1, 2].map(() => connector.refresh?.(account, context)))
    for (const credentials of both) {
      expect(credentials?.fields['token']).not.toBe(account.credentials.fields['token'])
      if (credentials) await connector.check({ ...account, credentials }, context)
    }
  })

  it('asks for a new token when a call finds it expired, and for a person when it is too late', async () => {
    const { server, connector, account, context } = await connected()
    server.advance(hours(24 * 60))
    await expect(connector.check(account, context)).rejects.toMatchObject(fault('credentials-expired'))
    await expect(connector.refresh?.(account, context)).rejects.toMatchObject(fault('credentials-revoked'))
  })

  it('wants a person after 90 days where the profile is private', async () => {
    const { server, connector, account, context } = await connected({ quirks: { privateProfile: true } })
    server.advance(hours(24 * 50))
    const credentials = (await connector.refresh?.(account, context)) ?? account.credentials
    const renewed = { ...account, credentials }
    await connector.check(renewed, context)
    server.advance(hours(24 * 40))
    await expect(connector.refresh?.(renewed, context)).rejects.toMatchObject(fault('credentials-revoked'))
  })

  it('promises no more than the days of the permission where it is set so', async () => {
    const { account } = await connected({ settings: { grantDays: 30 } })
    expect(Math.round((Number(account.credentials.expiresAt) - Date.now()) / hours(24))).toBe(30)
  })
})

describe('preparing for Threads', () => {
  it('makes the first part’s container alone: answers need something to answer', async () => {
    const { prepare, server } = await connected()
    const { others } = await prepare(thread('một', 'hai', 'ba'))
    expect([server.containers().size, others.length, server.posts().length]).toEqual([1, 2, 0])
  })

  it('waits for a carousel’s items before it makes the carousel', async () => {
    const { prepare, server } = await connected({ processingMs: 20 })
    await prepare(showing('Hai', [await picture(), await film()]))
    expect([...server.containers().values()].map(({ mediaType }) => mediaType)).toEqual(['IMAGE', 'VIDEO', 'CAROUSEL'])
  })

  it.each([
    ['498 letters and an emoji of four bytes', `${'a'.repeat(498)}😀`, true],
    ['496 letters and an emoji of four bytes', `${'a'.repeat(496)}😀`, false],
    ['500 Vietnamese letters', 'ữ'.repeat(500), false],
    ['501 Vietnamese letters', 'ữ'.repeat(501), true],
  ])('measures %s as the platform does', async (_what, said, isTooLong) => {
    const { prepare } = await connected()
    const { used, max } = measureText(said, profiles.threads)
    expect(used > max).toBe(isTooLong)
    if (isTooLong) await expect(prepare(text(said))).rejects.toMatchObject(fault('rejected', 'text-too-long'))
    else await prepare(text(said))
  })

  it('measures by bytes where it is set so', async () => {
    const { account, prepare } = await connected({ quirks: { countsBytes: true }, settings: { countsBytes: true } })
    expect(account.capabilities.text.maxBytes).toBe(500)
    await prepare(text('ữ'.repeat(166)))
    await expect(prepare(text('ữ'.repeat(167)))).rejects.toMatchObject(fault('rejected', 'text-too-long'))
  })

  it('cuts a long text into parts that each fit', async () => {
    const { publish, server } = await connected()
    const said = 'Câu này dài vừa phải 😀 và kết thúc ở đây. '.repeat(40)
    await publish(thread(...splitThread(said, profiles.threads, { numbered: true })))
    expect(server.posts().length).toBeGreaterThan(2)
  })

  it.each([false, true])(
    'is told that six links are too many, wherever the error’s name stands',
    async (namesCodes) => {
      const { prepare } = await connected({ quirks: { namesCodes } })
      const links = (count: number) =>
        Array.from({ length: count }, (_, index) => `https://example.vn/${index}`).join(' ')
      await prepare({ ...text(links(5)), link: 'https://example.vn/1' })
      await expect(prepare(text(links(6)))).rejects.toMatchObject({
        fault: { code: 'rejected', detail: expect.stringContaining('LINK_LIMIT') },
      })
    },
  )

  it.each([
    ['a film of 301 seconds', 'media-duration', () => film({ seconds: 301, framesPerSecond: 23 })],
    ['a film of twenty pictures a second', 'media-processing', () => film({ framesPerSecond: 20 })],
    ['a film whose index stands at its end', 'media-processing', () => film({ moovFirst: false })],
    [
      'a file that is none',
      'media-processing',
      async () => offered(testMedium(Buffer.from('no'), { mimeType: 'image/png' })),
    ],
    ['a film nobody can fetch', 'media-processing', () => unreachable(film())],
  ] as const)('is told why %s is refused', async (_what, problem, made: () => Promise<ContentMedia>) => {
    const { prepare } = await connected()
    await expect(prepare(showing('Tệp', [await made()]))).rejects.toMatchObject(fault('rejected', problem))
  })

  it('takes a film of 300 seconds and no twenty-one files', async () => {
    const { prepare } = await connected()
    await prepare(showing('Vừa', [await film({ seconds: 300, framesPerSecond: 23 })]))
    const many = await Promise.all(Array.from({ length: 21 }, () => picture()))
    await expect(prepare(showing('Quá', many))).rejects.toMatchObject(fault('rejected', 'media-count'))
  })

  it('makes a container anew, three times, when a film cannot be fetched', async () => {
    const { prepare, calls } = await connected()
    const gone = await unreachable(film())
    await expect(prepare(showing('Mất', [gone]))).rejects.toMatchObject(fault('rejected', 'media-processing'))
    expect(calls('/me/threads').filter(({ method }) => method === 'POST')).toHaveLength(3)
  })

  it('gives up a container that is worked on for too long, and stops when it is told to', async () => {
    const { connector, account, context } = await connected({
      processingMs: 60_000,
      settings: { processingTimeoutMs: 30 },
    })
    await expect(connector.prepare(testContent(), account, context)).rejects.toMatchObject(fault('platform-down'))
    const stopped = { ...context, signal: AbortSignal.abort() }
    await expect(connector.prepare(testContent(), account, stopped)).rejects.toThrow()
  })
})

describe('publishing on Threads once', () => {
  it('makes one post of one container, whatever the platform would do with a second call', async () => {
    const { prepare, connector, account, context, server } = await connected()
    const { part } = await prepare(text())
    await connector.commit(part, [], account, context)
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('outcome-unknown'))
    expect(server.posts()).toHaveLength(1)
  })

  it('finds each part of a thread after a crash, and says of each before that it is not out', async () => {
    const { connector, account, context } = await connected()
    const parts = await connector.prepare(testContent(thread('giống', 'giống', 'giống')), account, context)
    const out: CommittedPart[] = []
    for (const part of parts) {
      const since = new Date()
      expect(await connector.confirm(part, out, since, account, context)).toEqual({ outcome: 'absent' })
      const committed = await connector.commit(part, out, account, context)
      const found = await connector.confirm(part, out, since, account, context)
      expect(found).toEqual({ outcome: 'published', ...committed })
      out.push(committed)
    }
  })

  it.each([true, false])('finds a text whose tag became its topic (sign kept: %s)', async (keepsTopicSign) => {
    const { prepare, connector, account, context, server } = await connected({ quirks: { keepsTopicSign } })
    const { part } = await prepare(text('Chào #HảiPhòng hôm nay, 2 #tin \r\n'))
    const since = new Date()
    await connector.commit(part, [], account, context)
    expect(server.posts()[0]?.topic).toBe('HảiPhòng')
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
  })

  it('does not know a published post’s id until the list shows it', async () => {
    const { prepare, connector, account, context, server } = await connected({ quirks: { listLagMs: 60_000 } })
    const { part } = await prepare(text())
    const since = new Date()
    const { remoteId } = await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
    server.advance(61_000)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published', remoteId })
  })

  it('takes an answer for absent only after a list had its time', async () => {
    const { connector, account, context, server } = await connected({ quirks: { listLagMs: 30_000 } })
    const [first, second] = await connector.prepare(testContent(thread('một', 'hai')), account, context)
    if (!first || !second) throw new Error('No parts')
    const out = [await connector.commit(first, [], account, context)]
    const since = new Date()
    const { remoteId } = await connector.commit(second, out, account, context)
    const { confirmation, visibilityLagMs } = account.capabilities.delivery
    expect(confirmation).toBe('likely')
    server.advance(visibilityLagMs)
    expect(await connector.confirm(second, out, since, account, context)).toMatchObject({
      outcome: 'published',
      remoteId,
    })
  })

  it('does not choose between two posts that say the same', async () => {
    const { prepare, publish, connector, account, context } = await connected()
    const { part } = await prepare(text('Cùng lời'))
    const since = new Date()
    await connector.commit(part, [], account, context)
    await publish(text('Cùng lời'))
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })

  it('finds a picture and a carousel', async () => {
    const { prepare, connector, account, context } = await connected()
    for (const media of [[await picture()], [await picture(), await picture()]]) {
      const { part } = await prepare(showing(`Ảnh ${randomUUID()}`, media))
      const since = new Date()
      const out = await connector.commit(part, [], account, context)
      expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'published', ...out })
    }
  })

  it('comes back when a finished container is not found yet, with the same one', async () => {
    const { prepare, connector, account, context, server } = await connected({ quirks: { lateReadiness: 1 } })
    const { part } = await prepare(text())
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('rate-limited'))
    await connector.commit(part, [], account, context)
    expect([server.posts().length, server.containers().size]).toEqual([1, 1])
  })

  it('does not publish what has expired, and says so', async () => {
    const { prepare, connector, account, context, server } = await connected()
    const { part } = await prepare(text())
    server.advance(hours(24))
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('rejected', 'media-missing'))
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'absent' })
  })

  it('counts posts and answers apart, each against its own day', async () => {
    const { publish, server } = await connected({ limits: { posts: 1, replies: 2 } })
    await publish(thread('một', 'hai', 'ba'))
    await expect(publish(text())).rejects.toMatchObject(fault('rate-limited'))
    server.advance(hours(24))
    await expect(publish(thread('một', 'hai', 'ba', 'bốn'))).rejects.toMatchObject(fault('rate-limited'))
  })

  it('is out without an address when a fresh post cannot be read, and with one at the second look', async () => {
    for (const [slowReads, url] of [
      [1, expect.stringContaining('/post/')],
      [9, null],
    ] as const) {
      const { publish } = await connected({ quirks: { slowReads } })
      expect(await publish(text())).toMatchObject([{ url }])
    }
  })

  it('wants a person when the profile is restricted', async () => {
    const { prepare, server } = await connected()
    server.restrict(true)
    await expect(prepare(text())).rejects.toMatchObject(fault('credentials-revoked'))
  })

  it.each([
    ['hangs up', { kind: 'hang-up' }],
    ['gives half an answer', { kind: 'half' }],
    ['is in maintenance', maintenancePage],
  ] as const)('looks up what became of a post when the platform %s after it has acted', async (_name, what) => {
    const { prepare, connector, account, context, server } = await connected()
    const { part } = await prepare(text())
    server.fail({ on: commitPath, acts: true, what })
    const since = new Date()
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault('outcome-unknown'))
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
    expect(server.posts()).toHaveLength(1)
  })

  it('is told when too many calls are made', async () => {
    const { publish } = await connected({ limits: { calls: { max: 8, seconds: 3_600 } } })
    await expect(publish(thread('một', 'hai', 'ba'))).rejects.toMatchObject({
      fault: { code: 'rate-limited', retryAfterMs: 300_000 },
    })
  })
})

describe('afterwards on Threads', () => {
  it('counts what it tells, and has no reach', async () => {
    const { publish, connector, account, context, server } = await connected()
    const [out] = await publish(text())
    server.react(out?.remoteId ?? '', { views: 40, likes: 5, replies: 2, reposts: 1, quotes: 2, shares: 3 })
    const [told] = (await connector.metrics?.([out?.remoteId ?? ''], account, context)) ?? []
    expect(told?.values).toEqual({ views: 40, reactions: 5, comments: 2, shares: 6 })
    expect(told?.absent).toEqual({
      ...{ impressions: 'not-offered', reach: 'not-offered', saves: 'not-offered', clicks: 'not-offered' },
    })
  })

  it('says that figures are not there yet, or not permitted, and never 0 for them', async () => {
    const late = await connected({ insightsLagMs: hours(1) })
    const [out] = await late.publish(text())
    const read = async () => (await late.connector.metrics?.([out?.remoteId ?? ''], late.account, late.context))?.[0]
    expect(await read()).toMatchObject({ values: {}, absent: { views: 'not-yet', shares: 'not-yet' } })
    late.server.advance(hours(1))
    expect((await read())?.values).toMatchObject({ views: 0 })
    const denied = await connected({ denied: ['threads_manage_insights'] })
    const [other] = await denied.publish(text())
    const [told] = (await denied.connector.metrics?.([other?.remoteId ?? ''], denied.account, denied.context)) ?? []
    expect(told).toMatchObject({ values: {}, absent: { views: 'not-permitted' }, gone: false })
  })

  it('counts followers', async () => {
    const { connector, account, context } = await connected()
    expect(await connector.accountMetrics?.(account, context)).toMatchObject({ followers: 842, posts: null })
  })

  it('says when no more may be deleted today', async () => {
    const { publish, connector, account, context } = await connected({ limits: { deletes: 1 } })
    const [one] = await publish(text())
    const [two] = await publish(text())
    if (!one || !two) throw new Error('Nothing is out')
    await connector.remove?.(one, account, context)
    await expect(connector.remove?.(two, account, context)).rejects.toMatchObject(fault('rate-limited'))
  })

  it('says that the permission to delete is missing', async () => {
    const { publish, connector, account, context } = await connected({ denied: ['threads_delete'] })
    const [out] = await publish(text())
    if (!out) throw new Error('Nothing is out')
    await expect(connector.remove?.(out, account, context)).rejects.toMatchObject(fault('credentials-revoked'))
  })
})

describe('what a variant for Threads may be', () => {
  const facts = (kind: 'image' | 'video') => ({
    ...{ kind, mimeType: kind === 'image' ? 'image/png' : 'video/mp4', bytes: 1_000, width: 1_080, height: 1_080 },
    ...{ durationMs: kind === 'video' ? 10_000 : null, alt: 'Có' },
  })
  const codes = (media: readonly ReturnType<typeof facts>[], options: object = {}, parts = ['Chào']) =>
    check({ title: null, parts, language: 'vi', media, options: { ...options } }, profiles.threads).map(
      ({ code }) => code,
    )
  it('is refused before it is sent', () => {
    const many = [
      ...Array.from({ length: 11 }, () => facts('image')),
      ...Array.from({ length: 10 }, () => facts('video')),
    ]
    expect(codes(many)).toEqual(['too-many-files'])
    expect(codes(many.slice(1))).toEqual([])
    expect(codes([], { form: 'poll', answers: ['Một'] })).toEqual(['option-too-few'])
    expect(codes([facts('image')], { form: 'poll', answers: ['Một', 'Hai'] })).toEqual(['media-not-offered'])
    expect(codes([], { form: 'longText' })).toEqual(['option-required'])
    expect(codes([], { form: 'ghost' }, ['một', 'hai'])).toEqual(['too-many-parts'])
    expect(codes([], {}, [`${'a'.repeat(498)}😀`])).toEqual(['text-too-long'])
    expect(codes([], { replies: 'nobody' })).toEqual(['option-not-offered'])
  })
})

describe('the simulated Threads', () => {
  it('refuses what Threads refuses, by its numbers', async () => {
    const { ask, publish, account } = await connected()
    const [out] = await publish(text())
    const refused = async (params: Record<string, string>) => (await ask('POST', 'me/threads', params)).body.error
    const wrong: readonly Record<string, string>[] = [
      { media_type: 'REELS', text: 'a' },
      { media_type: 'TEXT' },
      { media_type: 'IMAGE', text: 'a' },
      { media_type: 'TEXT', text: 'a', alt_text: 'b' },
      { media_type: 'TEXT', text: 'a', topic_tag: 'a.b' },
      { media_type: 'TEXT', text: 'a', topic_tag: 'a'.repeat(51) },
      { media_type: 'TEXT', text: 'a', reply_control: 'nobody' },
      { media_type: 'TEXT', text: 'a', poll_attachment: '{"option_a":"một"}' },
      {
        media_type: 'TEXT',
        text: 'a',
        poll_attachment: '{"option_a":"a","option_b":"b"}',
        link_attachment: 'https://a.vn',
      },
      { media_type: 'TEXT', text: 'a', text_attachment: JSON.stringify({ plaintext: 'a'.repeat(10_001) }) },
      { media_type: 'TEXT', text: 'a', is_ghost_post: 'true', topic_tag: 'b' },
      { media_type: 'TEXT', text: 'a', reply_to_id: '1' },
    ]
    for (const params of wrong) expect(await refused(params)).toMatchObject({ code: 100 })
    const carousel = { media_type: 'CAROUSEL', children: `${out?.remoteId},999` }
    expect(await refused(carousel)).toMatchObject({ code: 100, error_subcode: 4279004 })
    const publishing = (await ask('POST', 'me/threads_publish', { creation_id: '1' })).body.error
    expect(publishing).toMatchObject({ code: 24, error_subcode: 4279009 })
    const id = account.remoteAccountId
    expect((await ask('GET', `${out?.remoteId}/insights`, { metric: 'reach' })).body.error).toMatchObject({ code: 100 })
    expect((await ask('GET', `${id}/threads_insights`, { metric: 'views', since: '1' })).body.error).toMatchObject({
      code: 100,
    })
    expect((await ask('GET', 'me/threads_insights', { metric: 'follower_demographics' })).body.error).toMatchObject({
      code: 100,
    })
    expect((await ask('PUT', out?.remoteId ?? '')).body.error).toMatchObject({ code: 2500 })
  })

  it('answers on both of its hosts, and under the profile’s own id', async () => {
    const { ask, account } = await connected()
    const params = { fields: 'id,username' }
    for (const [path, host] of [
      ['me', 'graph.threads.net'],
      [account.remoteAccountId, 'graph.threads.com'],
    ] as const)
      expect((await ask('GET', path, params, host)).body).toEqual({
        id: account.remoteAccountId,
        username: 'cang.haiphong',
      })
  })

  it('publishes a text at once when it is told to, and nothing else so', async () => {
    const { ask, server } = await connected()
    const { body } = await ask('POST', 'me/threads', { media_type: 'TEXT', text: 'ngay', auto_publish_text: 'true' })
    expect(server.posts().map(({ id }) => id)).toEqual([body.id])
    const image_url = await (await picture()).publicUrl()
    const other = await ask('POST', 'me/threads', { media_type: 'IMAGE', image_url, auto_publish_text: 'true' })
    expect(other.body.error).toMatchObject({ code: 100 })
  })
})
