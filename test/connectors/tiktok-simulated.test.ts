import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../connectors/contract.ts'
import { testPicture } from './support.ts'
import { carrying, connected, filmOf, openShelf } from './tiktok-support.ts'

const minute = 60_000
const dayMs = 86_400_000
const statusPath = 'POST /v2/post/publish/status/fetch/'
const photosPath = 'POST /v2/post/publish/content/init/'
const told = (data: object) =>
  ({
    kind: 'answer',
    status: 200,
    type: 'json',
    body: JSON.stringify({ data, error: { code: 'ok', message: '' } }),
  }) as const
const rejects = (problem: string) => ({ fault: { code: 'rejected', problem } })
/** A real film, and a page where a film was expected. */
const noFilm = async () =>
  Object.assign(await filmOf(), { bytes: 4, slice: async () => new Uint8Array([60, 104, 116, 109]) })

describe('before a post', () => {
  it('TikTok is asked what the account may do, each time, and not for a draft', async () => {
    const { server, prepare } = await connected()
    const asked = () => server.received.filter(({ path }) => path.startsWith('/v2/post/')).map(({ path }) => path)
    const before = asked().length
    await prepare(carrying([await filmOf()]))
    expect(asked().slice(before)).toEqual(['/v2/post/publish/creator_info/query/', '/v2/post/publish/video/init/'])
    await prepare(carrying([await filmOf()], { form: 'videoDraft' }))
    expect(asked().slice(before + 2)).toEqual(['/v2/post/publish/inbox/video/init/'])
  })

  it.each([
    ['who may see it is no choice any more', { isPrivate: true }, {}, 'permission'],
    ['nobody chose who may see it', {}, { privacy: null }, 'permission'],
    ['comments were switched off since they were allowed', { commentsOff: true }, { allowComment: true }, 'permission'],
    ['Duet was switched off since it was allowed', { duetsOff: true }, { allowDuet: true }, 'permission'],
    ['Stitch was switched off since it was allowed', { stitchesOff: true }, { allowStitch: true }, 'permission'],
    ['a paid partnership would be for the account alone', {}, { paidPartnership: true, privacy: 'self' }, 'permission'],
    ['the film is longer than the account may', { maxDurationSec: 3 }, {}, 'media-duration'],
    ['the account is banned', { banned: true }, {}, 'permission'],
  ])('a person is asked when %s, and nothing is begun', async (_why, creator, options: JsonObject, problem) => {
    const { server, prepare } = await connected()
    Object.assign(server.creator, creator)
    await expect(prepare(carrying([await filmOf()], options))).rejects.toMatchObject(rejects(problem))
    expect(server.received.some(({ path }) => path.endsWith('/init/'))).toBe(false)
  })

  it('takes a film as long as the account may, and what is switched off as such', async () => {
    const creator = { maxDurationSec: 4, commentsOff: true, duetsOff: true, stitchesOff: true }
    const { server, publish } = await connected({ creator })
    await publish(carrying([await filmOf()]))
    expect(server.posts()[0]?.info).toMatchObject({ disable_comment: true, disable_duet: true, disable_stitch: true })
  })

  it.each([
    ['nothing', async () => [], 'media-missing'],
    ['two films', async () => [await filmOf(), await filmOf()], 'media-count'],
    ['a film beside a picture', async () => [await filmOf(), await testPicture('')], 'media-count'],
  ] as const)('takes no post with %s', async (_what, media, problem) => {
    const { prepare } = await connected()
    await expect(prepare(carrying(await media(), { form: 'video' }))).rejects.toMatchObject(rejects(problem))
  })

  it('publishes for friends, followers or nobody else, with the publication’s id and no address', async () => {
    const { server, publish, connector, account, context } = await connected({ creator: { isPrivate: true } })
    for (const [privacy, level] of [
      ['friends', 'MUTUAL_FOLLOW_FRIENDS'],
      ['followers', 'FOLLOWER_OF_CREATOR'],
      ['self', 'SELF_ONLY'],
    ] as const) {
      const part = await publish(carrying([await filmOf()], { privacy }))
      const post = server.posts().at(-1)
      expect(post).toMatchObject({ privacy: level, id: part.remoteId })
      expect(part.url).toBeNull()
      const [figures] = (await connector.metrics?.([part.remoteId], account, context)) ?? []
      expect(figures).toMatchObject({ values: {}, absent: { views: 'not-yet', reach: 'not-offered' }, gone: false })
    }
  })

  it('is only for the account itself while the application is not audited; a draft goes all the same', async () => {
    const { server, publish } = await connected({ audited: false })
    const public_ = publish(carrying([await filmOf()]))
    await expect(public_).rejects.toMatchObject(rejects('permission'))
    const notPrivate = publish(carrying([await filmOf()], { privacy: 'self' }))
    await expect(notPrivate).rejects.toMatchObject(rejects('permission'))
    await publish(carrying([await filmOf()], { form: 'videoDraft' }))
    server.creator.isPrivate = true
    await publish(carrying([await filmOf()], { privacy: 'self' }))
    expect([server.posts().length, server.inbox().length]).toEqual([1, 1])
  })

  it('counts a text in UTF-16 as TikTok does', async () => {
    const { publish } = await connected()
    const saying = async (text: string) => ({ ...carrying([]), parts: [{ text, media: [await filmOf()] }] })
    await publish(await saying('🌺'.repeat(1_100)))
    await expect(publish(await saying(`${'🌺'.repeat(1_100)}a`))).rejects.toMatchObject(rejects('text-too-long'))
  })
})

