import { afterAll, expect } from 'vitest'
import type { CommittedPart, ConnectorContext } from '../../connectors/contract.ts'
import { createXConnector } from '../../connectors/x/index.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { startSimulatedX } from '../../server/practice/x/index.ts'
import type { Post } from '../../server/practice/x/world.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type ErrorCase, type SeenItem, type Stage } from './contract.ts'
import { testPicture, visit } from './support.ts'
import { appOf, film, gif, hasty } from './x-support.ts'

const plenty = 100_000
const server = await startSimulatedX({
  processingMs: 0,
  rates: {
    ...{ post: plenty, delete: plenty, lookup: plenty, timeline: plenty, me: plenty, upload: plenty, status: plenty },
    ...{ metadata: plenty, subtitles: plenty, postsPerDay: plenty },
  },
})
const proxy = await startFaultyProxy(server.url)
afterAll(async () => {
  await proxy.stop()
  await server.stop()
})
const connector = createXConnector({ apiRoot: proxy.url, wwwRoot: proxy.url, watch: hasty })

const find = (id: string | undefined) => server.posts().find((post) => post.id === id)
function post(out: readonly CommittedPart[], position = 0): Post {
  const found = find(out[position]?.remoteId)
  if (!found) throw new Error(`There is no part ${position}`)
  return found
}
const seen = ({ text, media, replyTo }: Post): SeenItem => ({
  ...{ text, language: null, alts: media.map(({ alt }) => alt) },
  ...{ replyTo, warning: '', visibility: null },
})

const visited = (context: ConnectorContext, deny = '') =>
  visit(connector, { app: appOf(server), authorize: letIn }, context, {
    address: (url) => {
      if (deny !== '') url.searchParams.set('deny', deny)
    },
  })

const stage: Stage = {
  proxy,
  connect: async (context) => (await visited(context))[0],
  connectWithout: async (context) => (await visited(context, 'media.write'))[0],
  read: async (remoteId) => {
    const found = find(remoteId)
    return found ? seen(found) : null
  },
  countItems: async () => server.posts().length,
  revoke: async ({ credentials }) => server.revoke(credentials.fields['token'] ?? ''),
  stop: async () => {},
}

const problems = 'https://api.twitter.com/2/problems/'
const problem = (status: number, detail: string, kind?: string) => ({
  status,
  body: { title: 'No', detail, type: kind ? problems + kind : 'about:blank', status },
})
const invalid = (parameter: string, message: string) => ({
  status: 400,
  body: {
    errors: [{ parameters: { [parameter]: ['x'] }, message }],
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `${problems}invalid-request`,
  },
})
const legacy = (status: number, code: number, message: string) => ({ status, body: { errors: [{ code, message }] } })
const inSeconds = (seconds: number) => String(Math.round(Date.now() / 1000) + seconds)
const on = (method: string, path: RegExp) => (request: { readonly method: string; readonly path: string }) =>
  request.method === method && path.test(request.path)
const page = '<!doctype html><h1>Bad Gateway</h1>'

