import { afterAll, expect } from 'vitest'
import type { ContentMedia } from '../../connectors/contract.ts'
import { createZaloConnector } from '../../connectors/zalo/index.ts'
import { startSimulatedZalo } from '../../server/practice/zalo/index.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type ErrorCase, type FormCase, type SeenItem, type Stage } from './contract.ts'
import { startShelf, testPicture } from './support.ts'
import { connectZalo, plainOf, testVideo } from './zalo-support.ts'

const shelf = await startShelf()
const server = await startSimulatedZalo({ callsPerMinute: 100_000, processingMs: 0, broadcasts: 100 })
// By day, as broadcasts are refused at night.
server.advanceToHour(10)
const proxy = await startFaultyProxy(server.url)
const connector = createZaloConnector({ apiUrl: proxy.url, oauthUrl: proxy.url, pollMs: 1 })
afterAll(async () => {
  await server.stop()
  await shelf.stop()
})

interface Given {
  readonly title: string
  readonly author: string
  readonly description: string
  readonly status: string
  readonly comment: string
  readonly cover?: { readonly cover_type: string; readonly photo_url?: string; readonly cover_view?: string }
  readonly body?: readonly { readonly type: string; readonly content?: string; readonly caption?: string }[]
  readonly video_id?: string
  readonly avatar?: string
}
const isShown = (given: Readonly<Record<string, unknown>>) => given['status'] === 'show'

function given(remoteId: string | undefined): Given {
  const article = server.articles().find(({ id }) => id === remoteId)
  if (!article) throw new Error('There is no such article')
  return article.given as unknown as Given
}

async function read(remoteId: string): Promise<SeenItem | null> {
  const article = server.articles().find(({ id }) => id === remoteId)
  if (!article || !isShown(article.given)) return null
  const { body = [], cover, description } = given(remoteId)
  const text = body.flatMap(({ content }) => (content === undefined ? [] : [plainOf(content)])).join('\n\n')
  const pictures = body.filter(({ type }) => type === 'image').length
  return {
    text: article.type === 'video' ? description : text,
    language: null,
    alts: Array<string>(pictures + (cover?.cover_type === 'photo' ? 1 : 0)).fill(''),
    replyTo: null,
    warning: '',
    visibility: null,
  }
}

const picture = async (alt: string): Promise<ContentMedia> => shelf.offer(await testPicture(alt, { format: 'jpeg' }))
const part = (text: string, ...media: ContentMedia[]) => ({ parts: [{ text, media }] })

const forms: readonly FormCase[] = [
  {
    title: 'an article with a cover, pictures and words below them',
    content: async () => ({
      ...part('Đoạn một\nxuống dòng\n\nĐoạn hai', await picture('Bến cảng'), await picture('Tàu vào')),
      options: { description: 'Tóm tắt', author: 'Báo Hải Phòng' },
      attached: { cover: await picture('') },
    }),
    seen: (item, [out]) => {
      expect(item.alts).toHaveLength(3)
      expect(given(out?.remoteId)).toMatchObject({
        status: 'show',
        comment: 'show',
        description: 'Tóm tắt',
        author: 'Báo Hải Phòng',
        cover: { cover_type: 'photo' },
        body: [
          { type: 'text', content: '<p>Đoạn một<br>xuống dòng</p><p>Đoạn hai</p>' },
          { type: 'image', caption: 'Bến cảng' },
          { type: 'image', caption: 'Tàu vào' },
        ],
      })
    },
  },
  {
    title: 'an article of a picture alone, without comments',
    content: async () => ({ ...part('', await picture('')), options: { comments: false } }),
    seen: (_item, [out]) => expect(given(out?.remoteId)).toMatchObject({ comment: 'hide', body: [{ type: 'image' }] }),
  },
  {
    title: 'an article with a film in it',
    content: async () => part('Có phim', await picture(''), testVideo()),
    seen: (_item, [out]) =>
      expect(given(out?.remoteId)).toMatchObject({
        cover: { cover_type: 'photo' },
        body: [{ type: 'text' }, { type: 'video' }],
      }),
  },
  {
    title: 'an article with the film as its cover',
    content: async () => part('Phim ở đầu', testVideo({ width: 720, height: 1280 })),
    seen: (_item, [out]) =>
      expect(given(out?.remoteId).cover).toMatchObject({ cover_type: 'video', cover_view: 'vertical' }),
  },
  {
    title: 'a film with its picture',
    content: async () => ({
      ...part('Lời giới thiệu', testVideo()),
      options: { form: 'video' },
      attached: { avatar: await picture('') },
    }),
    seen: (item, [out]) => {
      expect(item.text).toBe('Lời giới thiệu')
      expect(given(out?.remoteId)).toMatchObject({ status: 'show', video_id: expect.stringMatching(/^[\da-f]{24}$/) })
    },
  },
  {
    title: 'an article, and sends it to followers',
    content: async () => ({
      ...part('Gửi đến mọi người', await picture('')),
      options: { form: 'broadcast', region: 'north', age: '18-34' },
    }),
    seen: (_item, out) => {
      const [article, sent] = out
      const last = server.broadcasts().at(-1)
      expect(sent?.remoteId).toBe(`broadcast:${last?.id}`)
      expect(last).toMatchObject({ articleIds: [article?.remoteId], target: { locations: '0', ages: '2,3' } })
    },
  },
  {
    title: 'a partner’s article under the partner’s name',
    content: async () => ({ ...part('Tin của quận', await picture('')), source: 'UBND quận Hồng Bàng' }),
    seen: (_item, [out]) => expect(given(out?.remoteId).author).toBe('UBND quận Hồng Bàng'),
  },
  {
    title: 'an article under an address that opens it',
    content: async () => part('Có địa chỉ', await picture('')),
    seen: (_item, [out]) => expect(out?.url).toContain(out?.remoteId),
  },
]