describe('what TikTok makes of a film', () => {
  it.each([
    ['is no film', noFilm, 'media-type', 'file_format_check_failed'],
    [
      'has 22 pictures a second',
      () => filmOf(undefined, { framesPerSecond: 22 }),
      'media-processing',
      'frame_rate_check_failed',
    ],
    [
      'has 61 pictures a second',
      () => filmOf(undefined, { framesPerSecond: 61 }),
      'media-processing',
      'frame_rate_check_failed',
    ],
    ['is 2 seconds long', () => filmOf(undefined, { seconds: 2 }), 'media-duration', 'duration_check_failed'],
    ['is 358 pixels wide', () => filmOf(undefined, { width: 358 }), 'media-size', 'picture_size_check_failed'],
  ] as const)('is told when it %s: nothing is out, and it is not sent again', async (_what, film, problem, reason) => {
    const { server, prepare, connector, account, context } = await connected()
    const part = await prepare(carrying([await film()]))
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'rejected', problem, detail: reason },
    })
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'absent' })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject(rejects(problem))
    expect(server.posts()).toHaveLength(0)
  })

  it.each([
    ['23 pictures a second', { framesPerSecond: 23 }],
    ['60 pictures a second', { framesPerSecond: 60 }],
    ['360 pixels', { width: 360, height: 360 }],
    ['4096 pixels', { width: 4_096, height: 2_160 }],
    ['3 seconds', { seconds: 3 }],
  ])('is taken at the edge: %s', async (_edge, made) => {
    const { server, publish } = await connected()
    await publish(carrying([await filmOf(undefined, made)]))
    expect(server.posts()).toHaveLength(1)
  })

  it.each([
    ['file_format_check_failed', { code: 'rejected', problem: 'media-type' }],
    ['duration_check_failed', { code: 'rejected', problem: 'media-duration' }],
    ['frame_rate_check_failed', { code: 'rejected', problem: 'media-processing' }],
    ['picture_size_check_failed', { code: 'rejected', problem: 'media-size' }],
    ['spam_risk_text', { code: 'rejected', problem: 'other', detail: 'spam_risk_text' }],
    ['spam_risk', { code: 'rejected', problem: 'other' }],
    ['internal', { code: 'rejected', problem: 'media-processing' }],
    ['publish_cancelled', { code: 'rejected', problem: 'other' }],
    ['auth_removed', { code: 'credentials-revoked' }],
    ['spam_risk_too_many_posts', { code: 'rate-limited', retryAfterMs: dayMs }],
    ['spam_risk_user_banned_from_posting', { code: 'rejected', problem: 'permission' }],
  ])('fails as %s', async (fail_reason, fault) => {
    const { server, publish } = await connected()
    server.fail({ on: statusPath, acts: false, what: told({ status: 'FAILED', fail_reason }) })
    await expect(publish(carrying([await filmOf()]))).rejects.toMatchObject({ fault })
  })

  it('is watched until it is out and has its id, where that takes a moment only', async () => {
    const watch = { firstMs: 5, longestMs: 10, processingMs: 5_000, moderationMs: 5_000 }
    const { server, publish } = await connected({ processingMs: 30, moderationMs: 30 }, { watch })
    const { remoteId, url } = await publish(carrying([await filmOf()]))
    expect(remoteId).toBe(server.posts()[0]?.postId)
    expect(url).toBe(`${server.url}/@haiphong/video/${remoteId}`)
  })

  it('can take an hour: it is looked at again until it is out', async () => {
    const { server, prepare, connector, account, context } = await connected({ processingMs: 60 * minute })
    const part = await prepare(carrying([await filmOf()]))
    const since = new Date()
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    await expect(connector.confirm(part, [], since, account, context)).rejects.toMatchObject({
      fault: { code: 'rate-limited', retryAfterMs: 5 * minute },
    })
    server.advance(60 * minute)
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published' })
    expect(server.posts()).toHaveLength(1)
  })

  it('gets an id of its own after moderation; until then it is known by its publication', async () => {
    const { server, publish, connector, account, context } = await connected({ moderationMs: 10 * minute })
    const { remoteId, url, receipt } = await publish(carrying([await filmOf()]))
    const [post] = server.posts()
    expect({ remoteId, url, receipt }).toEqual({ remoteId: post?.id, url: null, receipt: { publishId: post?.id } })
    const figures = async () => (await connector.metrics?.([remoteId], account, context))?.[0]
    expect(await figures()).toMatchObject({ values: {}, absent: { views: 'not-yet' } })
    server.advance(10 * minute)
    server.react(post?.postId ?? '', { views: 120, likes: 4 })
    expect(await figures()).toEqual({
      remoteId,
      values: { views: 120, reactions: 4, comments: 0, shares: 0 },
      absent: {
        impressions: 'not-offered',
        reach: 'not-offered',
        saves: 'not-offered',
        clicks: 'not-offered',
        watchSeconds: 'not-offered',
      },
      raw: { id: post?.postId, view_count: 120, like_count: 4, comment_count: 0, share_count: 0 },
      gone: false,
    })
  })

  it('has an id that JavaScript’s numbers would round', async () => {
    const { server, publish } = await connected()
    const { remoteId } = await publish(carrying([await filmOf()]))
    expect(remoteId).toBe(server.posts()[0]?.postId)
    expect(String(Number(remoteId))).not.toBe(remoteId)
  })

  it('cannot be told when TikTok has forgotten the publication, or does not say what has arrived', async () => {
    const { server, prepare, connector, account, context } = await connected()
    const part = await prepare(carrying([await filmOf()]))
    const body = JSON.stringify({ data: {}, error: { code: 'invalid_publish_id', message: 'Unknown' } })
    server.fail({ on: statusPath, acts: false, what: { kind: 'answer', status: 400, type: 'json', body } })
    server.fail({ on: statusPath, acts: false, what: told({ status: 'PROCESSING_UPLOAD' }) })
    for (const _time of [1, 2])
      expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'unknown' })
  })
})