const errors: readonly ErrorCase[] = [
  {
    title: 'a full quarter of an hour',
    ...problem(429, 'Too Many Requests'),
    headers: { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': inSeconds(700) },
    fault: { code: 'rate-limited' },
  },
  {
    title: 'a full window, told by its kind',
    ...problem(429, 'Too Many Requests', 'rate-limit-exceeded'),
    fault: { code: 'rate-limited', retryAfterMs: 60_000 },
  },
  {
    title: 'a full window in the old way',
    ...legacy(429, 88, 'Rate limit exceeded'),
    fault: { code: 'rate-limited', retryAfterMs: 60_000 },
  },
  {
    title: 'an allowance that is used up',
    ...problem(429, 'Usage cap exceeded: Monthly product cap', 'usage-capped'),
    fault: { code: 'rate-limited', retryAfterMs: 3_600_000 },
  },
  {
    title: 'no credits',
    ...problem(402, 'Your enrolled account [1] does not have any credits to fulfill this request.', 'credits'),
    fault: { code: 'rate-limited', retryAfterMs: 3_600_000 },
  },
  {
    title: 'no credits, told by the status alone',
    ...problem(402, 'Payment Required'),
    fault: { code: 'rate-limited', retryAfterMs: 3_600_000 },
  },
  { title: 'a token that has expired', ...problem(401, 'Unauthorized'), fault: { code: 'credentials-expired' } },
  {
    title: 'a token that has expired while a file is sent',
    on: on('POST', /initialize$/),
    ...problem(401, 'Unauthorized'),
    fault: { code: 'credentials-expired' },
  },
  ...['unsupported-authentication', 'oauth1-permissions', 'client-forbidden'].map((kind) => ({
    title: `access that is not enough: ${kind}`,
    ...problem(403, 'This is not permitted.', kind),
    fault: { code: 'credentials-revoked', detail: 'This is not permitted.' } as const,
  })),
  { title: 'a forbidden call without a word', ...problem(403, 'Forbidden'), fault: { code: 'credentials-revoked' } },
  {
    title: 'the same words as an earlier post',
    ...problem(403, 'You are not allowed to create a Tweet with duplicate content.'),
    fault: { code: 'rejected', problem: 'duplicate' },
  },
  {
    title: 'the same words, in the old way',
    ...legacy(403, 187, 'Status is a duplicate.'),
    fault: { code: 'rejected', problem: 'duplicate' },
  },
  {
    title: 'what this account may not do',
    ...problem(403, 'You are not permitted to perform this action'),
    fault: { code: 'rejected', problem: 'permission', detail: 'You are not permitted to perform this action' },
  },
  {
    title: 'a suspended account',
    ...problem(403, 'User is suspended.', 'user-suspended'),
    fault: { code: 'credentials-revoked', detail: 'User is suspended.' },
  },
  {
    title: 'a locked account',
    ...legacy(403, 326, 'To protect our users, this account is temporarily locked. Please log in to https://x.com'),
    fault: { code: 'credentials-revoked' },
  },
  {
    title: 'a film that is too long for the account',
    ...problem(403, 'This user is not allowed to post a video longer than 20 minutes.'),
    fault: { code: 'rejected', problem: 'media-duration' },
  },
  {
    title: 'files that are not there',
    ...invalid('media.media_ids', 'Your media IDs are invalid.'),
    fault: { code: 'rejected', problem: 'media-missing', detail: 'Your media IDs are invalid.' },
  },
  {
    title: 'too many files',
    ...invalid('media.media_ids', 'media.media_ids size must be between 1 and 4.'),
    fault: { code: 'rejected', problem: 'media-count' },
  },
  {
    title: 'two cashtags',
    ...invalid('text', 'A Post may contain at most one cashtag.'),
    fault: { code: 'rejected', problem: 'other', detail: 'A Post may contain at most one cashtag.' },
  },
  {
    title: 'a poll against the rules',
    ...invalid('poll.options', 'too few options'),
    fault: { code: 'rejected', problem: 'other', detail: 'too few options' },
  },
  {
    title: 'a text that is too long, forbidden',
    ...problem(403, 'Your Post text is too long.'),
    fault: { code: 'rejected', problem: 'text-too-long' },
  },
  {
    title: 'a text that is too long, as a broken rule',
    ...invalid('text', 'Your Post text is too long.'),
    fault: { code: 'rejected', problem: 'text-too-long' },
  },
  {
    title: 'a text that is too long, in the old way',
    ...legacy(403, 186, 'Tweet needs to be a bit shorter.'),
    fault: { code: 'rejected', problem: 'text-too-long' },
  },
  {
    title: 'a post to answer that is gone',
    ...invalid('reply.in_reply_to_tweet_id', 'You attempted to reply to a Post that is deleted or not visible to you.'),
    fault: { code: 'rejected', problem: 'not-found' },
  },
  {
    title: 'what is gone',
    ...problem(404, 'Could not find tweet with id: [1].', 'resource-not-found'),
    fault: { code: 'rejected', problem: 'not-found' },
  },
  { title: 'a conflict while posting', ...problem(409, 'Conflict'), fault: { code: 'outcome-unknown' } },
  {
    title: 'a conflict while a file is sent',
    on: on('POST', /initialize$/),
    ...problem(409, 'Conflict'),
    fault: { code: 'platform-down' },
  },
  { title: '503 while posting', ...problem(503, 'Service Unavailable'), fault: { code: 'outcome-unknown' } },
  {
    title: '503 while a file is sent',
    on: on('POST', /append$/),
    ...problem(503, 'Service Unavailable'),
    fault: { code: 'platform-down' },
  },
  { title: 'a page while posting', status: 502, body: page, fault: { code: 'outcome-unknown' } },
  {
    title: 'a page while a file is finished',
    on: on('POST', /finalize$/),
    status: 200,
    body: page,
    fault: { code: 'platform-down' },
  },
  { title: 'half an answer', status: 201, body: '{"data":{"id":"19', fault: { code: 'outcome-unknown' } },
  { title: 'an answer without an id', status: 201, body: { data: {} }, fault: { code: 'outcome-unknown' } },
  {
    title: 'a refusal with status 200',
    status: 200,
    body: {
      errors: [{ title: 'Not Found Error', detail: 'Could not find tweet', type: `${problems}resource-not-found` }],
    },
    fault: { code: 'rejected', problem: 'not-found', detail: 'Could not find tweet' },
  },
  {
    title: 'a redirect to elsewhere',
    status: 302,
    body: '',
    headers: { location: 'https://elsewhere.example/' },
    fault: { code: 'outcome-unknown' },
  },
  {
    title: 'a file that is too large',
    on: on('POST', /initialize$/),
    ...invalid('total_bytes', 'File size exceeds 5000000 bytes.'),
    fault: { code: 'rejected', problem: 'media-too-large' },
  },
  {
    title: 'a piece that is too large',
    on: on('POST', /append$/),
    ...problem(413, 'Payload Too Large'),
    fault: { code: 'rejected', problem: 'media-too-large' },
  },
  {
    title: 'a file that is none',
    on: on('POST', /finalize$/),
    ...invalid('id', 'media type unrecognized.'),
    fault: { code: 'rejected', problem: 'media-type' },
  },
  {
    title: 'a full window for descriptions',
    on: on('POST', /metadata$/),
    ...problem(429, 'Too Many Requests'),
    fault: { code: 'rate-limited' },
  },
]

const captions = 'WEBVTT\n\n00:00.000 --> 00:01.000 align:start\nTàu vào cảng\n'

describeConnector('X, strictly simulated', {
  connector,
  start: async () => stage,
  showsPosts: true,
  isCommit: ({ method, path }) => method === 'POST' && path === '/2/tweets',
  isUpload: ({ path }) => path.startsWith('/2/media/upload'),
  refusesPermissions: true,
  tooMany: (until) => ({
    status: 429,
    headers: {
      'content-type': 'application/json',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(Math.round(until.getTime() / 1000)),
    },
    body: '{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429}',
  }),
  forms: [
    {
      title: 'a text with a link, for a few to answer',
      content: async () => ({
        parts: [{ text: 'Thông báo: example.vn/tin & https://haiphong.gov.vn/a', media: [] }],
        options: { replies: 'mentionedUsers' },
      }),
      seen: (item, out) => {
        expect(item.text).toBe('Thông báo: example.vn/tin & https://haiphong.gov.vn/a')
        expect(post(out).replySettings).toBe('mentionedUsers')
        expect(out[0]?.url).toBe(`${proxy.url}/haiphong/status/${out[0]?.remoteId}`)
      },
    },
    {
      title: 'four pictures with descriptions',
      content: async () => ({
        parts: [{ text: 'Bốn ảnh', media: await Promise.all(['1', '2', '3', '4'].map((alt) => testPicture(alt))) }],
      }),
      seen: ({ alts }) => expect(alts).toEqual(['1', '2', '3', '4']),
    },
    {
      title: 'a picture without words',
      content: async () => ({ parts: [{ text: '', media: [await testPicture('Bến', { format: 'jpeg' })] }] }),
      seen: (item) => expect(item).toMatchObject({ text: '', alts: ['Bến'] }),
    },
    {
      title: 'a moving picture',
      content: async () => ({ parts: [{ text: 'Sóng', media: [await gif('Sóng biển')] }], options: { form: 'gif' } }),
      seen: (item, out) => {
        expect(item.alts).toEqual(['Sóng biển'])
        expect(post(out).media[0]?.category).toBe('tweet_gif')
      },
    },
    {
      title: 'a film with cover and captions',
      content: async () => ({
        parts: [{ text: 'Phim', media: [await film()] }],
        options: { form: 'video', captions },
        attached: { cover: await testPicture('') },
      }),
      seen: (_item, out) => {
        const { media, cover } = post(out)
        expect(media[0]).toMatchObject({
          category: 'tweet_video',
          captions: { language: 'VI', text: '1\n00:00:00,000 --> 00:00:01,000\nTàu vào cảng\n' },
        })
        expect(cover?.category).toBe('tweet_image')
      },
    },
    {
      title: 'a poll',
      content: async () => ({
        parts: [{ text: 'Chọn một', media: [] }],
        options: { form: 'poll', answers: ['Có', 'Không'], pollMinutes: 60 },
      }),
      seen: (_item, out) => expect(post(out).poll).toEqual({ options: ['Có', 'Không'], minutes: 60 }),
    },
    {
      title: 'a first comment',
      content: async () => ({ parts: [{ text: 'Bài chính', media: [] }], options: { firstComment: 'Bình luận đầu' } }),
      seen: (_item, out) => {
        expect(out).toHaveLength(2)
        expect(post(out, 1)).toMatchObject({ text: 'Bình luận đầu', replyTo: out[0]?.remoteId })
      },
    },
    {
      title: 'what a machine helped with and somebody paid for, as such',
      content: async () => ({
        parts: [{ text: 'Có nhãn', media: [] }],
        machineMarks: { translated: true },
        options: { paidPartnership: true },
      }),
      seen: (_item, out) => expect(post(out)).toMatchObject({ madeWithAi: true, paidPartnership: true }),
    },
    {
      title: 'a post in a community',
      content: async () => ({
        parts: [{ text: 'Cộng đồng', media: [] }],
        options: { community: ' 1500000000000000001 ' },
      }),
      seen: (_item, out) =>
        expect(post(out)).toMatchObject({
          communityId: '1500000000000000001',
          madeWithAi: false,
          paidPartnership: false,
        }),
    },
  ],
  errors,
  cannot: { 'says in which language it is': 'X finds out by itself and has no field for it' },
})
