import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { Account, ConnectorContext, PreparedPart } from '../../connectors/contract.ts'
import type { FacebookSettings } from '../../connectors/facebook/settings.ts'
import {
  type SimulatedFacebook,
  type SimulatedFacebookOptions,
  startSimulatedFacebook,
} from '../../server/practice/facebook/index.ts'
import { maintenancePage } from '../../server/practice/simulation/faults.ts'
import { facebookAt, film, showing, visitFacebook } from './facebook-support.ts'
import { contextFor, dyingAfter, publishWith, testContent, testMedium, testPicture, testProgress } from './support.ts'

const running: SimulatedFacebook[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

async function connected(options: SimulatedFacebookOptions = {}, settings: Partial<FacebookSettings> = {}) {
  const server = await startSimulatedFacebook({ processingMs: 3, insightsLagMs: 0, ...options })
  running.push(server)
  const connector = facebookAt(server.url, settings)
  const context = contextFor(server.url)
  const [account] = await visitFacebook(server.url, server, context)
  const prepare = async (given: Parameters<typeof testContent>[0] = {}) => {
    const [first, ...others] = await connector.prepare(testContent(given), account, context)
    return [first as PreparedPart, ...others] as const
  }
  const publish = (given: Parameters<typeof testContent>[0] = {}) =>
    publishWith(connector, testContent(given), account, context)
  return { server, connector, context, account, prepare, publish }
}
const feedPath = (server: SimulatedFacebook) => `POST /graph.facebook.com/v25.0/${server.page.id}/feed`
const isBytes = (body: unknown) => typeof body === 'object' && body !== null && 'bytes' in body
const fault = (given: object) => ({ fault: expect.objectContaining(given) })

describe('connecting a Facebook page', () => {
  it('takes a page’s token that has no end, and keeps what proves the application', async () => {
    const { account, server } = await connected({ quirks: { needsProof: true } })
    expect(account).toMatchObject({
      remoteAccountId: server.page.id,
      handle: '@thanhphocang',
      missingPermissions: [],
      credentials: { expiresAt: null },
    })
    server.advance(365 * 86_400_000)
    expect(server.received.some(({ path }) => path.includes('fb_exchange_token'))).toBe(false)
  })

  it('names the tasks that the person lacks on the page', async () => {
    const { account } = await connected({ tasks: ['MODERATE'] })
    expect(account.missingPermissions).toEqual(['CREATE_CONTENT', 'ANALYZE'])
  })

  it('finds no page where the list of pages was refused', async () => {
    const { server, context } = await connected()
    await expect(visitFacebook(server.url, server, context, ['pages_show_list'])).rejects.toThrow(
      'No account was found',
    )
  })

  it('says what the token is still good for', async () => {
    const { account, connector, context, server } = await connected()
    expect(await connector.check(account, context)).toEqual({ missingPermissions: [], quota: null, notices: [] })
    server.revoke(account.credentials.fields['token'] ?? '', 460)
    await expect(connector.check(account, context)).rejects.toMatchObject(fault({ code: 'credentials-revoked' }))
  })

  it('sends the application’s proof with every call that takes one, and no call without it', async () => {
    const { publish } = await connected({ quirks: { needsProof: true } })
    await publish(showing('Có ảnh', [await testPicture('Ảnh')]))
    const without = await connected({ quirks: { needsProof: true } }, { provesApp: false })
    await expect(without.publish()).rejects.toMatchObject(fault({ code: 'rejected', problem: 'other' }))
  })
})

describe('publishing on a Facebook page', () => {
  it('sends a film in the pieces the platform asks for, never whole', async () => {
    const { prepare, server } = await connected()
    const large = await film({ width: 1_280, height: 720 })
    const data = new Uint8Array(2_500_000)
    data.set(await large.read())
    const whole = testMedium(data, { mimeType: 'video/mp4', fileName: 'phim.mp4' })
    const sliced: number[] = []
    const watched = {
      ...whole,
      read: () => Promise.reject(new Error('read whole')),
      slice: async (start: number, end: number) => {
        sliced.push(end - start)
        return data.subarray(start, end)
      },
    }
    await prepare(showing('Phim', [watched]))
    expect(sliced).toEqual([1_048_576, 1_048_576, 402_848])
    expect(server.films()).toEqual([])
  })

  it('sends a reel in pieces of its own, in order', async () => {
    const { prepare, server } = await connected({}, { pieceBytes: 1_000 })
    const reel = await film()
    await prepare(showing('Phim', [reel], { form: 'reel' }))
    const pieces = server.received.filter(({ path }) => path.startsWith('/rupload'))
    expect(pieces.map(({ headers }) => Number(headers['offset']))).toEqual(
      Array.from({ length: Math.ceil(reel.bytes / 1_000) }, (_, at) => at * 1_000),
    )
  })

  it.each([1, 2])('goes on after %i pieces of 3 of a film whose upload a crash broke off', async (after) => {
    const { server, connector, context, account } = await connected()
    const data = new Uint8Array(2_500_000)
    data.set(await (await film({ width: 1_280, height: 720 })).read())
    const whole = testMedium(data, { mimeType: 'video/mp4', fileName: 'phim.mp4' })
    const given = testContent(showing('Phim', [whole]))
    const progress = testProgress()
    const transfers = () => server.received.filter(({ path, body }) => path.endsWith('/videos') && isBytes(body))
    const isTransfer = ({ multipart }: { multipart?: FormData }) => multipart?.get('upload_phase') === 'transfer'
    await expect(
      connector.prepare(given, account, dyingAfter(after, isTransfer, { ...context, progress })),
    ).rejects.toThrow('is gone')
    await publishWith(connector, given, account, { ...context, progress })
    expect(transfers()).toHaveLength(3)
    expect(server.films()).toHaveLength(1)
  })

  it.each([1, 2])('goes on after %i pieces of a reel at the byte that Facebook has', async (after) => {
    const reel = await film()
    const pieceBytes = Math.ceil(reel.bytes / 3)
    const { server, connector, context, account } = await connected({}, { pieceBytes })
    const given = testContent(showing('Phim', [reel], { form: 'reel' }))
    const progress = testProgress()
    const isPiece = ({ url }: { url: string }) => url.includes('rupload')
    await expect(
      connector.prepare(given, account, dyingAfter(after, isPiece, { ...context, progress })),
    ).rejects.toThrow('is gone')
    await publishWith(connector, given, account, { ...context, progress })
    const sent = server.received.filter(({ path }) => path.startsWith('/rupload'))
    expect(sent.map(({ headers }) => Number(headers['offset']))).toEqual([0, pieceBytes, 2 * pieceBytes])
    expect(server.films()).toHaveLength(1)
  })

  it.each(['video_reels', 'videos'])('begins anew when Facebook knows nothing of an upload to %s', async (place) => {
    const { server, connector, context, account } = await connected()
    const medium = await film()
    const given = testContent(showing('Phim', [medium], place === 'videos' ? {} : { form: 'reel' }))
    const progress = testProgress()
    const transfer = place === 'videos' ? { session: 'gone', from: '0', to: '1000' } : null
    await progress.keep({ file: medium.id, video: '1', transfer }, 0)
    await publishWith(connector, given, account, { ...context, progress })
    expect(server.films()).toHaveLength(1)
  })

  it('says in the platform’s words why a film cannot be a reel', async () => {
    const { prepare } = await connected()
    const wide = await film({ width: 1_280, height: 720 })
    await expect(prepare(showing('Phim', [wide], { form: 'reel' }))).rejects.toMatchObject(
      fault({ code: 'rejected', problem: 'media-processing', detail: 'The film is too small' }),
    )
  })

  it('waits for a film that is being converted', async () => {
    const { prepare, server } = await connected({ processingMs: 60 })
    await prepare(showing('Phim', [await film()], { form: 'reel' }))
    expect(server.received.filter(({ method, query }) => method === 'GET' && query['fields']).length).toBeGreaterThan(1)
  })

  it('finishes a film once: one that is out already is looked up instead', async () => {
    const { connector, prepare, account, context, server } = await connected()
    const [part] = await prepare(showing('Phim', [await film()], { form: 'reel' }))
    await connector.commit(part, [], account, context)
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault({ code: 'outcome-unknown' }))
    expect(await connector.confirm(part, [], new Date(), account, context)).toMatchObject({ outcome: 'published' })
    expect(server.films()).toHaveLength(1)
  })

  it('refuses the words of the newest post once more, and publishes nothing', async () => {
    const { publish, server } = await connected()
    const text = `Thông báo ${randomUUID()}`
    await publish(showing(text, []))
    await expect(publish(showing(text, []))).rejects.toMatchObject(fault({ code: 'rejected', problem: 'duplicate' }))
    expect(server.posts()).toHaveLength(1)
  })

  it('knows a story by its picture where the number of the post is one that no number holds', async () => {
    const { publish, server } = await connected({ quirks: { numericStories: true } })
    const [story] = await publish(showing('', [await testPicture('')], { form: 'story' }))
    expect(story?.remoteId).toBe(`story:${server.stories()[0]?.mediaId}`)
  })

  it('refuses the thirty-first reel of a day until the day is over', async () => {
    const { connector, prepare, account, context, server } = await connected({ limits: { reelsPerDay: 1 } })
    const reels = [await prepare(showing('một', [await film()], { form: 'reel' }))]
    reels.push(await prepare(showing('hai', [await film()], { form: 'reel' })))
    const [[first], [second]] = reels as [readonly [PreparedPart], readonly [PreparedPart]]
    await connector.commit(first, [], account, context)
    await expect(connector.commit(second, [], account, context)).rejects.toMatchObject(fault({ code: 'rate-limited' }))
    server.advance(86_400_001)
    await connector.commit(second, [], account, context)
    expect(server.films()).toHaveLength(2)
  })

  it('changes the words of a post, of a film and of a comment', async () => {
    const { connector, publish, account, context, server } = await connected()
    const [post, comment] = await publish({ options: { firstComment: 'cũ' } })
    const [reel] = await publish(showing('cũ', [await film()], { form: 'reel' }))
    const changed = testContent({ ...showing('mới', []), options: { firstComment: 'bình luận mới' } })
    for (const part of [post, comment, reel]) if (part) await connector.edit?.(part, 0, changed, account, context)
    expect([server.posts()[0]?.message, server.comments()[0]?.message, server.films()[0]?.description]).toEqual([
      'mới',
      'bình luận mới',
      'mới',
    ])
  })

  it('says that a story stays until it ends', async () => {
    const { connector, publish, account, context } = await connected()
    const [story] = await publish(showing('', [await testPicture('')], { form: 'story' }))
    if (!story) throw new Error('No story')
    await expect(connector.remove?.(story, account, context)).rejects.toMatchObject(
      fault({ code: 'rejected', problem: 'permission' }),
    )
  })
})