describe('a draft', () => {
  it('lies in the inbox until somebody finishes it in the app, and is measured from then on', async () => {
    const { server, publish, connector, account, context } = await connected()
    const { remoteId } = await publish(carrying([await filmOf()], { form: 'videoDraft' }))
    expect(server.inbox().map(({ id }) => id)).toEqual([remoteId])
    const [waiting] = (await connector.metrics?.([remoteId], account, context)) ?? []
    expect(waiting).toMatchObject({ values: {}, absent: { views: 'not-yet' } })
    server.finishDraft(remoteId, 'PUBLIC_TO_EVERYONE')
    const [out] = (await connector.metrics?.([remoteId], account, context)) ?? []
    expect(out).toMatchObject({ remoteId, values: { views: 0 } })
  })

  it('is confirmed by the inbox, and is one draft however often it is sent', async () => {
    const { server, prepare, connector, account, context } = await connected()
    const part = await prepare(carrying([await filmOf()], { form: 'videoDraft' }))
    const out = await connector.commit(part, [], account, context)
    await connector.commit(part, [], account, context)
    expect(await connector.confirm(part, [], new Date(), account, context)).toEqual({ outcome: 'published', ...out })
    expect(server.inbox()).toHaveLength(1)
  })

  it('waits for a day when five wait already', async () => {
    const { server, publish, prepare } = await connected({ rates: { init: 100 } })
    for (let count = 0; count < 5; count += 1) await publish(carrying([await filmOf()], { form: 'videoDraft' }))
    await expect(prepare(carrying([await filmOf()], { form: 'videoDraft' }))).rejects.toMatchObject({
      fault: { code: 'rate-limited', retryAfterMs: dayMs },
    })
    server.finishDraft(server.inbox()[0]?.id ?? '', 'SELF_ONLY')
    await publish(carrying([await filmOf()], { form: 'videoDraft' }))
  })

  it('of pictures wants an app that is not too old', async () => {
    const shelf = await openShelf()
    const { publish } = await connected({ creator: { oldApp: true }, verifiedPrefixes: [shelf.prefix] })
    const draft = publish(carrying([await shelf.picture()], { form: 'photosDraft' }))
    await expect(draft).rejects.toMatchObject(rejects('permission'))
  })
})

