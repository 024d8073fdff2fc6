import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Member, Unit } from '../../server/contract/people.ts'
import { startTestApp, type TestApp, type TestClient } from '../support/app.ts'

describe('members', () => {
  let app: TestApp
  let admin: TestClient
  beforeAll(async () => {
    app = await startTestApp()
    admin = await app.signIn('admin')
  })
  afterAll(() => app.close())

  const newMember = (over: object = {}) => ({
    unitId: app.office.unitId,
    name: 'Lê Văn Dũng',
    email: `${randomUUID()}@example.vn`,
    role: 'officer',
    language: 'vi',
    password: 'cầu Hoàng Văn Thụ',
    ...over,
  })

  it('are created, listed and can sign in', async () => {
    const created = await admin.post<Member>('/members', newMember({ email: 'Dung@Example.vn' }))
    expect(created).toMatchObject({ status: 201, body: { email: 'dung@example.vn', disabled: false } })
    const { body } = await admin.get<{ members: Member[] }>('/members')
    expect(body.members.map(({ id }) => id)).toContain(created.body.id)
    const signedIn = await app.visitor.post('/session', { email: 'dung@example.vn', password: 'cầu Hoàng Văn Thụ' })
    expect(signedIn.status).toBe(200)
  })

  it('have an address of their own, in whatever letters it is written', async () => {
    await admin.post('/members', newMember({ email: 'one@example.vn' }))
    const again = await admin.post('/members', newMember({ email: 'ONE@example.vn' }))
    expect(again.problem).toMatchObject({ status: 422, errors: [{ path: 'email', code: 'email-taken' }] })
  })

  it('belong to a unit of this office', async () => {
    const other = await app.otherOffice()
    for (const unitId of [other.unitId, randomUUID()]) {
      const answer = await admin.post('/members', newMember({ unitId }))
      expect(answer.problem.errors).toEqual([{ path: 'unitId', code: 'unknown-unit' }])
    }
  })

  it('have a password of at least twelve characters', async () => {
    const answer = await admin.post('/members', newMember({ password: 'short' }))
    expect(answer.problem.errors).toEqual([{ path: 'password', code: 'password-too-short' }])
  })

  it('get a new password from an administrator when they forgot theirs, and are signed out everywhere', async () => {
    const { body: member } = await admin.post<Member>('/members', newMember())
    const signIn = (password: string) => app.visitor.post('/session', { email: member.email, password })
    const before = await signIn('cầu Hoàng Văn Thụ')
    expect((await admin.put(`/members/${member.id}/password`, { password: 'cầu Bính bắc qua sông' })).status).toBe(204)
    const headers = { cookie: before.headers.get('set-cookie')?.split(';')[0] ?? '' }
    expect((await app.visitor.request('GET', '/me', { headers })).status).toBe(401)
    expect((await signIn('cầu Hoàng Văn Thụ')).status).toBe(401)
    expect((await signIn('cầu Bính bắc qua sông')).status).toBe(200)
    const trail = await app.db.selectFrom('auditEvent').selectAll().where('objectId', '=', member.id).execute()
    expect(trail.map(({ action }) => action)).toContain('member.password-given')
    expect(JSON.stringify(trail)).not.toContain('cầu Bính')
  })

  it('of another office, and oneself, are given no password', async () => {
    const password = 'cầu Bính bắc qua sông'
    const other = await app.otherOffice()
    const stranger = await other.signIn('officer')
    expect((await admin.put(`/members/${stranger.actor.memberId}/password`, { password })).problem.code).toBe(
      'not-found',
    )
    const own = await admin.put(`/members/${admin.actor.memberId}/password`, { password })
    expect(own.problem).toMatchObject({ status: 409, errors: [{ path: 'password', code: 'own-password' }] })
  })

  it('lose their sessions at once when disabled, and come back when enabled', async () => {
    const { body: member } = await admin.post<Member>('/members', newMember())
    const signedIn = await app.visitor.post('/session', { email: member.email, password: 'cầu Hoàng Văn Thụ' })
    const headers = { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' }
    await admin.patch(`/members/${member.id}`, { disabled: true })
    expect((await app.visitor.request('GET', '/me', { headers })).status).toBe(401)
    const sessions = await app.db.selectFrom('session').select('id').where('memberId', '=', member.id).execute()
    expect(sessions).toEqual([])
    expect((await admin.patch(`/members/${member.id}`, { disabled: false })).body).toMatchObject({ disabled: false })
  })

  it('act in their new role from the next request on', async () => {
    const { body: member } = await admin.post<Member>('/members', newMember({ role: 'admin' }))
    const signedIn = await app.visitor.post('/session', { email: member.email, password: 'cầu Hoàng Văn Thụ' })
    const headers = { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' }
    expect((await app.visitor.request('GET', '/members', { headers })).status).toBe(200)
    await admin.patch(`/members/${member.id}`, { role: 'manager' })
    expect((await app.visitor.request('GET', '/members', { headers })).status).toBe(403)
  })

  it('of another office do not exist', async () => {
    const stranger = await (await app.otherOffice()).signIn('admin')
    expect((await admin.patch(`/members/${stranger.actor.memberId}`, { name: 'X' })).problem.code).toBe('not-found')
    const { body } = await stranger.get<{ members: Member[] }>('/members')
    expect(body.members.map(({ id }) => id)).toEqual([stranger.actor.memberId])
  })

  it('change their own name, language and preferences, which add up', async () => {
    const officer = await app.signIn('officer')
    await officer.patch('/me', { preferences: { colorScheme: 'dark' } })
    const answer = await officer.patch('/me', { language: 'en', preferences: { calendarView: 'week' } })
    expect(answer.body).toMatchObject({
      member: { language: 'en' },
      preferences: { colorScheme: 'dark', calendarView: 'week' },
    })
  })
})

describe('the last active administrator', () => {
  it('can neither be disabled nor get another role; one of two can', async () => {
    const app = await startTestApp()
    const admin = await app.signIn('admin')
    const self = `/members/${admin.actor.memberId}`
    for (const change of [{ disabled: true }, { role: 'officer' }]) {
      const [path] = Object.keys(change)
      const { problem } = await admin.patch(self, change)
      expect(problem).toMatchObject({ status: 409, code: 'conflict', errors: [{ path, code: 'last-admin' }] })
    }
    expect((await admin.patch(self, { name: 'Still here' })).status).toBe(200)

    const officer = await app.signIn('officer')
    await admin.patch(`/members/${officer.actor.memberId}`, { role: 'admin' })
    expect((await admin.patch(self, { role: 'manager' })).status).toBe(200)
    await app.close()
  })
})

describe('units', () => {
  let app: TestApp
  let admin: TestClient
  beforeAll(async () => {
    app = await startTestApp()
    admin = await app.signIn('admin')
  })
  afterAll(() => app.close())

  const addUnit = async (parentId: string | null, name = 'Sở Du lịch') =>
    (await admin.post<Unit>('/units', { parentId, name })).body

  it('form a tree that everybody may read', async () => {
    const department = await addUnit(app.office.unitId)
    const district = await addUnit(department.id, 'Quận Hồng Bàng')
    const contributor = await app.signIn('contributor')
    const { body } = await contributor.get<{ units: Unit[] }>('/units')
    expect(body.units).toContainEqual({
      id: district.id,
      parentId: department.id,
      name: 'Quận Hồng Bàng',
      nameEn: null,
    })
  })

  it('never close a ring, not even when two moves together would', async () => {
    const [a, b] = [await addUnit(null, 'A'), await addUnit(null, 'B')]
    const answers = await Promise.all([
      admin.patch(`/units/${a.id}`, { parentId: b.id }),
      admin.patch(`/units/${b.id}`, { parentId: a.id }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    const self = await admin.patch(`/units/${a.id}`, { parentId: a.id })
    expect(self.problem.errors).toEqual([{ path: 'parentId', code: 'cycle' }])
  })

  it('stand under a unit of this office', async () => {
    const other = await app.otherOffice()
    const answer = await admin.post('/units', { parentId: other.unitId, name: 'X' })
    expect(answer.problem.errors).toEqual([{ path: 'parentId', code: 'unknown-unit' }])
    expect((await admin.patch(`/units/${other.unitId}`, { name: 'X' })).status).toBe(404)
  })

  it('are not nested without end', async () => {
    let parentId: string | null = null
    for (let level = 0; level < 8; level += 1) parentId = (await addUnit(parentId, `Level ${level}`)).id
    const answer = await admin.post('/units', { parentId, name: 'One more' })
    expect(answer.problem.errors).toEqual([{ path: 'parentId', code: 'too-deep' }])
  })
})

describe('a change of nothing', () => {
  it('changes nothing, and is no mistake', async () => {
    const app = await startTestApp()
    const admin = await app.signIn('admin')
    for (const path of ['/organization', `/units/${app.office.unitId}`, `/members/${admin.actor.memberId}`, '/me'])
      expect((await admin.patch(path, {})).status, path).toBe(200)
    await app.close()
  })
})

describe('the organization', () => {
  it('is changed by its administrator, with an audit event that says what', async () => {
    const app = await startTestApp()
    const admin = await app.signIn('admin')
    const answer = await admin.patch('/organization', { zone: 'Europe/Paris', lateLimitMinutes: 30 })
    expect(answer).toMatchObject({
      status: 200,
      body: { zone: 'Europe/Paris', lateLimitMinutes: 30, latePolicy: 'ask' },
    })
    const event = await app.db
      .selectFrom('auditEvent')
      .selectAll()
      .where('action', '=', 'organization.updated')
      .executeTakeFirstOrThrow()
    expect(event).toMatchObject({
      memberId: admin.actor.memberId,
      data: { zone: 'Europe/Paris', lateLimitMinutes: 30 },
    })
    await app.close()
  })
})
