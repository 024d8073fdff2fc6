import { describe, expect, it } from 'vitest'
import type { HttpRequest, PreparedPart } from '../../connectors/contract.ts'
import { chunksOf, lastStart } from '../../connectors/tiktok/chunks.ts'
import { maintenancePage } from '../../server/practice/simulation/faults.ts'
import { dyingAfter, testProgress } from './support.ts'
import { carrying, connected, filmOf } from './tiktok-support.ts'

const MB = 1_000_000
const hour = 3_600_000
/** The smallest pieces that TikTok takes, whichever megabyte it means. */
const small = { chunkBytes: 5_242_880 }
const threePieces = 16 * MB
const isPiece = ({ method }: HttpRequest) => method === 'PUT'

describe('a film in pieces', () => {
  it.each([
    [1, 1, 1],
    [4_999_999, 4_999_999, 1],
    [5_000_000, 5_000_000, 1],
    [10_000_000, 10_000_000, 1],
    [19_999_999, 19_999_999, 1],
    [20_000_000, 10_000_000, 2],
    [29_999_999, 10_000_000, 2],
    [30_000_000, 10_000_000, 3],
    [64_000_001, 10_000_000, 6],
    [4_000_000_000, 10_000_000, 400],
  ])('of %i bytes is cut into pieces of %i: %i', (bytes, size, count) => {
    const chunks = chunksOf(bytes, 10_000_000)
    expect(chunks).toEqual({ size, count })
    const last = bytes - lastStart(chunks)
    expect(last).toBeGreaterThanOrEqual(size)
    expect(last).toBeLessThan(20_000_000)
  })

  it('goes out in order before the time, all but the last piece, which publishes', async () => {
    const { server, prepare, connector, account, context } = await connected({}, small)
    const part = await prepare(carrying([await filmOf(threePieces)]))
    const pieces = () => server.received.filter(({ method }) => method === 'PUT')
    expect(pieces().map(({ headers }) => headers['content-range'])).toEqual([
      'bytes 0-5242879/16000000',
      'bytes 5242880-10485759/16000000',
    ])
    expect(server.posts()).toHaveLength(0)
    await connector.commit(part, [], account, context)
    const last = pieces().at(-1)
    expect(last?.headers).toMatchObject({
      'content-range': 'bytes 10485760-15999999/16000000',
      'content-type': 'video/mp4',
      'content-length': '5514240',
    })
    expect(last?.headers).not.toHaveProperty('authorization')
    expect(pieces()).toHaveLength(3)
    expect(server.posts()).toHaveLength(1)
  })

  it.each([0, 1, 2])('goes on after %i of 3 pieces when a crash broke the upload off', async (after) => {
    const { server, connector, account, context } = await connected({}, small)
    const given = carrying([await filmOf(threePieces)])
    const progress = testProgress()
    const isLast = after === 0 ? ({ url }: HttpRequest) => url.includes('/init/') : isPiece
    const dying = dyingAfter(Math.max(1, after), isLast, { ...context, progress })
    const broken = connector.prepare(given, account, dying)
    // With the second piece everything is prepared: the crash comes right after.
    if (after === 2) await broken
    else await expect(broken).rejects.toThrow('is gone')
    const [part] = await connector.prepare(given, account, { ...context, progress })
    await connector.commit(part as PreparedPart, [], account, context)
    const sent = server.received.filter(({ method }) => method === 'PUT')
    expect(sent.map(({ headers }) => headers['content-range'])).toEqual([
      'bytes 0-5242879/16000000',
      'bytes 5242880-10485759/16000000',
      'bytes 10485760-15999999/16000000',
    ])
    expect(server.received.filter(({ path }) => path.endsWith('/video/init/'))).toHaveLength(1)
    expect(server.posts()).toHaveLength(1)
  })

  it('begins anew when TikTok has forgotten the upload', async () => {
    const { server, connector, account, context } = await connected({}, small)
    const given = carrying([await filmOf(threePieces)])
    const progress = testProgress()
    await expect(connector.prepare(given, account, dyingAfter(1, isPiece, { ...context, progress }))).rejects.toThrow(
      'is gone',
    )
    server.advance(hour + 1)
    const [part] = await connector.prepare(given, account, { ...context, progress })
    await connector.commit(part as PreparedPart, [], account, context)
    expect(server.received.filter(({ path }) => path.endsWith('/video/init/'))).toHaveLength(2)
    expect(server.posts()).toHaveLength(1)
  })

  it('is asked for by pieces, never as a whole', async () => {
    const { publish } = await connected({}, small)
    const film = await filmOf(threePieces)
    let largest = 0
    const { slice: piece } = film
    const slice = (start: number, end: number) => {
      largest = Math.max(largest, end - start)
      return piece(start, end)
    }
    const read = () => Promise.reject(new Error('As a whole'))
    await publish(carrying([Object.assign(film, { slice, read })]))
    expect(largest).toBe(5_514_240)
  })

  it('goes on where TikTok is when the answer to a piece is lost', async () => {
    const { server, publish } = await connected({}, small)
    server.fail({ on: 'PUT /video/', acts: true, what: { kind: 'hang-up' } })
    await publish(carrying([await filmOf(threePieces)]))
    const ranges = server.received
      .filter(({ method }) => method === 'PUT')
      .map(({ headers }) => headers['content-range'])
    expect(ranges).toEqual([
      'bytes 0-5242879/16000000',
      'bytes 0-5242879/16000000',
      'bytes 5242880-10485759/16000000',
      'bytes 10485760-15999999/16000000',
    ])
    expect(server.posts()).toHaveLength(1)
  })

  it.each([
    ['hangs up', { kind: 'hang-up' }],
    ['is in maintenance', maintenancePage],
    ['shows a page', { kind: 'answer', status: 403, type: 'html', body: '<html>Blocked</html>' }],
  ] as const)('sends a piece again when TikTok %s, and gives up the third time', async (_how, what) => {
    const { server, prepare, publish } = await connected({}, small)
    server.fail({ on: 'PUT /video/', acts: false, what, times: 2 })
    await prepare(carrying([await filmOf(threePieces)]))
    server.fail({ on: 'PUT /video/', acts: false, what, times: 3 })
    await expect(prepare(carrying([await filmOf(threePieces)]))).rejects.toMatchObject({
      fault: { code: what.kind === 'hang-up' ? 'outcome-unknown' : 'platform-down' },
    })
    expect(server.posts()).toHaveLength(0)
    await publish(carrying([await filmOf(threePieces)]))
    expect(server.posts()).toHaveLength(1)
  })

  it('ends its preparation at once when it is told to', async () => {
    const { server, connector, account, context } = await connected({}, small)
    server.fail({ on: 'PUT /video/', acts: true, what: { kind: 'late', byMs: 3_000 } })
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(), 100)
    const { signal } = stopping
    const http: typeof context.http = (request) =>
      Promise.race([
        context.http(request),
        new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ])
    const started = performance.now()
    const given = carrying([await filmOf(threePieces)])
    await expect(connector.prepare(given, account, { ...context, http, signal })).rejects.toThrow()
    expect(performance.now() - started).toBeLessThan(1_500)
    expect(server.posts()).toHaveLength(0)
  })
})

