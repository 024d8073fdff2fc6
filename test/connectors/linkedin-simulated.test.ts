import { describe, expect, it } from 'vitest'
import { type CommittedPart, ConnectorError, type ContentMedia } from '../../connectors/contract.ts'
import { subRip } from '../../connectors/linkedin/captions.ts'
import { escaped, unescaped } from '../../connectors/linkedin/little-text.ts'
import { readLittleText } from '../../server/practice/linkedin/little-text.ts'
import { carrying, connected, filmOf, hasty, pdfOf } from './linkedin-support.ts'
import { publishWith, testContent, testMedium, testPicture } from './support.ts'

const day = 86_400_000
const page = 'urn:li:organization:5515715'
const partBytes = 4_194_304

const mediaOf = (content: unknown) => (content as { media: { id: string } }).media

describe('little text', () => {
  it.each([
    'Không có gì đặc biệt, 100 %',
    'a|b {c} @d [e] (f) <g> #  \\ *i* _j_ ~k~',
    '#HảiPhòng #2026 #a_b (#thơ) x#y https://x.vn/#neo_1 [#tin]',
    'C:\\thư_mục\\#tag',
    '{hashtag|\\#|giả}',
    '@[Tên](urn:li:organization:5)',
    '\\\\##a#b',
  ])('says %s as it was written', (text) => {
    expect(readLittleText(escaped(text))).toBe(text)
    expect(unescaped(escaped(text))).toBe(text)
  })

  it('keeps hashtags and nothing else', () => {
    expect(escaped('#HảiPhòng x#y #5 https://x.vn/#z')).toBe('{hashtag|\\#|HảiPhòng} x\\#y \\#5 https://x.vn/\\#z')
  })

  it('is cut where it is not escaped, with no word about it', async () => {
    const { ask, server } = await connected()
    const body = {
      ...{ author: page, commentary: 'Khai mạc (lúc 8 giờ)', visibility: 'PUBLIC', lifecycleState: 'PUBLISHED' },
      distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
    }
    expect(await ask('POST', '/rest/posts', { json: body })).toMatchObject({ status: 201 })
    expect(server.posts()[0]?.text).toBe('Khai mạc ')
    await ask('POST', '/rest/posts', { json: { ...body, commentary: '@[Cảng](urn:li:organization:5) và #tin' } })
    expect(server.posts()[1]?.text).toBe('Cảng và #tin')
  })

  it('is measured without its escapes, or with them where LinkedIn counts them', async () => {
    const text = '('.repeat(3_000)
    const made = await connected()
    await made.publish({ ...testContent(), parts: [{ text, media: [] }] })
    expect(made.server.posts()[0]?.text).toBe(text)
    const counting = await connected({ switches: { countsEscapes: true } })
    const refused = { fault: { code: 'rejected', problem: 'text-too-long' } }
    await expect(counting.publish({ ...testContent(), parts: [{ text, media: [] }] })).rejects.toMatchObject(refused)
    const knowing = await connected({ switches: { countsEscapes: true } }, { countsEscapes: true })
    await expect(knowing.prepare({ ...testContent(), parts: [{ text, media: [] }] })).rejects.toMatchObject(refused)
    await knowing.publish({ ...testContent(), parts: [{ text: '('.repeat(1_500), media: [] }] })
  })
})

describe('captions for LinkedIn', () => {
  it('are SubRip: WebVTT is written anew, SubRip stays', () => {
    const vtt = [
      'WEBVTT - tin',
      'NOTE không hiện',
      'mo-dau\n00:01.000 --> 00:02.500 align:start\nXin chào\nHải Phòng',
      '01:00:03.000 --> 01:00:04.000\nTạm biệt',
    ].join('\r\n\r\n')
    const srt = '1\n00:00:01,000 --> 00:00:02,500\nXin chào\nHải Phòng\n\n2\n01:00:03,000 --> 01:00:04,000\nTạm biệt\n'
    expect(subRip(vtt)).toBe(srt)
    expect(subRip(`\uFEFF${srt}`)).toBe(srt)
  })

  it.each([
    ['raw', 'raw', true],
    ['multipart', 'raw', false],
    ['raw', 'multipart', false],
  ] as const)('sent %s where LinkedIn wants them %s: %s', async (ours, captions, works) => {
    const { prepare, server } = await connected({ switches: { captions } }, { captions: ours })
    const given = carrying([await filmOf()], { options: { captions: '1\n00:00:01,000 --> 00:00:02,000\nA' } })
    if (works) {
      const { payload } = await prepare(given)
      const { id } = mediaOf((payload['body'] as { content: unknown }).content)
      expect(server.asset(id)?.captions?.text).toContain('00:00:01,000')
    } else await expect(prepare(given)).rejects.toMatchObject({ fault: { code: 'rejected' } })
  })
})

