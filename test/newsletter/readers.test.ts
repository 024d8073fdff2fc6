import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createNewsletterReaders, type NewsletterReaders } from '../../server/domain/newsletter-readers.ts'
import { createNewsletterSubscribers } from '../../server/domain/newsletter-subscribers.ts'
import { readReport } from '../../server/mail/bounce-report.ts'
import { type NewsletterRoom, openNewsletterRoom, publicUrl, readMail } from './support.ts'

let room: NewsletterRoom
let readers: NewsletterReaders
beforeEach(async () => {
  room = await openNewsletterRoom()
  readers = createNewsletterReaders({ db: room.db })
})
afterEach(() => room.close())

const hours = (count: number) => count * 3_600_000
const subscribe = (address: string, ip = '203.0.113.7') =>
  readers.subscribe(room.channelId, { address, language: 'vi', ip })
const tokenIn = (index: number, what: 'confirm' | 'leave') =>
  new RegExp(`/newsletters/${what}/([\\w-]{43})`).exec(readMail(room.sent[index]?.raw ?? Buffer.alloc(0)).text)?.[1] ??
  ''
const people = () => room.db.selectFrom('subscriber').selectAll().orderBy('address').execute()
const overview = () =>
  createNewsletterSubscribers({ db: room.db, publicUrl: () => publicUrl }).overview(room.actor, room.channelId)

describe('subscribing', () => {
  it('sends one question, and nothing else before it is answered', async () => {
    await subscribe(' An@X.test ')
    await room.publish()
    await room.mailAll()
    expect(room.sent.map(({ to }) => to)).toEqual(['an@x.test'])
    expect(readMail(room.sent[0]?.raw ?? Buffer.alloc(0)).header('Auto-Submitted')).toBe('auto-generated')
    expect((await overview()).subscribers).toMatchObject({ subscribed: 0, asked: 1 })
  })

  it('is complete when the owner of the mailbox says yes; looking decides nothing', async () => {
    await subscribe('an@x.test')
    await room.mailAll()
    const token = tokenIn(0, 'confirm')
    expect(await readers.requested(token)).toMatchObject({ channelId: room.channelId })
    expect((await overview()).subscribers.subscribed).toBe(0)
    expect(await readers.confirm(token, 'vi')).toMatchObject({ channelId: room.channelId })
    expect(await people()).toMatchObject([{ consent: { how: 'page', language: 'vi', version: 1 } }])
    const id = await room.publish()
    expect((await room.mails(id)).map(({ address }) => address)).toEqual(['an@x.test'])
  })

  it('counts an answer once, and none after 48 hours', async () => {
    await subscribe('an@x.test')
    await room.mailAll()
    const token = tokenIn(0, 'confirm')
    expect(await readers.confirm(token, 'vi')).not.toBeNull()
    expect(await readers.confirm(token, 'vi')).toBeNull()
    await subscribe('binh@x.test')
    await room.mailAll()
    const late = tokenIn(1, 'confirm')
    await room.age(hours(49))
    expect(await readers.requested(late)).toBeNull()
    expect(await readers.confirm(late, 'vi')).toBeNull()
  })

  it('keeps no token that the database could give away', async () => {
    await subscribe('an@x.test')
    await room.mailAll()
    const { rows } = await sql<{
      all: string
    }>`select subscription_request::text as all from subscription_request`.execute(room.db)
    expect(rows[0]?.all).not.toContain(tokenIn(0, 'confirm'))
  })

  it('forgets an address whose owner never answered', async () => {
    await subscribe('an@x.test')
    await room.mailAll()
    await room.age(hours(49))
    await room.mailing().tidy()
    expect(await people()).toEqual([])
  })

  it('cannot fill somebody’s mailbox', async () => {
    for (let tries = 0; tries < 5; tries++) await subscribe('an@x.test')
    await room.mailAll()
    await subscribe('an@x.test')
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
    await room.age(hours(1.1))
    await subscribe('an@x.test')
    await room.mailAll()
    expect(room.sent).toHaveLength(2)
  })

  it('tells nobody who is on the list: the answer is the same, and who is gets no mail', async () => {
    await room.subscribe('known@x.test')
    expect(await subscribe('known@x.test')).toEqual(await subscribe('new@x.test'))
    await room.mailAll()
    expect(room.sent.map(({ to }) => to)).toEqual(['new@x.test'])
  })

  it('takes twenty tries of one place in an hour', async () => {
    for (let tries = 0; tries < 20; tries++) await subscribe(`a${tries}@x.test`)
    await expect(subscribe('b@x.test')).rejects.toMatchObject({ code: 'rate-limited' })
    await subscribe('b@x.test', '198.51.100.4')
  })

  it.each(['', 'an', 'an@', 'an@x', 'an@x.test, b@x.test', 'an@x.test\nBcc: b@x.test'])(
    'refuses "%s"',
    async (address) => {
      await expect(subscribe(address)).rejects.toMatchObject({ code: 'validation' })
    },
  )

  it('does not repeat a question that a crash may have sent', async () => {
    await subscribe('an@x.test')
    room.fates.push(new Promise(() => {}))
    void room.mailing().mailNext()
    for (let tries = 0; room.sent.length === 0 && tries < 100; tries++) await new Promise((r) => setTimeout(r, 10))
    await room.age(hours(0.5))
    await room.mailing().tidy()
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
  })
})

