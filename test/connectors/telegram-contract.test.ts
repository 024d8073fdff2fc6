import { afterAll, expect } from 'vitest'
import type { Account, Connector, ConnectorContext } from '../../connectors/contract.ts'
import { createTelegramConnector } from '../../connectors/telegram/index.ts'
import { type SimulatedTelegram, startSimulatedTelegram } from '../../server/practice/telegram/index.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { type ConnectorHarness, describeConnector, type ErrorCase, type FormCase, type Stage } from './contract.ts'
import { publishWith, testContent, type testMedium, testPicture } from './support.ts'
import { connectTelegram, testPdf, testSong, testVideo } from './telegram-support.ts'

const server = await startSimulatedTelegram({
  rates: { chatBurst: 10_000, chatMinute: 10_000, botSecond: 10_000 },
})

afterAll(() => server.stop())

async function harnessWith({ hasStaging }: { readonly hasStaging: boolean }) {
  const proxy = await startFaultyProxy(server.url)
  const made = createTelegramConnector({ apiUrl: proxy.url, emptyNumbers: 3 })
  // What can be told depends on the account here.
  const { delivery } = made.capabilities
  const capabilities = { ...made.capabilities, delivery: { ...delivery, confirmation: 'likely' as const } }
  const connector = hasStaging ? { ...made, capabilities } : made
  return {
    connector,
    start: async () => stageOn(connector, proxy, hasStaging),
    refusesPermissions: true,
    forms,
    tooMany: (until: Date) => {
      const seconds = Math.ceil((until.getTime() - Date.now()) / 1_000)
      return {
        status: 429,
        headers: { 'content-type': 'application/json', 'retry-after': String(seconds) },
        body: JSON.stringify(refused(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })),
      }
    },
  } satisfies Partial<ConnectorHarness>
}

async function stageOn(connector: Connector, proxy: Stage['proxy'], hasStaging: boolean): Promise<Stage> {
  const signIn = (token: string, context: ConnectorContext) =>
    connectTelegram(connector, server, { token, hasStaging }, context)
  return {
    proxy,
    connect: async (context): Promise<Account> => {
      const account = await signIn(server.addBot(), context)
      // A look-up begins at a message that is known.
      if (hasStaging) await publishWith(connector, testContent(), account, context)
      return account
    },
    connectWithout: (context) => signIn(server.addBot({ can_delete_messages: false }), context),
    read: async (remoteId) => {
      const message = server.messages().find(({ id }) => String(id) === remoteId)
      if (!message) return null
      const { words, poll, replyTo } = message
      return {
        text: poll?.question ?? words.text,
        language: null,
        alts: albumOf(remoteId).flatMap(({ file }) => (file ? [''] : [])),
        replyTo: replyTo === null ? null : String(replyTo),
        warning: '',
        visibility: null,
      }
    },
    countItems: async () => server.messages().length,
    revoke: async ({ credentials }) => server.revoke(credentials.fields['token'] ?? ''),
    stop: () => proxy.stop(),
  }
}

function shown(remoteId: string): ReturnType<SimulatedTelegram['messages']>[number] {
  const message = server.messages().find(({ id }) => String(id) === remoteId)
  if (!message) throw new Error('Readers do not see it')
  return message
}

function albumOf(remoteId: string) {
  const first = shown(remoteId)
  return first.group === null ? [first] : server.messages().filter(({ group }) => group === first.group)
}

const part = (text: string, ...media: ReturnType<typeof testMedium>[]) => ({ parts: [{ text, media }] })

