import { sql } from 'kysely'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startNewsletter } from '../../jobs/newsletter.ts'
import type { MailFate } from '../../server/mail/smtp.ts'
import { accepted, type NewsletterRoom, openNewsletterRoom, publicUrl, readMail, testIssue } from './support.ts'

let room: NewsletterRoom
beforeEach(async () => {
  room = await openNewsletterRoom()
})
afterEach(() => room.close())
afterAll(() => {})

const minutes = (count: number) => count * 60_000
const away: MailFate = { fate: 'away', code: 'ECONNECTION', fault: { code: 'unreachable' } }
const states = async (id: string) => (await room.mails(id)).map(({ state }) => state)
const signal = () => AbortSignal.timeout(10_000)

describe('handing an issue over', () => {
  it('puts one mail in line for everybody who confirmed, and for nobody else', async () => {
    await room.subscribe('an@x.test', 'binh@x.test')
    await sql`insert into subscriber (organization_id, channel_id, address, language, consented_at, unsubscribed_at,
      suppressed_at, suppressed_because) select organization_id, id, address, 'vi', consented, gone, bounced, why
      from channel cross join (values ('asked@x.test', null::timestamptz, null::timestamptz, null::timestamptz, null),
        ('left@x.test', now(), now(), null, null), ('gone@x.test', now(), null, now(), 'bounced'))
        as people (address, consented, gone, bounced, why) where channel.id = ${room.channelId}`.execute(room.db)
    const id = await room.publish()
    expect((await room.mails(id)).map(({ address }) => address)).toEqual(['an@x.test', 'binh@x.test'])
  })

  it('has one effect however often and at the same time it is done', async () => {
    await room.subscribe('an@x.test')
    const deliveryId = await room.addDelivery()
    const give = () => room.newsletter.publish(`issue/${deliveryId}/1`, testIssue({ deliveryId }), signal())
    const told = await Promise.all(Array.from({ length: 8 }, give))
    expect(new Set(told.map(({ url }) => url))).toEqual(
      new Set([`${publicUrl}/newsletters/${room.channelId}/${deliveryId}`]),
    )
    expect(await room.mails(deliveryId)).toHaveLength(1)
    await room.subscribe('later@x.test')
    await give()
    expect(await room.mails(deliveryId)).toHaveLength(1)
  })

  it('refuses other content under a delivery that is out', async () => {
    const deliveryId = await room.publish()
    const again = room.newsletter.publish(`issue/${deliveryId}/2`, testIssue({ deliveryId }), signal())
    await expect(again).rejects.toMatchObject({ fault: { code: 'rejected', problem: 'duplicate' } })
  })

  it('is known with certainty afterwards', async () => {
    const deliveryId = await room.publish()
    expect(await room.newsletter.find(`issue/${deliveryId}/1`, signal())).toMatchObject({ id: deliveryId })
    expect(await room.newsletter.find(`issue/${deliveryId}/2`, signal())).toBeNull()
  })
})