describe('files for LinkedIn', () => {
  it.each([
    [80_000, 1],
    [partBytes, 1],
    [partBytes + 1, 2],
    [2 * partBytes + 17, 3],
  ])(
    'are sent in parts: a film of %i bytes in %i, without authorization, and named in their order',
    async (bytes, count) => {
      const { server, publish } = await connected()
      const { remoteId } = await publish(carrying([await filmOf(bytes)]))
      expect(remoteId).toMatch(/^urn:li:ugcPost:\d{19}$/)
      const puts = server.received.filter(({ path }) => path.includes('/part/'))
      expect(puts.map(({ headers }) => headers.authorization)).toEqual(Array(count).fill(undefined))
      expect(puts.map(({ body }) => (body as { bytes: number }).bytes).reduce((sum, part) => sum + part)).toBe(bytes)
      const asset = server.asset(mediaOf(server.posts()[0]?.content).id)
      const finish = server.received.find(({ body }) => JSON.stringify(body ?? null).includes('uploadedPartIds'))
      expect(finish?.body).toMatchObject({
        finalizeUploadRequest: { uploadedPartIds: asset?.parts.map(({ etag }) => etag) },
      })
    },
  )

  it('are refused by LinkedIn when parts come in another order, with authorization, or are cut', async () => {
    const { ask, server } = await connected()
    const json = { initializeUploadRequest: { owner: page, fileSizeBytes: partBytes + 1 } }
    const { body } = await ask('POST', '/rest/videos?action=initializeUpload', { json })
    const { video, uploadInstructions } = body['value'] as {
      video: string
      uploadInstructions: { uploadUrl: string; firstByte: number; lastByte: number }[]
    }
    const put = (index: number, size: number, headers: Record<string, string> = {}) =>
      fetch(uploadInstructions[index]?.uploadUrl ?? '', {
        method: 'PUT',
        body: new Uint8Array(size),
        headers: { 'content-type': 'application/octet-stream', ...headers },
      })
    expect((await put(0, 5)).status).toBe(400)
    expect((await put(0, partBytes, { authorization: 'Bearer x' })).status).toBe(400)
    const etags = [await put(0, partBytes), await put(1, 1)].map(({ headers }) => headers.get('etag')?.slice(1, -1))
    const finish = (uploadedPartIds: unknown) => {
      const finalizeUploadRequest = { video, uploadToken: '', uploadedPartIds }
      return ask('POST', '/rest/videos?action=finalizeUpload', { json: { finalizeUploadRequest } })
    }
    expect(await finish(etags.toReversed())).toMatchObject({ status: 400 })
    expect(await finish(etags.slice(1))).toMatchObject({ status: 400 })
    expect(await finish(etags)).toMatchObject({ status: 200 })
    expect(await ask('GET', `/rest/videos/${encodeURIComponent(video)}`)).toMatchObject({
      body: { status: 'PROCESSING_FAILED', processingFailureReason: 'bad codec' },
    })
    expect(server.asset(video)?.failure).toBe('bad codec')
  })

  it('are sent on when the answer to one part is lost', async () => {
    const { server, connector, account, context } = await connected()
    let isLost = false
    const http: typeof context.http = async (request) => {
      const response = await context.http(request)
      if (isLost || !request.url.includes('/part/')) return response
      isLost = true
      throw new ConnectorError({ code: 'outcome-unknown' })
    }
    await publishWith(connector, carrying([await filmOf()]), account, { ...context, http })
    expect(server.received.filter(({ path }) => path.includes('/part/'))).toHaveLength(2)
    expect(server.received.filter(({ path }) => path === '/rest/videos')).toHaveLength(2)
  })

  it('are announced anew when the address has expired meanwhile', async () => {
    const { server, connector, account, context } = await connected({ lifetimes: { uploadMs: day } })
    let isOld = false
    const picture = await testPicture('Cảng')
    const read = async () => {
      if (!isOld) server.advance(day)
      isOld = true
      return picture.read()
    }
    await publishWith(connector, carrying([{ ...picture, read }]), account, context)
    expect(server.received.filter(({ path }) => path === '/rest/images')).toHaveLength(2)
    expect(server.posts()).toHaveLength(1)
  })

  it('are waited for while LinkedIn processes them, and not for ever', async () => {
    const { server, prepare } = await connected({ processingMs: day }, { watch: { ...hasty, atMostMs: 60 } })
    const given = carrying([await testPicture('Cảng')])
    await expect(prepare(given)).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    const asked = server.received.filter(({ method, path }) => method === 'GET' && path.startsWith('/rest/images/'))
    expect(asked.length).toBeGreaterThan(2)
    expect(asked[0]?.path).toMatch(/^\/rest\/images\/urn%3Ali%3Aimage%3A/)
  })

  it('stop being waited for at once when the work is called off', async () => {
    const { connector, account, context } = await connected(
      { processingMs: day },
      { watch: { ...hasty, firstMs: 60_000 } },
    )
    const stopping = AbortSignal.timeout(80)
    const started = performance.now()
    const given = carrying([await testPicture('Cảng')])
    await expect(connector.prepare(given, account, { ...context, signal: stopping })).rejects.toThrow()
    expect(performance.now() - started).toBeLessThan(1_500)
  })

  it('are given a while where LinkedIn does not show their state', async () => {
    const { server, publish } = await connected({ switches: { showsAssets: false } })
    await publish(carrying([await testPicture('Cảng')]))
    expect(server.posts()).toHaveLength(1)
  })

  it.each<[string, () => Promise<ContentMedia> | ContentMedia, string]>([
    [
      'a picture that is none',
      () => testMedium(new TextEncoder().encode('GIF?'), { mimeType: 'image/gif' }),
      'unsupported image format',
    ],
    ['a film of two seconds', () => filmOf(80_000, { seconds: 2 }), 'video duration out of range'],
    ['a film under 75 KB', () => filmOf(74_999), 'video size out of range'],
    [
      'a document that is none',
      () => ({ ...pdfOf(), ...testMedium(new Uint8Array(64), { mimeType: 'application/pdf', kind: 'document' }) }),
      'unsupported document format',
    ],
  ])('are refused by their bytes: %s', async (_what, make, detail) => {
    const { prepare } = await connected()
    await expect(prepare(carrying([await make()]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'media-processing', detail },
    })
  })

  it('may be as large as LinkedIn says, and not a byte larger', async () => {
    const picture = await testPicture('Cảng', { width: 60, height: 60 })
    const taking = await connected({ maxImageBytes: picture.bytes })
    await taking.publish(carrying([picture]))
    const refusing = await connected({ maxImageBytes: picture.bytes - 1 })
    await expect(refusing.publish(carrying([picture]))).rejects.toMatchObject({ fault: { detail: 'image too large' } })
  })

  it('are not mixed, and never cut short', async () => {
    const { prepare } = await connected()
    const [picture, film] = [await testPicture('Cảng'), await filmOf()]
    const refusal = (problem: string) => ({ fault: { code: 'rejected', problem } })
    await expect(prepare(carrying([picture, film]))).rejects.toMatchObject(refusal('media-count'))
    await expect(prepare(carrying([film, picture]))).rejects.toMatchObject(refusal('media-count'))
    await expect(prepare(carrying([{ ...film, bytes: film.bytes + 1 }]))).rejects.toMatchObject(
      refusal('media-missing'),
    )
    await expect(prepare(carrying([{ ...picture, bytes: picture.bytes + 1 }]))).rejects.toMatchObject(
      refusal('media-missing'),
    )
    const sound = testMedium(new Uint8Array(8), { mimeType: 'audio/mpeg', kind: 'audio' })
    await expect(prepare(carrying([sound]))).rejects.toMatchObject(refusal('media-type'))
  })

  it('go to LinkedIn’s own hosts alone', async () => {
    const { server, prepare } = await connected()
    server.uploadTo('https://linkedin.com.example.vn')
    await expect(prepare(carrying([await testPicture('')]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'unexpected-answer' },
    })
  })
})