describe('leaving', () => {
  it('works by one request, again, and for years; and nothing more is mailed', async () => {
    await room.subscribe('an@x.test')
    await room.publish()
    await room.mailAll()
    const token = tokenIn(0, 'leave')
    expect(await readers.toLeave(token)).toMatchObject({ channelId: room.channelId })
    expect((await overview()).subscribers.subscribed).toBe(1)
    const waiting = await room.publish()
    expect(await readers.leave(token)).toMatchObject({ channelId: room.channelId })
    await room.age(hours(24 * 365 * 3))
    expect(await readers.leave(token)).toMatchObject({ channelId: room.channelId })
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
    expect(await room.mails(waiting)).toMatchObject([{ state: 'skipped' }])
    expect((await overview()).subscribers).toMatchObject({ subscribed: 0, left: 1 })
    const [figures] = await room.newsletter.figures([waiting], AbortSignal.timeout(5_000))
    expect(figures).toMatchObject({ unsubscribed: 0, skipped: 1 })
  })
  it('is not possible for others', async () => {
    expect(await readers.leave('x'.repeat(43))).toBeNull()
  })
  it('can be taken back by subscribing again', async () => {
    await room.subscribe('an@x.test')
    await room.publish()
    await room.mailAll()
    await readers.leave(tokenIn(0, 'leave'))
    await subscribe('an@x.test')
    await room.mailAll()
    await readers.confirm(tokenIn(1, 'confirm'), 'vi')
    expect((await overview()).subscribers).toMatchObject({ subscribed: 1, left: 0 })
  })
})