describe('TikTok’s rules for pieces, at their edges', () => {
  const source = (video_size: number, chunk_size: number, total_chunk_count: number) => ({
    source_info: { source: 'FILE_UPLOAD', video_size, chunk_size, total_chunk_count },
  })
  const plenty = { rates: { init: 1_000 } }

  it.each([
    [4_999_999, 4_999_999, 1, 'ok'],
    [4_999_999, 4_999_998, 1, 'The chunk size is invalid'],
    [5 * MB, 5 * MB, 1, 'ok'],
    [20 * MB, 5 * MB, 4, 'ok'],
    [20 * MB, 5 * MB - 1, 4, 'The chunk size is invalid'],
    [12 * MB, 6 * MB, 2, 'ok'],
    [12 * MB, 6 * MB, 3, 'The total chunk count is invalid'],
    [12 * MB, 6 * MB, 1, 'The total chunk count is invalid'],
    [64 * MB, 64 * MB, 1, 'ok'],
    [64 * MB + 1, 64 * MB, 1, 'The total chunk count is invalid'],
    [128 * MB, 64 * MB, 2, 'ok'],
    [192 * MB - 1, 64 * MB, 2, 'ok'],
    [200 * MB, 64 * MB + 1, 3, 'The chunk size is invalid'],
    [4_000 * MB, 5 * MB, 800, 'ok'],
    [4_000 * MB + 1, 10 * MB, 400, 'The video size is too large'],
    [0, 0, 1, 'source_info.video_size is invalid'],
  ])('%i bytes in pieces of %i, %i of them: %s', async (size, chunk, count, told) => {
    const { ask } = await connected(plenty)
    const { code, message } = await ask('/v2/post/publish/inbox/video/init/', source(size, chunk, count))
    expect(code === 'ok' ? 'ok' : message).toBe(told)
  })

  it('holds in both kinds of megabyte for what the connector sends', async () => {
    for (const megabyte of [1_000_000, 1_048_576] as const) {
      const { ask } = await connected({ ...plenty, switches: { megabyte } })
      for (const bytes of [1, 4_999_999, 5_242_879, 5_242_880, 19_999_999, 20 * MB, 127 * MB, 129 * MB, 4_000 * MB])
        for (const wanted of [5_242_880, 10_000_000, 32_000_000]) {
          const { size, count } = chunksOf(bytes, wanted)
          const { message } = await ask('/v2/post/publish/inbox/video/init/', source(bytes, size, count))
          expect([bytes, wanted, message]).toEqual([bytes, wanted, ''])
        }
      const tiny = await ask('/v2/post/publish/inbox/video/init/', source(12 * MB, 5 * MB, 2))
      expect(tiny.code).toBe(megabyte === 1_000_000 ? 'ok' : 'invalid_params')
    }
  })

  it('takes pieces in order alone, whole, and with every header', async () => {
    const { ask } = await connected(plenty)
    const { data } = await ask('/v2/post/publish/inbox/video/init/', source(12 * MB, 6 * MB, 2))
    const url = (data as { upload_url: string }).upload_url
    const put = async (range: string, length: number, type = 'video/mp4') => {
      const headers = { 'content-type': type, 'content-range': range }
      const answer = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(length) })
      return [answer.status, answer.headers.get('content-range')]
    }
    expect(await put('bytes 0-5999999/12000000', 6 * MB, 'text/plain')).toEqual([400, null])
    expect(await put('0-5999999', 6 * MB)).toEqual([400, null])
    expect(await put('bytes 0-5999999/13000000', 6 * MB)).toEqual([400, null])
    expect(await put('bytes 0-5999999/12000000', 5 * MB)).toEqual([400, null])
    expect(await put('bytes 6000000-11999999/12000000', 6 * MB)).toEqual([416, 'bytes */12000000'])
    expect(await put('bytes 0-4999999/12000000', 5 * MB)).toEqual([416, 'bytes */12000000'])
    expect(await put('bytes 0-5999999/12000000', 6 * MB)).toEqual([206, 'bytes 0-5999999/12000000'])
    expect(await put('bytes 7000000-11999999/12000000', 5 * MB)).toEqual([416, 'bytes 0-5999999/12000000'])
    expect(await put('bytes 6000000-11999999/12000000', 6 * MB)).toEqual([201, null])
    expect(await put('bytes 6000000-11999999/12000000', 6 * MB)).toEqual([416, 'bytes 0-11999999/12000000'])
    const foreign = await fetch(url.replace(/token=.*/, 'token=guessed'), { method: 'PUT', body: 'x' })
    expect(foreign.status).toBe(404)
  })
})