describe('what a post on LinkedIn may carry', () => {
  const poll = (options: Record<string, unknown>) =>
    testContent({ options: { form: 'poll', question: 'Tuyến nào?', answers: ['A', 'B'], ...options } as never })

  it.each<[string, Record<string, unknown>, boolean]>([
    ['two answers', {}, true],
    ['four answers', { answers: ['A', 'B', 'C', 'D'] }, true],
    ['one answer', { answers: ['A'] }, false],
    ['five answers', { answers: ['A', 'B', 'C', 'D', 'E'] }, false],
    ['an answer of 30 characters', { answers: ['A', 'b'.repeat(30)] }, true],
    ['an answer of 31', { answers: ['A', 'b'.repeat(31)] }, false],
    ['a question of 140', { question: 'q'.repeat(140) }, true],
    ['a question of 141', { question: 'q'.repeat(141) }, false],
    ['no question', { question: '' }, false],
  ])('a poll with %s: %s', async (_what, options, works) => {
    const { publish, server } = await connected()
    if (works) expect((await publish(poll(options))).remoteId).toMatch(/^urn:li:ugcPost:/)
    else await expect(publish(poll(options))).rejects.toMatchObject({ fault: { code: 'rejected' } })
    expect(server.posts()).toHaveLength(works ? 1 : 0)
  })

  it.each([
    ['1', 'ONE_DAY'],
    ['3', 'THREE_DAYS'],
    ['7', 'SEVEN_DAYS'],
    ['14', 'FOURTEEN_DAYS'],
    [undefined, 'THREE_DAYS'],
  ])('a poll for %s days: %s', async (pollDays, duration) => {
    const { publish, server } = await connected()
    await publish(poll(pollDays === undefined ? {} : { pollDays }))
    expect(server.posts()[0]?.content).toMatchObject({ poll: { settings: { duration } } })
  })

  it('one picture as a medium, two to twenty as several, and no more', async () => {
    const { publish, server } = await connected()
    const pictures = (count: number) => Promise.all(Array.from({ length: count }, () => testPicture('')))
    await publish(carrying(await pictures(1)))
    await publish(carrying(await pictures(2)))
    expect(server.posts().map(({ content }) => Object.keys(content ?? {}))).toEqual([['media'], ['multiImage']])
    await expect(publish(carrying(await pictures(21)))).rejects.toMatchObject({ fault: { code: 'rejected' } })
  })

  it('a description of 4,086 characters, and none longer', async () => {
    const { publish } = await connected()
    await publish(carrying([await testPicture('m'.repeat(4_086))]))
    await expect(publish(carrying([await testPicture('m'.repeat(4_087))]))).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'text-too-long' },
    })
  })

  it('a document under the name of its file where nobody gave it a title', async () => {
    const { publish, server } = await connected()
    await publish(carrying([pdfOf('ke-hoach.pdf')], { options: { form: 'document' } }))
    expect(server.posts()[0]?.content).toMatchObject({ media: { title: 'ke-hoach.pdf' } })
  })

  it('the form that LinkedIn itself refuses is refused in its words', async () => {
    const { ask } = await connected()
    const body = {
      ...{ author: page, commentary: 'Chào', visibility: 'PUBLIC', lifecycleState: 'PUBLISHED' },
      distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
    }
    const send = (change: object) => ask('POST', '/rest/posts', { json: { ...body, ...change } })
    const wrong = (code: string) => ({ body: { errorDetails: { inputErrors: [{ code }] } } })
    for (const field of ['author', 'commentary', 'visibility', 'distribution', 'lifecycleState'])
      expect(await send({ [field]: undefined })).toMatchObject({ status: 400, ...wrong('MISSING_FIELD') })
    expect(await send({ lifecycleState: 'DRAFT' })).toMatchObject(wrong('INVALID_VALUE_FOR_FIELD'))
    expect(await send({ language: 'vi' })).toMatchObject({ status: 422 })
    expect(await send({ author: 'urn:li:page:5' })).toMatchObject(wrong('INVALID_URN_TYPE'))
    expect(await send({ author: 'urn:li:organization:5' })).toMatchObject({
      status: 403,
      body: { serviceErrorCode: 100 },
    })
    expect(await send({ content: { media: { id: 'urn:li:image:9' } } })).toMatchObject(wrong('INVALID_IMAGE_ID'))
    expect(await send({ content: { article: { source: 'https://x.vn' } } })).toMatchObject(wrong('MISSING_FIELD'))
    expect(await send({ content: { carousel: {} } })).toMatchObject(wrong('INVALID_VALUE_FOR_FIELD'))
    const two = { article: { source: 'https://x.vn', title: 'X' }, poll: {} }
    expect(await send({ content: two })).toMatchObject(wrong('INVALID_VALUE_FOR_FIELD'))
    expect(await ask('GET', '/rest/posts/urn:li:share:1')).toMatchObject({ status: 400 })
  })
})

