import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSetUpCode } from '../../server/auth/setup-code.ts'
import type { Me } from '../../server/contract/people.ts'
import { inTransaction } from '../../server/db/database.ts'
import { lockInstallation } from '../../server/db/organizations.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

/** The machine may be busy with other tests. */
const patient = { timeout: 10_000 }

describe('set-up', () => {
  let app: TestApp
  beforeEach(async () => {
    app = await startTestApp({ office: false })
  })
  afterEach(() => app.close())

  const input = (code = app.setUpCode) => ({
    code,
    organizationName: 'Trung tâm Truyền thông Hải Phòng',
    zone: 'Asia/Ho_Chi_Minh',
    language: 'vi',
    name: 'Nguyễn Thị Ánh',
    email: 'Anh@Example.vn',
    password: 'hoa phượng đỏ tháng năm',
  })

  it('writes a one-time code of 100 bits into a file only its owner reads', async () => {
    const path = join(app.dataDir, 'setup-code')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await readFile(path, 'utf8')).trim()).toBe(app.setUpCode)
    expect(app.setUpCode).toMatch(/^([2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/)
    const again = await openSetUpCode({ dataDir: app.dataDir, needed: true })
    expect(again.code).toBe(app.setUpCode)
    expect(await readdir(app.dataDir)).toEqual(['setup-code'])
  })

  it('gives processes that start together one code', async () => {
    const dataDir = join(app.dataDir, 'new')
    const opened = await Promise.all(Array.from({ length: 8 }, () => openSetUpCode({ dataDir, needed: true })))
    expect(new Set(opened.map(({ code }) => code)).size).toBe(1)
  })

  it('creates office, unit and administrator, signs in, and then is over', async () => {
    expect((await app.visitor.get('/setup')).body).toEqual({ needed: true, demo: null })
    const answer = await app.visitor.post<Me>('/setup', input())
    expect(answer.status).toBe(201)
    expect(answer.body.member).toMatchObject({ name: 'Nguyễn Thị Ánh', email: 'anh@example.vn', role: 'admin' })
    expect(answer.body.organization).toMatchObject({
      name: 'Trung tâm Truyền thông Hải Phòng',
      zone: 'Asia/Ho_Chi_Minh',
    })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^hd_session=[\w-]{43}; Max-Age=\d+; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    )

    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    const units = await app.visitor.request('GET', '/units', { headers: { cookie } })
    expect(units.body).toMatchObject({ units: [{ parentId: null, name: 'Trung tâm Truyền thông Hải Phòng' }] })

    expect((await app.visitor.get('/setup')).body).toEqual({ needed: false, demo: null })
    expect((await app.visitor.post('/setup', input())).problem).toMatchObject({ status: 410, code: 'setup-done' })
    expect(await readdir(app.dataDir)).toEqual([])
    const audit = await app.db.selectFrom('auditEvent').select('action').orderBy('sequence').execute()
    expect(audit.map(({ action }) => action)).toEqual(['organization.created', 'session.started'])
  })

  it('takes the code as people copy it, and no other', async () => {
    const wrong = await app.visitor.post('/setup', input('22222-22222-22222-22222'))
    expect(wrong.problem).toMatchObject({ status: 422, errors: [{ path: 'code', code: 'wrong-code' }] })
    const right = await app.visitor.post('/setup', input(` ${app.setUpCode?.toLowerCase().replaceAll('-', ' ')} `))
    expect(right.status).toBe(201)
  })

  it('lets one of several at once win, whole', async () => {
    const emails = ['one@example.vn', 'two@example.vn', 'three@example.vn']
    let finished = 0
    const trying = await inTransaction(app.db, async (trx) => {
      // All of them get as far as the lock before the first may go on.
      await lockInstallation(trx)
      const posts = emails.map(async (email) => {
        const { status } = await app.visitor.post('/setup', { ...input(), email })
        finished += 1
        return status
      })
      await expect.poll(waitingForLocks, patient).toBe(3)
      expect(finished).toBe(0)
      return { posts }
    })
    expect((await Promise.all(trying.posts)).sort()).toEqual([201, 410, 410])
    for (const table of ['organization', 'unit', 'member', 'session'] as const)
      expect(await app.db.selectFrom(table).select('id').execute()).toHaveLength(1)
  })

  async function waitingForLocks(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(app.db)
    return rows[0]?.count ?? 0
  }

  it('stops guessing', async () => {
    const statuses: number[] = []
    for (let tries = 0; tries < 31; tries += 1)
      statuses.push((await app.visitor.post('/setup', input(`wrong ${tries}`))).status)
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(422))
    expect(statuses[30]).toBe(429)
  })
})