const forms: readonly FormCase[] = [
  {
    title: 'a text with formatting, counted as people see it',
    content: async () => ({
      ...part('👍 **Đậm** và [cảng](https://example.vn/cảng_a)\n> trích `mã`'),
      options: { formatted: true },
    }),
    seen: (item, [out]) => {
      expect(item.text).toBe('👍 Đậm và cảng\ntrích mã')
      expect(shown(out?.remoteId ?? '').words.entities).toEqual([
        { type: 'bold', offset: 3, length: 3 },
        { type: 'text_link', offset: 10, length: 4, url: 'https://example.vn/cảng_a' },
        { type: 'blockquote', offset: 15, length: 8 },
        { type: 'code', offset: 21, length: 2 },
      ])
    },
  },
  {
    title: 'a link with the card its author chose',
    content: async () => ({
      ...part('Xem https://example.vn/a'),
      link: 'https://example.vn/a',
      options: { linkPreview: 'large' },
    }),
    seen: (_item, [out]) =>
      expect(shown(out?.remoteId ?? '').preview).toEqual({ url: 'https://example.vn/a', prefer_large_media: true }),
  },
  {
    title: 'a link without a card',
    content: async () => ({ ...part('Xem https://example.vn/a'), options: { linkPreview: 'none' } }),
    seen: (_item, [out]) => expect(shown(out?.remoteId ?? '').preview).toEqual({ is_disabled: true }),
  },
  {
    title: 'a card above the text',
    content: async () => ({ ...part('Xem https://example.vn/a'), options: { linkPreview: 'above' } }),
    seen: (_item, [out]) => expect(shown(out?.remoteId ?? '').preview).toEqual({ show_above_text: true }),
  },
  {
    title: 'a picture as such, covered, its words above it',
    content: async () => ({ ...part('Ảnh', await testPicture('')), options: { spoiler: true, textAbove: true } }),
    seen: (_item, [out]) =>
      expect(shown(out?.remoteId ?? '')).toMatchObject({ file: { kind: 'photo' }, spoiler: true, textAbove: true }),
  },
  {
    title: 'a film with a cover',
    content: async () => ({
      ...part('Phim', testVideo()),
      attached: { cover: await testPicture('', { format: 'jpeg' }) },
    }),
    seen: (_item, [out]) =>
      expect(shown(out?.remoteId ?? '')).toMatchObject({ file: { kind: 'video' }, cover: { mimeType: 'image/jpeg' } }),
  },
  {
    title: 'an album of pictures and films, its words with the first',
    content: async () => part('Bộ ảnh', await testPicture(''), testVideo(), await testPicture('')),
    seen: (item, [out]) => {
      expect(item.text).toBe('Bộ ảnh')
      const album = albumOf(out?.remoteId ?? '')
      expect(album.map(({ file }) => file?.kind)).toEqual(['photo', 'video', 'photo'])
      expect(album.map(({ words }) => words.text)).toEqual(['Bộ ảnh', '', ''])
      expect(out?.receipt['numbers']).toEqual(album.map(({ id }) => id))
    },
  },
  {
    title: 'a document with a small picture',
    content: async () => ({
      ...part('Báo cáo', testPdf()),
      options: { form: 'file' },
      attached: { thumbnail: await testPicture('', { format: 'jpeg' }) },
    }),
    seen: (_item, [out]) =>
      expect(shown(out?.remoteId ?? '').file).toMatchObject({
        kind: 'document',
        mimeType: 'application/pdf',
        hasThumbnail: true,
      }),
  },
  {
    title: 'a picture as a file, with all its bytes',
    content: async () => ({ ...part('', await testPicture('')), options: { form: 'file' } }),
    seen: (_item, [out]) =>
      expect(shown(out?.remoteId ?? '').file).toMatchObject({ kind: 'document', mimeType: 'image/png' }),
  },
  {
    title: 'several documents as an album',
    content: async () => ({ ...part('Hai tệp', testPdf(), testPdf()), options: { form: 'file' } }),
    seen: (_item, [out]) =>
      expect(albumOf(out?.remoteId ?? '').map(({ file }) => file?.kind)).toEqual(['document', 'document']),
  },
  {
    title: 'a recording',
    content: async () => ({ ...part('Nghe', testSong()), options: { form: 'audio' } }),
    seen: (_item, [out]) => expect(shown(out?.remoteId ?? '').file?.kind).toBe('audio'),
  },
  {
    title: 'a poll',
    content: async () => ({
      ...part('Bạn đi cảng nào?'),
      options: { form: 'poll', answers: ['Bến Nghé', 'Lạch Huyện'], severalAnswers: true },
    }),
    seen: (_item, [out]) =>
      expect(shown(out?.remoteId ?? '').poll).toEqual({
        question: 'Bạn đi cảng nào?',
        options: ['Bến Nghé', 'Lạch Huyện'],
        several: true,
      }),
  },
  {
    title: 'without a sound, and not to be forwarded',
    content: async () => ({ ...part('Nhẹ nhàng'), options: { silent: true, protect: true } }),
    seen: (_item, [out]) => expect(shown(out?.remoteId ?? '')).toMatchObject({ silent: true, isProtected: true }),
  },
  {
    title: 'a post under an address that opens it',
    content: async () => part('Có địa chỉ'),
    seen: (_item, [out]) => expect(out?.url).toBe(`https://t.me/haiphong/${out?.remoteId}`),
  },
]

function refused(code: number, description: string, parameters?: object) {
  return { ok: false, error_code: code, description, ...(parameters && { parameters }) }
}

