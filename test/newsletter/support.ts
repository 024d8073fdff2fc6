import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Account } from '../../connectors/contract.ts'
import type { Message } from '../../connectors/email/message.ts'
import { asJson, type Issue, type Newsletter, type Sender } from '../../connectors/email/newsletter.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import type { Db } from '../../server/db/database.ts'
import { createNewsletter } from '../../server/domain/newsletter.ts'
import { createMailing, type Mailing, type MailingTimings } from '../../server/domain/newsletter-mailing.ts'
import type { Actor } from '../../server/domain/policy.ts'
import type { MailFate } from '../../server/mail/smtp.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

export const publicUrl = 'https://ban-tin.city.test'
export const accepted: MailFate = { fate: 'accepted', receipt: '250 2.0.0 Ok' }

export const testSender: Sender = {
  ...{
    listKey: randomUUID(),
    listName: 'Bản tin cảng',
    fromName: 'Phòng Truyền thông',
    postal: '18 Hoàng Diệu, Hải Phòng',
  },
  ...{ fromAddress: 'ban-tin@city.test', replyTo: null, bounceAddress: null },
  ...{ host: 'mail.city.test', port: 587, security: 'starttls', ratePerMinute: 6_000 },
}

export function testIssue(given: Partial<Issue> = {}): Issue {
  return {
    ...{ deliveryId: randomUUID(), title: 'Cảng mở bến mới', preheader: '', text: 'Sáng nay bến số 5 đón chuyến đầu.' },
    ...{ language: 'vi', link: null, source: null, machineMade: [], pictures: [], episode: null },
    ...given,
  }
}

/** An office with one newsletter, a mail server that does as told, and clocks that can be moved. */
export interface NewsletterRoom {
  readonly db: Db
  readonly database: TestDatabase
  readonly actor: Actor
  readonly channelId: string
  readonly newsletter: Newsletter
  /** Every mail the mail server was given, in order. */
  readonly sent: (Message & { readonly to: string })[]
  /** What the mail server says to the next mails, then `accepted`. */
  readonly fates: (MailFate | Promise<MailFate>)[]
  addChannel(sender?: Partial<Sender>): Promise<string>
  subscribe(...addresses: string[]): Promise<void>
  /** A delivery of this channel, as the engine has it while it commits. */
  addDelivery(channelId?: string): Promise<string>
  publish(given?: Partial<Issue>, channelId?: string): Promise<string>
  /** One process that mails. */
  mailing(timings?: Partial<MailingTimings>): Mailing
  /** Until nothing is due. */
  mailAll(mailing?: Mailing): Promise<void>
  mails(deliveryId: string): Promise<{ address: string; state: string; receipt: string | null; tries: number }[]>
  /** As if so much time had passed for everything that waits. */
  age(milliseconds: number): Promise<void>
  close(): Promise<void>
}

