import { describe, expect, it } from 'vitest'
import type { PreparedPart } from '../../connectors/contract.ts'
import { toSubRip } from '../../connectors/x/captions.ts'
import { maintenancePage, type SimulatedFault } from '../../server/practice/simulation/faults.ts'
import { dyingAfter, testContent, testMedium, testPicture, testProgress } from './support.ts'
import { carrying, connected, film, gif, saying } from './x-support.ts'

const minute = 60_000
const day = 86_400_000
const picture = (alt = '') => testPicture(alt)

describe('publishing on X', () => {
  it('takes 280 weighted characters and not one more, links at 23 with and without a scheme', async () => {
    const { publish, server } = await connected()
    const link = `haiphong.gov.vn/${'a'.repeat(100)}`
    await publish(saying(`${'a'.repeat(256)} ${link}`))
    await publish(saying(`${'b'.repeat(256)} https://${link}`))
    await publish(saying('ế'.repeat(140)))
    expect(server.posts()).toHaveLength(3)
    for (const text of [`${'c'.repeat(257)} ${link}`, `${'ế'.repeat(140)}a`])
      await expect(publish(saying(text))).rejects.toMatchObject({
        fault: { code: 'rejected', problem: 'text-too-long' },
      })
    expect(server.posts()).toHaveLength(3)
  })

  it('publishes nothing of a thread whose last part or first comment is too long', async () => {
    const { publish, server } = await connected()
    const long = 'ế'.repeat(141)
    const comment = testContent({ options: { firstComment: long } })
    for (const given of [saying('một', long), comment])
      await expect(publish(given)).rejects.toMatchObject({ fault: { problem: 'text-too-long' } })
    expect(server.posts()).toHaveLength(0)
  })

  it.each([403, 400] as const)('knows X’s own refusal of a long text with %i', async (tooLong) => {
    const { publish, account } = await connected({
      switches: { tooLong },
      limits: { text: { ordinary: 200, paying: 200 } },
    })
    expect(account.capabilities.text.max).toBe(280)
    await expect(publish(saying('a'.repeat(201)))).rejects.toMatchObject({ fault: { problem: 'text-too-long' } })
  })

  it('publishes a long text of an account that pays, and finds it behind the beginning that X shows', async () => {
    const { prepareOne, connector, account, context } = await connected({ owner: { subscription: 'Premium' } })
    const part = await prepareOne(saying(`${'Cảng Hải Phòng. '.repeat(400)}example.vn`))
    const since = new Date()
    const out = await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'published', ...out })
  })

  it('puts the first comment at the end of a thread', async () => {
    const { publish, server } = await connected()
    const parts = ['một', 'hai'].map((text) => ({ text, media: [] }))
    const out = await publish(testContent({ parts, options: { firstComment: 'Nguồn', replies: 'following' } }))
    expect(server.posts().map(({ replyTo }) => replyTo)).toEqual([null, out[0]?.remoteId, out[1]?.remoteId])
    expect(server.posts().map(({ replySettings }) => replySettings)).toEqual(['following', null, null])
  })

  it('says that it may not, where X applies its rule for answers to an account’s own posts', async () => {
    const { publish, server } = await connected({ switches: { answers: 'summoned' } })
    await expect(publish(saying('một', 'hai'))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission', detail: 'You are not permitted to perform this action.' },
    })
    expect(server.posts()).toHaveLength(1)
  })

  it('refuses a thread before anything is out, where that rule is known', async () => {
    const { publish, server } = await connected({ switches: { answers: 'summoned' } }, { answersOwnPosts: false })
    await expect(publish(saying('một', 'hai'))).rejects.toMatchObject({ fault: { problem: 'permission' } })
    expect(server.posts()).toHaveLength(0)
  })

  it('is refused the same words within a day, and not after it', async () => {
    const { publish, server, connector, account, context } = await connected()
    await publish(saying('Như nhau'))
    await expect(publish(saying('Như nhau'))).rejects.toMatchObject({ fault: { problem: 'duplicate' } })
    server.advance(day + 1)
    const credentials = await connector.refresh?.(account, context)
    await publish(saying('Như nhau'), { ...account, credentials: credentials ?? account.credentials })
    expect(server.posts()).toHaveLength(2)
  })

  it('is refused a second cashtag', async () => {
    const { publish } = await connected()
    await publish(saying('Cổ phiếu $VNM'))
    await expect(publish(saying('Cổ phiếu $VNM và $FPT'))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'other', detail: 'A Post may contain at most one cashtag.' },
    })
  })

  it('pays more for a link, and waits an hour when the credits are used up', async () => {
    const { publish, server } = await connected({ credits: 1 })
    const before = server.budget.credits
    await publish(saying('Không có liên kết'))
    expect(before - server.budget.credits).toBeCloseTo(0.015)
    await publish(saying('Có liên kết example.vn'))
    expect(before - server.budget.credits).toBeCloseTo(0.215)
    server.budget.credits = 0.1
    await expect(publish(saying('Nữa: example.vn'))).rejects.toMatchObject({
      fault: { code: 'rate-limited', retryAfterMs: 60 * minute },
    })
    await publish(saying('Vẫn đủ cho bài không liên kết'))
  })

  it('keeps to the window of a quarter of an hour, and to the day of the application', async () => {
    const tight = await connected({ rates: { post: 2 } })
    await tight.publish(saying('một'))
    await tight.publish(saying('hai'))
    await expect(tight.publish(saying('ba'))).rejects.toMatchObject({ fault: { code: 'rate-limited' } })
    const daily = await connected({ rates: { postsPerDay: 1 } })
    await daily.publish(saying('một'))
    const fault = await daily.publish(saying('hai')).catch((error: { fault: { retryAfterMs: number } }) => error.fault)
    const untilMidnight = day - (Date.now() % day)
    expect(Math.abs((fault as { retryAfterMs: number }).retryAfterMs - untilMidnight)).toBeLessThan(5_000)
  })

  it('keeps ids as text, beyond what numbers hold', async () => {
    const { publish } = await connected()
    const [out] = await publish(saying('Số lớn'))
    expect(BigInt(out?.remoteId ?? 0)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
    expect(String(Number(out?.remoteId))).not.toBe(out?.remoteId)
  })

  it('reads the newer names of fields like the older ones', async () => {
    const { publish, server, connector, account, context } = await connected({ switches: { newNames: true } })
    const [out] = await publish(saying('Tên mới'))
    server.react(out?.remoteId ?? '', { reposts: 2, quotes: 1 })
    const [told] = (await connector.metrics?.([out?.remoteId ?? ''], account, context)) ?? []
    expect(told?.values.shares).toBe(3)
    expect((await connector.accountMetrics?.(account, context))?.posts).toBe(1)
  })
})

