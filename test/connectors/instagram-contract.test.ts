import { expect } from 'vitest'
import type { Connector, ConnectorContext } from '../../connectors/contract.ts'
import { scopes } from '../../connectors/instagram/check.ts'
import type { Login } from '../../connectors/instagram/settings.ts'
import { type SimulatedInstagram, startSimulatedInstagram } from '../../server/practice/instagram/index.ts'
import type { Post } from '../../server/practice/instagram/world.ts'
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts'
import { type ConnectorHarness, describeConnector, type ErrorCase, type FormCase, type Stage } from './contract.ts'
import { film, instagramAt, picture, showing, visitInstagram } from './instagram-support.ts'

const graphError = (code: number, subcode?: number, more: object = {}) => ({
  error: { message: 'told', type: 'OAuthException', code, error_subcode: subcode, fbtrace_id: 'A', ...more },
})
const isMake = ({ method, path }: { method: string; path: string }) => method === 'POST' && /\/media(\?|$)/.test(path)
const isCommit = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.includes('/media_publish')
const isLook = ({ method, path }: { method: string; path: string }) =>
  method === 'GET' && path.includes('status_code%2Cstatus')
const usage = { 'x-business-use-case-usage': '{"1784":[{"type":"instagram","estimated_time_to_regain_access":7}]}' }

