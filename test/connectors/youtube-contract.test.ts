import { expect } from 'vitest'
import type { ContentMedia, DeliveryContent } from '../../connectors/contract.ts'
import { startSimulatedYouTube } from '../../server/practice/youtube/index.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type ErrorCase, type Stage } from './contract.ts'
import { testPicture } from './support.ts'
import { film, visitYouTube, youtubeAt } from './youtube-support.ts'

// The suite sends one film again and again.
const server = await startSimulatedYouTube({
  processingMs: 3,
  switches: { units: 1_000_000, uploadsPerDay: 10_000, takesTwice: true },
})
const proxy = await startFaultyProxy(server.url)
server.playlist('PLtin')

const out = () => server.films().filter(({ snippet: { tags } }) => !tags.some((tag) => /^hd[0-9a-f]{32}/.test(tag)))
const stage: Stage = {
  proxy,
  connect: async (context) => (await visitYouTube(proxy.url, server, context))[0],
  connectWithout: async (context) => (await visitYouTube(proxy.url, server, context, ['youtube.force-ssl']))[0],
  read: async (remoteId) => {
    const found = out().find(({ id }) => id === remoteId)
    if (!found) return null
    const { description: text, defaultLanguage: language = null } = found.snippet
    return { text, language, alts: [], replyTo: null, warning: '', visibility: found.status.privacyStatus }
  },
  countItems: async () => out().length,
  revoke: async ({ credentials: { fields } }) => server.revoke(fields['refreshToken'] ?? ''),
  stop: async () => {
    await proxy.stop()
    await server.stop()
  },
}

const body = (code: number, reason: string) => ({
  error: { code, message: `no: ${reason}`, errors: [{ reason, message: reason, domain: 'youtube' }] },
})
const rows: readonly (readonly [status: number, reason: string, fault: ErrorCase['fault']])[] = [
  [401, 'authError', { code: 'credentials-expired' }],
  [401, 'youtubeSignupRequired', { code: 'credentials-revoked' }],
  [403, 'insufficientPermissions', { code: 'credentials-revoked' }],
  [403, 'quotaExceeded', { code: 'rate-limited' }],
  [403, 'dailyLimitExceeded', { code: 'rate-limited' }],
  [403, 'rateLimitExceeded', { code: 'rate-limited', retryAfterMs: 60_000 }],
  [403, 'userRateLimitExceeded', { code: 'rate-limited' }],
  [400, 'uploadLimitExceeded', { code: 'rate-limited', retryAfterMs: 86_400_000 }],
  [403, 'accessNotConfigured', { code: 'rejected', problem: 'permission' }],
  [403, 'forbidden', { code: 'rejected', problem: 'permission' }],
  [403, 'forbiddenPrivacySetting', { code: 'rejected', problem: 'permission' }],
  [403, 'channelSuspended', { code: 'credentials-revoked' }],
  [403, 'accountClosed', { code: 'credentials-revoked' }],
  [400, 'invalidTitle', { code: 'rejected', problem: 'other', detail: 'no: invalidTitle' }],
  [400, 'invalidDescription', { code: 'rejected', problem: 'other' }],
  [400, 'invalidTags', { code: 'rejected', problem: 'other' }],
  [404, 'videoNotFound', { code: 'rejected', problem: 'media-missing' }],
  [409, 'conflict', { code: 'outcome-unknown' }],
  [412, 'conditionNotMet', { code: 'outcome-unknown' }],
  [500, 'backendError', { code: 'outcome-unknown' }],
  [503, 'internalError', { code: 'outcome-unknown' }],
]
const isStart = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path.startsWith('/upload/videos')
const errors: readonly ErrorCase[] = [
  ...rows.map(([status, reason, fault]) => ({
    ...{ title: `understands ${reason}`, status, body: body(status, reason), fault },
  })),
  ...['insufficientPermissions', 'forbidden'].map((reason) => ({
    title: `understands that a permission is missing when the reason beside it is ${reason}`,
    status: 403,
    body: {
      error: {
        ...body(403, reason).error,
        status: 'PERMISSION_DENIED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
      },
    },
    fault: { code: 'credentials-revoked' } as const,
  })),
  {
    title: 'understands that a permission is missing when no other reason is given',
    on: isStart,
    status: 403,
    body: { error: { code: 403, message: 'no', details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] } },
    fault: { code: 'credentials-revoked' },
  },
  ...rows.slice(3, 8).map(([status, reason, fault]) => ({
    ...{ title: `understands ${reason} when an upload begins`, on: isStart, status, body: body(status, reason), fault },
  })),
  {
    title: 'understands a page when an upload begins',
    on: isStart,
    status: 502,
    body: '<html>',
    fault: { code: 'platform-down' },
  },
]

const showing = async (
  text: string,
  options: DeliveryContent['options'],
  attached: Readonly<Record<string, ContentMedia>> = {},
) => ({ parts: [{ text, media: [await film()] }], options, attached })
const last = () => server.films().at(-1)

describeConnector('YouTube, strictly simulated', {
  connector: youtubeAt(proxy.url),
  start: async () => stage,
  isCommit: ({ method, path }) => method === 'PUT' && path.startsWith('/api/videos'),
  isUpload: isStart,
  media: async () => [await film()],
  refusesPermissions: true,
  tooMany: (until) => ({
    status: 429,
    headers: {
      'content-type': 'application/json',
      'retry-after': String(Math.round((until.getTime() - Date.now()) / 1000)),
    },
    body: JSON.stringify(body(429, 'rateLimitExceeded')),
  }),
  errors,
  forms: [
    {
      title: 'a film with everything it says of itself',
      content: async () => ({
        ...(await showing('Mô tả', {
          privacy: 'unlisted',
          madeForKids: 'yes',
          category: '25',
          tags: ['cảng', 'Hải Phòng'],
          licence: 'creativeCommon',
          paidPartnership: true,
          notifySubscribers: false,
        })),
        machineMarks: { drawn: true },
      }),
      seen: (item) => {
        expect(item).toMatchObject({ text: 'Mô tả', visibility: 'unlisted', language: 'vi' })
        expect(last()).toMatchObject({
          snippet: { categoryId: '25', tags: ['cảng', 'Hải Phòng'] },
          status: { selfDeclaredMadeForKids: true, containsSyntheticMedia: true, license: 'creativeCommon' },
          hasPaidProductPlacement: true,
        })
      },
    },
    {
      title: 'a short',
      content: () => showing('Phim ngắn', { form: 'short' }),
      seen: (_item, [film]) => expect(film?.url).toBe(`https://www.youtube.com/shorts/${film?.remoteId}`),
    },
    {
      title: 'a thumbnail, captions and a place in a playlist',
      content: async () =>
        showing(
          'Có phụ đề',
          { captions: '1\n00:00:00,000 --> 00:00:01,000\nXin chào\n', playlist: 'PLtin' },
          { thumbnail: await testPicture('', { format: 'jpeg', width: 320, height: 180 }) },
        ),
      seen: (_item, [film]) => {
        expect(last()?.hasThumbnail).toBe(true)
        expect(last()?.captions.get('vi')).toContain('Xin chào')
        expect(server.playlist('PLtin')).toContain(film?.remoteId)
      },
    },
    {
      title: 'a first comment under the film',
      content: () => showing('Có bình luận', { firstComment: 'Chi tiết bên dưới' }),
      seen: (_item, [film, comment]) =>
        expect(server.comments().find(({ id }) => id === comment?.remoteId)).toMatchObject({ videoId: film?.remoteId }),
    },
  ],
  cannot: { 'publishes a text as it was written': 'YouTube takes no < and > in a description' },
})