describe('files on X', () => {
  it('go in pieces of the size that is set, in order, and as a whole', async () => {
    const medium = await film({ width: 640, height: 360 })
    const { publish, server, calls } = await connected({}, { chunkBytes: 1_000 })
    await publish(carrying('Phim', [medium]))
    expect(calls('POST', /append$/)).toHaveLength(Math.ceil(medium.bytes / 1_000))
    const [sent] = server.posts()
    const pieces = [...(sent?.media[0]?.pieces.values() ?? [])]
    expect(Buffer.concat(pieces).equals(Buffer.from(await medium.read()))).toBe(true)
  })

  it('go in larger pieces where a thousand would not be enough', async () => {
    const medium = await picture()
    expect(medium.bytes).toBeGreaterThan(1_000)
    const { prepareOne, calls } = await connected({}, { chunkBytes: 1 })
    await prepareOne(carrying('Ảnh', [medium]))
    expect(calls('POST', /append$/).length).toBeLessThanOrEqual(1_000)
  })

  it.each([0, 1, 3])('go on after %i pieces of 4 when a crash broke the upload off', async (after) => {
    const medium = await film({ width: 640, height: 360 })
    const chunkBytes = Math.ceil(medium.bytes / 4)
    const { server, connector, account, context, calls } = await connected({}, { chunkBytes })
    const given = carrying('Phim', [medium])
    const progress = testProgress()
    const path = after === 0 ? '/initialize' : '/append'
    const dying = dyingAfter(Math.max(1, after), ({ url }) => url.endsWith(path), { ...context, progress })
    await expect(connector.prepare(given, account, dying)).rejects.toThrow('is gone')
    expect(calls('POST', /append$/)).toHaveLength(after)
    const [part] = await connector.prepare(given, account, { ...context, progress })
    expect([calls('POST', /append$/).length, calls('POST', /initialize$/).length]).toEqual([4, 1])
    await connector.commit(part as PreparedPart, [], account, context)
    const pieces = [...(server.posts()[0]?.media[0]?.pieces.values() ?? [])]
    expect(Buffer.concat(pieces).equals(Buffer.from(await medium.read()))).toBe(true)
  })

  it('are not sent again when a crash came while they were processed', async () => {
    const { connector, account, context, calls } = await connected()
    const given = carrying('Phim', [await film()])
    const progress = testProgress()
    const dying = dyingAfter(1, ({ url }) => url.endsWith('/finalize'), { ...context, progress })
    const slow = connector.prepare(given, account, dying)
    await slow.catch(() => {})
    await connector.prepare(given, account, { ...context, progress })
    expect([calls('POST', /append$/).length, calls('POST', /initialize$/).length]).toEqual([1, 1])
  })

  it('begin anew when X has forgotten the upload', async () => {
    const { connector, account, context, calls } = await connected()
    const given = carrying('Phim', [await film()])
    const progress = testProgress()
    await progress.keep(
      { file: given.parts[0]?.media[0]?.id ?? '', id: '1', key: '', pieceBytes: 1_000_000, next: 0 },
      0,
    )
    await connector.prepare(given, account, { ...context, progress })
    expect(calls('POST', /initialize$/)).toHaveLength(1)
  })

  it('send a piece once more when it is lost, and give up after three times', async () => {
    const { publish, calls, account, context, connector } = await connected()
    const { http } = context
    const losing = (times: number) => {
      let left = times
      const flaky: typeof http = (request) => {
        if (!request.url.endsWith('/append') || left === 0) return http(request)
        left -= 1
        return Promise.resolve({ status: 503, headers: {}, body: new Uint8Array() })
      }
      return { ...context, http: flaky }
    }
    await connector.prepare(carrying('Ảnh', [await picture()]), account, losing(2))
    expect(calls('POST', /append$/)).toHaveLength(1)
    await expect(connector.prepare(carrying('Ảnh', [await picture()]), account, losing(3))).rejects.toMatchObject({
      fault: { code: 'platform-down' },
    })
    await publish(saying('Vẫn chạy'))
  })

  it('wait until a film is processed', async () => {
    const { publish, server, calls } = await connected({ processingMs: 60 })
    await publish(carrying('Phim', [await film()]))
    expect(calls('GET', /^\/2\/media\/upload$/).length).toBeGreaterThan(1)
    expect(server.posts()).toHaveLength(1)
  })

  it('wait also where X does not say for how long', async () => {
    const { publish, server } = await connected({ processingMs: 60, switches: { omitsCheckAfter: true } })
    await publish(carrying('Phim', [await film()]))
    expect(server.posts()).toHaveLength(1)
  })

  it('are given up when processing takes too long, and nothing is out', async () => {
    const { publish, server } = await connected(
      { processingMs: day },
      { watch: { leastMs: 5, mostMs: 5, giveUpMs: 30 } },
    )
    await expect(publish(carrying('Phim', [await film()]))).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    expect(server.posts()).toHaveLength(0)
  })

  it('end at once when they are told to', async () => {
    const { connector, account, context } = await connected({ processingMs: day })
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(), 50)
    const given = carrying('Phim', [await film()])
    const started = performance.now()
    await expect(connector.prepare(given, account, { ...context, signal: stopping.signal })).rejects.toThrow()
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('are refused by what their bytes say', async () => {
    const { publish } = await connected()
    const bytes = new TextEncoder().encode('no file at all')
    await expect(publish(carrying('Phim', [testMedium(bytes, { mimeType: 'video/mp4' })]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-type', detail: 'Unsupported video format' },
    })
    await expect(publish(carrying('Ảnh', [testMedium(bytes, { mimeType: 'image/png' })]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-type' },
    })
    await expect(publish(carrying('Phim', [await film({ width: 960, height: 160 })]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-processing', detail: 'Unsupported video' },
    })
    await expect(publish(carrying('GIF', [await gif('', 1_400)]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-processing' },
    })
  })

  it('are refused when they are too large', async () => {
    const { publish } = await connected()
    const large = testMedium(new Uint8Array(5_000_001), { mimeType: 'image/png' })
    await expect(publish(carrying('Ảnh', [large]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-too-large' },
    })
  })

  it('take films as long as the account may, and not one that is longer', async () => {
    const limits = { filmMs: { ordinary: 2_000, paying: 4_000 } }
    const { publish, server } = await connected({ limits })
    await publish(carrying('Vừa', [await film({ seconds: 2 })]))
    const long = carrying('Dài', [await film({ seconds: 3 })])
    await expect(publish(long)).rejects.toMatchObject({ fault: { problem: 'media-duration' } })
    server.owner.subscription = 'Premium'
    await publish(long)
  })

  it('do not mix in one post', async () => {
    const { publish } = await connected()
    await expect(publish(carrying('Lẫn', [await picture(), await gif('')]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-count' },
    })
  })

  it('live a day: afterwards the post is refused, and preparing anew helps', async () => {
    const { prepareOne, server, connector, account, context, publish } = await connected()
    const given = carrying('Để lâu', [await picture()])
    const part = await prepareOne(given)
    server.advance(day + minute)
    const credentials = await connector.refresh?.(account, context)
    const later = { ...account, credentials: credentials ?? account.credentials }
    await expect(connector.commit(part, [], later, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-missing' },
    })
    await publish(given, later)
  })

  it('are the account’s own', async () => {
    const { server, connector, account, context } = await connected()
    const payload = { body: { text: 'Của ai', media: { media_ids: [server.uploadElsewhere()] } }, mediaKeys: [] }
    await expect(connector.commit({ marker: 'm', payload }, [], account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission' },
    })
  })

  it('are described when somebody described them, and never as a film', async () => {
    const { publish, calls } = await connected()
    await publish(carrying('Ảnh', [await picture('Bến'), await picture('')]))
    await publish(carrying('Phim', [{ ...(await film()), alt: 'Tàu' }]))
    expect(calls('POST', /metadata$/)).toHaveLength(1)
  })

  it('have captions in SubRip, made of WebVTT where it was that', () => {
    const subRip = '1\n00:00:01,000 --> 00:00:02,500\nTàu vào\ncảng\n\n2\n01:00:00,000 --> 01:00:01,000\nHết\n'
    const vtt =
      'WEBVTT - Cảng\r\n\r\nNOTE không hiện\r\n\r\nđầu\r\n00:01.000 --> 00:02.500 line:0\r\nTàu vào\r\ncảng\r\n\r\n01:00:00.000 --> 01:00:01.000\r\nHết\r\n'
    expect(toSubRip(vtt)).toBe(subRip)
    expect(toSubRip(`\uFEFF${subRip}`)).toBe(subRip)
  })
})

describe('a crash while publishing on X', () => {
  const steps = [
    ['after a file was begun', 'POST', /initialize$/],
    ['after a piece was sent', 'POST', /append$/],
    ['after a file was finished', 'POST', /finalize$/],
    ['while a film is processed', 'GET', /^\/2\/media\/upload$/],
    ['after captions were hung on it', 'POST', /subtitles$/],
  ] as const
  it.each(steps)('%s leaves nothing out, and preparing anew publishes once', async (_name, method, path) => {
    const { connector, account, context, server, publish } = await connected({ processingMs: 10 })
    const { http } = context
    const stop = new AbortController()
    const crashing: typeof http = async (request) => {
      const answer = await http(request)
      const { pathname } = new URL(request.url)
      if (request.method === method && path.test(pathname)) stop.abort()
      if (stop.signal.aborted) throw new Error('The process ended')
      return answer
    }
    const captions = '1\n00:00:00,000 --> 00:00:01,000\nTàu\n'
    const given = carrying('Phim', [await film()], { options: { captions } })
    const ended = { ...context, http: crashing, signal: stop.signal }
    await expect(connector.prepare(given, account, ended)).rejects.toThrow()
    expect(server.posts()).toHaveLength(0)
    await publish(given)
    expect(server.posts()).toHaveLength(1)
  })

  const lost: readonly (readonly [string, SimulatedFault['what']])[] = [
    ['hangs up', { kind: 'hang-up' }],
    ['gives half an answer', { kind: 'half' }],
    ['shows a page', maintenancePage],
    ['answers 500', { kind: 'answer', status: 500, type: 'application/json', body: '{"title":"Internal Error"}' }],
  ]
  for (const [name, what] of lost)
    for (const acts of [true, false])
      it(`is settled when X ${name} ${acts ? 'after' : 'before'} it acted`, async () => {
        const { prepareOne, connector, account, context, server } = await connected()
        const part = await prepareOne(saying(`Bão ${name}: haiphong.gov.vn <khẩn> & gấp`))
        const since = new Date()
        server.fail({ on: 'POST /2/tweets', acts, what })
        await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
          fault: { code: 'outcome-unknown' },
        })
        const told = await connector.confirm(part, [], since, account, context)
        expect(told.outcome).toBe(acts ? 'published' : 'absent')
        expect(server.posts()).toHaveLength(acts ? 1 : 0)
      })

  it('is protected by the refusal of the same words where the list is behind', async () => {
    const { prepareOne, connector, account, context, server } = await connected({ listedAfterMs: minute })
    const part = await prepareOne(saying('Danh sách chậm'))
    const since = new Date()
    await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'absent' })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'duplicate' },
    })
    server.advance(minute)
    expect((await connector.confirm(part, [], since, account, context)).outcome).toBe('published')
    expect(account.capabilities.delivery.visibilityLagMs).toBeGreaterThanOrEqual(minute)
  })
})