describe('mailing', () => {
  it('writes to each reader alone, with their own way out', async () => {
    await room.subscribe('an@x.test', 'binh@x.test')
    const id = await room.publish()
    await room.mailAll()
    expect(room.sent.map(({ to }) => to).sort()).toEqual(['an@x.test', 'binh@x.test'])
    const [one, two] = room.sent.map(({ raw }) => readMail(raw))
    expect(one?.header('List-Unsubscribe')).toMatch(/^<https:\/\/ban-tin\.city\.test\/newsletters\/leave\/[\w-]{43}>$/)
    expect(one?.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
    expect(one?.header('List-Unsubscribe')).not.toBe(two?.header('List-Unsubscribe'))
    expect(one?.header('Message-ID')).toMatch(new RegExp(`^<${id}\\.[0-9a-f-]{36}@city\\.test>$`))
    expect(await states(id)).toEqual(['accepted', 'accepted'])
  })

  it('mails nobody twice, with several workers at once', async () => {
    const readers = Array.from({ length: 60 }, (_, index) => `doc-gia-${index}@x.test`)
    await room.subscribe(...readers)
    const id = await room.publish()
    const stops = Array.from({ length: 4 }, () =>
      startNewsletter({ mailing: room.mailing(), lanes: 3, everyMs: 5, onError: (error) => Promise.reject(error) }),
    )
    for (let waited = 0; waited < 400 && (await states(id)).some((state) => state !== 'accepted'); waited++)
      await new Promise((resolve) => setTimeout(resolve, 25))
    await Promise.all(stops.map((stop) => stop()))
    expect(room.sent.map(({ to }) => to).sort()).toEqual([...readers].sort())
  })

  it('keeps the list’s own rate, whoever sends', async () => {
    const slow = await room.addChannel({ ratePerMinute: 60 })
    await sql`insert into subscriber (organization_id, channel_id, address, language, consented_at)
      select ${room.actor.organizationId}, ${slow}, 'r' || n || '@x.test', 'vi', now()
      from generate_series(1, 10) as n`.execute(room.db)
    await room.publish({}, slow)
    await Promise.all([room.mailAll(), room.mailAll(), room.mailAll()])
    expect(room.sent.length).toBeLessThanOrEqual(2)
    await room.age(1_000)
    await room.mailAll()
    expect(room.sent.length).toBeLessThanOrEqual(3)
  })

  it('does not write again to somebody whose mail may be out', async () => {
    await room.subscribe('an@x.test')
    room.fates.push({ fate: 'unknown', code: 'ECONNECTION' })
    const id = await room.publish()
    await room.mailAll()
    await room.age(minutes(600))
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
    expect(await states(id)).toEqual(['unconfirmed'])
    expect(await room.newsletter.figures([id], signal())).toMatchObject([{ unconfirmed: 1, accepted: 0 }])
  })

  it('does not write again after a crash in the middle of a mail', async () => {
    await room.subscribe('an@x.test')
    const id = await room.publish()
    room.fates.push(new Promise<MailFate>(() => {}))
    void room.mailing().mailNext()
    for (let tries = 0; room.sent.length === 0 && tries < 100; tries++) await new Promise((r) => setTimeout(r, 10))
    expect(await states(id)).toEqual(['sending'])
    const next = room.mailing()
    await next.tidy()
    expect(await states(id)).toEqual(['sending'])
    await room.age(minutes(11))
    await next.tidy()
    await room.mailAll(next)
    expect(await states(id)).toEqual(['unconfirmed'])
    expect(room.sent).toHaveLength(1)
  })

  it('believes a process that was given up too soon', async () => {
    await room.subscribe('an@x.test')
    const id = await room.publish()
    let answer: (fate: MailFate) => void = () => {}
    room.fates.push(
      new Promise((resolve) => {
        answer = resolve
      }),
    )
    const working = room.mailing().mailNext()
    for (let tries = 0; room.sent.length === 0 && tries < 100; tries++) await new Promise((r) => setTimeout(r, 10))
    await room.age(minutes(11))
    await room.mailing().tidy()
    answer(accepted)
    await working
    expect(await states(id)).toEqual(['accepted'])
  })

  it('tries a full mailbox again with growing waits, for about two days', async () => {
    await room.subscribe('an@x.test')
    const id = await room.publish()
    const full: MailFate = { fate: 'deferred', code: '452 4.2.2' }
    room.fates.push(...Array.from({ length: 20 }, () => full))
    await room.mailAll()
    await room.age(minutes(4))
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
    for (const wait of [2, 30, 120, ...Array.from({ length: 12 }, () => 360)]) {
      await room.age(minutes(wait))
      await room.mailAll()
    }
    expect(room.sent).toHaveLength(11)
    expect(await room.mails(id)).toMatchObject([{ state: 'refused', receipt: '452 4.2.2' }])
  })

  it('never writes again to a mailbox that is not there', async () => {
    await room.subscribe('gone@x.test')
    room.fates.push({ fate: 'refused', code: '550 5.1.1', isGone: true })
    const first = await room.publish()
    await room.mailAll()
    const second = await room.publish()
    await room.mailAll()
    expect(await states(first)).toEqual(['refused'])
    expect(await room.mails(second)).toEqual([])
  })

  it('does not blame a reader for a server that passes nothing on', async () => {
    await room.subscribe('an@x.test')
    room.fates.push({ fate: 'refused', code: '554 5.7.1', isGone: false })
    await room.publish()
    await room.mailAll()
    expect(await room.mails(await room.publish())).toHaveLength(1)
  })

  it('stops an issue whose words the mail server refuses, until a person looked', async () => {
    await room.subscribe('an@x.test', 'binh@x.test')
    room.fates.push({ fate: 'content', code: '554 5.7.1' })
    const id = await room.publish()
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
    expect(await states(id)).toEqual(['pending', 'pending'])
    const channel = await room.db.selectFrom('channel').selectAll().where('id', '=', room.channelId).executeTakeFirst()
    expect(channel?.lastFault).toMatchObject({ code: 'rejected' })
    await sql`update newsletter_issue set stopped_at = null`.execute(room.db)
    await room.mailAll()
    expect(await states(id)).toEqual(['accepted', 'accepted'])
  })

  it('rests while the mail server is away, loses nobody, and counts no try', async () => {
    await room.subscribe('an@x.test')
    room.fates.push(away, away)
    const id = await room.publish()
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
    await room.age(minutes(0.5))
    await room.mailAll()
    await room.age(minutes(0.5))
    await room.mailAll()
    expect(room.sent).toHaveLength(2)
    await room.age(minutes(1))
    await room.mailAll()
    expect(await room.mails(id)).toMatchObject([{ state: 'accepted', tries: 1 }])
  })

  it('asks for a new sign-in when the mail server refuses ours, and mails nothing before', async () => {
    await room.subscribe('an@x.test')
    room.fates.push({ fate: 'away', code: '535', fault: { code: 'credentials-revoked' } })
    await room.publish()
    await room.mailAll()
    await room.age(minutes(600))
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
    const { state } = await room.db
      .selectFrom('channel')
      .select('state')
      .where('id', '=', room.channelId)
      .executeTakeFirstOrThrow()
    expect(state).toBe('needs-reconnect')
  })

  it('is held by a pause between two readers, and goes on after it', async () => {
    await room.subscribe('an@x.test', 'binh@x.test', 'chi@x.test')
    const id = await room.publish()
    await room.mailing().mailNext()
    const { organizationId, memberId } = room.actor
    await room.db
      .insertInto('pause')
      .values({ organizationId, scope: 'channel', scopeId: room.channelId, reason: 'Bão', createdBy: memberId })
      .execute()
    await room.mailAll()
    expect(room.sent).toHaveLength(1)
    await sql`update pause set ended_at = now(), ended_by = ${memberId}`.execute(room.db)
    await room.mailAll()
    expect(await states(id)).toEqual(['accepted', 'accepted', 'accepted'])
  })

  it('writes to nobody else once an issue is withdrawn', async () => {
    await room.subscribe('an@x.test', 'binh@x.test')
    const id = await room.publish()
    await room.mailing().mailNext()
    await room.newsletter.withdraw(id, signal())
    await room.mailAll()
    expect((await states(id)).sort()).toEqual(['accepted', 'skipped'])
    expect(await room.newsletter.figures([id], signal())).toMatchObject([
      { accepted: 1, skipped: 1, isWithdrawn: true },
    ])
  })

  it('writes to nobody who left after the issue was handed over, even in the same moment', async () => {
    await room.subscribe('an@x.test')
    const id = await room.publish()
    await sql`update subscriber set unsubscribed_at = now()`.execute(room.db)
    const mailing = room.mailing()
    await room.mailAll(mailing)
    expect(room.sent).toHaveLength(0)
    await mailing.tidy()
    expect(await states(id)).toEqual(['skipped'])
  })

  it('does not let a list that is stuck hold up another', async () => {
    const other = await room.addChannel()
    await sql`insert into subscriber (organization_id, channel_id, address, language, consented_at)
      values (${room.actor.organizationId}, ${other}, 'khac@x.test', 'vi', now())`.execute(room.db)
    await room.subscribe('an@x.test')
    await room.publish()
    await room.publish({}, other)
    room.fates.push(away)
    await room.mailAll()
    expect(room.sent.map(({ to }) => to).sort()).toEqual(['an@x.test', 'khac@x.test'])
  })

  it('carries pictures in the mail, with their descriptions', async () => {
    await room.subscribe('an@x.test')
    const picture = { id: 'a1', mimeType: 'image/png', fileName: 'ben.png', alt: 'Bến số 5', bytes: 9 }
    await room.publish({ pictures: [picture] })
    await room.mailAll()
    const { text } = readMail(room.sent[0]?.raw ?? Buffer.alloc(0))
    expect(text).toContain('src="cid:a1@picture" alt="Bến số 5"')
    expect(text).toContain('Content-ID: <a1@picture>')
    expect(text).toContain('[Ảnh: Bến số 5]')
  })
})
