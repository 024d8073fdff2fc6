import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

let app: WholeApp
beforeAll(async () => {
  app = await startWholeApp()
  await app.signIn('admin')
  await addChannel('Cảng Hải Phòng', { attested: true })
  await addChannel('Chưa xác nhận', { attested: false })
  await addChannel('Luyện tập', { attested: true, practice: true })
  await addChannel('Đã ngắt', { attested: true, state: 'disconnected' })
})
afterAll(() => app.close())

async function addChannel(
  name: string,
  { attested, practice = false, state = 'connected' }: { attested: boolean; practice?: boolean; state?: string },
): Promise<void> {
  const { organizationId } = app.office
  await sql`
    with owner as (select id as member_id, unit_id, name from member where organization_id = ${organizationId} limit 1),
    made as (
      insert into channel (organization_id, unit_id, platform, practice, remote_account_id, name, handle, url, language,
        zone, state, capabilities, created_by)
      select ${organizationId}, unit_id, 'mastodon', ${practice}, ${name}, ${name}, '@cang', 'https://noi.example/@cang',
        'vi', 'Asia/Ho_Chi_Minh', ${state}, '{}', member_id from owner returning id, unit_id, created_by)
    insert into channel_attestation (organization_id, channel_id, unit_id, attested_by)
    select ${organizationId}, id, unit_id, created_by from made where ${attested}`.execute(app.db)
}

const ask = (path: string, headers: Record<string, string> = {}) => fetch(`${app.url}${path}`, { headers })

describe('the register of official channels', () => {
  it('is told to anybody, as data, and names only channels that the office attested and that work', async () => {
    const answer = await ask('/official.json')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
    const { offices } = (await answer.json()) as { offices: { name: string; channels: object[] }[] }
    expect(offices).toMatchObject([
      {
        name: 'Phòng Truyền thông',
        channels: [
          {
            platform: 'mastodon',
            name: 'Cảng Hải Phòng',
            handle: '@cang',
            url: 'https://noi.example/@cang',
            language: 'vi',
            attestedOn: new Date().toISOString().slice(0, 10),
          },
        ],
      },
    ])
    expect(offices[0]?.channels).toHaveLength(1)
  })

  it('is a page in the reader’s language, which a cache asks about by its tag', async () => {
    const page = await ask('/official', { 'accept-language': 'en' })
    const text = await page.text()
    expect(text).toContain('<html lang="en">')
    expect(text).toContain('href="https://noi.example/@cang"')
    expect(text).not.toContain('Luyện tập')
    expect(await (await ask('/official?lang=vi', { 'accept-language': 'en' })).text()).toContain('Kênh chính thức')
    const again = await ask('/official', { 'accept-language': 'en', 'if-none-match': page.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
  })

  it('says nothing about a person', async () => {
    const { rows } = await sql<{ name: string; email: string }>`select name, email from member`.execute(app.db)
    const told = (await (await ask('/official')).text()) + (await (await ask('/official.json')).text())
    for (const { name, email } of rows) for (const word of [name, email]) expect(told).not.toContain(word)
  })
})
