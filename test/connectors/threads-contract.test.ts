import { expect } from 'vitest'
import { startSimulatedThreads } from '../../server/practice/threads/index.ts'
import type { Post } from '../../server/practice/threads/world.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type ErrorCase, type FormCase } from './contract.ts'
import { film, picture, showing } from './instagram-support.ts'
import { threadsAt, visitThreads } from './threads-support.ts'

const server = await startSimulatedThreads({
  ...{ processingMs: 3, insightsLagMs: 0 },
  limits: { posts: 9_000, replies: 9_000, deletes: 9_000 },
})
const proxy = await startFaultyProxy(server.url)
const connector = threadsAt(proxy.url)

type Seen = { readonly method: string; readonly path: string }
const isMake = ({ method, path }: Seen) => method === 'POST' && /\/me\/threads(\?|$)/.test(path)
const isCommit = ({ method, path }: Seen) => method === 'POST' && path.includes('/threads_publish')
const isLook = ({ method, path }: Seen) => method === 'GET' && path.includes('status%2Cerror_message')

const graphError = (code: number | string, subcode?: number, more: object = {}) => ({
  error: { message: 'told', type: 'OAuthException', code, error_subcode: subcode, fbtrace_id: 'h', ...more },
})
const rejected = (problem: string) => ({ code: 'rejected', problem }) as ErrorCase['fault']
const down = { code: 'platform-down' } as const
const failing = (error_message: string, fault: ErrorCase['fault']): ErrorCase => ({
  title: `says what became of a container that failed (${error_message})`,
  ...{ on: isLook, status: 200, body: { id: '1', status: 'ERROR', error_message }, fault },
})
const errors: readonly ErrorCase[] = [
  {
    title: 'comes back when a finished container is not found yet (24/4279009)',
    ...{ status: 400, body: graphError(24, 4279009), fault: { code: 'rate-limited', retryAfterMs: 5_000 } },
  },
  {
    title: 'makes a carousel anew whose items are not there yet (100/4279004)',
    ...{ on: isMake, status: 400, body: graphError(100, 4279004), fault: down },
  },
  {
    title: 'passes on what a container was refused for (100)',
    ...{ on: isMake, status: 400, body: graphError(100), fault: rejected('other') },
  },
  ...[
    graphError(100, undefined, { message: 'THREADS_API__LINK_LIMIT_EXCEEDED' }),
    graphError('THREADS_API__LINK_LIMIT_EXCEEDED'),
  ].map((body, index) => ({
    title: `says that there are too many links, named in the ${index === 0 ? 'message' : 'code'}`,
    ...{ on: isMake, status: 400, body },
    fault: { ...rejected('other'), detail: expect.stringContaining('LINK_LIMIT') },
  })),
  {
    title: 'says that a file cannot be fetched when that lasts (9004/2207052)',
    ...{ on: isMake, status: 400, body: graphError(9004, 2207052), fault: rejected('media-processing') },
  },
  failing('FAILED_DOWNLOADING_VIDEO', rejected('media-processing')),
  failing('UNKNOWN', down),
  failing('INVALID_ASPEC_RATIO', rejected('media-size')),
  failing('INVALID_DURATION', rejected('media-duration')),
  ...[
    'INVALID_BIT_RATE',
    'INVALID_FRAME_RATE',
    'INVALID_AUDIO_CHANNELS',
    'INVALID_AUDIO_CHANNEL_LAYOUT',
    'FAILED_PROCESSING_AUDIO',
    'FAILED_PROCESSING_VIDEO',
  ].map((message) => failing(message, rejected('media-processing'))),
  {
    title: 'says that a container has expired before it was ready',
    ...{ on: isLook, status: 200, body: { id: '1', status: 'EXPIRED' }, fault: rejected('media-missing') },
  },
  ...[4279013, 2207051].flatMap((subcode): ErrorCase[] => [
    {
      title: `wants a person when activity is restricted (${subcode})`,
      ...{ on: isMake, status: 400, body: graphError(100, subcode), fault: { code: 'credentials-revoked' } },
    },
    {
      title: `does not know what became of a post when activity is restricted (${subcode})`,
      ...{ status: 403, body: graphError(4, subcode), fault: { code: 'outcome-unknown' } },
    },
  ]),
  {
    title: 'waits when the day’s posts are used up (9/2207042)',
    ...{ status: 400, body: graphError(9, 2207042), fault: { code: 'rate-limited', retryAfterMs: 3_600_000 } },
  },
  ...[4, 17, 32, 613, 80002].map((code) => ({
    title: `waits five minutes when the platform asks for less (${code})`,
    ...{ status: 400, body: graphError(code) },
    fault: { code: 'rate-limited', retryAfterMs: 300_000 } as const,
  })),
  ...[458, 460, 467, undefined].map((subcode) => ({
    title: `wants a person when the access was ended (190/${subcode})`,
    ...{ status: 400, body: graphError(190, subcode), fault: { code: 'credentials-revoked' } as const },
  })),
  {
    title: 'renews a token that has expired (190/463)',
    ...{ status: 401, body: graphError(190, 463), fault: { code: 'credentials-expired' } },
  },
  {
    title: 'wants a person when the session is over (102)',
    ...{ status: 400, body: graphError(102), fault: { code: 'credentials-revoked' } },
  },
  ...[10, 200, 299].map((code) => ({
    title: `wants a person when a permission is missing (${code})`,
    ...{ status: 403, body: graphError(code), fault: { code: 'credentials-revoked' } as const },
  })),
  ...[
    graphError('THREADS_API__FEATURE_NOT_AVAILABLE'),
    graphError(100, undefined, { message: 'THREADS_API__FEATURE_NOT_AVAILABLE' }),
  ].map((body, index) => ({
    title: `says that the profile may not do this, named in the ${index === 0 ? 'code' : 'message'}`,
    ...{ on: isMake, status: 400, body, fault: rejected('permission') },
  })),
  ...[1, 2].flatMap((code): ErrorCase[] => [
    {
      title: `does not know what became of a post when the platform fails (${code})`,
      ...{ status: 500, body: graphError(code), fault: { code: 'outcome-unknown' } },
    },
    {
      title: `tries again later when a container fails (${code})`,
      ...{ on: isMake, status: 500, body: graphError(code), fault: down },
    },
  ]),
  {
    title: 'does not know what became of a post when the platform calls it transient',
    ...{ status: 400, body: graphError(100, undefined, { is_transient: true }), fault: { code: 'outcome-unknown' } },
  },
  { title: 'takes a page for a platform that is down', on: isMake, status: 200, body: '<html>…</html>', fault: down },
  {
    title: 'takes an error with status 200 for an error',
    ...{ on: isMake, status: 200, body: graphError(190), fault: { code: 'credentials-revoked' } },
  },
]