describe('finding a post on X again', () => {
  it('knows posts of files alone by their files', async () => {
    const { connector, account, context } = await connected()
    const since = new Date()
    const [one] = await connector.prepare(carrying('', [await picture()]), account, context)
    const [other] = await connector.prepare(carrying('', [await picture()]), account, context)
    if (!one || !other) throw new Error('Nothing was prepared')
    const out = await connector.commit(one, [], account, context)
    expect(await connector.confirm(one, [], since, account, context)).toEqual({ outcome: 'published', ...out })
    expect(await connector.confirm(other, [], since, account, context)).toEqual({ outcome: 'absent' })
  })

  it('does not take an older post, nor one under another, nor a poll, for the one it looks for', async () => {
    const { connector, account, context, publish, prepareOne, server } = await connected({ duplicateMs: 0 })
    await publish(saying('Chọn'))
    server.advance(5 * minute)
    const since = new Date(Date.now() + 5 * minute)
    const part = await prepareOne(saying('Chọn'))
    await publish(saying('Mở đầu', 'Chọn'))
    const options = { form: 'poll', answers: ['a', 'b'] }
    await publish(carrying('Chọn', [], { options }))
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'absent' })
    const out = await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'published', ...out })
  })

  it('looks through pages, and is not sure when there are too many', async () => {
    const { connector, account, context, prepareOne, ask } = await connected({ rates: { post: 10_000 } })
    const part = await prepareOne(saying('Bài đầu tiên'))
    const since = new Date()
    const out = await connector.commit(part, [], account, context)
    const write = async (count: number, name: string) => {
      for (let index = 0; index < count; index += 1) await ask('POST', 'tweets', { text: `${name} ${index}` })
    }
    await write(120, 'một')
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'published', ...out })
    await write(400, 'hai')
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })
})