describe('once on LinkedIn', () => {
  it.each([
    ['x-restli-id', false],
    ['x-restli-id', true],
    ['x-linkedin-id', false],
  ] as const)('a post is known by its id in %s (encoded: %s)', async (idHeader, encodesIds) => {
    const { publish, server, connector, account, context } = await connected({ switches: { idHeader, encodesIds } })
    const out = await publish(testContent())
    expect(out.remoteId).toBe(server.posts()[0]?.urn)
    expect(out.url).toBe(`${server.url}/feed/update/${out.remoteId}`)
    await connector.remove?.(out, account, context)
    expect(server.posts()).toHaveLength(0)
  })

  it('a post whose id is not told is looked up', async () => {
    const { prepare, server, connector, account, context } = await connected({ switches: { idHeader: 'none' } })
    const part = await prepare(testContent())
    const since = new Date()
    const committed = connector.commit(part, [], account, context)
    await expect(committed).rejects.toMatchObject({ fault: { code: 'outcome-unknown' } })
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({
      outcome: 'published',
      remoteId: server.posts()[0]?.urn,
    })
  })

  it.each(['post', 'person', 'nothing'] as const)(
    'the same part sent again is the same post, when the refusal names %s',
    async (duplicateNames) => {
      const { prepare, server, connector, account, context } = await connected({ switches: { duplicateNames } })
      for (const media of [[], [await testPicture('Cảng')]]) {
        const part = await prepare(carrying(media))
        const first = await connector.commit(part, [], account, context)
        expect(await connector.commit(part, [], account, context)).toEqual(first)
      }
      expect(server.posts()).toHaveLength(2)
    },
  )

  it('the same words that were out before are somebody else’s post, and refused', async () => {
    const { publish, server } = await connected()
    const given = testContent()
    await publish(given)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await expect(publish(given)).rejects.toMatchObject({ fault: { code: 'rejected', problem: 'duplicate' } })
    server.advance(600_000)
    await publish(given)
    expect(server.posts()).toHaveLength(2)
  })

  it('nobody knows which it is when the look-up after a duplicate fails', async () => {
    const { prepare, connector, account, context, server } = await connected()
    const part = await prepare(testContent())
    await connector.commit(part, [], account, context)
    const on = `GET /rest/posts/${encodeURIComponent(server.posts()[0]?.urn ?? '')}`
    server.fail({ on, acts: false, what: { kind: 'hang-up' } })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
  })

  it('a post is found when it comes up in the list, and not before', async () => {
    const { prepare, connector, account, context, server } = await connected({ listLagMs: 60_000 })
    expect(account.capabilities.delivery).toMatchObject({ confirmation: 'likely', commitIsRepeatable: false })
    expect(account.capabilities.delivery.visibilityLagMs).toBeGreaterThanOrEqual(60_000)
    const part = await prepare(testContent())
    const since = new Date()
    const out = await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'absent' })
    server.advance(60_000)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'published', ...out })
  })

  it('a post is found behind a hundred others, by its words, its picture and its time', async () => {
    const { prepare, publish, connector, account, context, server } = await connected()
    const picture = await testPicture('Cảng')
    const part = await prepare(carrying([picture]))
    const since = new Date()
    const out = await connector.commit(part, [], account, context)
    for (let index = 0; index < 101; index += 1) await publish(testContent())
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'published', ...out })
    const soon = new Date(Date.now() + 120_000)
    expect(await connector.confirm(part, [], soon, account, context)).toEqual({ outcome: 'absent' })
    const words = { parts: [{ text: server.posts()[0]?.text ?? '', media: [picture] }] }
    const samePictureUploadedAnew = await prepare(carrying([], words))
    expect(await connector.confirm(samePictureUploadedAnew, [], since, account, context)).toEqual({ outcome: 'absent' })
    const withoutPicture = await prepare(carrying([], { parts: [{ text: words.parts[0]?.text ?? '', media: [] }] }))
    expect(await connector.confirm(withoutPicture, [], since, account, context)).toEqual({ outcome: 'absent' })
  })

  it('is for a person to say where the list is too long to read, or may not be read', async () => {
    const { prepare, publish, connector, account, context, server } = await connected()
    const part = await prepare(testContent())
    const since = new Date()
    for (let index = 0; index < 250; index += 1) await publish(testContent())
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
    const [only] = server.organizations
    if (only) only.role = 'ANALYST'
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })

  it('two posts that could be it are for a person', async () => {
    const { prepare, connector, account, context, server } = await connected({ lifetimes: { duplicateMs: 0 } })
    const part = await prepare(testContent())
    const since = new Date()
    await connector.commit(part, [], account, context)
    await connector.commit(part, [], account, context)
    expect(server.posts()).toHaveLength(2)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })
})