const rejected = (problem: string) => ({ code: 'rejected', problem }) as ErrorCase['fault']
const refusedWith = (code: number, subcode: number | undefined, problem: string, title: string): ErrorCase => ({
  title: `${title} (${code}/${subcode})`,
  on: isMake,
  status: 400,
  body: graphError(code, subcode),
  fault: rejected(problem),
})
const down = { code: 'platform-down' } as const
const errors: readonly ErrorCase[] = [
  refusedWith(9004, 2207052, 'media-processing', 'says that a file cannot be fetched when that lasts'),
  refusedWith(-2, 2207003, 'media-processing', 'says that a file cannot be fetched when it takes too long'),
  refusedWith(-2, 2207020, 'media-missing', 'says that a medium has expired'),
  refusedWith(24, 2207006, 'media-missing', 'says that a medium is not found'),
  ...[2207001, 2207032, 2207053].map((subcode) => ({
    title: `tries again later when the platform fails (-1/${subcode})`,
    ...{ on: isMake, status: 400, body: graphError(-1, subcode), fault: down },
  })),
  refusedWith(100, 2207023, 'media-type', 'says that the kind of media is not known'),
  refusedWith(100, 2207028, 'media-count', 'says that a carousel has too few or too many items'),
  refusedWith(1, 2207057, 'media-duration', 'says that the thumbnail lies outside the film'),
  refusedWith(352, 2207026, 'media-processing', 'says that the film’s format is not supported'),
  refusedWith(36000, 2207004, 'media-too-large', 'says that a picture is too large'),
  refusedWith(36001, 2207005, 'media-type', 'says that a picture’s format is not supported'),
  refusedWith(36003, 2207009, 'media-size', 'says that a picture’s proportions are not supported'),
  refusedWith(36004, 2207010, 'text-too-long', 'says that the caption is too long'),
  refusedWith(100, 2207037, 'other', 'says that a tag is not possible'),
  refusedWith(-1, 2207081, 'permission', 'says that the account makes no trial reels'),
  refusedWith(100, undefined, 'other', 'passes on what it was refused for'),
  ...[2207082, 2207077].map((subcode) => ({
    title: `tries again later when a container failed (${subcode})`,
    on: isLook,
    status: 200,
    body: { id: '1', status_code: 'ERROR', status: `Error: failed with error code ${subcode}` },
    fault: down,
  })),
  {
    title: 'says that a film cannot be converted when its container failed for it (2207026)',
    on: isLook,
    status: 200,
    body: { id: '1', status_code: 'ERROR', status: 'Error: failed with error code 2207026' },
    fault: rejected('media-processing'),
  },
  {
    title: 'says that a container has expired before it was ready',
    on: isLook,
    status: 200,
    body: { id: '1', status_code: 'EXPIRED', status: 'Expired' },
    fault: rejected('media-missing'),
  },
  {
    title: 'comes back a moment later when the container is not ready (9007/2207027)',
    ...{ status: 400, body: graphError(9007, 2207027), fault: { code: 'rate-limited', retryAfterMs: 5_000 } },
  },
  {
    title: 'comes back when the container is unknown at the moment (24/2207008)',
    ...{ status: 400, body: graphError(24, 2207008), fault: { code: 'rate-limited', retryAfterMs: 30_000 } },
  },
  {
    title: 'does not know what became of a post that was taken for spam (4/2207051)',
    ...{ status: 403, body: graphError(4, 2207051), fault: { code: 'outcome-unknown' } },
  },
  {
    title: 'waits when the day’s posts are used up (9/2207042)',
    ...{ status: 400, body: graphError(9, 2207042), fault: { code: 'rate-limited', retryAfterMs: 3_600_000 } },
  },
  {
    title: 'wants a person when the account is restricted (25/2207050)',
    ...{ status: 403, body: graphError(25, 2207050), fault: { code: 'credentials-revoked' } },
  },
  ...[458, 459, 460, 467, undefined].map((subcode) => ({
    title: `wants a person when the access was ended (190/${subcode})`,
    ...{ status: 400, body: graphError(190, subcode), fault: { code: 'credentials-revoked' } as const },
  })),
  {
    title: 'renews a token that has expired (190/463)',
    ...{ status: 400, body: graphError(190, 463), fault: { code: 'credentials-expired' } },
  },
  {
    title: 'wants a person when the session is over (102)',
    ...{ status: 400, body: graphError(102), fault: { code: 'credentials-revoked' } },
  },
  ...[10, 200, 299].map((code) => ({
    title: `wants a person when a permission is missing (${code})`,
    ...{ status: 403, body: graphError(code), fault: { code: 'credentials-revoked' } as const },
  })),
  ...[4, 17, 613, 80002].map((code) => ({
    title: `waits as long as the platform says (${code})`,
    ...{ status: 400, body: graphError(code), headers: usage },
    fault: { code: 'rate-limited', retryAfterMs: 420_000 } as const,
  })),
  {
    title: 'waits a while when the platform does not say how long (4)',
    ...{ status: 403, body: graphError(4), fault: { code: 'rate-limited', retryAfterMs: 300_000 } },
  },
  ...[1, 2].flatMap((code) => [
    {
      title: `does not know what became of a post when the platform fails (${code})`,
      ...{ status: 500, body: graphError(code), fault: { code: 'outcome-unknown' } as const },
    },
    {
      title: `tries again later when a container fails (${code})`,
      on: isMake,
      status: 500,
      body: graphError(code),
      fault: down,
    },
  ]),
  {
    title: 'does not know what became of a post when the platform calls it transient',
    status: 400,
    body: graphError(100, undefined, { is_transient: true }),
    fault: { code: 'outcome-unknown' },
  },
  {
    title: 'takes an error with status 200 for an error',
    ...{ on: isMake, status: 200, body: graphError(36003, 2207009), fault: rejected('media-size') },
  },
  { title: 'takes a page for a platform that is down', on: isMake, status: 200, body: '<html>…</html>', fault: down },
]