describe('finding out what became of a post', () => {
  it.each([
    ['hangs up', { kind: 'hang-up' }],
    ['is in maintenance', maintenancePage],
  ] as const)('knows a post by its pictures when the platform acts and %s', async (_name, what) => {
    const { connector, prepare, account, context, server } = await connected()
    const since = new Date()
    const [part] = await prepare(showing('Cùng lời', [await testPicture('Một')]))
    server.fail({ on: feedPath(server), acts: true, what })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(fault({ code: 'outcome-unknown' }))
    server.postInApp('Cùng lời')
    const [post] = server.posts()
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ remoteId: post?.id })
  })

  it('leaves it to a person when two posts could be it', async () => {
    const { connector, prepare, account, context, server } = await connected()
    const since = new Date()
    const [part] = await prepare(showing('Cùng lời', []))
    for (let count = 0; count < 2; count += 1) server.postInApp('Cùng lời')
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })

  it('finds nothing while the list lags, which is why the engine looks twice', async () => {
    const { connector, prepare, account, context, server } = await connected({ quirks: { listLagMs: 30_000 } })
    const since = new Date()
    const [part] = await prepare()
    await connector.commit(part, [], account, context)
    expect(connector.capabilities.delivery).toMatchObject({ confirmation: 'likely', visibilityLagMs: 120_000 })
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'absent' })
    server.advance(30_000)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
  })

  it('finds a comment and a story by what they are', async () => {
    const { connector, prepare, account, context } = await connected()
    const since = new Date()
    const parts = await prepare({ options: { firstComment: 'Chi tiết bên dưới' } })
    const post = await connector.commit(parts[0], [], account, context)
    const comment = parts[1] as PreparedPart
    expect(await connector.confirm(comment, [post], since, account, context)).toEqual({ outcome: 'absent' })
    const { remoteId } = await connector.commit(comment, [post], account, context)
    expect(await connector.confirm(comment, [post], since, account, context)).toMatchObject({ remoteId })
    const [story] = await prepare(showing('', [await testPicture('')], { form: 'story' }))
    expect(await connector.confirm(story, [], since, account, context)).toEqual({ outcome: 'absent' })
    const out = await connector.commit(story, [], account, context)
    expect(await connector.confirm(story, [], since, account, context)).toEqual({ outcome: 'published', ...out })
  })
})