describe('pictures, which TikTok fetches', () => {
  async function withShelf(
    options: Parameters<typeof connected>[0] = {},
    settings: Parameters<typeof connected>[1] = {},
  ) {
    const shelf = await openShelf()
    return { shelf, ...(await connected({ verifiedPrefixes: [shelf.prefix], ...options }, settings)) }
  }

  it.each([
    ['35 pictures', 35, {}, null],
    ['36 pictures', 36, {}, 'media-count'],
    ['a cover that there is', 2, { photoCover: 2 }, null],
    ['a cover that there is not', 2, { photoCover: 3 }, 'media-count'],
  ])('takes or refuses %s', async (_what, count, options, problem) => {
    const { shelf, publish, server } = await withShelf()
    const picture = await shelf.picture()
    const published = publish(
      carrying(
        Array.from({ length: count }, () => picture),
        options,
      ),
    )
    if (problem) await expect(published).rejects.toMatchObject(rejects(problem))
    else await published
    expect(server.posts()).toHaveLength(problem ? 0 : 1)
  })

  it.each([
    ['a PNG', async () => testPicture(''), 'media-type'],
    ['one pixel too many', () => testPicture('', { format: 'jpeg', width: 1_921, height: 1_080 }), 'media-size'],
  ])('is told of %s', async (_what, made, problem) => {
    const { shelf, publish, server } = await withShelf()
    const failed = publish(carrying([await shelf.picture(), shelf.offer(await made())]))
    await expect(failed).rejects.toMatchObject(rejects(problem))
    expect(server.posts()).toHaveLength(0)
  })

  it('takes 1,920 by 1,080 pixels', async () => {
    const { shelf, publish, server } = await withShelf()
    await publish(carrying([await shelf.picture({ width: 1_920, height: 1_080 })]))
    expect(server.posts()).toHaveLength(1)
  })

  it('may be tried again when TikTok cannot fetch them, and needs no new preparation', async () => {
    const { shelf, prepare, connector, account, context, server } = await withShelf()
    const part = await prepare(carrying([await shelf.picture()]))
    for (const fail_reason of ['photo_pull_failed', 'internal']) {
      server.fail({ on: statusPath, acts: false, what: told({ status: 'FAILED', fail_reason }) })
      await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
        fault: { code: 'unreachable' },
      })
    }
    const lost = await withShelf()
    const gone = { ...(await lost.shelf.picture()), publicUrl: async () => `${lost.shelf.prefix}nothing-here.jpeg` }
    await expect(lost.publish(carrying([gone]))).rejects.toMatchObject({ fault: { code: 'unreachable' } })
    expect(lost.server.posts()).toHaveLength(0)
  })

  it('needs a public address that was proved to be the office’s', async () => {
    const { publish, server } = await withShelf({ verifiedPrefixes: ['https://media.example/'] })
    const other = await openShelf()
    await expect(publish(carrying([await other.picture()]))).rejects.toMatchObject(rejects('no-public-address'))
    await expect(publish(carrying([await testPicture('', { format: 'jpeg' })]))).rejects.toThrow('no address')
    expect(server.posts()).toHaveLength(0)
  })

  it.each([true, false])(
    'whose answer was lost are found by their words where TikTok lists pictures (%s)',
    async (listsPhotos) => {
      const { shelf, prepare, connector, account, context, server } = await withShelf({ switches: { listsPhotos } })
      const part = await prepare({ ...carrying([await shelf.picture()]), title: 'Tiêu đề' })
      const since = new Date()
      server.fail({ on: photosPath, acts: true, what: { kind: 'hang-up' } })
      await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
        fault: { code: 'outcome-unknown' },
      })
      const found = await connector.confirm(part, [], since, account, context)
      const remoteId = server.posts()[0]?.postId
      expect(found).toMatchObject(listsPhotos ? { outcome: 'published', remoteId } : { outcome: 'unknown' })
      expect(server.posts()).toHaveLength(1)
    },
  )

  it.each([
    ['they are for friends', { privacy: 'friends' }],
    ['they are a draft', { form: 'photosDraft' }],
    ['moderation still looks at them', {}],
  ])('whose answer was lost are left to a person when %s, never taken for absent', async (_why, options) => {
    const { shelf, prepare, connector, account, context, server } = await withShelf({ moderationMs: minute })
    const part = await prepare(carrying([await shelf.picture()], options))
    const since = new Date()
    server.fail({ on: photosPath, acts: true, what: { kind: 'half' } })
    await expect(connector.commit(part, [], account, context)).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
  })

  it('are not taken for older or other ones with the same words, behind a page of younger posts', async () => {
    const rates = { init: 100, creatorInfo: 100, status: 200 }
    const { shelf, prepare, publish, connector, account, context, server } = await withShelf({
      rates,
      postsPerDay: 100,
    })
    const picture = await shelf.picture()
    const given = carrying([picture])
    const part = await prepare(given)
    await connector.commit(part, [], account, context)
    server.advance(2 * minute)
    const since = new Date(Date.now() + 2 * minute)
    expect(await connector.confirm(part, [], since, account, context)).toEqual({ outcome: 'unknown' })
    const { remoteId } = await connector.commit(part, [], account, context)
    for (let count = 0; count < 25; count += 1) {
      server.advance(1_000)
      await publish(carrying([picture]))
    }
    expect(await connector.confirm(part, [], since, account, context)).toMatchObject({ outcome: 'published', remoteId })
  })

  it.each([
    ['429', { code: 'rate_limit_exceeded' }],
    ['an old token', { code: 'access_token_invalid' }],
  ])('that were taken are never asked for again because the question about them gets %s', async (_what, error) => {
    const { shelf, publish, server } = await withShelf()
    const body = JSON.stringify({ data: {}, error: { ...error, message: '' } })
    server.fail({ on: statusPath, acts: false, what: { kind: 'answer', status: 429, type: 'json', body } })
    await expect(publish(carrying([await shelf.picture()]))).rejects.toMatchObject({
      fault: { code: 'outcome-unknown' },
    })
    expect(server.posts()).toHaveLength(1)
  })

  it('made by a machine are marked where TikTok wants it, or not where it takes no mark', async () => {
    for (const [ours, theirs, isAigc] of [
      ['top-level', 'top-level', true],
      ['post-info', 'post-info', true],
      ['off', 'nowhere', false],
    ] as const) {
      const { shelf, publish, server } = await withShelf({ switches: { photoAigc: theirs } }, { photoAigc: ours })
      await publish({ ...carrying([await shelf.picture()]), machineMarks: { drawn: true } })
      expect(server.posts()[0]?.isAigc).toBe(isAigc)
    }
    const { shelf, publish } = await withShelf({ switches: { photoAigc: 'nowhere' } })
    await expect(publish(carrying([await shelf.picture()]))).rejects.toMatchObject(rejects('other'))
  })

  it('take 90 UTF-16 units of headline', async () => {
    const { shelf, publish } = await withShelf()
    const picture = await shelf.picture()
    await publish({ ...carrying([picture]), title: '🌺'.repeat(45) })
    const longer = publish({ ...carrying([picture]), title: `${'🌺'.repeat(45)}a` })
    await expect(longer).rejects.toMatchObject(rejects('text-too-long'))
  })
})