export async function openNewsletterRoom(): Promise<NewsletterRoom> {
  const database = await createTestDatabase({ max: 10 })
  const { db } = database
  const actor = await createActor(db)
  const { organizationId, unitId, memberId } = actor
  const sent: NewsletterRoom['sent'] = []
  const fates: NewsletterRoom['fates'] = []
  const smtp = {
    signIn: async () => {},
    send: async (_server: unknown, message: Message) => {
      sent.push({ ...message, to: message.envelope.to })
      return fates.shift() ?? accepted
    },
  }
  const newsletter = createNewsletter({ db, smtp, publicAddress: () => publicUrl })

  const addChannel = async (given: Partial<Sender> = {}) => {
    const sender = { ...testSender, listKey: randomUUID(), ...given }
    const { id } = await db
      .insertInto('channel')
      .values({
        ...{ organizationId, unitId, platform: 'email', remoteAccountId: randomUUID(), name: sender.listName },
        ...{ language: 'vi', zone: 'Asia/Ho_Chi_Minh', settings: asJson(sender), capabilities: profiles.email },
        createdBy: memberId,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }
  const channelId = await addChannel()

  const account = async (id: string): Promise<Account> => {
    const row = await db.selectFrom('channel').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return { ...row, credentials: { fields: {}, expiresAt: null } }
  }

  const addDelivery = async (of = channelId) => {
    const { rows } = await sql<{ id: string }>`
      with written as (
        insert into post (organization_id, unit_id, author_id, kind, title)
        values (${organizationId}, ${unitId}, ${memberId}, 'newsletter', 'Bản tin') returning id),
      meant as (
        insert into variant (organization_id, post_id, channel_id, language)
        select ${organizationId}, id, ${of}, 'vi' from written returning id, post_id)
      insert into delivery (organization_id, post_id, variant_id, channel_id, platform, created_by)
      select ${organizationId}, post_id, id, ${of}, 'email', ${memberId} from meant returning id`.execute(db)
    return rows[0]?.id ?? ''
  }

  const mailing = (timings: Partial<MailingTimings> = {}) =>
    createMailing({
      ...{ db, smtp, publicAddress: () => publicUrl, timings },
      credentials: { accountFor: account },
      contentMedia: async (_delivery, ids) => ids.map((id) => ({ read: async () => Buffer.from(`picture ${id}`) })),
    })

  return {
    ...{ db, database, actor, channelId, newsletter, sent, fates, addChannel, addDelivery, mailing },
    subscribe: async (...addresses) => {
      for (const address of addresses)
        await db
          .insertInto('subscriber')
          .values({ organizationId, channelId, address, language: 'vi', consentedAt: new Date() })
          .execute()
    },
    publish: async (given = {}, of = channelId) => {
      const deliveryId = await addDelivery(of)
      await newsletter.publish(
        `issue/${deliveryId}/1`,
        testIssue({ ...given, deliveryId }),
        AbortSignal.timeout(10_000),
      )
      return deliveryId
    },
    mailAll: async (one = mailing()) => {
      let idle = 0
      while (idle < 3) {
        if (await one.mailNext()) idle = 0
        else {
          idle += 1
          // The list's own rate: a hundred a second.
          await new Promise((resolve) => setTimeout(resolve, 12))
        }
      }
    },
    mails: async (deliveryId) => {
      const { rows } = await sql<{ address: string; state: string; receipt: string | null; tries: number }>`
        select address, mail.state, receipt, tries from delivery_recipient as mail
          join subscriber on subscriber.id = mail.subscriber_id
        where delivery_id = ${deliveryId} order by address`.execute(db)
      return rows
    },
    age: async (milliseconds) => {
      const by = sql`make_interval(secs => ${milliseconds / 1000}::double precision)`
      await sql`update newsletter_list set mail_after = mail_after - ${by}`.execute(db)
      await sql`update delivery_recipient set next_at = next_at - ${by}, claimed_at = claimed_at - ${by}`.execute(db)
      await sql`update subscription_request set next_at = next_at - ${by}, asked_at = asked_at - ${by},
        expires_at = expires_at - ${by}, claimed_at = claimed_at - ${by}`.execute(db)
      await sql`update subscriber set created_at = created_at - ${by}`.execute(db)
    },
    close: () => database.close(),
  }
}

/** Headers and decoded parts of a mail of ours. */
export function readMail(raw: Buffer): { header: (name: string) => string; text: string } {
  const whole = raw.toString()
  const end = whole.indexOf('\r\n\r\n')
  const head = whole.slice(0, end).replace(/\r\n[ \t]+/g, ' ')
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
  const bytes = whole
    .slice(end)
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return { header, text: Buffer.from(bytes, 'latin1').toString() }
}

async function createActor(db: Db): Promise<Actor> {
  const { id: organizationId } = await db
    .insertInto('organization')
    .values({ name: 'Phòng Truyền thông' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: unitId } = await db
    .insertInto('unit')
    .values({ organizationId, name: 'Văn phòng' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: memberId } = await db
    .insertInto('member')
    .values({ organizationId, unitId, name: 'Lan', email: `${randomUUID()}@example.vn`, role: 'admin' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { organizationId, unitId, memberId, role: 'admin', name: 'Lan', sessionId: '', ip: null }
}