function errorTable(): ErrorCase[] {
  const isUpload: ErrorCase['on'] = ({ path, body }) => /\/send\w+$/.test(path) && !body.toString().startsWith('{')
  const row = (code: number, description: string, fault: ErrorCase['fault'], on?: ErrorCase['on']): ErrorCase => ({
    title: `understands ${code} "${description}"`,
    status: code,
    body: refused(code, description),
    fault,
    ...(on && { on }),
  })
  const rejected = (problem: string) => ({ code: 'rejected', problem }) as ErrorCase['fault']
  const revoked = { code: 'credentials-revoked' } as const
  return [
    row(401, 'Unauthorized', revoked),
    row(404, 'Not Found', revoked, () => true),
    {
      ...row(404, 'Not Found', rejected('unexpected-answer')),
      title: 'understands 404 for a method that is not there',
    },
    row(403, 'Forbidden: bot was kicked from the channel chat', revoked),
    row(403, 'Forbidden: bot is not a member of the channel chat', revoked),
    row(400, 'Bad Request: need administrator rights in the channel chat', revoked),
    row(400, 'Bad Request: not enough rights to post messages', revoked),
    row(400, 'Bad Request: chat not found', revoked),
    row(400, 'Bad Request: message text is empty', rejected('text-required')),
    row(400, 'Bad Request: message is too long', rejected('text-too-long')),
    row(400, 'Bad Request: message caption is too long', rejected('text-too-long')),
    row(400, "Bad Request: can't parse entities: Unsupported start tag", rejected('other')),
    row(400, 'Bad Request: wrong HTTP URL specified', rejected('media-missing')),
    row(400, 'Bad Request: failed to get HTTP URL content', rejected('media-missing')),
    row(400, 'Bad Request: wrong type of the web page content', rejected('media-type')),
    row(400, 'Bad Request: wrong file identifier/HTTP URL specified', rejected('media-missing')),
    row(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', rejected('media-size'), isUpload),
    row(400, 'Bad Request: IMAGE_PROCESS_FAILED', rejected('media-processing'), isUpload),
    row(400, 'Bad Request: file must be non-empty', rejected('media-missing'), isUpload),
    row(413, 'Request Entity Too Large', rejected('media-too-large'), isUpload),
    {
      title: 'understands 413 from the server in front, which speaks HTML',
      on: isUpload,
      status: 413,
      body: '<html><h1>413 Request Entity Too Large</h1></html>',
      fault: rejected('media-too-large'),
    },
    row(
      400,
      'Bad Request: Failed to send message #2 with the error message "WEBPAGE_MEDIA_EMPTY"',
      rejected('media-missing'),
    ),
    row(409, 'Conflict: terminated by other getUpdates request', rejected('other')),
    {
      title: 'waits as long as it is told, and a second more',
      status: 429,
      body: refused(429, 'Too Many Requests: retry after 35', { retry_after: 35 }),
      fault: { code: 'rate-limited', retryAfterMs: 36_000 },
    },
    {
      title: 'takes the wait from the header where the body has none',
      status: 429,
      body: refused(429, 'Too Many Requests'),
      headers: { 'retry-after': '5' },
      fault: { code: 'rate-limited', retryAfterMs: 6_000 },
    },
    row(500, 'Internal Server Error: restart', { code: 'outcome-unknown' }),
    row(500, 'Request aborted', { code: 'platform-down' }, isUpload),
    row(400, 'Bad Request: something nobody has heard of', rejected('other')),
    {
      title: 'takes a refusal for one though its status says success',
      status: 200,
      body: refused(400, 'Bad Request: message is too long'),
      fault: rejected('text-too-long'),
    },
    {
      title: 'takes no page for a refusal of the Bot API',
      status: 404,
      body: '<html>nginx</html>',
      fault: { code: 'outcome-unknown' },
    },
  ]
}

const noLanguage = { 'says in which language it is': 'Telegram has no field for a language' }

describeConnector('Telegram with a private chat for files, strictly simulated', {
  ...(await harnessWith({ hasStaging: true })),
  isCommit: ({ path, body }) => /\/send\w+$/.test(path) && body.toString().startsWith('{'),
  isUpload: ({ path, body }) => /\/send\w+$/.test(path) && !body.toString().startsWith('{'),
  errors: errorTable(),
  cannot: noLanguage,
})

describeConnector('Telegram, the bot in the channel alone, strictly simulated', {
  ...(await harnessWith({ hasStaging: false })),
  isCommit: ({ path }) => /\/send\w+$/.test(path),
  isUpload: ({ path }) => /\/send\w+$/.test(path),
  cannot: {
    ...noLanguage,
    'leaves nothing behind when an upload fails, and can be tried again': 'files travel with the message itself',
  },
})
