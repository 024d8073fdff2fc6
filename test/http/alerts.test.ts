import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Attention } from '../../server/contract/deliveries.ts'
import type { Me } from '../../server/contract/people.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

const mail = { url: 'smtp://127.0.0.1:1', from: 'haidang@example.vn' }
const mailOf = async (app: WholeApp, role: 'admin' | 'officer') =>
  (await (await app.signIn(role)).get<Attention>('/attention')).body.mail

describe('alerts on the pages', () => {
  let app: WholeApp
  beforeAll(async () => {
    app = await startWholeApp()
  })
  afterAll(() => app.close())

  it('keep which mails somebody wants, beside their other preferences', async () => {
    const officer = await app.signIn('officer')
    await officer.patch('/me', { preferences: { colorScheme: 'dark' } })
    const { body } = await officer.patch<Me>('/me', { preferences: { alerts: 'urgent' } })
    expect(body.preferences).toEqual({ colorScheme: 'dark', alerts: 'urgent' })
    expect((await officer.patch('/me', { preferences: { alerts: 'sometimes' } })).status).toBe(422)
    expect(body.mail).toBe(false)
  })

  it('tell administrators, and nobody else, that no mail server is set', async () => {
    expect(await mailOf(app, 'admin')).toBe('off')
    expect(await mailOf(app, 'officer')).toBeNull()
  })

  it('tell administrators while the mail server does not take mails, and only of their own organization', async () => {
    const withMail = await startWholeApp({ config: { mail } })
    const { organizationId, unitId } = withMail.office
    const admin = await withMail.signIn('admin')
    const me = await admin.get<Me>('/me')
    expect(me.body.mail).toBe(true)
    expect(await mailOf(withMail, 'admin')).toBeNull()
    await sql`insert into channel (organization_id, unit_id, platform, remote_account_id, name, language, zone,
        capabilities, created_by)
      values (${organizationId}, ${unitId}, 'mastodon', 'x', 'Kênh', 'vi', 'Asia/Ho_Chi_Minh', '{}', ${me.body.member.id})`.execute(
      withMail.db,
    )
    await sql`insert into alert (organization_id, kind, unit_id, channel_id, revision)
      select organization_id, 'channel-lost', unit_id, id, 0 from channel`.execute(withMail.db)
    await sql`insert into alert_mailbox (member_id, organization_id, failures, fault)
      values (${me.body.member.id}, ${organizationId}, 3, 'ESOCKET')`.execute(withMail.db)
    expect((await admin.get<Attention>('/attention')).body.mail).toBe('failing')
    expect(await mailOf(withMail, 'officer')).toBeNull()
    const stranger = await (await withMail.otherOffice()).signIn('admin')
    expect((await stranger.get<Attention>('/attention')).body.mail).toBeNull()
    const health = await fetch(`${withMail.url}/health`, { headers: { cookie: admin.cookie } })
    expect(await health.json()).toMatchObject({
      status: 'degraded',
      mail: { ok: false, set: true, waiting: 1, fault: 'ESOCKET' },
    })
    await withMail.close()
  })
})