describe('taking down on X', () => {
  it.each(['not-found', 'forbidden', 'deleted'] as const)(
    'is done when the post is gone: %s',
    async (repeatedDelete) => {
      const { connector, account, context, publish, server, calls } = await connected({ switches: { repeatedDelete } })
      const [out] = await publish(saying('Gỡ'))
      if (!out) throw new Error('Nothing is out')
      await connector.remove?.(out, account, context)
      await connector.remove?.(out, account, context)
      expect(server.posts()).toHaveLength(0)
      // Reading costs credits: it is done only where the refusal leaves it open.
      expect(calls('GET', /^\/2\/tweets$/)).toHaveLength(repeatedDelete === 'forbidden' ? 1 : 0)
    },
  )

  it('is refused for a post of somebody else', async () => {
    const { connector, account, context, server } = await connected()
    const part = { remoteId: server.postElsewhere('Không phải của ta', false), url: null, receipt: {} }
    await expect(connector.remove?.(part, account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission' },
    })
  })

  it('leaves the answers where they are', async () => {
    const { connector, account, context, publish, server } = await connected()
    const [first] = await publish(saying('một', 'hai'))
    if (first) await connector.remove?.(first, account, context)
    expect(server.posts().map(({ text }) => text)).toEqual(['hai'])
  })
})