describe('limits', () => {
  it('of six beginnings a minute pass with the minute, and TikTok names no wait', async () => {
    const { server, prepare } = await connected()
    for (let count = 0; count < 6; count += 1) await prepare(carrying([await filmOf()]))
    const seventh = carrying([await filmOf()])
    await expect(prepare(seventh)).rejects.toMatchObject({ fault: { code: 'rate-limited', retryAfterMs: minute } })
    server.advance(minute)
    await prepare(seventh)
  })

  it('of fifteen posts a day hold for the sixteenth, and not for the next day', async () => {
    const rates = { init: 100, creatorInfo: 100, status: 100 }
    const { server, publish } = await connected({ rates, lifetimes: { accessMs: 9 * dayMs } })
    for (let count = 0; count < 15; count += 1) await publish(carrying([await filmOf()]))
    const sixteenth = carrying([await filmOf()])
    await expect(publish(sixteenth)).rejects.toMatchObject({ fault: { code: 'rate-limited', retryAfterMs: dayMs } })
    server.advance(dayMs)
    await publish(sixteenth)
    expect(server.posts()).toHaveLength(16)
  })

  it('of people posting through the application a day are waited out', async () => {
    const { server, publish } = await connected()
    server.creator.capReached = true
    await expect(publish(carrying([await filmOf()]))).rejects.toMatchObject({
      fault: { code: 'rate-limited', retryAfterMs: dayMs },
    })
  })
})