describe('a first comment on LinkedIn', () => {
  const commented = async () => {
    const made = await connected()
    const { connector, account, context } = made
    const given = testContent({ options: { firstComment: 'Chi tiết (1) #tin' } })
    const [post, comment] = await connector.prepare(given, account, context)
    if (!post || !comment) throw new Error('Two parts were expected')
    const out = [await connector.commit(post, [], account, context)]
    return { ...made, given, comment, out }
  }

  it('is looked up under its post after a crash, before its call and after', async () => {
    const { connector, account, context, comment, out, server } = await commented()
    const since = new Date()
    expect(await connector.confirm(comment, out, since, account, context)).toEqual({ outcome: 'absent' })
    const committed = await connector.commit(comment, out, account, context)
    expect(await connector.confirm(comment, out, since, account, context)).toEqual({
      outcome: 'published',
      ...committed,
    })
    expect(server.comments()).toMatchObject([{ text: 'Chi tiết (1) #tin', actor: page }])
  })

  it.each(['hang-up', 'half'] as const)('is looked up when its answer is lost: %s', async (kind) => {
    const { connector, account, context, comment, out, server } = await commented()
    const on = `POST /rest/socialActions/${encodeURIComponent(out[0]?.remoteId ?? '')}/comments`
    server.fail({ on, acts: true, what: { kind } })
    const since = new Date()
    const committed = connector.commit(comment, out, account, context)
    await expect(committed).rejects.toMatchObject({ fault: { code: 'outcome-unknown' } })
    expect(await connector.confirm(comment, out, since, account, context)).toMatchObject({ outcome: 'published' })
  })

  it('is changed and taken down', async () => {
    const { connector, account, context, comment, out, given, server } = await commented()
    const part = await connector.commit(comment, out, account, context)
    const changed = { ...given, options: { firstComment: 'Đã sửa' } }
    expect(await connector.edit?.(part, 1, changed, account, context)).toEqual(part)
    expect(server.comments()[0]?.text).toBe('Đã sửa')
    await connector.remove?.(part, account, context)
    expect(server.comments()).toHaveLength(0)
    await connector.remove?.(part, account, context)
  })

  it('that may not be written leaves the channel as it is', async () => {
    const { connector, account, context, comment, out, server } = await commented()
    const [only] = server.organizations
    if (only) only.role = 'ANALYST'
    await expect(connector.commit(comment, out, account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'permission' },
    })
  })

  it.each([
    [1_250, true],
    [1_251, false],
  ])('of %i characters: %s', async (length, works) => {
    const { connector, account, context } = await connected()
    const given = testContent({ options: { firstComment: 'b'.repeat(length) } })
    const published = publishWith(connector, given, account, context)
    if (works) expect(await published).toHaveLength(2)
    else await expect(published).rejects.toMatchObject({ fault: { code: 'rejected', problem: 'text-too-long' } })
  })
})