const rejected = (problem: string) => ({ code: 'rejected', problem }) as ErrorCase['fault']
const isCreate: ErrorCase['on'] = ({ path }) => path === '/v2.0/article/create'
const isVerify: ErrorCase['on'] = ({ path }) => path === '/v2.0/article/verify'
const row = (error: number, message: string, fault: ErrorCase['fault'], on?: ErrorCase['on']): ErrorCase => ({
  title: `understands ${error} "${message}"${on === isVerify ? ' while waiting' : ''}`,
  status: 200,
  body: { error, message },
  fault,
  ...(on && { on }),
})

const errors: readonly ErrorCase[] = [
  ...[-216, -220, -124].map((error) => row(error, 'Access token is invalid', { code: 'credentials-expired' })),
  ...[-219, -204, -205].map((error) => row(error, 'no such account', { code: 'credentials-revoked' })),
  ...[-223, -212, -221, -224, -235, -320, -242].map((error) => row(error, 'not permitted', rejected('permission'))),
  row(-32, 'Your application reached limit call api', { code: 'rate-limited', retryAfterMs: 60_000 }),
  ...[-211, -218, -321].map((error) => row(error, 'out of quota', { code: 'rate-limited' })),
  row(-234, 'Message cannot be sent at night', { code: 'rate-limited' }),
  row(-201, 'title allow 1 to 150 characters', rejected('text-too-long')),
  row(-201, 'cover value is invalid', rejected('media-missing')),
  row(-201, 'photo_url http://a b is invalid', rejected('media-missing'), isCreate),
  row(-201, 'id is invalid', rejected('not-found')),
  row(-210, 'file is too big', rejected('media-too-large')),
  row(-233, 'message type is not supported', rejected('media-type')),
  row(-100, 'attachment expired', rejected('other')),
  row(-248, 'Content breaks the platform standards', rejected('other')),
  row(-200, 'failed', { code: 'outcome-unknown' }),
  row(-200, 'failed', { code: 'platform-down' }, isCreate),
  row(-200, 'Upload media failed', rejected('media-processing'), isVerify),
  row(-240, 'API has been shut down', rejected('unexpected-answer')),
  { ...row(-209, 'API is not support', rejected('unexpected-answer')), status: 404 },
  row(-999, 'something nobody has heard of', rejected('other')),
  {
    title: 'takes a code written as text for the same',
    status: 200,
    body: '{"error":"-216","message":"Access token is invalid"}',
    fault: { code: 'credentials-expired' },
  },
  {
    title: 'takes no page for an answer',
    status: 502,
    body: '<html>Bad Gateway</html>',
    fault: { code: 'outcome-unknown' },
  },
  {
    title: 'takes no page for an answer while nothing is public yet',
    on: isCreate,
    status: 502,
    body: '<html>Bad Gateway</html>',
    fault: { code: 'platform-down' },
  },
  {
    title: 'takes an answer without what it should hold for none',
    on: isCreate,
    status: 200,
    body: { error: 0, message: 'Success', data: {} },
    fault: { code: 'platform-down' },
  },
]

describeConnector('Zalo, strictly simulated', {
  connector,
  start: async (): Promise<Stage> => ({
    proxy,
    connect: (context) => connectZalo(connector, { app: server.app, url: proxy.url }, context),
    connectWithout: (context) =>
      connectZalo(connector, { app: server.app, url: proxy.url }, context, {
        address: (url) => url.searchParams.set('deny', 'manage_article'),
      }),
    read,
    countItems: async () => server.articles().filter((article) => isShown(article.given)).length,
    revoke: async ({ credentials }) => server.revoke(credentials.fields['token'] ?? ''),
    stop: () => proxy.stop(),
  }),
  showsPosts: true,
  isCommit: ({ path }) => path === '/v2.0/article/update',
  isUpload: ({ path }) => path === '/v2.0/article/create',
  media: async () => [await picture('')],
  picture,
  refusesPermissions: true,
  forms,
  errors,
  tooMany: (until) => ({
    status: 429,
    headers: { 'retry-after': String(Math.ceil((until.getTime() - Date.now()) / 1_000)) },
    body: '<html>Too many requests</html>',
  }),
  cannot: { 'says in which language it is': 'Zalo has no field for a language' },
})
