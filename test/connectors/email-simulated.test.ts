import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account, DeliveryContent } from '../../connectors/contract.ts'
import { createEmailConnector } from '../../connectors/email/index.ts'
import { issueMessage, noticeMessage } from '../../connectors/email/message.ts'
import { asJson, type Issue, Sender } from '../../connectors/email/newsletter.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { deskAt, startDesk, startDoor, type TestDesk, type TestDoor } from './email-support.ts'
import { contextFor, publishWith, testContent, testMedium, testPicture } from './support.ts'

let desk: TestDesk
let door: TestDoor
let address: string | null = 'https://ban-tin.city.test'
const connector = createEmailConnector(
  deskAt(() => desk.url, { publicAddress: () => address, allowHosts: () => [`127.0.0.1:${door.port}`] }),
)
beforeAll(async () => {
  desk = await startDesk()
  door = await startDoor()
  door.known.set('office', 'phượng-đỏ-1955')
})
afterAll(async () => {
  await desk.stop()
  await door.stop()
})

const form = () => ({
  ...{ listName: 'Bản tin cảng', fromName: 'Phòng Truyền thông', fromAddress: 'Ban-Tin@City.test' },
  ...{ postal: '18 Hoàng Diệu, Hải Phòng', host: '127.0.0.1', port: String(door.port), security: 'none' },
  ...{ user: 'office', password: 'phượng-đỏ-1955' },
})
const context = () => contextFor(desk.url)
async function connect(given: Record<string, string> = {}) {
  if (connector.connect.kind !== 'form') throw new Error('It is connected by a form')
  const [account] = await connector.connect.accounts({ ...form(), ...given }, context())
  if (!account) throw new Error('No account')
  return account
}
const told = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  return (error as { fault?: object } | null)?.fault
}

describe('connecting a newsletter', () => {
  it('proves user and password, and keeps what every mail says of its sender', async () => {
    const account = await connect()
    expect(account).toMatchObject({
      remoteAccountId: 'ban-tin@city.test/ban-tin-cang',
      name: 'Bản tin cảng',
      handle: 'ban-tin@city.test',
      credentials: { fields: { user: 'office', password: 'phượng-đỏ-1955' }, expiresAt: null },
      settings: { fromAddress: 'ban-tin@city.test', ratePerMinute: 60, replyTo: null, bounceAddress: null },
    })
    expect(JSON.stringify(account.settings)).not.toContain('phượng-đỏ')
  })
  it('says that the mail server does not know them', async () => {
    expect(await told(connect({ password: 'xanh' }))).toMatchObject({ code: 'credentials-revoked' })
  })
  it('is the same account when it is connected again', async () => {
    const [one, two] = [await connect(), await connect({ listName: ' bản  tin CẢNG ' })]
    expect(one.remoteAccountId).toBe(two.remoteAccountId)
    expect(one.settings['listKey']).not.toBe(two.settings['listKey'])
  })
  it.each([
    ['fromAddress', 'ban-tin'],
    ['fromAddress', 'a@b.test, c@d.test'],
    ['fromAddress', 'a@b.test\r\nBcc: x@y.test'],
    ['replyTo', '@city.test'],
    ['bounceAddress', 'bounce'],
    ['port', '0'],
    ['port', '70000'],
    ['port', '587.5'],
    ['ratePerMinute', '-1'],
    ['ratePerMinute', '6001'],
    ['host', 'mail city.test'],
    ['host', 'user:pass@mail.test'],
  ])('refuses %s "%s" with its reason', async (field, value) => {
    expect(await told(connect({ [field]: value }))).toMatchObject({
      code: 'rejected',
      detail: expect.stringContaining(`${field}: `),
    })
  })
  it('takes a server that asks nobody, and refuses half a sign-in', async () => {
    expect(await told(connect({ password: '' }))).toMatchObject({ code: 'rejected' })
  })
  it('cannot put a line into a header by any field', async () => {
    const account = await connect({ fromName: 'Phòng\r\nBcc: x@y.test', listName: 'Bản tin\r\nX: y' })
    expect(JSON.stringify(account.settings)).not.toMatch(/\\[rn]/)
  })
})

describe('a look at the channel', () => {
  const notices = async (account: Account) => (await connector.check(account, context())).notices

  it('says what keeps it from working', async () => {
    const account = await connect()
    expect(await notices(account)).toEqual([])
    Object.assign(desk.standing, { subscribers: 0, isStopped: true })
    address = null
    expect(await notices(account)).toEqual(['no-public-address', 'content-refused', 'no-subscribers'])
    Object.assign(desk.standing, { subscribers: 3, isStopped: false })
    address = 'https://ban-tin.city.test'
  })
  it('counts those who confirmed as followers', async () => {
    const counts = await connector.accountMetrics?.(await connect(), context())
    expect(counts).toMatchObject({ followers: 3, posts: desk.issues.size })
  })
})