describe('changing a post on LinkedIn', () => {
  it('escapes the new words, and keeps what the post carries', async () => {
    const { publish, connector, account, context, server } = await connected()
    const given = carrying([await testPicture('Cảng')])
    const out = await publish(given)
    const text = 'Đã sửa (lần 2) #HảiPhòng'
    await connector.edit?.(out, 0, { ...given, parts: [{ text, media: [] }] }, account, context)
    expect(server.posts()[0]).toMatchObject({ text, isEdited: true, content: { media: { altText: 'Cảng' } } })
  })

  it('says that a post is gone, and that a text is too long', async () => {
    const { publish, connector, account, context } = await connected()
    const given = testContent()
    const out = await publish(given)
    const long = { ...given, parts: [{ text: 'x'.repeat(3_001), media: [] }] }
    await expect(connector.edit?.(out, 0, long, account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'text-too-long' },
    })
    await connector.remove?.(out, account, context)
    await expect(connector.edit?.(out, 0, given, account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem: 'not-found' },
    })
  })

  it('does not take a page for a deletion', async () => {
    const { publish, connector, account, context, server } = await connected()
    const out: CommittedPart = await publish(testContent())
    const on = `DELETE /rest/posts/${encodeURIComponent(out.remoteId)}`
    const body = '<h1>Please wait</h1>'
    server.fail({ on, acts: false, what: { kind: 'answer', status: 200, type: 'html', body } })
    await expect(connector.remove?.(out, account, context)).rejects.toMatchObject({ fault: { code: 'platform-down' } })
    expect(server.posts()).toHaveLength(1)
  })
})
