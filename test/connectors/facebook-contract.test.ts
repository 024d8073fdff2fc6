import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { startSimulatedFacebook } from '../../server/practice/facebook/index.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type ErrorCase, type SeenItem, type Stage } from './contract.ts'
import { facebookAt, film, showing, visitFacebook } from './facebook-support.ts'
import { testPicture } from './support.ts'

const server = await startSimulatedFacebook({ processingMs: 3, limits: { reelsPerDay: 5_000 } })
const proxy = await startFaultyProxy(server.url)
const connector = facebookAt(proxy.url)

const seen = (text: string, alts: readonly string[] = []): SeenItem => ({
  ...{ text, alts, language: null, replyTo: null, warning: '', visibility: null },
})
const stage: Stage = {
  proxy,
  connect: async (context) => (await visitFacebook(proxy.url, server, context))[0],
  connectWithout: async (context) => (await visitFacebook(proxy.url, server, context, ['read_insights']))[0],
  read: async (remoteId) => {
    const post = server.posts().find(({ id }) => id === remoteId)
    if (post)
      return seen(
        post.message,
        post.photos.map(({ alt }) => alt),
      )
    const found = server.films().find(({ id }) => id === remoteId)
    if (found) return seen(found.description)
    return server.stories().some(({ mediaId }) => remoteId === `story:${mediaId}`) ? seen('') : null
  },
  countItems: async () => server.posts().length + server.films().length + server.stories().length,
  revoke: async ({ credentials: { fields } }) => server.revoke(fields['token'] ?? ''),
  stop: async () => {
    await proxy.stop()
    await server.stop()
  },
}

const graphError = (code: number, subcode?: number, more: object = {}) => ({
  error: {
    message: `(#${code}) refused`,
    type: 'OAuthException',
    code,
    ...(subcode && { error_subcode: subcode }),
    is_transient: false,
    fbtrace_id: 'A',
    ...more,
  },
})
const isPhoto = ({ path }: { readonly path: string }) => path.endsWith('/photos')

/** code, sub-code, status and the fault it has to mean; at the post itself unless said otherwise. */
const rows: readonly (readonly [
  code: number,
  subcode: number | undefined,
  status: number,
  fault: ErrorCase['fault'],
])[] = [
  [1, undefined, 500, { code: 'outcome-unknown' }],
  [2, undefined, 503, { code: 'outcome-unknown' }],
  [4, undefined, 400, { code: 'rate-limited', retryAfterMs: 300_000 }],
  [17, undefined, 400, { code: 'rate-limited' }],
  [32, undefined, 400, { code: 'rate-limited' }],
  [341, undefined, 400, { code: 'rate-limited' }],
  [613, 1996, 400, { code: 'rate-limited' }],
  [80001, undefined, 400, { code: 'rate-limited' }],
  [368, 1390008, 400, { code: 'rate-limited', retryAfterMs: 14_400_000 }],
  [102, undefined, 400, { code: 'credentials-revoked' }],
  [190, 458, 400, { code: 'credentials-revoked' }],
  [190, 460, 400, { code: 'credentials-revoked' }],
  [190, 463, 400, { code: 'credentials-revoked' }],
  [190, 492, 400, { code: 'credentials-revoked' }],
  [3, undefined, 400, { code: 'credentials-revoked' }],
  [10, undefined, 403, { code: 'credentials-revoked' }],
  [200, undefined, 403, { code: 'credentials-revoked' }],
  [100, 33, 400, { code: 'rejected', problem: 'not-found' }],
  [100, undefined, 400, { code: 'rejected', problem: 'other', detail: '(#100) refused' }],
  [506, 1455006, 400, { code: 'rejected', problem: 'duplicate' }],
  [1366046, undefined, 400, { code: 'rejected', problem: 'media-type' }],
  [1366051, undefined, 400, { code: 'rejected', problem: 'media-missing' }],
  [324, 2069019, 400, { code: 'rejected', problem: 'media-missing' }],
  [1609005, undefined, 400, { code: 'rejected', problem: 'other' }],
  [100, 1363040, 400, { code: 'rejected', problem: 'media-size' }],
  [100, 1363127, 400, { code: 'rejected', problem: 'media-size' }],
  [100, 1363128, 400, { code: 'rejected', problem: 'media-duration' }],
  [100, 1363129, 400, { code: 'rejected', problem: 'media-processing' }],
  [1346003, undefined, 400, { code: 'rejected', problem: 'other' }],
  [100, 1404078, 400, { code: 'rejected', problem: 'permission' }],
  [100, 4854002, 400, { code: 'rejected', problem: 'permission' }],
  [100, 1363047, 400, { code: 'outcome-unknown' }],
]
const errors: readonly ErrorCase[] = [
  ...rows.map(([code, subcode, status, fault]) => ({
    title: `understands ${code}${subcode ? `/${subcode}` : ''}`,
    ...{ status, body: graphError(code, subcode), fault },
  })),
  {
    title: 'understands an error in an answer of 200',
    status: 200,
    body: graphError(100),
    fault: { code: 'rejected' },
  },
  {
    title: 'understands a page at an upload',
    on: isPhoto,
    status: 502,
    body: '<html>',
    fault: { code: 'platform-down' },
  },
  {
    title: 'understands code 2 at an upload',
    on: isPhoto,
    status: 500,
    body: graphError(2),
    fault: { code: 'platform-down' },
  },
  {
    title: 'understands a refused photo at its upload',
    ...{ on: isPhoto, status: 400, body: graphError(1366046) },
    fault: { code: 'rejected', problem: 'media-type' },
  },
]

