import { afterAll, expect } from 'vitest'
import type { Connector, ContentMedia, DeliveryContent } from '../../connectors/contract.ts'
import { createTikTokConnector } from '../../connectors/tiktok/index.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { type SimulatedTikTok, startSimulatedTikTok } from '../../server/practice/tiktok/index.ts'
import type { Publication } from '../../server/practice/tiktok/world.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { testFilm } from '../support/film.ts'
import { describeConnector, type ErrorCase, type SeenItem, type Stage } from './contract.ts'
import { startShelf, testMedium, testPicture, visit } from './support.ts'

const plenty = 10_000
const shelf = await startShelf()
const server = await startSimulatedTikTok({
  rates: { init: plenty, creatorInfo: plenty, status: plenty, display: plenty },
  postsPerDay: plenty,
  processingMs: 0,
  moderationMs: 0,
  verifiedPrefixes: [await addressOf(await testPicture('', { format: 'jpeg' }))],
})
const proxy = await startFaultyProxy(server.url)
server.uploadTo(proxy.url)
afterAll(async () => {
  await proxy.stop()
  await server.stop()
  await shelf.stop()
})

const settings = {
  apiRoot: proxy.url,
  wwwRoot: server.url,
  watch: { firstMs: 10, longestMs: 20, processingMs: 1_000, moderationMs: 1_000 },
}
const connector = chosen(createTikTokConnector(settings))

/** Everybody may see it, as a person has chosen: TikTok wants that choice made each time. */
function chosen(made: Connector): Connector {
  const withChoice = ({ options, ...content }: DeliveryContent): DeliveryContent => ({
    ...content,
    options: { privacy: 'everyone', ...options },
  })
  return { ...made, prepare: (content, ...rest) => made.prepare(withChoice(content), ...rest) }
}

const film = async () => testMedium(await testFilm(), { mimeType: 'video/mp4', durationMs: 4_000 })
const picture = async (alt: string) => shelf.offer(await testPicture(alt, { format: 'jpeg' }))
/** Begins with the shelf's own address, as a domain that was proved to be the office's. */
async function addressOf(medium: ContentMedia): Promise<string> {
  return `${new URL(await shelf.offer(medium).publicUrl()).origin}/m/`
}

const find = (remoteId: string): Publication | undefined =>
  [...server.posts(), ...server.inbox()].find(({ id, postId }) => id === remoteId || postId === remoteId)
const post = (remoteId: string | undefined) => {
  const found = find(remoteId ?? '')
  if (!found) throw new Error(`There is no ${remoteId}`)
  return found
}
const seen = ({ kind, title, description, pictures, privacy }: Publication): SeenItem => ({
  text: kind === 'video' ? title : description,
  language: null,
  alts: Array.from({ length: pictures }, () => ''),
  replyTo: null,
  warning: '',
  visibility: privacy,
})

const isInit = ({ path }: { readonly path: string }) => path.endsWith('/init/')
const isCreatorInfo = ({ path }: { readonly path: string }) => path === '/v2/post/publish/creator_info/query/'
const refusal = (status: number, code: string, message = `No: ${code}`) => ({
  status,
  body: { data: {}, error: { code, message, log_id: '20261123' } },
})
const dayMs = 86_400_000

const atInit: readonly (readonly [number, string, ErrorCase['fault']])[] = [
  [401, 'access_token_invalid', { code: 'credentials-expired' }],
  [401, 'scope_not_authorized', { code: 'credentials-revoked', detail: 'No: scope_not_authorized' }],
  [400, 'scope_permission_missed', { code: 'credentials-revoked' }],
  [400, 'invalid_param', { code: 'rejected', problem: 'other', detail: 'No: invalid_param' }],
  [400, 'invalid_params', { code: 'rejected', problem: 'other' }],
  [403, 'privacy_level_option_mismatch', { code: 'rejected', problem: 'permission' }],
  [403, 'unaudited_client_can_only_post_to_private_accounts', { code: 'rejected', problem: 'permission' }],
  [403, 'url_ownership_unverified', { code: 'rejected', problem: 'no-public-address' }],
  [403, 'spam_risk_too_many_posts', { code: 'rate-limited', retryAfterMs: dayMs }],
  [403, 'spam_risk_too_many_pending_share', { code: 'rate-limited', retryAfterMs: dayMs }],
  [403, 'reached_active_user_cap', { code: 'rate-limited', retryAfterMs: dayMs }],
  [403, 'spam_risk_user_banned_from_posting', { code: 'rejected', problem: 'permission' }],
  [403, 'app_version_check_failed', { code: 'rejected', problem: 'permission' }],
  [429, 'rate_limit_exceeded', { code: 'rate-limited', retryAfterMs: 60_000 }],
  [500, 'internal_error', { code: 'platform-down' }],
  [504, 'internal_error', { code: 'platform-down' }],
  [200, 'internal_error', { code: 'platform-down' }],
  [200, 'spam_risk_too_many_posts', { code: 'rate-limited', retryAfterMs: dayMs }],
  [418, 'something_new', { code: 'rejected', problem: 'other', detail: 'No: something_new' }],
]