describe('figures', () => {
  it('are asked for by twenty, and what TikTok leaves out is not zero', async () => {
    const { server, publish, connector, account, context } = await connected()
    const { remoteId } = await publish(carrying([await filmOf()]))
    const unknown = Array.from({ length: 20 }, (_, index) => String(7_400_000_000_000_000_000n + BigInt(index)))
    const before = server.received.length
    const figures = (await connector.metrics?.([...unknown, remoteId], account, context)) ?? []
    expect(server.received.slice(before).map(({ path }) => path)).toEqual(['/v2/video/query/', '/v2/video/query/'])
    expect(figures.slice(0, 20).every(({ values, gone }) => Object.keys(values).length === 0 && !gone)).toBe(true)
    expect(figures[0]?.absent).toMatchObject({ views: 'not-permitted', reach: 'not-offered' })
    expect(figures.at(-1)).toMatchObject({ remoteId, values: { views: 0 } })
  })

  it('that come later are not yet known', async () => {
    const { server, publish, connector, account, context } = await connected({ figuresAfterMs: minute })
    const { remoteId } = await publish(carrying([await filmOf()]))
    const views = async () => (await connector.metrics?.([remoteId], account, context))?.[0]
    expect(await views()).toMatchObject({ values: {}, absent: { views: 'not-yet', shares: 'not-yet' } })
    server.advance(minute)
    expect(await views()).toMatchObject({ values: { views: 0, shares: 0 } })
  })

  it('are not permitted without the permission, and nobody is asked', async () => {
    const { server, connector, account, context } = await connected()
    const { fields } = account.credentials
    const credentials = { ...account.credentials, fields: { ...fields, scopes: 'user.info.basic,video.publish' } }
    const before = server.received.length
    const [told] = (await connector.metrics?.(['7512345678901234567'], { ...account, credentials }, context)) ?? []
    expect(told).toMatchObject({ values: {}, absent: { views: 'not-permitted' }, gone: false })
    expect(server.received).toHaveLength(before)
  })

  it('of the account are its followers and posts', async () => {
    const { publish, connector, account, context } = await connected()
    await publish(carrying([await filmOf()]))
    expect(await connector.accountMetrics?.(account, context)).toEqual({
      followers: 1_204,
      posts: 1,
      raw: { follower_count: 1_204, video_count: 1, likes_count: 0 },
    })
  })
})

