import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hashPassword, verifyPassword } from '../../server/auth/passwords.ts'
import { inTransaction } from '../../server/db/database.ts'
import { insertMember } from '../../server/db/members.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

const password = 'đèn biển Hòn Dấu'

describe('a session', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
    const { unitId, organizationId } = app.office
    const fields = { unitId, name: 'Bình', role: 'officer', language: 'vi', email: 'binh@example.vn' } as const
    const passwordHash = await hashPassword(password)
    await inTransaction(app.db, (trx) => insertMember(trx, organizationId, { ...fields, passwordHash }))
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    await app.db.deleteFrom('rateLimit').execute()
  })

  const signIn = (over: object = {}, headers: Record<string, string> = {}) =>
    app.visitor.post('/session', { email: 'binh@example.vn', password, ...over }, headers)
  const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const meWith = (cookie: string) => app.visitor.request('GET', '/me', { headers: { cookie } })

  it('starts with the right password and tells who is in it and what they may do', async () => {
    const answer = await signIn({ email: 'BINH@example.vn' })
    expect(answer).toMatchObject({ status: 200, body: { member: { name: 'Bình', role: 'officer' }, practice: true } })
    expect(answer.body).toHaveProperty('can', expect.arrayContaining(['posts.edit', 'deliveries.release']))
    expect((await meWith(cookieOf(answer))).status).toBe(200)
  })

  it('is stored as a hash of 256 random bits, the password as argon2id', async () => {
    const token = cookieOf(await signIn()).slice('hd_session='.length)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const stored = await app.db.selectFrom('session').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(token)
    const { passwordHash } = await app.db
      .selectFrom('member')
      .select('passwordHash')
      .where('email', '=', 'binh@example.vn')
      .executeTakeFirstOrThrow()
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('takes a password typed in another composition of the same letters', async () => {
    expect((await signIn({ password: password.normalize('NFD') })).status).toBe(200)
  })

  it('refuses a wrong password, an unknown address and a disabled person in the same words', async () => {
    const { id } = await app.db
      .selectFrom('member')
      .select('id')
      .where('email', '=', 'binh@example.vn')
      .executeTakeFirstOrThrow()
    const wrong = await signIn({ password: 'sai mật khẩu rồi' })
    const unknown = await signIn({ email: 'khong.co@example.vn' })
    await app.db.updateTable('member').set({ disabledAt: new Date() }).where('id', '=', id).execute()
    const disabled = await signIn()
    await app.db.updateTable('member').set({ disabledAt: null }).where('id', '=', id).execute()
    for (const { problem } of [wrong, unknown, disabled]) {
      expect(problem).toEqual({ ...wrong.problem, requestId: problem.requestId })
      expect(problem).toMatchObject({ status: 401, code: 'bad-credentials' })
    }
  })

  it('outlives the change of the own password, and is the only one that does', async () => {
    const [here, elsewhere] = [cookieOf(await signIn()), cookieOf(await signIn())]
    const change = (body: object) => app.visitor.request('PUT', '/me/password', { body, headers: { cookie: here } })
    const wrong = await change({ current: 'sai mật khẩu rồi', password: 'một mật khẩu mới' })
    expect(wrong.problem).toMatchObject({ status: 422, errors: [{ path: 'current', code: 'wrong-password' }] })
    const short = await change({ current: password, password: 'ngắn' })
    expect(short.problem.errors).toEqual([{ path: 'password', code: 'password-too-short' }])
    expect((await meWith(elsewhere)).status).toBe(200)

    expect((await change({ current: password, password: 'một mật khẩu mới' })).status).toBe(204)
    expect((await meWith(here)).status).toBe(200)
    expect((await meWith(elsewhere)).status).toBe(401)
    expect((await signIn()).status).toBe(401)
    expect((await signIn({ password: 'một mật khẩu mới' })).status).toBe(200)
    expect((await change({ current: 'một mật khẩu mới', password })).status).toBe(204)
  })

  it('is no place for guessing the own password', async () => {
    const manager = await app.signIn('manager')
    const guess = () => manager.put('/me/password', { current: 'sai mật khẩu rồi', password: 'một mật khẩu mới' })
    for (let tries = 0; tries < 10; tries += 1) expect((await guess()).status).toBe(422)
    expect((await guess()).problem).toMatchObject({ status: 429, code: 'rate-limited' })
  })

  it('does the same work for an unknown address', async () => {
    const known = await hashPassword('something else')
    await verifyPassword(null, 'warm')
    const time = async (hash: string | null) => {
      const started = performance.now()
      for (let i = 0; i < 5; i += 1) await verifyPassword(hash, password)
      return performance.now() - started
    }
    const [withHash, without] = [await time(known), await time(null)]
    expect(without).toBeGreaterThan(withHash / 3)
  })

  it('is a new one at every sign-in, and the old one in that browser ends', async () => {
    const first = cookieOf(await signIn())
    const second = cookieOf(await signIn({}, { cookie: first }))
    expect(second).not.toBe(first)
    expect((await meWith(first)).status).toBe(401)
    expect((await meWith(second)).status).toBe(200)
  })

  it('ends on sign-out, here or everywhere', async () => {
    const [here, there, third] = [cookieOf(await signIn()), cookieOf(await signIn()), cookieOf(await signIn())]
    const out = await app.visitor.request('DELETE', '/session', { headers: { cookie: here } })
    expect(out.status).toBe(204)
    expect(out.headers.get('set-cookie')).toMatch(/^hd_session=; Path=\/; Expires=Thu, 01 Jan 1970/)
    expect((await meWith(here)).status).toBe(401)
    expect((await meWith(there)).status).toBe(200)
    await app.visitor.request('DELETE', '/sessions', { headers: { cookie: there } })
    expect((await meWith(there)).status).toBe(401)
    expect((await meWith(third)).status).toBe(401)
  })

  it('slides on with use, ends after a week without, and after a month in any case', async () => {
    const cookie = cookieOf(await signIn())
    const age = (change: ReturnType<typeof sql>) => sql`update session set ${change}`.execute(app.db)
    await age(sql`last_seen_at = now() - interval '10 minutes', expires_at = now() + interval '1 minute'`)
    const used = await meWith(cookie)
    expect(cookieOf(used)).toBe(cookie)
    const { rows } = await sql<{ days: number }>`
      select round(extract(epoch from max(expires_at) - now()) / 86400)::int as days from session`.execute(app.db)
    expect(rows[0]?.days).toBe(7)
    expect((await meWith(cookie)).headers.get('set-cookie')).toBeNull()

    await age(sql`created_at = now() - interval '31 days'`)
    expect((await meWith(cookie)).status).toBe(401)
    const other = cookieOf(await signIn())
    await age(sql`expires_at = now() - interval '1 second'`)
    expect((await meWith(other)).status).toBe(401)
  })

  it('cannot be made up', async () => {
    for (const cookie of ['hd_session=', 'hd_session=x', `hd_session=${'A'.repeat(43)}`, 'hd_session=%00', 'other=1'])
      expect((await meWith(cookie)).problem.code).toBe('not-signed-in')
  })

  it('is refused after ten failures on one account, with the time to wait, even with the right password', async () => {
    const tries = await Promise.all(Array.from({ length: 14 }, () => signIn({ password: 'sai mật khẩu rồi' })))
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(tries.filter(({ status }) => status === 429)).toHaveLength(4)
    const refused = await signIn()
    expect(refused.problem).toMatchObject({ status: 429, code: 'rate-limited' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(900)
  })

  it('is refused after thirty failures from one address, whatever the accounts; successes do not count', async () => {
    const other = await startTestApp()
    const statuses: number[] = []
    for (let account = 0; account < 32; account += 1)
      statuses.push((await other.visitor.post('/session', { email: `a${account}@example.vn`, password })).status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(30)
    expect(statuses.slice(30)).toEqual([429, 429])
    await other.close()
  })

  it('counts the addresses of one IPv6 household as one', async () => {
    const behindProxy = await startTestApp({ trustProxy: true })
    for (const address of ['2001:db8::1', '2001:db8:0:0:ffff::2', '2001:db8:0:0:1:2:3:4', '::1', '203.0.113.9'])
      await behindProxy.visitor.request('POST', '/session', {
        headers: { 'x-forwarded-for': address },
        body: { email: 'a@example.vn', password },
      })
    const counts = await behindProxy.db
      .selectFrom('rateLimit')
      .select(['key', 'points'])
      .where('key', 'like', 'sign-in-address:%')
      .orderBy('key')
      .execute()
    expect(counts).toEqual([
      { key: 'sign-in-address:0:0:0:0::/64', points: 1 },
      { key: 'sign-in-address:2001:db8:0:0::/64', points: 3 },
      { key: 'sign-in-address:203.0.113.9', points: 1 },
    ])
    await behindProxy.close()
  })

  it('forgives an account its failures once the right password comes', async () => {
    const { unitId, organizationId } = app.office
    const fields = { unitId, name: 'Chi', role: 'officer', language: 'vi', email: 'chi@example.vn' } as const
    const passwordHash = await hashPassword(password)
    await inTransaction(app.db, (trx) => insertMember(trx, organizationId, { ...fields, passwordHash }))
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 9; i += 1) await signIn({ email: 'chi@example.vn', password: 'sai mật khẩu rồi' })
      expect((await signIn({ email: 'chi@example.vn' })).status).toBe(200)
    }
  })
})

describe('a session behind TLS', () => {
  it('travels over TLS only, and the browser is told to stay there', async () => {
    const app = await startTestApp({ publicUrl: 'https://haidang.example.vn' })
    const officer = await app.signIn('officer')
    await app.db
      .updateTable('session')
      .set({ lastSeenAt: new Date(0) })
      .execute()
    const answer = await officer.get('/me')
    expect(answer.headers.get('set-cookie')).toContain('; Secure')
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
    await app.close()
  })
})