describeConnector('TikTok, strictly simulated', {
  connector,
  start: async () => stage,
  showsPosts: true,
  isCommit: ({ method, path }) => method === 'PUT' && path.startsWith('/video/'),
  // TikTok fetches pictures itself: the one call before is the question what the account may do.
  isUpload: isCreatorInfo,
  media: async () => [await film()],
  picture,
  refusesPermissions: true,
  tooMany: (until) => ({
    status: 429,
    headers: { 'retry-after': String(Math.round((until.getTime() - Date.now()) / 1000)) },
    body: '',
  }),
  forms: [
    {
      title: 'a film with every choice',
      content: async () => ({
        parts: [{ text: 'Phim #HaiPhong', media: [await film()] }],
        options: {
          form: 'video',
          privacy: 'everyone',
          allowComment: true,
          allowDuet: true,
          ownBusiness: true,
          paidPartnership: true,
          coverSecond: 1.5,
        },
        machineMarks: { drawn: true },
      }),
      seen: (item, out) => {
        expect(item).toMatchObject({ text: 'Phim #HaiPhong', visibility: 'PUBLIC_TO_EVERYONE' })
        expect(post(out[0]?.remoteId).info).toEqual({
          title: 'Phim #HaiPhong',
          privacy_level: 'PUBLIC_TO_EVERYONE',
          disable_comment: false,
          disable_duet: false,
          disable_stitch: true,
          brand_organic_toggle: true,
          brand_content_toggle: true,
          video_cover_timestamp_ms: 1_500,
          is_aigc: true,
        })
        expect(out[0]?.url).toBe(`${server.url}/@haiphong/video/${out[0]?.remoteId}`)
      },
    },
    {
      title: 'a film for its owner alone, without figures or an address of its own',
      content: async () => ({
        parts: [{ text: 'Bản thử', media: [await film()] }],
        options: { form: 'video', privacy: 'self' },
      }),
      seen: (item, out) => {
        expect(item).toMatchObject({ text: 'Bản thử', visibility: 'SELF_ONLY' })
        expect(out[0]).toMatchObject({ remoteId: post(out[0]?.remoteId).id, url: null })
      },
    },
    {
      title: 'pictures with a headline, a long text, a cover and music',
      content: async () => ({
        title: 'Lễ hội Hoa Phượng Đỏ',
        parts: [{ text: 'd'.repeat(4_000), media: [await picture(''), await picture('')] }],
        options: { form: 'photos', privacy: 'everyone', autoMusic: true, photoCover: 2 },
        machineMarks: { drawn: true },
      }),
      seen: (item, out) => {
        expect(item.text).toHaveLength(4_000)
        expect(post(out[0]?.remoteId)).toMatchObject({
          title: 'Lễ hội Hoa Phượng Đỏ',
          pictures: 2,
          cover: 1,
          isAigc: true,
          info: { auto_add_music: true, disable_comment: true, brand_content_toggle: false },
        })
        expect(out[0]?.url).toBe(`${server.url}/@haiphong/photo/${out[0]?.remoteId}`)
      },
    },
    {
      title: 'the draft of a film, to be finished in the app',
      content: async () => ({ parts: [{ text: 'Nháp', media: [await film()] }], options: { form: 'videoDraft' } }),
      seen: (_item, out) => {
        expect(server.inbox().at(-1)).toMatchObject({ id: out[0]?.remoteId, kind: 'video', info: {} })
        expect(out[0]?.url).toBeNull()
      },
    },
    {
      title: 'the draft of pictures, with words to begin from',
      content: async () => ({
        title: 'Ảnh',
        parts: [{ text: 'Nháp ảnh', media: [await picture('')] }],
        options: { form: 'photosDraft' },
      }),
      seen: (item) => {
        expect(item.text).toBe('Nháp ảnh')
        expect(server.inbox().at(-1)).toMatchObject({ info: { title: 'Ảnh', description: 'Nháp ảnh' } })
      },
    },
  ],
  errors: [
    ...atInit.map(([status, code, fault]) => ({
      title: `${status} ${code} at the beginning of an upload: ${fault.code}`,
      on: isInit,
      ...refusal(status, code),
      fault,
    })),
    ...(
      [
        ['spam_risk_too_many_posts', { code: 'rate-limited', retryAfterMs: dayMs }],
        ['spam_risk_user_banned_from_posting', { code: 'rejected', problem: 'permission' }],
        ['reached_active_user_cap', { code: 'rate-limited', retryAfterMs: dayMs }],
      ] as const
    ).map(([code, fault]) => ({
      title: `200 ${code} to the question what the account may do: ${fault.code}`,
      on: isCreatorInfo,
      ...refusal(200, code),
      fault,
    })),
    {
      title: 'says that the words are too long where TikTok names them',
      on: isInit,
      ...refusal(400, 'invalid_params', 'The title is too long'),
      fault: { code: 'rejected', problem: 'text-too-long' },
    },
    {
      title: 'a page instead of an answer: platform-down',
      on: isInit,
      status: 200,
      body: '<html>',
      fault: { code: 'platform-down' },
    },
    {
      title: 'half an answer: platform-down',
      on: isInit,
      status: 200,
      body: '{"data":{"publish',
      fault: { code: 'platform-down' },
    },
    {
      title: 'an answer without what it should hold: platform-down',
      on: isInit,
      status: 200,
      body: { data: {}, error: { code: 'ok', message: '', log_id: '1' } },
      fault: { code: 'platform-down' },
    },
    {
      title: 'a redirect at the beginning: platform-down',
      on: isInit,
      status: 302,
      body: '',
      headers: { location: 'https://elsewhere.example/' },
      fault: { code: 'platform-down' },
    },
    {
      title: 'a piece refused as malformed: rejected',
      status: 400,
      body: '{}',
      fault: { code: 'rejected', problem: 'unexpected-answer' },
    },
    {
      title: 'an upload past its hour: rejected',
      status: 403,
      body: '',
      fault: { code: 'rejected', problem: 'media-missing' },
    },
    {
      title: 'an upload nobody knows: rejected',
      status: 404,
      body: '{}',
      fault: { code: 'rejected', problem: 'media-missing' },
    },
    {
      title: 'a redirect of the last piece: outcome-unknown',
      status: 307,
      body: '',
      headers: { location: 'https://elsewhere.example/' },
      fault: { code: 'outcome-unknown' },
    },
    {
      title: 'a 416 that never moves on: rejected',
      status: 416,
      body: '',
      headers: { 'content-range': 'bytes */1000' },
      fault: { code: 'rejected', problem: 'unexpected-answer' },
    },
    {
      title: 'a 416 that does not say what has arrived: outcome-unknown',
      status: 416,
      body: '',
      fault: { code: 'outcome-unknown' },
    },
  ],
  cannot: {
    'says in which language it is': 'TikTok has no field for the language',
    'does not know what became of a part when the platform acts and gives half an answer, and finds it':
      'the answer to the last piece has no body: its status says everything',
  },
})

const stage: Stage = {
  proxy,
  connect: async (context) => (await visit(connector, { app: appOf(server), authorize: letIn }, context))[0],
  connectWithout: async (context) => {
    const address = (url: URL) => url.searchParams.set('deny', 'video.list,video.upload')
    return (await visit(connector, { app: appOf(server), authorize: letIn }, context, { address }))[0]
  },
  read: async (remoteId) => {
    const found = find(remoteId)
    return found ? seen(found) : null
  },
  countItems: async () => server.posts().length + server.inbox().length,
  revoke: async ({ credentials }) => server.revoke(credentials.fields['token'] ?? ''),
  stop: async () => {},
}

function appOf({ app, url }: SimulatedTikTok) {
  return { host: url, clientId: app.clientKey, clientSecret: app.clientSecret }
}