describe('figures of X', () => {
  it('are what X tells, under their meaning', async () => {
    const { connector, account, context, publish, server } = await connected()
    const [text] = await publish(saying('Số liệu'))
    const [movie] = await publish(carrying('Phim', [await film()]))
    const figures = { reposts: 3, quotes: 2, replies: 4, likes: 50, bookmarks: 6, impressions: 1_000, clicks: 7 }
    server.react(text?.remoteId ?? '', figures)
    server.react(movie?.remoteId ?? '', { filmViews: 321, impressions: 900 })
    const ids = [text, movie].map((part) => part?.remoteId ?? '')
    const told = await connector.metrics?.(ids, account, context)
    expect(told?.[0]).toMatchObject({
      values: { impressions: 1_000, reactions: 50, comments: 4, shares: 5, saves: 6, clicks: 7 },
      absent: { views: 'not-offered', reach: 'not-offered', watchSeconds: 'not-offered' },
      gone: false,
    })
    expect(told?.[1]).toMatchObject({ values: { views: 321, impressions: 900 } })
    expect(told?.[1]?.absent).not.toHaveProperty('views')
  })

  it('are not there yet at first, and never 0 for that', async () => {
    const { connector, account, context, publish, server } = await connected({ figuresAfterMs: minute })
    const [out] = await publish(saying('Chưa có'))
    const ask = () => connector.metrics?.([out?.remoteId ?? ''], account, context)
    expect((await ask())?.[0]).toMatchObject({ values: {}, absent: { impressions: 'not-yet', clicks: 'not-yet' } })
    server.advance(minute)
    expect((await ask())?.[0]).toMatchObject({ values: { impressions: 0 } })
  })

  it('tell no clicks after thirty days, and the rest as before', async () => {
    const { connector, account, context, publish, server } = await connected()
    const [out] = await publish(saying('Bài cũ'))
    server.react(out?.remoteId ?? '', { clicks: 9, likes: 5 })
    server.advance(31 * day)
    const credentials = await connector.refresh?.(account, context)
    const later = { ...context, now: () => new Date(Date.now() + 31 * day) }
    const as = { ...account, credentials: credentials ?? account.credentials }
    const [told] = (await connector.metrics?.([out?.remoteId ?? ''], as, later)) ?? []
    expect(told).toMatchObject({ values: { reactions: 5 }, absent: { clicks: 'not-offered' } })
    // Where the clocks differ X refuses that one field, and not the post.
    const [early] = (await connector.metrics?.([out?.remoteId ?? ''], as, context)) ?? []
    expect(early).toMatchObject({ values: { reactions: 5 }, absent: { clicks: 'not-yet' }, gone: false })
  })

  it('are asked for by the hundred, old and young apart', async () => {
    const { connector, account, context, calls } = await connected()
    const now = BigInt(Date.now() - 1_288_834_974_657) << 22n
    const ids = Array.from({ length: 205 }, (_, index) => String(now + BigInt(index)))
    const told = await connector.metrics?.([...ids, '20', '1000000000000000001'], account, context)
    expect(told?.every(({ gone }) => gone)).toBe(true)
    expect(told?.map(({ remoteId }) => remoteId)).toEqual([...ids, '20', '1000000000000000001'])
    expect(calls('GET', /^\/2\/tweets$/)).toHaveLength(4)
  })
})

