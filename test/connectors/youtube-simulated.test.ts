import { afterEach, describe, expect, it } from 'vitest'
import type { PreparedPart } from '../../connectors/contract.ts'
import type { YouTubeSettings } from '../../connectors/youtube/settings.ts'
import {
  type SimulatedYouTube,
  type SimulatedYouTubeOptions,
  startSimulatedYouTube,
} from '../../server/practice/youtube/index.ts'
import { contextFor, publishWith, testContent, testMedium } from './support.ts'
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
