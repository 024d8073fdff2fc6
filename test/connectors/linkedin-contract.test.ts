import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { CommittedPart } from '../../connectors/contract.ts'
import { createLinkedInConnector } from '../../connectors/linkedin/index.ts'
import { startSimulatedLinkedIn } from '../../server/practice/linkedin/index.ts'
import type { Post } from '../../server/practice/linkedin/world.ts'
import { letIn } from '../../server/practice/simulation/visit-page.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type ErrorCase, type SeenItem, type Stage } from './contract.ts'
import { filmOf, hasty, pdfOf } from './linkedin-support.ts'
import { testPicture, visit } from './support.ts'

const server = await startSimulatedLinkedIn({ processingMs: 0 })
const proxy = await startFaultyProxy(server.url)
server.uploadTo(proxy.url)
const connector = createLinkedInConnector({ apiRoot: proxy.url, wwwRoot: proxy.url, watch: hasty, graceMs: 5 })

const post = (urn: string | undefined): Post => {
  const found = server.posts().find((one) => one.urn === urn)
  if (!found) throw new Error(`There is no ${urn}`)
  return found
}
const contentOf = (out: readonly CommittedPart[]) => post(out[0]?.remoteId).content

/** The pictures of a post, however it carries them. */
function altsOf({ content }: Post): string[] {
  const { media, multiImage } = (content ?? {}) as {
    media?: { altText?: string; id: string }
    multiImage?: { images: { altText?: string }[] }
  }
  const images = multiImage?.images ?? (media?.id.startsWith('urn:li:image:') ? [media] : [])
  return images.map(({ altText = '' }) => altText)
}

function seen(found: Post): SeenItem {
  return {
    ...{ text: found.text, language: null, alts: altsOf(found) },
    ...{ replyTo: null, warning: '', visibility: 'PUBLIC' },
  }
}

const app = { host: server.url, clientId: server.app.clientId, clientSecret: server.app.clientSecret }
const visited = (context: Parameters<Stage['connect']>[0], deny = '') =>
  visit(connector, { app, authorize: (address) => letIn(address) }, context, {
    address: (url) => {
      if (deny !== '') url.searchParams.set('deny', deny)
    },
  })

const stage: Stage = {
  proxy,
  connect: async (context) => (await visited(context))[0],
  connectWithout: async (context) => (await visited(context, 'r_organization_social_feed'))[0],
  read: async (remoteId) => {
    const found = server.posts().find(({ urn }) => urn === remoteId)
    return found ? seen(found) : null
  },
  countItems: async () => server.posts().length + server.comments().length,
  revoke: async ({ credentials }) => server.revoke(credentials.fields['token'] ?? ''),
  stop: async () => {
    await proxy.stop()
    await server.stop()
  },
}

const isBegin = ({ path }: { readonly path: string }) => path.endsWith('action=initializeUpload')
const isWhole = ({ path }: { readonly path: string }) => path.includes('/whole')
const isAsset = ({ method, path }: { readonly method: string; readonly path: string }) =>
  method === 'GET' && path.startsWith('/rest/images/')
const told = (status: number, code: string, message = `No: ${code}`, serviceErrorCode?: number) => ({
  status,
  body: { status, code, message, ...(serviceErrorCode && { serviceErrorCode }) },
})
const input = (code: string, fieldPath: string, status = 400) => ({
  status,
  body: {
    ...{ status, code: 'BAD_REQUEST', message: 'field' },
    errorDetailType: 'com.linkedin.common.error.BadRequest',
    errorDetails: { inputErrors: [{ code, description: 'wrong', input: { inputPath: { fieldPath } } }] },
  },
})
const dayLimit = (who: string) => `Resource level throttle ${who} DAY limit for calls to this resource is reached.`
const page = '<!doctype html><h1>Bad Gateway</h1>'