describeConnector('Facebook pages, strictly simulated', {
  connector,
  start: async () => stage,
  showsPosts: true,
  isCommit: ({ method, path }) => method === 'POST' && path.endsWith(`/${server.page.id}/feed`),
  isUpload: isPhoto,
  refusesPermissions: true,
  tooMany: (until) => ({
    status: 400,
    headers: {
      'content-type': 'application/json',
      'x-business-use-case-usage': JSON.stringify({
        111: [{ type: 'pages', estimated_time_to_regain_access: (until.getTime() - Date.now()) / 60_000 }],
      }),
    },
    body: JSON.stringify(graphError(80001)),
  }),
  errors,
  forms: [
    {
      title: 'a link with its card',
      content: async () => ({
        parts: [{ text: 'Xem https://haiphong.example/a?b=1', media: [] }],
        link: 'https://haiphong.example/a?b=1',
      }),
      seen: (_item, [out]) =>
        expect(server.posts().find(({ id }) => id === out?.remoteId)?.link).toBe('https://haiphong.example/a?b=1'),
    },
    {
      title: 'a post for some countries',
      content: async () => ({ options: { countries: ['VN', 'LA'] } }),
      seen: (_item, [out]) =>
        expect(server.posts().find(({ id }) => id === out?.remoteId)?.targeting).toBe(
          '{"geo_locations":{"countries":["VN","LA"]}}',
        ),
    },
    {
      title: 'a film in the feed, in pieces',
      content: async () => showing('Phim về cảng', [await film({ width: 1_280, height: 720 })]),
      seen: (item, [out]) => {
        expect(item.text).toBe('Phim về cảng')
        expect(out?.url).toBe(`https://www.facebook.com/reel/${out?.remoteId}/`)
      },
    },
    {
      title: 'a reel',
      content: async () => showing('Thước phim', [await film()], { form: 'reel' }),
      seen: (item, [out]) => {
        expect(item.text).toBe('Thước phim')
        expect(server.films().find(({ id }) => id === out?.remoteId)?.place).toBe('video_reels')
      },
    },
    {
      title: 'a story of a picture',
      content: async () => showing('', [await testPicture('')], { form: 'story' }),
      seen: () => expect(server.stories().at(-1)?.kind).toBe('photo'),
    },
    {
      title: 'a story of a film',
      content: async () => showing('', [await film()], { form: 'story' }),
      seen: () => expect(server.stories().at(-1)?.kind).toBe('video'),
    },
    {
      title: 'a first comment under the post',
      content: async () => ({ options: { firstComment: `Chi tiết ${randomUUID()}` } }),
      seen: (_item, [post, comment]) =>
        expect(server.comments().find(({ id }) => id === comment?.remoteId)?.on).toBe(post?.remoteId),
    },
  ],
  cannot: { 'says in which language it is': 'Facebook has no field for the language' },
})
