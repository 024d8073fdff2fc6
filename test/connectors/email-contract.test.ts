import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { createEmailConnector } from '../../connectors/email/index.ts'
import { startFaultyProxy } from '../support/faulty-proxy.ts'
import { describeConnector, type Stage } from './contract.ts'
import { deskAt, startDesk, startDoor } from './email-support.ts'
import { testMedium } from './support.ts'

/** Where the line to the desk and the mail server are, once they are there. */
const place = { line: '', door: '' }
const connector = createEmailConnector(deskAt(() => place.line, { allowHosts: () => [place.door] }))
const sound = async (alt = '') =>
  testMedium(new Uint8Array(2_000), { mimeType: 'audio/mpeg', kind: 'audio', durationMs: 61_000, alt })
const text = (words: string, media: Awaited<ReturnType<typeof sound>>[] = []) => ({ parts: [{ text: words, media }] })

describeConnector('The newsletter, behind a line that fails', {
  connector,
  start,
  isCommit: ({ method, path }) => method === 'POST' && path === '/issues',
  isUpload: () => false,
  tooMany: (until) => ({ status: 429, headers: { 'retry-after': until.toUTCString() }, body: '{}' }),
  forms: [
    {
      title: 'a letter with a line beside its subject',
      content: async () => ({ ...text('Thư'), options: { form: 'letter', preheader: 'Bến số 5' } }),
      seen: ({ warning }) => expect(warning).toBe('Bến số 5'),
    },
    {
      title: 'a letter with a link of its own',
      content: async () => ({ ...text('Xem'), link: 'https://city.test/tin?a=1&b=2' }),
      seen: ({ visibility }) => expect(visibility).toContain('https://city.test/tin?a=1&b=2'),
    },
    {
      title: 'whose content it carries',
      content: async () => ({ ...text('Tin'), source: 'Sở Du lịch' }),
      seen: ({ visibility }) => expect(visibility).toContain('Sở Du lịch'),
    },
    {
      title: 'what a machine helped with',
      content: async () => ({ ...text('Dịch'), machineMarks: { translated: true } }),
      seen: ({ visibility }) => expect(visibility).toContain('translated'),
    },
    {
      title: 'an episode with its number, season and sort',
      content: async () => ({
        ...text('Tập mới', [await sound()]),
        options: { form: 'podcast', episode: 7, season: 2, episodeType: 'bonus', explicit: true },
      }),
      seen: ({ visibility }) =>
        expect(JSON.parse(visibility ?? '{}')).toMatchObject({
          episode: { number: 7, season: 2, type: 'bonus', explicit: true, durationMs: 61_000, audio: { bytes: 2_000 } },
        }),
    },
    {
      title: 'an episode without a word beside its sound',
      content: async () => text('', [await sound()]),
      seen: ({ visibility }) => expect(JSON.parse(visibility ?? '{}').episode.type).toBe('full'),
    },
  ],
  errors: [
    {
      title: 'the delivery is out with other content',
      status: 409,
      body: {},
      fault: { code: 'rejected', problem: 'duplicate' },
    },
    { title: 'the desk is away', status: 503, body: {}, fault: { code: 'outcome-unknown' } },
    { title: 'the desk answers nonsense', status: 200, body: '<html>', fault: { code: 'outcome-unknown' } },
    {
      title: 'the delivery is none of a newsletter',
      status: 404,
      body: {},
      fault: { code: 'rejected', problem: 'not-found' },
    },
  ],
  cannot: {
    'leaves nothing behind when an upload fails, and can be tried again':
      'nothing is uploaded: pictures are taken from the library for each mail',
    'says when to come back, and has published nothing': 'our own database asks nobody to wait',
    'says that nothing left this machine when nobody listens': 'an issue is handed over without HTTP',
    'says that credentials which ended can change nothing': 'an issue is changed in our own database',
    'says that the credentials are revoked':
      'a check says so; an issue is handed over in our own database, and its mails wait until the channel is reconnected',
  },
})

async function start(): Promise<Stage> {
  const desk = await startDesk()
  const door = await startDoor()
  const proxy = await startFaultyProxy(desk.url)
  Object.assign(place, { line: proxy.url, door: `127.0.0.1:${door.port}` })
  return {
    proxy,
    connect: async (context) => {
      if (connector.connect.kind !== 'form') throw new Error('It is connected by a form')
      const [user, password] = [`office-${randomBytes(4).toString('hex')}`, randomBytes(12).toString('hex')]
      door.known.set(user, password)
      const [account] = await connector.connect.accounts(
        {
          ...{ listName: 'Bản tin cảng', fromName: 'Phòng Truyền thông', fromAddress: 'ban-tin@city.test' },
          ...{ postal: '18 Hoàng Diệu', host: '127.0.0.1', port: String(door.port), security: 'none', user, password },
        },
        context,
      )
      if (!account) throw new Error('No account was found')
      return account
    },
    read: async (remoteId) => {
      const issue = desk.issues.get(remoteId)
      if (!issue) return null
      return {
        text: issue.text,
        language: issue.language,
        alts: issue.pictures.map(({ alt }) => alt),
        replyTo: null,
        warning: issue.preheader,
        visibility: JSON.stringify(issue),
      }
    },
    countItems: async () => desk.issues.size,
    revoke: async ({ credentials }) => void door.known.delete(credentials.fields['user'] ?? ''),
    stop: async () => {
      await Promise.all([proxy.stop(), desk.stop(), door.stop()])
    },
  }
}