describe('figures of a Facebook page', () => {
  const metricsOf = async (
    {
      connector,
      account,
      context,
    }: { connector: ReturnType<typeof facebookAt>; account: Account; context: ConnectorContext },
    id: string | undefined,
  ) => (await connector.metrics?.([id ?? ''], account, context))?.[0]

  it('tells views and people reached of a post, and counts of a reel, in our names and units', async () => {
    const room = await connected()
    const [post] = await room.publish()
    const [reel] = await room.publish(showing('Phim', [await film()], { form: 'reel' }))
    room.server.react(post?.remoteId ?? '', {
      ...{ post_media_view: 900, post_total_media_view_unique: 700, post_clicks: 5, reactions: 12, shares: 3 },
    })
    room.server.react(reel?.remoteId ?? '', { blue_reels_play_count: 400, post_video_view_time: 90_000 })
    expect(await metricsOf(room, post?.remoteId)).toMatchObject({
      values: { views: 900, reach: 700, clicks: 5, reactions: 12, shares: 3, comments: 0 },
      absent: {},
    })
    expect(await metricsOf(room, reel?.remoteId)).toMatchObject({
      values: { views: 400, watchSeconds: 90 },
      absent: { shares: 'not-offered' },
    })
  })

  it('says that there are none yet for a day, and none ever of a small page; nought is never made up', async () => {
    const young = await connected({ insightsLagMs: 86_400_000 })
    const [post] = await young.publish()
    expect(await metricsOf(young, post?.remoteId)).toMatchObject({ absent: { views: 'not-yet', reach: 'not-yet' } })
    young.server.advance(86_400_001)
    expect((await metricsOf(young, post?.remoteId))?.values.views).toBe(0)
    const small = await connected({ quirks: { isSmall: true } })
    const [other] = await small.publish()
    expect((await metricsOf(small, other?.remoteId))?.values).not.toHaveProperty('views')
  })

  it('counts followers', async () => {
    const { connector, account, context } = await connected()
    expect(await connector.accountMetrics?.(account, context)).toMatchObject({ followers: 12_345, posts: null })
  })
})