const formsOf = (login: Login, outAs: (id: string | undefined) => Post | undefined): readonly FormCase[] => [
  {
    title: 'one picture with its description and a caption',
    content: async () => showing('Bến cảng #haiphong', [await picture('Tàu vào cảng')]),
    seen: ({ text, alts }, [out]) => {
      expect([text, alts]).toEqual(['Bến cảng #haiphong', ['Tàu vào cảng']])
      expect(outAs(out?.remoteId)).toMatchObject({ product: 'FEED', mediaType: 'IMAGE', isAiGenerated: false })
      expect(out?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/www\.instagram\.com\/p\//)
    },
  },
  {
    title: 'a picture without words',
    content: async () => showing('', [await picture()]),
    seen: ({ text }) => expect(text).toBe(''),
  },
  {
    title: 'a single film as a reel',
    content: async () => showing('Phim', [await film()]),
    seen: (_item, [out]) => {
      expect(outAs(out?.remoteId)).toMatchObject({ product: 'REELS', mediaType: 'VIDEO' })
      expect(out?.url).toContain('/reel/')
    },
  },
  {
    title: 'a reel with its cover, not in the feed, on trial, with the name of its sound',
    content: async () => ({
      ...showing('Reel', [await film()], {
        ...{ form: 'reel', shareToFeed: false, trial: 'manual', audioName: 'Tiếng sóng', coverSecond: 2 },
      }),
      attached: { cover: await picture() },
    }),
    seen: (_item, [out]) => {
      const { given } = outAs(out?.remoteId) ?? {}
      expect(given).toMatchObject({ share_to_feed: 'false', audio_name: 'Tiếng sóng' })
      expect(given?.['trial_params']).toBe('{"graduation_strategy":"MANUAL"}')
      expect(given?.['cover_url']).toMatch(/^http/)
      expect(given).not.toHaveProperty('thumb_offset')
    },
  },
  {
    title: 'a reel that shows one of its own pictures first',
    content: async () => showing('Reel', [await film()], { form: 'reel', coverSecond: 1.5 }),
    seen: (_item, [out]) => expect(outAs(out?.remoteId)?.given['thumb_offset']).toBe('1500'),
  },
  {
    title: 'a picture as a story',
    content: async () => showing('', [await picture('', { width: 90, height: 160 })], { form: 'story' }),
    seen: (_item, [out]) => {
      expect(outAs(out?.remoteId)).toMatchObject({ product: 'STORY', mediaType: 'IMAGE' })
      expect(out?.url).toContain('/stories/')
    },
  },
  {
    title: 'a film as a story',
    content: async () => showing('', [await film()], { form: 'story', tagged: ['so.dulich'] }),
    seen: (_item, [out]) => {
      expect(outAs(out?.remoteId)).toMatchObject({ product: 'STORY', mediaType: 'VIDEO' })
      expect(outAs(out?.remoteId)?.given['user_tags']).toBe('[{"username":"so.dulich"}]')
    },
  },
  {
    title: 'ten pictures as a carousel',
    content: async () =>
      showing('Mười ảnh', await Promise.all(Array.from({ length: 10 }, (_, index) => picture(`Ảnh ${index}`)))),
    seen: ({ alts }) => expect(alts).toEqual(Array.from({ length: 10 }, (_, index) => `Ảnh ${index}`)),
  },
  {
    title: 'pictures and films mixed in a carousel',
    content: async () =>
      showing('Lẫn', [await picture('Một'), await film(), await picture('Ba')], { form: 'carousel' }),
    seen: ({ alts, text }, [out]) => {
      expect(alts).toEqual(['Một', '', 'Ba'])
      expect([outAs(out?.remoteId)?.mediaType, text]).toEqual(['CAROUSEL_ALBUM', 'Lẫn'])
    },
  },
  {
    title: 'the first comment under a post',
    content: async () => showing('Bài', [await picture()], { firstComment: 'Xem thêm: https://example.vn/a #tag' }),
    seen: (_item, out) => {
      expect(out).toHaveLength(2)
      const text = expect.stringMatching(/^Xem thêm/)
      expect(outAs(out[0]?.remoteId)?.comments).toMatchObject([{ id: out[1]?.remoteId, text }])
    },
  },
  {
    title: 'collaborators, a place, and people shown in a picture',
    content: async () =>
      showing('Cùng nhau', [await picture()], {
        ...{ collaborators: ['@so.dulich', 'bao_haiphong'], location: '110774245616525', tagged: ['mot', 'hai'] },
      }),
    seen: (_item, [out]) => {
      const { given } = outAs(out?.remoteId) ?? {}
      expect(given?.['collaborators']).toBe('["so.dulich","bao_haiphong"]')
      expect(given?.['location_id']).toBe('110774245616525')
      expect(JSON.parse(given?.['user_tags'] ?? '')).toEqual([
        { username: 'mot', x: 0.33, y: 0.9 },
        { username: 'hai', x: 0.67, y: 0.9 },
      ])
    },
  },
  {
    title: 'the mark of a machine’s picture, and none for a translated text',
    content: async () => ({ ...showing('Vẽ máy', [await picture(), await picture()]), machineMarks: { drawn: true } }),
    seen: (_item, [out]) => expect(outAs(out?.remoteId)?.isAiGenerated).toBe(true),
  },
  {
    title: 'a translated text without the mark of a machine’s picture',
    content: async () => ({ ...showing('Dịch máy', [await picture()]), machineMarks: { translated: true } }),
    seen: (_item, [out]) => expect(outAs(out?.remoteId)?.isAiGenerated).toBe(false),
  },
  {
    title:
      login === 'facebook' ? 'a paid partnership with its sponsor' : 'no paid partnership, which this login has not',
    content: async () =>
      showing('Hợp tác', [await picture()], { paidPartnership: true, sponsors: ['17841400000000999'] }),
    seen: (_item, [out]) => {
      const told = login === 'facebook' ? 'true' : undefined
      expect(outAs(out?.remoteId)?.given['is_paid_partnership']).toBe(told)
    },
  },
]

const shared = (login: Login, server: SimulatedInstagram): Omit<ConnectorHarness, 'connector' | 'start'> => ({
  isCommit,
  showsPosts: true,
  isUpload: isMake,
  media: async () => [await picture()],
  picture: (alt) => picture(alt),
  refusesPermissions: true,
  forms: formsOf(login, (wanted) => server.posts().find(({ id }) => id === wanted)),
  errors,
  tooMany: (until) => ({
    status: 400,
    headers: {
      'content-type': 'application/json',
      'x-business-use-case-usage': JSON.stringify({
        1784: [{ estimated_time_to_regain_access: (until.getTime() - Date.now()) / 60_000 }],
      }),
    },
    body: JSON.stringify(graphError(80002)),
  }),
})

const noLanguage = { 'says in which language it is': 'Instagram has no field for the language' }

await describeLogin('instagram', {
  ...noLanguage,
  'takes an item down, and once more without complaint': 'this login lets nobody delete posts',
  'knows that an item is gone': 'this login lets nobody delete posts',
})
await describeLogin('facebook', noLanguage)

async function describeLogin(login: Login, cannot: Readonly<Record<string, string>>): Promise<void> {
  const server = await startSimulatedInstagram({
    ...{ processingMs: 3, insightsLagMs: 0 },
    limits: { posts: 5_000, containers: 9_000 },
  })
  const proxy = await startFaultyProxy(server.url)
  const connector = instagramAt(proxy.url)
  describeConnector(`Instagram by the login of ${login}, strictly simulated`, {
    ...shared(login, server),
    connector,
    cannot,
    start: async () => stageOf(login, server, proxy, connector),
  })
}

function stageOf(login: Login, server: SimulatedInstagram, proxy: FaultyProxy, connector: Connector): Stage {
  const visitBut = (context: ConnectorContext, denied: readonly string[]) =>
    visitInstagram(connector, proxy.url, login, context, denied)
  return {
    proxy,
    connect: async (context) => (await visitBut(context, []))[0],
    connectWithout: async (context) => (await visitBut(context, [scopes[login][3]]))[0],
    read: async (remoteId) => {
      const post = server.posts().find(({ id }) => id === remoteId)
      if (!post) return null
      const { caption: text, alts } = post
      return { text, alts, language: null, replyTo: null, warning: '', visibility: null }
    },
    countItems: async () => server.posts().length,
    revoke: async ({ credentials: { fields } }) => {
      for (const token of [fields['token'], fields['personToken']]) server.revoke(token ?? '')
    },
    stop: async () => {
      await proxy.stop()
      await server.stop()
    },
  }
}