const errors: readonly ErrorCase[] = [
  {
    title: 'an invalid token',
    ...told(401, 'INVALID_ACCESS_TOKEN', 'Invalid', 65_600),
    fault: { code: 'credentials-expired' },
  },
  {
    title: 'a revoked token',
    ...told(401, 'REVOKED_ACCESS_TOKEN', 'Revoked', 65_601),
    fault: { code: 'credentials-expired' },
  },
  {
    title: 'an expired token',
    ...told(401, 'EXPIRED_ACCESS_TOKEN', 'Expired', 65_602),
    fault: { code: 'credentials-expired' },
  },
  { title: 'no token', ...told(401, 'EMPTY_ACCESS_TOKEN'), fault: { code: 'credentials-expired' } },
  {
    title: 'an old token while a file is sent',
    on: isBegin,
    ...told(401, 'EXPIRED_ACCESS_TOKEN'),
    fault: { code: 'credentials-expired' },
  },
  {
    title: 'a role or permission that is missing',
    ...told(403, 'ACCESS_DENIED', 'Not enough permissions to access: POST /posts', 100),
    fault: { code: 'credentials-revoked', detail: 'Not enough permissions to access: POST /posts' },
  },
  {
    title: 'a permission that is missing, told by its number alone',
    status: 403,
    body: { status: 403, serviceErrorCode: 100, message: 'No' },
    fault: { code: 'credentials-revoked' },
  },
  {
    title: 'a file that the role may not send',
    on: isBegin,
    ...told(403, 'ACCESS_DENIED', 'No'),
    fault: { code: 'rejected', problem: 'permission', detail: 'No' },
  },
  {
    title: 'another refusal of rights',
    status: 403,
    body: { status: 403, message: 'Forbidden' },
    fault: { code: 'rejected', problem: 'permission' },
  },
  {
    title: 'a missing field',
    ...input('MISSING_FIELD', 'author'),
    fault: { code: 'rejected', problem: 'other', detail: 'field: wrong' },
  },
  {
    title: 'an invalid value',
    ...input('INVALID_VALUE_FOR_FIELD', 'visibility'),
    fault: { code: 'rejected', problem: 'other' },
  },
  {
    title: 'a URN of another kind',
    ...input('INVALID_URN_TYPE', 'author'),
    fault: { code: 'rejected', problem: 'other' },
  },
  { title: 'a URN of nobody', ...input('INVALID_URN_ID', 'author'), fault: { code: 'rejected', problem: 'other' } },
  {
    title: 'a text that is too long',
    ...input('FIELD_LENGTH_TOO_LONG', 'commentary'),
    fault: { code: 'rejected', problem: 'text-too-long' },
  },
  {
    title: 'a picture that is not there',
    ...input('INVALID_IMAGE_ID', 'content/media/id'),
    fault: { code: 'rejected', problem: 'media-missing' },
  },
  {
    title: 'a film that is not there',
    ...told(400, 'INVALID_VIDEO_ID'),
    fault: { code: 'rejected', problem: 'media-missing' },
  },
  {
    title: 'a file that has not come yet',
    ...told(400, 'MEDIA_ASSET_WAITING_UPLOAD'),
    fault: { code: 'rate-limited', retryAfterMs: 10_000 },
  },
  {
    title: 'a file that could not be processed',
    ...told(400, 'MEDIA_ASSET_PROCESSING_FAILED'),
    fault: { code: 'rejected', problem: 'media-processing' },
  },
  {
    title: 'an address for uploads that has expired twice',
    on: isWhole,
    ...told(400, 'EXPIRED_UPLOAD_URL'),
    fault: { code: 'rejected', problem: 'media-missing' },
  },
  { title: 'no version', ...told(400, 'VERSION_MISSING'), fault: { code: 'rejected', problem: 'other' } },
  {
    title: 'a version that has ended',
    ...told(426, 'NONEXISTENT_VERSION'),
    fault: {
      code: 'rejected',
      problem: 'other',
      detail: 'LinkedIn no longer answers version 202609 of its API: a newer one has to be set',
    },
  },
  { title: 'what is gone', ...told(404, 'NOT_FOUND'), fault: { code: 'rejected', problem: 'not-found' } },
  { title: 'a conflict', ...told(409, 'CONFLICT'), fault: { code: 'rate-limited', retryAfterMs: 1_000 } },
  {
    title: 'a duplicate of a post that is not ours',
    ...told(422, 'UNPROCESSABLE_ENTITY', 'Content is a duplicate of urn:li:share:1'),
    fault: { code: 'rejected', problem: 'duplicate' },
  },
  {
    title: 'a duplicate of nobody knows what',
    ...input('DUPLICATE_POST', 'commentary', 422),
    fault: { code: 'rejected', problem: 'duplicate' },
  },
  {
    title: 'another body that is not understood',
    ...told(422, 'UNPROCESSABLE_ENTITY', 'unrecognized field'),
    fault: { code: 'rejected', problem: 'other' },
  },
  {
    title: 'a short burst of calls',
    ...told(429, 'TOO_MANY_REQUESTS', 'Slow down', 101),
    fault: { code: 'rate-limited', retryAfterMs: 60_000 },
  },
  {
    title: 'a burst told without JSON',
    status: 429,
    body: page,
    fault: { code: 'rate-limited', retryAfterMs: 60_000 },
  },
  {
    title: 'the application’s day',
    ...told(429, 'TOO_MANY_REQUESTS', dayLimit('APPLICATION'), 101),
    fault: { code: 'rate-limited' },
  },
  {
    title: 'the person’s day',
    ...told(429, 'TOO_MANY_REQUESTS', dayLimit('MEMBER'), 101),
    fault: { code: 'rate-limited' },
  },
  {
    title: 'an error of LinkedIn’s own at a post',
    ...told(500, 'INTERNAL_SERVER_ERROR'),
    fault: { code: 'outcome-unknown' },
  },
  {
    title: 'a time-out within LinkedIn at a post',
    ...told(504, 'GATEWAY_TIMEOUT'),
    fault: { code: 'outcome-unknown' },
  },
  { title: 'a page at a post', status: 502, body: page, fault: { code: 'outcome-unknown' } },
  { title: 'a success without an id', status: 201, body: '', fault: { code: 'outcome-unknown' } },
  {
    title: 'a redirect at a post',
    status: 302,
    body: page,
    headers: { location: 'https://example.vn/' },
    fault: { code: 'outcome-unknown' },
  },
  {
    title: 'an error of LinkedIn’s own while a file is announced',
    on: isBegin,
    ...told(503, 'SERVICE_UNAVAILABLE'),
    fault: { code: 'platform-down' },
  },
  { title: 'a page while a file is sent', on: isWhole, status: 502, body: page, fault: { code: 'platform-down' } },
  {
    title: 'half an answer while a file is announced',
    on: isBegin,
    status: 200,
    body: '{"value":{"upl',
    fault: { code: 'platform-down' },
  },
  {
    title: 'a page where a file’s state should be',
    on: isAsset,
    status: 200,
    body: page,
    fault: { code: 'platform-down' },
  },
  {
    title: 'a file that failed',
    on: isAsset,
    status: 200,
    body: { status: 'PROCESSING_FAILED', processingFailureReason: 'bad codec' },
    fault: { code: 'rejected', problem: 'media-processing', detail: 'bad codec' },
  },
  {
    title: 'an address for uploads that is not LinkedIn’s',
    on: isBegin,
    status: 200,
    body: { value: { uploadUrl: 'https://linkedin.com.example.vn/up', image: 'urn:li:image:1' } },
    fault: { code: 'rejected', problem: 'unexpected-answer' },
  },
]