describe('limits, at the edge and one beyond', () => {
  const prepare = async (given: Partial<DeliveryContent>) =>
    connector.prepare(testContent({ title: 'Tin', ...given }), await connect(), context())
  const withMedia = (...media: Parameters<typeof testMedium>[]) => ({
    parts: [{ text: 'Ảnh', media: media.map((one) => testMedium(...one)) }],
  })
  const picture = (bytes: number): Parameters<typeof testMedium> => [
    new Uint8Array(8),
    { mimeType: 'image/png', bytes },
  ]

  it('a letter needs a subject', async () => {
    expect(await told(prepare({ title: ' ' }))).toMatchObject({ problem: 'text-required' })
  })
  it('a letter needs a word or a picture', async () => {
    expect(await told(prepare({ parts: [{ text: ' \n', media: [] }] }))).toMatchObject({ problem: 'text-required' })
  })
  it('a text of 90,000 bytes goes, one more does not', async () => {
    const text = 'ế'.repeat(30_000)
    expect(await told(prepare({ parts: [{ text, media: [] }] }))).toBeUndefined()
    expect(await told(prepare({ parts: [{ text: `${text}a`, media: [] }] }))).toMatchObject({
      problem: 'text-too-long',
    })
  })
  it('what mail programs would cut off is refused, also when its signs grow in HTML', async () => {
    const text = '<&>'.repeat(9_000)
    expect(await told(prepare({ parts: [{ text, media: [] }] }))).toMatchObject({ problem: 'text-too-long' })
  })
  it('ten pictures go, eleven do not', async () => {
    const ten = Array.from({ length: 10 }, () => picture(1_000))
    expect(await told(prepare(withMedia(...ten)))).toBeUndefined()
    expect(await told(prepare(withMedia(...ten, picture(1_000))))).toMatchObject({ problem: 'media-count' })
  })
  it('pictures of 7,000,000 bytes together go, one byte more does not', async () => {
    const parts = [2_000_000, 2_000_000, 2_000_000]
    expect(await told(prepare(withMedia(...parts.map(picture), picture(1_000_000))))).toBeUndefined()
    expect(await told(prepare(withMedia(...parts.map(picture), picture(1_000_001))))).toMatchObject({
      problem: 'media-too-large',
    })
  })
  it('kinds of files that mails do not show are refused', async () => {
    for (const mimeType of ['video/mp4', 'image/webp'])
      expect(await told(prepare(withMedia([new Uint8Array(9), { mimeType }])))).toMatchObject({ problem: 'media-type' })
  })
  it('an episode has one sound', async () => {
    const sound: Parameters<typeof testMedium> = [new Uint8Array(9), { mimeType: 'audio/mpeg', kind: 'audio' }]
    expect(await told(prepare(withMedia(sound)))).toBeUndefined()
    expect(await told(prepare(withMedia(sound, sound)))).toMatchObject({ problem: 'media-count' })
    expect(await told(prepare({ options: { form: 'podcast' } }))).toMatchObject({ problem: 'media-missing' })
    const wav: Parameters<typeof testMedium> = [new Uint8Array(9), { mimeType: 'audio/wav', kind: 'audio' }]
    expect(await told(prepare(withMedia(wav)))).toMatchObject({ problem: 'media-type' })
  })
  it('nothing goes out while nobody could leave', async () => {
    address = null
    expect(await told(prepare({}))).toEqual({ code: 'rejected', problem: 'no-public-address' })
    address = 'https://ban-tin.city.test'
  })
})

describe('after a crash', () => {
  it('finds an issue that was handed over just before, and hands it over once', async () => {
    const account = await connect()
    const [part] = await connector.prepare(testContent({ title: 'Tin' }), account, context())
    if (!part) throw new Error('No part')
    const count = desk.issues.size
    expect(await connector.confirm(part, [], new Date(), account, context())).toEqual({ outcome: 'absent' })
    await connector.commit(part, [], account, context())
    expect(await connector.confirm(part, [], new Date(), account, context())).toMatchObject({ outcome: 'published' })
    await connector.commit(part, [], account, context())
    expect(desk.issues.size).toBe(count + 1)
  })
})

describe('figures', () => {
  it('tell what arrived, and that nobody was watched reading', async () => {
    const account = await connect()
    const [part] = await publishWith(connector, testContent({ title: 'Tin' }), account, context())
    const [item] = (await connector.metrics?.([part?.remoteId ?? ''], account, context())) ?? []
    expect(item).toMatchObject({
      values: { delivered: 2 },
      absent: { opens: 'not-offered', clicks: 'not-offered', views: 'not-offered', reach: 'not-offered' },
      raw: { recipients: 3, bounced: 1 },
    })
  })
})

