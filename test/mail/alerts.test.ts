import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Selectable, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAlerts } from '../../jobs/alerts.ts'
import { startOffice } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import type { Role } from '../../server/contract/people.ts'
import { readDatabaseHealth } from '../../server/db/health.ts'
import type { MemberTable } from '../../server/db/schema.ts'
import { type AlertsDependencies, createAlerts } from '../../server/domain/alerts.ts'
import { createLive } from '../../server/live.ts'
import { createLogger } from '../../server/log.ts'
import { type Mailer, openMailer } from '../../server/mail/mailer.ts'
import { openOffice, type TestOffice } from '../jobs/support/office.ts'
import { until } from '../support/until.ts'
import { startMailServer, type TestMailServer } from './mail-server.ts'

const quick = { restMs: 0, retryMs: 0, retryAtMostMs: 0, leaseMs: 60_000 }
const minute = 60_000

describe('alerts by mail', () => {
  let office: TestOffice
  let channel: string
  let server: TestMailServer
  let mailer: Mailer
  beforeEach(async () => {
    office = await openOffice()
    channel = await office.addChannel('mastodon')
    server = await startMailServer()
    mailer = await openMailer({ url: server.url, from: 'Hải Đăng <haidang@example.vn>' })
  })
  afterEach(async () => {
    mailer.close()
    await server.close()
    await office.close()
  })

  const alerts = (given: Partial<AlertsDependencies> = {}) =>
    createAlerts({
      db: office.db,
      mailer,
      publicUrl: 'https://lich.example.vn',
      onMailFault: () => {},
      timings: quick,
      ...given,
    })
  async function round(by = alerts()): Promise<void> {
    await by.notice()
    await by.tell(new AbortController().signal)
  }
  const member = async (
    role: Role,
    given: Partial<Pick<Selectable<MemberTable>, 'organizationId' | 'unitId' | 'preferences' | 'language'>> = {},
  ) => {
    const { organizationId, unitId } = office.actor
    const email = `${randomUUID()}@example.vn`
    const { preferences = {}, language = 'vi', ...rest } = given
    await office.db
      .insertInto('member')
      .values({ organizationId, unitId, name: 'Chị Mai', email, role, language, ...rest, preferences })
      .execute()
    return email
  }
  const unit = async (name: string, parentId: string | null) => {
    const { organizationId } = office.actor
    const row = await office.db
      .insertInto('unit')
      .values({ organizationId, name, parentId })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  }
  const setState = (id: string, state: string, fault: object | null = null) =>
    sql`update delivery set state = ${state}, wake_at = null, fault = ${fault === null ? null : JSON.stringify(fault)}::jsonb
      where id = ${id}`.execute(office.db)
  const fail = async (text: string) => {
    const id = await office.plan(channel, { text })
    await setState(id, 'failed', { code: 'rejected', problem: 'text-too-long', detail: 'too long' })
    return id
  }
  const told = (address: string) => server.received.filter(({ to }) => to.includes(address))
  /** What was told, without who was told. */
  const texts = (address: string) => told(address).map(({ text }) => text)
  const alone = async () => {
    await office.db.updateTable('member').set({ disabledAt: new Date() }).execute()
    return member('admin')
  }

  it('tell what failed, on which channel, why, the safe next step, and where', async () => {
    const admin = await alone()
    const id = await fail('Lễ hội <Hoa Phượng>')
    await round()
    const [mail] = told(admin)
    expect(mail?.subject).toBe('Hải Đăng: Không đăng được: Lễ hội <Hoa Phượng>')
    expect(mail?.header('From')).toMatch(/<haidang@example\.vn>$/)
    expect(mail?.header('Auto-Submitted')).toBe('auto-generated')
    for (const line of [
      'Chào Chị Mai,',
      'Kênh: Kênh mastodon (Mastodon)',
      'Nền tảng từ chối bài này.',
      'Sửa theo lý do rồi chọn gửi lại, hoặc bỏ.',
      `https://lich.example.vn/deliveries/${id}`,
      'https://lich.example.vn/attention',
    ])
      expect(mail?.text).toContain(line)
    expect(mail?.html).toContain('<html lang="vi">')
    expect(mail?.html).toContain('Lễ hội &lt;Hoa Phượng&gt;')
    expect(mail?.html).not.toContain('<Hoa')
    expect(mail?.text).not.toContain('too long')
  })

  it('speak the language of whoever reads them, and have no links without a public address', async () => {
    await alone()
    const admin = await member('admin', { language: 'en' })
    await fail('Festival')
    await round(alerts({ publicUrl: null }))
    expect(told(admin)[0]?.subject).toBe('Hải Đăng: Not published: Festival')
    expect(told(admin)[0]?.html).toContain('<html lang="en">')
    expect(texts(admin)[0]).toContain('The platform refused it.')
    expect(texts(admin)[0]).not.toContain('http')
  })

  it('are told once, although several workers look at the same moment and again and again', async () => {
    const admin = await alone()
    await fail('Một')
    const stops = [1, 2, 3, 4].map(() => startAlerts({ alerts: alerts(), everyMs: 5, onError: () => {} }))
    await until(
      async () => told(admin),
      (mails) => mails.length > 0,
    )
    await new Promise((resolve) => setTimeout(resolve, 300))
    await Promise.all(stops.map((stop) => stop()))
    expect(told(admin)).toHaveLength(1)
  })

  it('are told again when the same trouble comes back after somebody repeated the delivery', async () => {
    const admin = await alone()
    const id = await fail('Hai lần')
    await round()
    await office.db.updateTable('delivery').set({ revision: 9 }).where('id', '=', id).execute()
    await round()
    await round()
    expect(told(admin)).toHaveLength(2)
  })

  it('come together: one mail in five minutes, twenty listed, the rest counted, the most urgent first', async () => {
    const admin = await alone()
    for (let index = 1; index <= 24; index++) await setState(await office.plan(channel), 'missed')
    await fail('Không đăng được bài này')
    const slow = alerts({ timings: { ...quick, restMs: 5 * minute } })
    await round(slow)
    const [mail] = told(admin)
    expect(mail?.subject).toBe('Hải Đăng: 25 việc cần chú ý')
    expect(mail?.text.match(/\/deliveries\//g)).toHaveLength(20)
    expect(mail?.text).toContain('và 5 việc nữa.')
    expect(mail?.text.indexOf('Không đăng được bài này')).toBeLessThan(mail?.text.indexOf('Lỡ giờ') ?? 0)

    await fail('Sau đó')
    await round(slow)
    expect(told(admin)).toHaveLength(1)
    await sql`update alert_mailbox set next_at = next_at - interval '5 minutes'`.execute(office.db)
    await round(slow)
    expect(told(admin)).toHaveLength(2)
    expect(texts(admin)[1]).toContain('Sau đó')
    expect(texts(admin)[1]).not.toContain('Lỡ giờ')
  })

  it('tell of what is due and not out for two minutes, with what keeps it', async () => {
    const admin = await alone()
    const id = await office.plan(channel, { text: 'Còi báo bão', lateLimitMinutes: 60 })
    await office.age(id, 1.5 * minute)
    await round()
    expect(told(admin)).toHaveLength(0)
    await sql`update delivery set released_hash = null where id = ${id}`.execute(office.db)
    await office.age(id, minute)
    await round()
    expect(texts(admin)[0]).toContain('Quá giờ mà chưa lên kênh: Còi báo bão')
    expect(texts(admin)[0]).toContain('Chưa ai thả lượt này.')
    expect(await readDatabaseHealth(office.db)).toMatchObject({ overdue: 1 })
  })

  it('do not call overdue what is paused, and tell of what a pause held once it is over', async () => {
    const admin = await alone()
    const id = await office.plan(channel, { text: 'Lễ kỷ niệm' })
    await office.age(id, 5 * minute)
    const pause = await office.pause()
    await round()
    expect(await readDatabaseHealth(office.db)).toMatchObject({ overdue: 0 })
    await sql`update delivery set state = 'held', held_by = ${pause}, wake_at = null where id = ${id}`.execute(
      office.db,
    )
    await round()
    expect(told(admin)).toHaveLength(0)
    await office.endPause(pause)
    await round()
    expect(told(admin)[0]?.subject).toBe('Hải Đăng: Còn giữ sau khi mở lại, không tự gửi: Lễ kỷ niệm')
  })

  it('do not tell of what settled before the mail was written', async () => {
    const admin = await alone()
    const id = await fail('Đã xong')
    const by = alerts()
    await by.notice()
    await setState(id, 'cancelled')
    await round(by)
    expect(told(admin)).toHaveLength(0)
  })

  it('ask about what nobody could confirm, but not while it is still looked up', async () => {
    const admin = await alone()
    const id = await office.plan(channel, { text: 'Có lên chưa' })
    await sql`update delivery set state = 'unconfirmed', wake_at = null, confirm_at = now() where id = ${id}`.execute(
      office.db,
    )
    await round()
    expect(told(admin)).toHaveLength(0)
    await sql`update delivery set confirm_at = null where id = ${id}`.execute(office.db)
    await round()
    expect(texts(admin)[0]).toContain('Đừng gửi lại trước khi xem.')
  })

  it('tell of a channel that was lost, and again when it is lost again', async () => {
    const admin = await alone()
    const move = (state: 'connected' | 'needs-reconnect') =>
      office.db.updateTable('channel').set({ state }).where('id', '=', channel).execute()
    await move('needs-reconnect')
    await round()
    await round()
    expect(told(admin).map(({ subject }) => subject)).toEqual(['Hải Đăng: Kênh mất quyền đăng: Kênh mastodon'])
    await move('connected')
    await round()
    await move('needs-reconnect')
    await round()
    expect(told(admin)).toHaveLength(2)
  })

  it('tell of an access that ends in 7 days and in 1 day, each once, where nothing renews it', async () => {
    const admin = await alone()
    const { organizationId } = office.actor
    const secret = { field: 'token', keyId: 'k', nonce: Buffer.from('n'), ciphertext: Buffer.from('c') }
    await office.db
      .insertInto('credential')
      .values({ organizationId, channelId: channel, ...secret })
      .execute()
    const endsIn = (days: number) =>
      sql`update credential set expires_at = now() + make_interval(hours => ${Math.round(days * 24)})`.execute(
        office.db,
      )
    const tellTwice = async () => {
      await round()
      await round()
      return told(admin).length
    }
    await endsIn(0.5)
    expect(await tellTwice()).toBe(0)
    await office.db.updateTable('channel').set({ state: 'expiring' }).execute()
    await endsIn(7.5)
    expect(await tellTwice()).toBe(0)
    await endsIn(6.9)
    expect(await tellTwice()).toBe(1)
    await endsIn(3)
    expect(await tellTwice()).toBe(1)
    await endsIn(0.9)
    expect(await tellTwice()).toBe(2)
    expect(texts(admin)[0]).toContain('hết hạn trong 7 ngày')
    expect(texts(admin)[1]).toContain('hết hạn trong 1 ngày')
    expect(texts(admin)[1]).toMatch(/Hết hạn: \d\d\/\d\d\/\d{4} \d\d:\d\d/)
    expect(texts(admin)[1]).toContain('https://lich.example.vn/channels')
  })

  it('go to administrators, and to whoever may release of that unit or one above it', async () => {
    await alone()
    const tourism = await unit('Sở Du lịch', office.actor.unitId)
    const culture = await unit('Sở Văn hóa', office.actor.unitId)
    const yes = [
      await member('admin', { unitId: culture }),
      await member('officer'),
      await member('officer', { unitId: tourism }),
    ]
    const no = [
      await member('officer', { unitId: culture }),
      await member('approver'),
      await member('manager'),
      await member('contributor', { unitId: tourism }),
    ]
    const id = await fail('Mùa du lịch')
    await sql`update post set unit_id = ${tourism} where id = (select post_id from delivery where id = ${id})`.execute(
      office.db,
    )
    await round()
    for (const address of yes) expect(told(address)).toHaveLength(1)
    for (const address of no) expect(told(address)).toHaveLength(0)
  })

  it('go to whoever planned or released it, and to the unit of the channel, while they may release', async () => {
    await alone()
    const [museum, press] = [
      await unit('Bảo tàng', office.actor.unitId),
      await unit('Tổ Biên tập', office.actor.unitId),
    ]
    const releasing = await member('officer', { unitId: press })
    const approving = await member('approver', { unitId: press })
    const keeping = await member('officer', { unitId: museum })
    const other = await member('officer', { unitId: await unit('Sở Y tế', office.actor.unitId) })
    const id = await fail('Đêm bảo tàng')
    await sql`update post set unit_id = ${await unit('Sở Văn hóa', null)}`.execute(office.db)
    await sql`update channel set unit_id = ${museum}`.execute(office.db)
    for (const [address, column] of [
      [releasing, 'released_by'],
      [approving, 'created_by'],
    ] as const)
      await sql`update delivery set ${sql.ref(column)} = (select id from member where email = ${address})
        where id = ${id}`.execute(office.db)
    await round()
    expect([releasing, keeping].map((address) => told(address).length)).toEqual([1, 1])
    expect([approving, other].map((address) => told(address).length)).toEqual([0, 0])
  })

  it('leave out who wants none, who is locked, and what is not urgent for who wants only that', async () => {
    await alone()
    const none = await member('admin', { preferences: { alerts: 'off' } })
    const urgent = await member('admin', { preferences: { alerts: 'urgent' } })
    const all = await member('admin', { preferences: { alerts: 'all' } })
    const held = await office.plan(channel, { text: 'Đang giữ' })
    const pause = await office.pause()
    await office.endPause(pause)
    await sql`update delivery set state = 'held', held_by = ${pause}, wake_at = null where id = ${held}`.execute(
      office.db,
    )
    await round()
    expect([none, urgent, all].map((address) => told(address).length)).toEqual([0, 0, 1])
    await fail('Khẩn')
    await round()
    expect([none, urgent, all].map((address) => told(address).length)).toEqual([0, 1, 2])
    expect(texts(urgent)[0]).not.toContain('Đang giữ')
  })

  it('tell nobody of another organization', async () => {
    await alone()
    const { id } = await office.db
      .insertInto('organization')
      .values({ name: 'Other' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const other = await office.db
      .insertInto('unit')
      .values({ organizationId: id, name: 'Other' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const stranger = await member('admin', { organizationId: id, unitId: other.id })
    await fail('Của chúng tôi')
    await round()
    expect(server.received).toHaveLength(1)
    expect(told(stranger)).toHaveLength(0)
  })

  it('wait while the mail server is away, say so in the health, and are told once when it is back', async () => {
    const admin = await alone()
    await fail('Chờ thư')
    await server.close()
    const faults: string[] = []
    const patient = alerts({
      timings: { ...quick, retryMs: minute, retryAtMostMs: 3 * minute },
      onMailFault: (fault) => faults.push(fault.message),
    })
    const waits: number[] = []
    for (let time = 0; time < 4; time++) {
      await round(patient)
      const { rows } = await sql<{ wait: number }>`
        select extract(epoch from next_at - now())::float as wait from alert_mailbox where failures > 0`.execute(
        office.db,
      )
      waits.push(Math.round((rows[0]?.wait ?? 0) / 60))
      await sql`update alert_mailbox set next_at = now()`.execute(office.db)
    }
    expect(waits).toEqual([1, 2, 3, 3])
    expect(faults).toHaveLength(4)
    expect(await readDatabaseHealth(office.db)).toMatchObject({ mail: { waiting: 1, fault: 'ESOCKET' } })

    server = await startMailServer({ port: server.port })
    await round(patient)
    await round(patient)
    expect(told(admin)).toHaveLength(1)
    expect(await readDatabaseHealth(office.db)).toMatchObject({ mail: { waiting: 0, fault: null } })
  })

  it('reach the others when the mail server refuses one address', async () => {
    await alone()
    const gone = await member('admin')
    const here = await member('admin')
    server.refuse(gone)
    await fail('Một người vắng')
    await round(alerts({ timings: { ...quick, retryMs: minute, retryAtMostMs: minute } }))
    expect(told(here)).toHaveLength(1)
    expect(await readDatabaseHealth(office.db)).toMatchObject({ mail: { waiting: 1, fault: 'EENVELOPE 550' } })
  })

  it('are not lost when a worker dies over a mail: another one writes it, under the same Message-ID', async () => {
    const admin = await alone()
    await fail('Máy tắt giữa chừng')
    const dying = alerts({
      mailer: {
        send: async (mail) => {
          await mailer.send(mail)
          throw new Error('The process is gone before it noted anything')
        },
      },
    })
    await expect(round(dying)).rejects.toThrow('gone')
    await round()
    expect(told(admin)).toHaveLength(1)
    await sql`update alert_mailbox set lease_until = now() - interval '1 second'`.execute(office.db)
    await round()
    await round()
    expect(told(admin)).toHaveLength(2)
    const ids = told(admin).map((mail) => mail.header('Message-ID'))
    expect(ids[0]).toMatch(/^<alerts-/)
    expect(new Set(ids).size).toBe(1)
  })
})

describe('the whole product with a mail server', () => {
  it('sends what needs attention as soon as a worker runs, and tells open pages', async () => {
    const server = await startMailServer()
    const office = await openOffice()
    const dataDir = await mkdtemp(join(tmpdir(), 'haidang-mail-'))
    const { db, database } = office
    const channel = await office.addChannel('mastodon')
    const id = await office.plan(channel, { text: 'Từ đầu tới cuối' })
    await sql`update delivery set state = 'failed', wake_at = null, fault = '{"code":"unreachable"}' where id = ${id}`.execute(
      db,
    )
    const events: unknown[] = []
    const live = createLive({ url: database.appUrl, log: createLogger({ level: 'silent' }) })
    await live.start()
    live.onChange(office.actor.organizationId, (event) => events.push(event))

    const config = readConfig({
      HAIDANG_DATA: dataDir,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      SMTP_URL: server.url,
      MAIL_FROM: 'Hải Đăng <haidang@example.vn>',
    })
    const running = await startOffice(config, {
      ...{ part: 'worker', demo: false, say: () => {} },
      log: createLogger({ level: 'silent' }),
    })
    await until(
      async () => server.received.length,
      (count) => count > 0,
    )
    expect(server.received).toMatchObject([{ subject: 'Hải Đăng: Không đăng được: Từ đầu tới cuối' }])
    expect(events).toContainEqual({ type: 'delivery', changes: [{ id, revision: expect.any(Number) }] })

    await running.stop()
    await live.close()
    await office.close()
    await server.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('does not start when nobody says whom the mails come from', () => {
    expect(() => readConfig({ SMTP_URL: 'smtp://mail.example.vn' })).toThrow('SMTP_URL is set without MAIL_FROM')
  })
})