describe('the simulation', () => {
  const info = { title: 'a', privacy_level: 'SELF_ONLY' }
  const source_info = { source: 'FILE_UPLOAD', video_size: 10, chunk_size: 10, total_chunk_count: 1 }
  const videoInit = '/v2/post/publish/video/init/'

  it.each([
    ['no post_info', { source_info }, 400, 'invalid_params'],
    ['no privacy', { post_info: { title: 'a' }, source_info }, 400, 'invalid_params'],
    ['a field it does not know', { post_info: { ...info, auto_add_music: true }, source_info }, 400, 'invalid_params'],
    ['a flag that is none', { post_info: { ...info, is_aigc: 'true' }, source_info }, 400, 'invalid_params'],
    ['branded and private', { post_info: { ...info, brand_content_toggle: true }, source_info }, 400, 'invalid_params'],
    [
      'a level not offered',
      { post_info: { ...info, privacy_level: 'FOLLOWER_OF_CREATOR' }, source_info },
      403,
      'privacy_level_option_mismatch',
    ],
    ['another source', { post_info: info, source_info: { source: 'BY_POST' } }, 400, 'invalid_params'],
    [
      'a foreign address',
      { post_info: info, source_info: { source: 'PULL_FROM_URL', video_url: 'https://elsewhere.example/a.mp4' } },
      403,
      'url_ownership_unverified',
    ],
  ])('refuses %s', async (_what, body, status, code) => {
    const { ask } = await connected()
    expect(await ask(videoInit, body)).toMatchObject({ status, code })
  })

  it('refuses addresses without their slash, unless it is told to take them', async () => {
    const strict = await connected()
    await expect(strict.ask(videoInit.slice(0, -1), { post_info: info, source_info })).resolves.toMatchObject({
      status: 404,
      code: 'unsupported_path',
    })
    const lenient = await connected({ switches: { strictSlashes: false } })
    expect(await lenient.ask(videoInit.slice(0, -1), { post_info: info, source_info })).toMatchObject({ code: 'ok' })
  })

  it('fetches a film from an address that was proved, follows no redirect, and publishes by itself', async () => {
    const shelf = await openShelf()
    const { server, ask } = await connected({ verifiedPrefixes: [shelf.prefix] })
    const film = shelf.offer(await filmOf())
    const pull = (video_url: string) =>
      ask(videoInit, { post_info: info, source_info: { source: 'PULL_FROM_URL', video_url } })
    const { data } = await pull(await film.publicUrl())
    expect((data as { publish_id: string }).publish_id).toMatch(/^v_pub_url~v2\.\d+$/)
    expect(server.posts()).toHaveLength(1)
    const missing = await pull(`${shelf.prefix}none.mp4`)
    expect(await ask(statusPath.slice(5), missing.data)).toMatchObject({
      data: { status: 'FAILED', fail_reason: 'video_pull_failed' },
    })
  })
})