describe('a letter', () => {
  const sender = Sender.parse({
    ...{ listKey: 'k', listName: 'Bản tin <cảng>', fromName: 'Phòng Truyền thông', fromAddress: 'ban-tin@city.test' },
    ...{ replyTo: 'hoi@city.test', bounceAddress: 'bounce@city.test', postal: '18 Hoàng Diệu', ratePerMinute: 60 },
    ...{ host: 'mail.city.test', port: 587, security: 'starttls' },
  })
  const leave = `https://ban-tin.city.test/newsletters/leave/${'A'.repeat(43)}`
  const recipient = { address: 'an@x.test', key: '0f2d6a8e-1111-4222-8333-444455556666', leave }
  const links = { read: 'https://ban-tin.city.test/newsletters/l/i', listen: null }
  const issue: Issue = {
    ...{ deliveryId: 'd1', title: 'Cảng & <bến>', preheader: 'Dòng bên cạnh', language: 'vi', link: null },
    text: 'Xem https://city.test/a?b=1&c=2 nhé.\n\n<script>alert(1)</script>',
    ...{ source: 'Sở Du lịch', machineMade: ['translated'], pictures: [], episode: null },
  }
  const pictures = { read: async () => new Uint8Array([1, 2, 3]) }
  const rawOf = async (given: Partial<Issue> = {}) =>
    (await issueMessage({ ...issue, ...given }, sender, recipient, links, pictures)).raw.toString()
  const headers = (raw: string) => (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ')
  const words = (raw: string) =>
    Buffer.from(
      raw
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString()

  it('says in its headers whose it is, which list it is of, and how to leave with one click', async () => {
    const head = headers(await rawOf())
    expect(head).toContain('To: an@x.test')
    expect(head).toContain('Reply-To: hoi@city.test')
    expect(head).toContain(`Message-ID: <d1.${recipient.key}@city.test>`)
    expect(head).toContain(`List-Unsubscribe: <${leave}>`)
    expect(head).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    expect(head).toMatch(/^List-ID: .*<ban-tin-cang\.city\.test>$/m)
    expect(head).toContain('Content-Language: vi')
    expect(head).toContain('Precedence: bulk')
    expect(head).not.toMatch(/Auto-Submitted/i)
  })
  it('comes back to an address of its own that names nobody', async () => {
    const { envelope } = await issueMessage(issue, sender, recipient, links, pictures)
    expect(envelope).toEqual({ from: 'bounce+0f2d6a8e111142228333444455556666@city.test', to: 'an@x.test' })
  })
  it('says everything twice: as a text, and as HTML that loads nothing', async () => {
    const all = words(await rawOf())
    expect(all).toContain('Content-Type: multipart/alternative')
    for (const part of ['Cảng & <bến>', 'Nguồn: Sở Du lịch', 'Ngừng nhận thư: https', '18 Hoàng Diệu'])
      expect(all).toContain(part)
    expect(all).toContain('Cảng &#38; &#60;bến&#62;')
    expect(all).toContain('Dòng bên cạnh')
    expect(all).toContain('<html lang="vi"')
    const html = all.slice(all.indexOf('<!doctype html>'))
    expect(html).not.toMatch(/<script|<form|src="http|@import|<link/)
    expect(all).toContain('href="https://city.test/a?b=1&#38;c=2"')
  })
  it('says what a machine helped with', async () => {
    expect(words(await rawOf())).toContain('Có máy hỗ trợ dịch')
    expect(words(await rawOf({ language: 'en' }))).toContain('Translated with the help of a machine')
  })
  it('cannot be given another header by its subject', async () => {
    const head = headers(await rawOf({ title: 'Tin\r\nBcc: x@y.test' }))
    expect(head).not.toMatch(/^Bcc:/m)
  })
  it('stays under the size that mail programs cut at, whatever the text allows', async () => {
    const raw = await rawOf({ text: 'chim bay '.repeat(6_600) })
    expect(Buffer.byteLength(words(raw))).toBeLessThan(2 * 102_000)
  })
  it('asks whether somebody wants it in a mail that no program answers', async () => {
    const notice = { subject: 'Xác nhận', text: 'x', html: '<p>x</p>', language: 'vi' }
    const head = headers((await noticeMessage(sender, recipient, notice)).raw.toString())
    expect(head).toContain('Auto-Submitted: auto-generated')
    expect(head).not.toMatch(/List-Unsubscribe/i)
  })
})

describe('pictures', () => {
  it('travel in the mail under their own names', async () => {
    const account = await connect()
    const [part] = await publishWith(
      connector,
      testContent({ title: 'Ảnh', parts: [{ text: '', media: [await testPicture('Bến cảng')] }] }),
      account,
      context(),
    )
    expect(desk.issues.get(part?.remoteId ?? '')?.pictures).toMatchObject([{ alt: 'Bến cảng', mimeType: 'image/png' }])
    expect(asJson(Sender.parse(account.settings))).toEqual(account.settings)
    expect(profiles.email.delivery).toMatchObject({ commitIsRepeatable: true, confirmation: 'certain' })
  })
})