describeConnector('LinkedIn, strictly simulated', {
  connector,
  start: async () => stage,
  showsPosts: true,
  isCommit: ({ method, path }) => method === 'POST' && path === '/rest/posts',
  isUpload: isWhole,
  refusesPermissions: true,
  tooMany: (until) => ({
    ...{ status: 429, body: '{"status":429,"code":"TOO_MANY_REQUESTS","message":"Slow down"}' },
    headers: { 'retry-after': String(Math.round((until.getTime() - Date.now()) / 1000)) },
  }),
  forms: [
    {
      title: 'hashtags, and characters that end a text when they are not escaped',
      content: async () => ({
        parts: [{ text: 'Lễ hội (2026) {mới} <đỏ> a_b *c* ~d~ [e] | @f #HảiPhòng #5', media: [] }],
      }),
      seen: (item, out) => {
        expect(item.text).toBe('Lễ hội (2026) {mới} <đỏ> a_b *c* ~d~ [e] | @f #HảiPhòng #5')
        expect(post(out[0]?.remoteId).commentary).toContain('{hashtag|\\#|HảiPhòng} \\#5')
      },
    },
    {
      title: 'a link as a card with title and picture',
      content: async () => ({
        title: 'Lễ hội Hoa Phượng Đỏ',
        link: 'https://haiphong.example/le-hoi?a=1&b=2',
        attached: { thumbnail: await testPicture('') },
      }),
      seen: (_item, out) => {
        expect(contentOf(out)).toEqual({
          article: {
            source: 'https://haiphong.example/le-hoi?a=1&b=2',
            title: 'Lễ hội Hoa Phượng Đỏ',
            thumbnail: expect.stringMatching(/^urn:li:image:/),
          },
        })
      },
    },
    {
      title: 'a link that nobody gave a title, under the name of its server',
      content: async () => ({ title: null, link: 'https://haiphong.example/' }),
      seen: (_item, out) => {
        expect(contentOf(out)).toEqual({ article: { source: 'https://haiphong.example/', title: 'haiphong.example' } })
      },
    },
    {
      title: 'twenty pictures',
      content: async () => {
        const media = await Promise.all(Array.from({ length: 20 }, (_, index) => testPicture(`Ảnh ${index}`)))
        return { parts: [{ text: 'Hai mươi', media }] }
      },
      seen: (item) => {
        expect(item.alts).toHaveLength(20)
        expect(item.alts[19]).toBe('Ảnh 19')
      },
    },
    {
      title: 'a film with title, captions and thumbnail',
      content: async () => ({
        title: 'Cảng biển',
        parts: [{ text: 'Phim', media: [await filmOf()] }],
        options: { captions: 'WEBVTT\n\n00:01.000 --> 00:02.500\nXin chào' },
        attached: { thumbnail: await testPicture('') },
      }),
      seen: (item, out) => {
        const { media } = contentOf(out) as { media: { id: string; title: string } }
        expect(item.text).toBe('Phim')
        expect(media.title).toBe('Cảng biển')
        expect(server.asset(media.id)).toMatchObject({
          captions: { text: '1\n00:00:01,000 --> 00:00:02,500\nXin chào\n', language: 'VI' },
          hasThumbnail: true,
        })
        expect(out[0]?.remoteId).toMatch(/^urn:li:ugcPost:/)
      },
    },
    {
      title: 'a document with its title',
      content: async () => ({
        title: 'Báo cáo năm',
        parts: [{ text: 'Đọc báo cáo', media: [pdfOf()] }],
        options: { form: 'document' },
      }),
      seen: (_item, out) => {
        expect(contentOf(out)).toEqual({
          media: { id: expect.stringMatching(/^urn:li:document:/), title: 'Báo cáo năm' },
        })
      },
    },
    {
      title: 'a poll, with its link in the text',
      content: async () => ({
        link: 'https://haiphong.example/y-kien',
        options: { form: 'poll', question: 'Tuyến xe nào?', answers: ['Số 1', 'Số 2'], pollDays: '7' },
        parts: [{ text: 'Xin ý kiến', media: [] }],
      }),
      seen: (item, out) => {
        expect(item.text).toBe('Xin ý kiến\n\nhttps://haiphong.example/y-kien')
        expect(contentOf(out)).toMatchObject({
          poll: {
            question: 'Tuyến xe nào?',
            options: [{ text: 'Số 1' }, { text: 'Số 2' }],
            settings: { duration: 'SEVEN_DAYS' },
          },
        })
      },
    },
    {
      title: 'a first comment, as the page',
      content: async () => ({ options: { firstComment: `Chi tiết (1): https://haiphong.example/${randomUUID()}` } }),
      seen: (_item, out) => {
        const comment = server.comments().find(({ object }) => object === out[0]?.remoteId)
        expect(comment?.text).toMatch(/^Chi tiết \(1\): https/)
        expect(comment?.actor).toBe('urn:li:organization:5515715')
        expect(out[1]?.remoteId).toBe(`urn:li:comment:(${out[0]?.remoteId},${comment?.id})`)
      },
    },
    {
      title: 'what nobody may reshare',
      content: async () => ({ options: { noReshare: true } }),
      seen: (_item, out) => {
        expect(post(out[0]?.remoteId).isReshareDisabled).toBe(true)
      },
    },
  ],
  errors,
  cannot: {
    'says in which language it is': 'a post has no field for its language',
    'does not know what became of a part when the platform acts and gives half an answer, and finds it':
      'the answer to a post has no body, so none of it can be missing: its id stands in a header',
  },
})