const outAs = (wanted: string | undefined): Post | undefined => server.posts().find(({ id }) => id === wanted)
const forms: readonly FormCase[] = [
  {
    title: 'a text with its address',
    content: async () => showing('Chào buổi sáng', []),
    seen: (_item, [out]) => {
      expect(outAs(out?.remoteId)?.mediaType).toBe('TEXT')
      expect(out?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/www\.threads\.net\/@cang\.haiphong\/post\//)
    },
  },
  {
    title: 'a text with a link as its card',
    content: async () => ({ ...showing('Xem https://example.vn/tin', []), link: 'https://example.vn/tin' }),
    seen: (_item, [out]) => expect(outAs(out?.remoteId)?.link).toBe('https://example.vn/tin'),
  },
  {
    title: 'a text with its topic',
    content: async () => showing('Lễ hội', [], { topic: '#Hoa Phượng Đỏ' }),
    seen: (_item, [out]) => expect(outAs(out?.remoteId)?.topic).toBe('Hoa Phượng Đỏ'),
  },
  {
    title: 'a picture, described',
    content: async () => showing('Ảnh', [await picture('Bến cảng')]),
    seen: ({ alts }, [out]) => {
      expect(alts).toEqual(['Bến cảng'])
      expect(outAs(out?.remoteId)?.mediaType).toBe('IMAGE')
    },
  },
  {
    title: 'a picture without words',
    content: async () => showing('', [await picture('Bến cảng')]),
    seen: ({ text }) => expect(text).toBe(''),
  },
  {
    title: 'a film',
    content: async () => showing('Phim', [{ ...(await film()), alt: 'Tàu vào cảng' }]),
    seen: ({ alts }, [out]) => {
      expect(alts).toEqual(['Tàu vào cảng'])
      expect(outAs(out?.remoteId)?.mediaType).toBe('VIDEO')
    },
  },
  {
    title: 'twenty pictures and films as a carousel',
    content: async () => {
      const pictures = await Promise.all(Array.from({ length: 19 }, (_, index) => picture(`Ảnh ${index}`)))
      return showing('Hai mươi', [...pictures, await film()])
    },
    seen: ({ alts }) => expect(alts).toEqual([...Array.from({ length: 19 }, (_, index) => `Ảnh ${index}`), '']),
  },
  {
    title: 'a picture behind a warning',
    content: async () => showing('Che', [await picture()], { spoiler: true }),
    seen: (_item, [out]) => expect(outAs(out?.remoteId)?.given['is_spoiler_media']).toBe('true'),
  },
  {
    title: 'a poll',
    content: async () => showing('Chọn gì?', [], { form: 'poll', answers: ['Biển', 'Núi', 'Phố'] }),
    seen: (_item, [out]) =>
      expect(outAs(out?.remoteId)?.given['poll_attachment']).toBe(
        '{"option_a":"Biển","option_b":"Núi","option_c":"Phố"}',
      ),
  },
  {
    title: 'a long text attached to a short one',
    content: async () => showing('Toàn văn', [], { form: 'longText', attachedText: 'Dài. '.repeat(1_000) }),
    seen: (_item, [out]) => {
      const { plaintext } = JSON.parse(outAs(out?.remoteId)?.given['text_attachment'] ?? '{}')
      expect(plaintext).toHaveLength(4_999)
    },
  },
  {
    title: 'a text for a day',
    content: async () => showing('Hôm nay thôi', [], { form: 'ghost', replies: 'mentioned_only' }),
    seen: (_item, [out]) => expect(outAs(out?.remoteId)?.given['is_ghost_post']).toBe('true'),
  },
  {
    title: 'a text that only some may answer, and whose answers wait for approval',
    content: async () => showing('Hỏi đáp', [], { replies: 'accounts_you_follow', replyApprovals: true }),
    seen: (_item, [out]) =>
      expect(outAs(out?.remoteId)?.given).toMatchObject({
        reply_control: 'accounts_you_follow',
        enable_reply_approvals: 'true',
      }),
  },
  {
    title: 'the first comment under the first part of a thread',
    content: async () => ({
      parts: ['một', 'hai'].map((text) => ({ text, media: [] })),
      options: { firstComment: 'Nguồn ảnh: Sở Du lịch' },
    }),
    seen: (_item, out) => {
      const [first, second, comment] = out.map(({ remoteId }) => outAs(remoteId))
      expect([second?.replyTo, comment?.replyTo]).toEqual([first?.id, first?.id])
      expect(comment?.text).toBe('Nguồn ảnh: Sở Du lịch')
    },
  },
  {
    title: 'a thread whose parts carry pictures',
    content: async () => ({
      parts: [
        { text: 'một', media: [await picture()] },
        { text: 'hai', media: [await picture('Hai')] },
      ],
    }),
    seen: (_item, out) => expect(outAs(out[1]?.remoteId)).toMatchObject({ mediaType: 'IMAGE', alts: ['Hai'] }),
  },
]

describeConnector('Threads, strictly simulated', {
  connector,
  ...{ forms, errors, isCommit },
  showsPosts: true,
  isUpload: isMake,
  picture: (alt) => picture(alt),
  refusesPermissions: true,
  tooMany: (until) => ({
    status: 400,
    headers: {
      'content-type': 'application/json',
      'retry-after': String(Math.ceil((until.getTime() - Date.now()) / 1_000)),
    },
    body: JSON.stringify(graphError(4)),
  }),
  cannot: { 'says in which language it is': 'Threads has no field for the language' },
  start: async () => ({
    proxy,
    connect: async (context) => (await visitThreads(connector, proxy.url, context))[0],
    connectWithout: async (context) => (await visitThreads(connector, proxy.url, context, ['threads_delete']))[0],
    read: async (remoteId) => {
      const post = outAs(remoteId)
      if (!post) return null
      const { text, alts, replyTo } = post
      return { text, alts, replyTo, language: null, warning: '', visibility: null }
    },
    countItems: async () => server.posts().length,
    revoke: async ({ credentials: { fields } }) => server.revoke(fields['token'] ?? ''),
    stop: async () => {
      await proxy.stop()
      await server.stop()
    },
  }),
})