describe('a crash between any two steps of a film', () => {
  it('before the last piece leaves nothing behind: a new preparation publishes once', async () => {
    const { server, prepare, connector, account, context } = await connected({}, small)
    const given = carrying([await filmOf(threePieces)])
    server.fail({ on: 'POST /v2/post/publish/video/init/', acts: true, what: { kind: 'hang-up' } })
    await expect(prepare(given)).rejects.toMatchObject({ fault: { code: 'outcome-unknown' } })
    await prepare(given)
    const part = await prepare(given)
    const since = new Date()
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'absent' })
    await connector.commit(part, [], account, context)
    expect(server.posts()).toHaveLength(1)
  })

  it.each([416, 404] as const)(
    'around the last piece it is found, and sent again it stays one post (answered %i)',
    async (finishedUpload) => {
      const { server, prepare, connector, account, context } = await connected({ switches: { finishedUpload } }, small)
      const part = await prepare(carrying([await filmOf(threePieces)]))
      const since = new Date()
      server.fail({ on: 'PUT /video/', acts: true, what: { kind: 'hang-up' } })
      await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
        fault: { code: 'outcome-unknown' },
      })
      const found = await connector.confirm(part, [], since, account, context)
      expect(found).toMatchObject({ outcome: 'published', remoteId: server.posts()[0]?.postId })
      const again = await Promise.all([1, 2, 3].map(() => connector.commit(part, [], account, context)))
      expect(new Set(again.map(({ remoteId }) => remoteId))).toEqual(new Set([server.posts()[0]?.postId]))
      expect(server.posts()).toHaveLength(1)
    },
  )

  it('three commits of one part at the same time make one post', async () => {
    const { server, prepare, connector, account, context } = await connected({}, small)
    const part = await prepare(carrying([await filmOf(threePieces)]))
    await Promise.allSettled([1, 2, 3].map(() => connector.commit(part, [], account, context)))
    expect(server.posts()).toHaveLength(1)
    expect(await connector.confirm(part, [], new Date(), account, context)).toMatchObject({ outcome: 'published' })
  })

  it.each([
    [
      '429',
      {
        kind: 'answer',
        status: 429,
        type: 'json',
        body: '{"data":{},"error":{"code":"rate_limit_exceeded","message":"slow"}}',
      },
    ],
    [
      'an old token',
      {
        kind: 'answer',
        status: 401,
        type: 'json',
        body: '{"data":{},"error":{"code":"access_token_invalid","message":""}}',
      },
    ],
    ['a hang-up', { kind: 'hang-up' }],
    ['a page', maintenancePage],
    ['half an answer', { kind: 'half' }],
  ] as const)(
    'after the last piece is not taken for a refusal when the question about it gets %s',
    async (_what, what) => {
      const { server, prepare, connector, account, context } = await connected()
      const part = await prepare(carrying([await filmOf()]))
      const since = new Date()
      server.fail({ on: 'POST /v2/post/publish/status/fetch/', acts: true, what })
      await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
        fault: { code: 'outcome-unknown' },
      })
      expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
      expect(server.posts()).toHaveLength(1)
    },
  )

  it('is sent again where TikTok refuses the last piece without a word about what it has', async () => {
    const { server, prepare, connector, account, context } = await connected({}, small)
    const part = await prepare(carrying([await filmOf(threePieces)]))
    const answer = { kind: 'answer', status: 416, type: 'text', body: '' } as const
    server.fail({ on: 'PUT /video/', acts: false, what: answer })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'absent' })
    await connector.commit(part, [], account, context)
    expect(server.posts()).toHaveLength(1)
  })
})