describe('the simulated Facebook', () => {
  it('takes a code once, and refuses a person’s token on a page', async () => {
    const { server } = await connected()
    const feed = `${server.url}/graph.facebook.com/v25.0/${server.page.id}/feed`
    const ask = async (token: string) => {
      const answer = await fetch(feed, {
        method: 'POST',
        body: new URLSearchParams({ message: 'x', access_token: token }),
      })
      return { status: answer.status, ...((await answer.json()) as { error: { code: number } }) }
    }
    expect(await ask('nobody')).toMatchObject({ status: 400, error: { code: 190 } })
  })

  it('slows the page down by percent, and refuses beyond until the window ends', async () => {
    const { server, connector, account, context } = await connected({ limits: { calls: { max: 12, seconds: 3_600 } } })
    let told: unknown = null
    for (let count = 0; count < 14 && told === null; count += 1)
      told = await connector.accountMetrics?.(account, context).then(
        () => null,
        (error: unknown) => error,
      )
    expect(told).toMatchObject(fault({ code: 'rate-limited' }))
    server.advance(3_600_000)
    await connector.accountMetrics?.(account, context)
  })

  it('refuses a photo that is used, one that is unknown, and a file that is none', async () => {
    const { connector, prepare, account, context } = await connected()
    const [part] = await prepare(showing('Ảnh', [await testPicture('Một')]))
    await connector.commit(part, [], account, context)
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(
      fault({ code: 'rejected', problem: 'media-missing' }),
    )
    const unknown = { ...part, payload: { ...part.payload, photos: ['1'] } }
    await expect(connector.commit(unknown, [], account, context)).rejects.toMatchObject(fault({ code: 'rejected' }))
    const text = testMedium(Buffer.from('no picture at all'), { mimeType: 'image/png' })
    await expect(prepare(showing('Ảnh', [text]))).rejects.toMatchObject(
      fault({ code: 'rejected', problem: 'media-type' }),
    )
  })
})
