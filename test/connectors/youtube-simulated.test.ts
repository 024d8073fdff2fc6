import { afterEach, describe, expect, it } from 'vitest'
import type { PreparedPart } from '../../connectors/contract.ts'
import type { YouTubeSettings } from '../../connectors/youtube/settings.ts'
import {
  type SimulatedYouTube,
  type SimulatedYouTubeOptions,
  startSimulatedYouTube,
} from '../../server/practice/youtube/index.ts'
import { contextFor, dyingAfter, publishWith, testContent, testMedium, testProgress } from './support.ts'
import { film, visitYouTube, youtubeAt } from './youtube-support.ts'

const running: SimulatedYouTube[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

async function connected(options: SimulatedYouTubeOptions = {}, settings: Partial<YouTubeSettings> = {}) {
  const server = await startSimulatedYouTube({ processingMs: 3, ...options })
  running.push(server)
  const connector = youtubeAt(server.url, settings)
  const context = contextFor(server.url)
  const [account] = await visitYouTube(server.url, server, context)
  const content = async (given: Parameters<typeof testContent>[0] = {}, bytes = 0) =>
    testContent({ title: 'Bến cảng', parts: [{ text: 'Mô tả', media: [await film(bytes)] }], ...given })
  const prepare = async (given = content()) => {
    const [first, ...others] = await connector.prepare(await given, account, context)
    return [first as PreparedPart, ...others] as const
  }
  return { server, connector, context, account, content, prepare }
}
const fault = (given: object) => ({ fault: expect.objectContaining(given) })
const pieces = (server: SimulatedYouTube) =>
  server.received.flatMap(({ method, path, headers }) =>
    method === 'PUT' && path === '/upload/videos' ? [String(headers['content-range'])] : [],
  )

describe('uploading to YouTube', () => {
  it('sends a film in pieces and as private, and publishes it by one update that takes the mark away', async () => {
    const { server, connector, account, context, content, prepare } = await connected({}, { pieceBytes: 262_144 })
    const [part] = await prepare(content({}, 600_000))
    expect(pieces(server)).toEqual([
      'bytes 0-262143/600000',
      'bytes 262144-524287/600000',
      'bytes 524288-599999/600000',
    ])
    expect(server.films()[0]?.status.privacyStatus).toBe('private')
    const { remoteId, url } = await connector.commit(part, [], account, context)
    expect(url).toBe(`https://www.youtube.com/watch?v=${remoteId}`)
    expect(server.films()[0]).toMatchObject({ status: { privacyStatus: 'public' }, snippet: { tags: [] } })
  })

  it('goes on at the byte the platform names when a piece is lost', async () => {
    const { server, content, prepare } = await connected({}, { pieceBytes: 262_144 })
    server.fail({ on: 'PUT /upload/videos', acts: true, what: { kind: 'hang-up' } })
    await prepare(content({}, 600_000))
    expect(pieces(server)).toEqual([
      'bytes 0-262143/600000',
      'bytes */600000',
      'bytes 262144-524287/600000',
      'bytes 524288-599999/600000',
    ])
  })

  it('finds the video when the answer to the last piece is lost, and makes no second one', async () => {
    const { server, content, prepare } = await connected()
    server.fail({ on: 'PUT /upload/videos', acts: true, what: { kind: 'hang-up' } })
    await prepare(content())
    expect(server.films()).toHaveLength(1)
  })

  it('uses a film again that an earlier try uploaded: uploads are counted', async () => {
    const { server, content, prepare } = await connected()
    const given = await content()
    const [first] = await prepare(Promise.resolve(given))
    const [again] = await prepare(Promise.resolve(given))
    expect(again).toEqual(first)
    expect(server.films()).toHaveLength(1)
  })

  it('says in YouTube’s word why a film was refused', async () => {
    const { content, prepare } = await connected()
    const text = testMedium(Buffer.from('no film at all'), { mimeType: 'video/mp4' })
    await expect(prepare(content({ parts: [{ text: '', media: [text] }] }))).rejects.toMatchObject(
      fault({ code: 'rejected', problem: 'media-processing', detail: 'invalidFile' }),
    )
    const twice = await film()
    const same = { parts: [{ text: '', media: [twice] }] }
    await prepare(content(same))
    await expect(prepare(content(same))).rejects.toMatchObject(fault({ code: 'rejected', problem: 'duplicate' }))
  })

  it('waits until the day ends in California when the quota is used up', async () => {
    const { server, content, prepare } = await connected({ switches: { uploadsPerDay: 1 } })
    await prepare(content())
    await expect(prepare(content())).rejects.toMatchObject(fault({ code: 'rate-limited' }))
    server.advance(24 * 3_600_000)
    await expect(prepare(content())).rejects.toMatchObject(fault({ code: 'credentials-expired' }))
  })

  it('says that films stay private until the application has passed its audit', async () => {
    const { server, connector, account, context, prepare } = await connected({ switches: { audited: false } })
    const [part] = await prepare()
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(
      fault({ code: 'rejected', problem: 'permission' }),
    )
    expect(server.films()[0]?.status.privacyStatus).toBe('private')
  })
})

describe('an upload to YouTube that a crash broke off', () => {
  const piece = 262_144
  const size = 4 * piece + 1_000
  const isPiece = ({ method, body }: { method: string; body?: Uint8Array }) =>
    method === 'PUT' && (body?.length ?? 0) > 0
  const bytesSent = (server: SimulatedYouTube) =>
    server.received
      .filter(({ method, path }) => method === 'PUT' && path === '/upload/videos')
      .reduce((sum, { body }) => sum + ((body as { bytes?: number }).bytes ?? 0), 0)
  const begun = (server: SimulatedYouTube) =>
    server.received.filter(({ method, path }) => method === 'POST' && path === '/upload/videos').length

  async function brokenOff(after: number, options: SimulatedYouTubeOptions = {}) {
    const room = await connected(options, { pieceBytes: piece })
    const { connector, context, account, content } = room
    const given = await content({}, size)
    const progress = testProgress()
    const dying = dyingAfter(after, isPiece, { ...context, progress })
    await expect(connector.prepare(given, account, dying)).rejects.toThrow()
    const goOn = (as = account) => connector.prepare(given, as, { ...context, progress })
    return { ...room, given, progress, goOn }
  }

  it.each([1, 2, 3, 4])('after %i of 5 pieces sends the others only', async (after) => {
    const { server, goOn } = await brokenOff(after)
    expect(bytesSent(server)).toBe(after * piece)
    await goOn()
    expect(bytesSent(server)).toBe(size)
    expect(begun(server)).toBe(1)
    expect(server.films()).toMatchObject([{ bytes: size }])
  })

  it('before its first piece uses the session that was opened', async () => {
    const { connector, server, context, account, content } = await connected({}, { pieceBytes: piece })
    const given = await content({}, size)
    const progress = testProgress()
    const isBegin = ({ method, url }: { method: string; url: string }) => method === 'POST' && url.includes('resumable')
    await expect(connector.prepare(given, account, dyingAfter(1, isBegin, { ...context, progress }))).rejects.toThrow()
    await connector.prepare(given, account, { ...context, progress })
    expect([begun(server), bytesSent(server)]).toEqual([1, size])
  })

  it('after its last piece finds the film by the session while the channel’s list does not have it yet', async () => {
    const { server, goOn } = await brokenOff(5, { switches: { listLagMs: 600_000 } })
    expect(server.films()).toHaveLength(1)
    const [part] = await goOn()
    expect(server.films()).toMatchObject([{ id: part?.payload['video'] }])
    expect(bytesSent(server)).toBe(size)
  })

  it('after the film was known uses it while the channel’s list does not have it yet', async () => {
    const { server, connector, context, account, content } = await connected({ switches: { listLagMs: 600_000 } })
    const given = await content()
    const progress = testProgress()
    const [first] = await connector.prepare(given, account, { ...context, progress })
    const [again] = await connector.prepare(given, account, { ...context, progress })
    expect(again).toEqual(first)
    expect(begun(server)).toBe(1)
  })

  it('starts anew when YouTube has forgotten the session', async () => {
    const { server, connector, context, account, goOn } = await brokenOff(2)
    server.advance(8 * 24 * 3_600_000)
    const credentials = (await connector.refresh?.(account, context)) ?? account.credentials
    await goOn({ ...account, credentials })
    expect(bytesSent(server)).toBe(2 * piece + size)
    expect(begun(server)).toBe(2)
    expect(server.films()).toHaveLength(1)
  })

  it('is not uploaded twice when the session is forgotten and the list has the film', async () => {
    const { server, connector, context, account, goOn } = await brokenOff(5)
    server.advance(8 * 24 * 3_600_000)
    const credentials = (await connector.refresh?.(account, context)) ?? account.credentials
    await goOn({ ...account, credentials })
    expect([begun(server), server.films().length]).toEqual([1, 1])
  })

  it('waits for YouTube to be back, and goes on then', async () => {
    const { server, goOn } = await brokenOff(2)
    const what = { kind: 'answer', status: 503, type: 'text/html', body: '<html>' } as const
    server.fail({ on: 'PUT /upload/videos', acts: false, what })
    await expect(goOn()).rejects.toMatchObject(fault({ code: 'platform-down' }))
    await goOn()
    expect([begun(server), bytesSent(server)]).toEqual([1, size])
  })

  it('goes on with new credentials when the old ones end in the middle', async () => {
    const { server, connector, context, account, goOn } = await brokenOff(2)
    server.advance(3_600_001)
    await expect(goOn()).rejects.toMatchObject(fault({ code: 'credentials-expired' }))
    const credentials = (await connector.refresh?.(account, context)) ?? account.credentials
    await goOn({ ...account, credentials })
    expect([begun(server), bytesSent(server)]).toEqual([1, size])
  })

  it('is uploaded anew when YouTube could make nothing of the film that was kept', async () => {
    const { server, connector, context, account, content } = await connected()
    const text = testMedium(Buffer.from('no film at all'), { mimeType: 'video/mp4' })
    const given = await content({ parts: [{ text: '', media: [text] }] })
    const progress = testProgress()
    for (const tries of [1, 2]) {
      await expect(connector.prepare(given, account, { ...context, progress })).rejects.toMatchObject(
        fault({ problem: 'media-processing' }),
      )
      expect(begun(server)).toBe(tries)
    }
  })
})

describe('changing what is on YouTube', () => {
  it('writes other words and keeps the language and the section', async () => {
    const { server, connector, account, context, content } = await connected()
    const [video] = await publishWith(connector, await content({ options: { category: '25' } }), account, context)
    if (!video) throw new Error('Nothing was published')
    await connector.edit?.(
      video,
      0,
      testContent({ title: 'Mới', parts: [{ text: 'Đã sửa', media: [] }] }),
      account,
      context,
    )
    expect(server.films()[0]?.snippet).toMatchObject({
      ...{ title: 'Mới', description: 'Đã sửa', categoryId: '25', defaultLanguage: 'vi' },
    })
  })

  it('writes no comment under a film for kids, which has none', async () => {
    const { content, prepare } = await connected()
    expect(await prepare(content({ options: { firstComment: 'Chào', madeForKids: 'yes' } }))).toHaveLength(1)
  })
})

describe('access to YouTube', () => {
  it('is renewed with a refresh token that stays the same', async () => {
    const { server, connector, account, context } = await connected()
    server.advance(3_600_001)
    await expect(connector.check(account, context)).rejects.toMatchObject(fault({ code: 'credentials-expired' }))
    const renewed = await connector.refresh?.(account, context)
    expect(renewed?.fields['refreshToken']).toBe(account.credentials.fields['refreshToken'])
    const other = { ...account, credentials: renewed ?? account.credentials }
    expect(await connector.check(other, context)).toMatchObject({ missingPermissions: [], notices: [] })
  })

  it('tells that the channel takes short films only until its phone number is confirmed', async () => {
    const { connector, account, context } = await connected({ switches: { phoneVerified: false } })
    expect((await connector.check(account, context)).notices).toEqual(['short-films-only'])
  })
})

describe('figures of YouTube', () => {
  it('are views, likes, comments, and two days later watched time; what is hidden is no nought', async () => {
    const { server, connector, account, context, content } = await connected()
    const [video] = await publishWith(connector, await content(), account, context)
    const read = async () => (await connector.metrics?.([video?.remoteId ?? ''], account, context))?.[0]
    server.react(video?.remoteId ?? '', { views: 120 })
    expect(await read()).toMatchObject({
      values: { views: 120, comments: 0 },
      absent: { reactions: 'not-offered', watchSeconds: 'not-yet', reach: 'not-offered' },
    })
    server.react(video?.remoteId ?? '', { likes: 4, minutes: 30, shares: 2 })
    expect((await read())?.values).toEqual({ views: 120, reactions: 4, comments: 0, shares: 2, watchSeconds: 1_800 })
  })

  it('say that watched time is not permitted where the person refused it', async () => {
    const { server, connector, context, content } = await connected()
    const [account] = await visitYouTube(server.url, server, context, ['yt-analytics.readonly'])
    expect(account.missingPermissions).toEqual(['yt-analytics.readonly'])
    const [video] = await publishWith(connector, await content(), account, context)
    const [told] = (await connector.metrics?.([video?.remoteId ?? ''], account, context)) ?? []
    expect(told).toMatchObject({ values: { views: 0 }, absent: { watchSeconds: 'not-permitted' } })
  })
})