describe('an upload that is over', () => {
  it('after its hour is reported with nothing out, and a new preparation publishes once', async () => {
    const { server, prepare, publish, connector, account, context } = await connected(
      { lifetimes: { accessMs: 9 * hour } },
      small,
    )
    const given = carrying([await filmOf(threePieces)])
    const part = await prepare(given)
    server.advance(hour)
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-missing', detail: 'The upload has ended at TikTok' },
    })
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'absent' })
    await publish(given)
    expect(server.posts()).toHaveLength(1)
  })

  it('is still good a moment before', async () => {
    const { server, prepare, connector, account, context } = await connected({ lifetimes: { accessMs: 9 * hour } })
    const part = await prepare(carrying([await filmOf()]))
    server.advance(hour - 5_000)
    await connector.commit(part, [], account, context)
    expect(server.posts()).toHaveLength(1)
  })

  it('because it was cancelled says so', async () => {
    const { server, prepare, ask, connector, account, context } = await connected()
    const part = await prepare(carrying([await filmOf()]))
    expect(await ask('/v2/post/publish/cancel/', { publish_id: part.marker })).toMatchObject({ code: 'ok' })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', detail: 'publish_cancelled' },
    })
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'absent' })
    expect(server.posts()).toHaveLength(0)
  })

  it('cannot be cancelled once it is out', async () => {
    const { server, publish, ask } = await connected()
    await publish(carrying([await filmOf()]))
    const publish_id = server.posts()[0]?.id
    expect(await ask('/v2/post/publish/cancel/', { publish_id })).toMatchObject({ code: 'publish_not_cancellable' })
  })

  it('is not begun when the film is not there any more', async () => {
    const { server, prepare, connector, account, context } = await connected()
    const part = await prepare(carrying([await filmOf()]))
    for (const media of [
      undefined,
      async () => Object.assign(await filmOf(), { slice: async () => new Uint8Array(3) }),
    ])
      await expect(
        connector.commit(part, [], account, {
          http: context.http,
          signal: context.signal,
          now: context.now,
          ...(media && { media }),
        }),
      ).rejects.toMatchObject({ fault: { code: 'rejected', problem: 'media-missing' } })
    expect(server.posts()).toHaveLength(0)
  })
})