/** As Postfix writes it. */
function notification({
  to = 'ban-tin@city.test',
  status = '5.1.1',
  action = 'failed',
  messageId = '',
  type = 'delivery-status',
}) {
  return Buffer.from(
    [
      'From: MAILER-DAEMON@mx.portal.test (Mail Delivery System)',
      `To: ${to}`,
      'Subject: Undelivered Mail Returned to Sender',
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=${type};`,
      '\tboundary="4CAB32B112E.1/mx.portal.test"',
      '',
      'This is a MIME-encapsulated message.',
      '',
      '--4CAB32B112E.1/mx.portal.test',
      'Content-Description: Notification',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'I could not deliver your message.',
      '',
      '--4CAB32B112E.1/mx.portal.test',
      `Content-Type: message/${type === 'delivery-status' ? type : 'feedback-report'}`,
      '',
      ...(type === 'delivery-status'
        ? [
            'Reporting-MTA: dns; mx.portal.test',
            '',
            'Final-Recipient: rfc822; an@x.test',
            `Action: ${action}`,
            `Status: ${status}`,
          ]
        : ['Feedback-Type: abuse', 'User-Agent: Loop/1.0', 'Version: 1']),
      '',
      '--4CAB32B112E.1/mx.portal.test',
      'Content-Type: text/rfc822-headers',
      '',
      'Return-Path: <ban-tin@city.test>',
      `Message-ID: ${messageId}`,
      'Subject: Tin',
      '',
      '--4CAB32B112E.1/mx.portal.test--',
      '',
    ].join('\r\n'),
  )
}

describe('what comes back', () => {
  async function sendOne() {
    await room.subscribe('an@x.test')
    const id = await room.publish()
    await room.mailAll()
    const messageId = readMail(room.sent.at(-1)?.raw ?? Buffer.alloc(0)).header('Message-ID')
    const admin = createNewsletterSubscribers({ db: room.db, publicUrl: () => publicUrl })
    const { url } = await admin.newBounceAddress(room.actor, room.channelId)
    return { id, messageId, token: url.split('/').at(-1) ?? '' }
  }
  const figures = async (id: string) => (await room.newsletter.figures([id], AbortSignal.timeout(5_000)))[0]

  it('takes a mailbox that is not there off the list, and counts the mail as not delivered', async () => {
    const { id, messageId, token } = await sendOne()
    await readers.returned(token, notification({ messageId }))
    expect(await figures(id)).toMatchObject({ accepted: 0, bounced: 1 })
    expect((await overview()).subscribers).toMatchObject({ subscribed: 0, bounced: 1 })
    expect(await room.mails(await room.publish())).toEqual([])
  })
  it('keeps a mailbox that is full four times in 30 days, not five times', async () => {
    const { messageId, token } = await sendOne()
    for (let times = 0; times < 4; times++) await readers.returned(token, notification({ messageId, status: '4.2.2' }))
    expect((await overview()).subscribers.subscribed).toBe(1)
    await readers.returned(token, notification({ messageId, status: '4.2.2' }))
    expect((await overview()).subscribers).toMatchObject({ subscribed: 0, bounced: 1 })
  })
  it('takes somebody off who calls a letter unwanted', async () => {
    const { id, messageId, token } = await sendOne()
    await readers.returned(token, notification({ messageId, type: 'feedback-report' }))
    expect(await figures(id)).toMatchObject({ accepted: 1, complaints: 1 })
    expect((await overview()).subscribers).toMatchObject({ subscribed: 0, complained: 1 })
  })
  it('is told by its own address where the id of the letter is missing', async () => {
    const { id, messageId, token } = await sendOne()
    const key = /\.([0-9a-f-]{36})@/.exec(messageId)?.[1]?.replaceAll('-', '')
    await readers.returned(token, notification({ to: `bounce+${key}@city.test` }))
    expect(await figures(id)).toMatchObject({ bounced: 1 })
  })
  it('is believed from nobody who does not know the secret address', async () => {
    const { id, messageId } = await sendOne()
    await expect(readers.returned('x'.repeat(43), notification({ messageId }))).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(await figures(id)).toMatchObject({ bounced: 0 })
  })
  it('changes nothing of another list', async () => {
    const { id, messageId } = await sendOne()
    const other = await room.addChannel()
    const admin = createNewsletterSubscribers({ db: room.db, publicUrl: () => publicUrl })
    const { url } = await admin.newBounceAddress(room.actor, other)
    await readers.returned(url.split('/').at(-1) ?? '', notification({ messageId }))
    expect(await figures(id)).toMatchObject({ bounced: 0 })
  })

  const key = '0f2d6a8e-1111-4222-8333-444455556666'
  const messageId = `<5d6868bf-6cc3-4818-8c8a-5d2bd39dae3d.${key}@city.test>`
  it.each<[string, Parameters<typeof notification>[0], object | null]>([
    ['5.1.1 is hard', { status: '5.1.1' }, { kind: 'bounce', isHard: true }],
    ['5.2.1 is hard', { status: '5.2.1' }, { kind: 'bounce', isHard: true }],
    ['5.4.4 is hard', { status: '5.4.4' }, { kind: 'bounce', isHard: true }],
    ['5.2.2, a full mailbox, is soft', { status: '5.2.2' }, { kind: 'bounce', isHard: false }],
    ['5.7.1, a policy, is soft', { status: '5.7.1' }, { kind: 'bounce', isHard: false }],
    ['4.4.1 is soft', { status: '4.4.1' }, { kind: 'bounce', isHard: false }],
    ['a delay is nothing', { action: 'delayed', status: '4.4.1' }, null],
    ['a receipt is nothing', { action: 'delivered', status: '2.0.0' }, null],
    ['a complaint', { type: 'feedback-report' }, { kind: 'complaint', key }],
  ])('%s', (_what, given, told) => {
    const report = readReport(notification({ messageId, ...given }))
    if (told === null) expect(report).toBeNull()
    else expect(report).toMatchObject(told)
  })
  it.each(['', 'Subject: Hello\r\n\r\nout of office', '\u0000\u0001', 'Content-Type: multipart/report'])(
    'makes nothing of %j',
    (raw) => {
      expect(readReport(Buffer.from(raw))).toBeNull()
    },
  )
})

describe('what administrators do', () => {
  const admin = () => createNewsletterSubscribers({ db: room.db, publicUrl: () => publicUrl })
  const proof = 'Sổ đăng ký tại hội nghị ngày 5-5, tủ số 3'

  it('takes people in with the day and the proof of their consent, and says which lines it does not take', async () => {
    const csv = [
      'địa chỉ;ngày;ngôn ngữ',
      'an@x.test;2026-01-05;vi',
      '"binh@x.test";2026-01-05T08:00:00+07:00;en',
      'không phải địa chỉ;2026-01-05',
      'chi@x.test;',
      'dung@x.test;2999-01-01',
      'AN@x.test;2026-01-05',
      '',
    ].join('\r\n')
    expect(await admin().import(room.actor, room.channelId, { csv, proof })).toEqual({
      added: 2,
      known: 0,
      refused: [
        { line: 4, code: 'bad-email' },
        { line: 5, code: 'no-consent' },
        { line: 6, code: 'no-consent' },
        { line: 7, code: 'twice' },
      ],
    })
    expect(await people()).toMatchObject([
      { address: 'an@x.test', consent: { how: 'import', proof, by: room.actor.memberId } },
      { address: 'binh@x.test', language: 'en' },
    ])
    const events = await room.db.selectFrom('auditEvent').select(['action', 'data']).execute()
    expect(events).toMatchObject([{ action: 'newsletter.imported', data: { added: 2, known: 0 } }])
    expect(JSON.stringify(events)).not.toContain('@x.test')
  })

  it('brings nobody back who left, complained or is not there', async () => {
    await room.subscribe('left@x.test', 'gone@x.test', 'stays@x.test')
    await sql`update subscriber set unsubscribed_at = now() where address = 'left@x.test'`.execute(room.db)
    await sql`update subscriber set suppressed_at = now(), suppressed_because = 'bounced' where address = 'gone@x.test'`.execute(
      room.db,
    )
    const csv = ['left', 'gone', 'stays'].map((name) => `${name}@x.test,2026-01-01`).join('\n')
    expect(await admin().import(room.actor, room.channelId, { csv, proof })).toMatchObject({ added: 0, known: 3 })
    expect((await overview()).subscribers).toMatchObject({ subscribed: 1, left: 1, bounced: 1 })
  })

  it('hands a person everything that is kept of them', async () => {
    await room.subscribe('an@x.test')
    const id = await room.publish()
    await room.mailAll()
    expect(await admin().export(room.actor, room.channelId, 'AN@x.test')).toMatchObject({
      address: 'an@x.test',
      mails: [{ issue: id, state: 'accepted' }],
    })
    await expect(admin().export(room.actor, room.channelId, 'b@x.test')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('erases a person and keeps the counts', async () => {
    await room.subscribe('an@x.test')
    const id = await room.publish()
    await room.mailAll()
    await admin().erase(room.actor, room.channelId, 'an@x.test')
    const { rows } = await sql<{ all: string }>`select string_agg(subscriber::text, '') as all from subscriber`.execute(
      room.db,
    )
    expect(rows[0]?.all).not.toContain('an@x.test')
    const [figures] = await room.newsletter.figures([id], AbortSignal.timeout(5_000))
    expect(figures).toMatchObject({ recipients: 1, accepted: 1 })
    await expect(admin().erase(room.actor, room.channelId, 'an@x.test')).rejects.toMatchObject({ code: 'not-found' })
    await subscribe('an@x.test')
    expect((await overview()).subscribers).toMatchObject({ subscribed: 0, asked: 1 })
  })

  it('erases without a trace who was never mailed', async () => {
    await subscribe('an@x.test')
    await admin().erase(room.actor, room.channelId, 'an@x.test')
    expect(await people()).toEqual([])
  })
})