describe('the simulated X', () => {
  const strict: readonly (readonly [string, object, number, string])[] = [
    ['an unknown field', { text: 'a', colour: 'red' }, 400, 'colour'],
    [
      'an unknown field of a poll',
      { text: 'a', poll: { options: ['a', 'b'], duration_minutes: 5, secret: 1 } },
      400,
      'poll.secret',
    ],
    ['a text that is a number', { text: 5 }, 400, 'text'],
    ['nothing at all', {}, 400, 'text'],
    ['one answer', { text: 'a', poll: { options: ['a'], duration_minutes: 60 } }, 400, 'poll.options'],
    ['five answers', { text: 'a', poll: { options: [...'abcde'], duration_minutes: 60 } }, 400, 'poll.options'],
    [
      'an answer of 26',
      { text: 'a', poll: { options: ['a', 'b'.repeat(26)], duration_minutes: 60 } },
      400,
      'poll.options',
    ],
    ['four minutes', { text: 'a', poll: { options: ['a', 'b'], duration_minutes: 4 } }, 400, 'poll.duration_minutes'],
    ['8 days', { text: 'a', poll: { options: ['a', 'b'], duration_minutes: 10_081 } }, 400, 'poll.duration_minutes'],
    ['five files', { text: 'a', media: { media_ids: [...'12345'] } }, 400, 'media.media_ids'],
    [
      'files and a poll',
      { media: { media_ids: ['1'] }, poll: { options: ['a', 'b'], duration_minutes: 5 } },
      400,
      'poll',
    ],
    ['a file that is not there', { text: 'a', media: { media_ids: ['1'] } }, 400, 'media.media_ids'],
    ['unknown readers', { text: 'a', reply_settings: 'nobody' }, 400, 'reply_settings'],
    ['an answer to nothing', { text: 'a', reply: { in_reply_to_tweet_id: '5' } }, 400, 'reply.in_reply_to_tweet_id'],
    ['a label that is a text', { text: 'a', made_with_ai: 'yes' }, 400, 'made_with_ai'],
    ['a community without a number', { text: 'a', community_id: 'x' }, 400, 'community_id'],
    ['a character that is none', { text: 'a\ufffe' }, 400, 'text'],
    ['a quotation', { text: 'a', quote_tweet_id: '5' }, 403, ''],
  ]
  it.each(strict)('refuses %s', async (_name, body, status, parameter) => {
    const { ask, server } = await connected()
    const answer = await ask('POST', 'tweets', body)
    expect(answer.status).toBe(status)
    if (parameter !== '') expect(Object.keys(answer.body.errors[0].parameters)).toEqual([parameter])
    expect(server.posts()).toHaveLength(0)
  })

  it('lets an account answer whoever mentioned it, and nobody else', async () => {
    const { ask, server } = await connected({ switches: { answers: 'summoned' } })
    const reply = (id: string, text: string) => ask('POST', 'tweets', { text, reply: { in_reply_to_tweet_id: id } })
    expect((await reply(server.postElsewhere('@haiphong ơi', true), 'Chào bạn')).status).toBe(201)
    expect((await reply(server.postElsewhere('Chuyện khác', false), 'Chen ngang')).status).toBe(403)
  })

  it('shortens links, writes three signs as HTML, and tells what was shortened', async () => {
    const { ask, publish } = await connected()
    const [out] = await publish(carrying('a < b & example.vn', [await picture()]))
    const { body } = await ask('GET', `tweets?ids=${out?.remoteId}&tweet.fields=entities`)
    const [post] = body.data
    expect(post.text).toMatch(/^a &lt; b &amp; https:\/\/t\.co\/\w{10} https:\/\/t\.co\/\w{10}$/)
    expect(post.entities.urls[0].expanded_url).toBe('http://example.vn')
    expect(post.entities.urls[1].expanded_url).toMatch(/\/status\/\d+\/photo\/1$/)
  })

  it('tells its windows in every answer', async () => {
    const { ask } = await connected({ rates: { lookup: 10 } })
    await ask('GET', 'tweets?ids=5')
    const { headers } = await ask('GET', 'tweets?ids=5')
    expect(headers.get('x-rate-limit-limit')).toBe('10')
    expect(headers.get('x-rate-limit-remaining')).toBe('8')
    expect(Number(headers.get('x-rate-limit-reset')) * 1000).toBeGreaterThan(Date.now())
  })

  it('wants pieces to be complete, in any order, each not too large', async () => {
    const { ask } = await connected({ switches: { pieceBytes: 10 } })
    const begin = { media_type: 'image/png', total_bytes: 12, media_category: 'tweet_image' }
    const { id } = (await ask('POST', 'media/upload/initialize', begin)).body.data
    const send = (index: number, bytes: number) => {
      const form = new FormData()
      form.set('segment_index', String(index))
      form.set('media', new Blob([new Uint8Array(bytes)]), 'piece')
      return ask('POST', `media/upload/${id}/append`, form)
    }
    const message = async () => (await ask('POST', `media/upload/${id}/finalize`, {})).body.errors?.[0].message
    expect(await message()).toContain('missing')
    expect((await send(0, 11)).status).toBe(413)
    expect((await send(1_000, 1)).status).toBe(400)
    await send(1, 4)
    expect(await message()).toContain('missing')
    await send(0, 9)
    expect(await message()).toContain('13 of 12')
    await send(0, 8)
    expect(await message()).toBe('media type unrecognized.')
  })

  it('knows no uploads of the old style, and no addresses it does not have', async () => {
    const { ask } = await connected()
    expect((await ask('GET', 'media/upload?command=INIT&media_id=5')).status).toBe(400)
    expect((await ask('POST', 'statuses/update', { status: 'a' })).status).toBe(404)
    expect((await ask('GET', 'tweets?ids=5&tweet.fields=colour')).status).toBe(400)
    expect((await ask('GET', 'tweets?ids=abc')).status).toBe(400)
  })
})
