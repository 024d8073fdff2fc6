import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TimePattern } from '../../server/contract/time-patterns.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

describe('patterns of times', () => {
  let app: WholeApp
  let officer: TestClient
  beforeAll(async () => {
    app = await startWholeApp()
    officer = await app.signIn('officer')
  })
  afterAll(() => app.close())

  const channelId = crypto.randomUUID()
  const morning = { channelId, language: 'vi', at: { kind: 'clock', days: 0, working: false, time: '08:00' } }
  const later = { channelId, language: 'en', at: { kind: 'after', minutes: 90 } }
  const patterns = async (by = officer) => (await by.get<{ patterns: TimePattern[] }>('/time-patterns')).body.patterns
  const save = (pattern: object, by = officer) => by.post<TimePattern>('/time-patterns', pattern)

  it('are shared in the unit, and replaced under the same name', async () => {
    await save({ name: 'Ra thông cáo', steps: [morning] })
    const { body } = await save({ name: ' Ra thông cáo ', steps: [morning, later] })
    const admin = await app.signIn('admin')
    const { unitId } = officer.actor
    await app.db.updateTable('member').set({ unitId }).where('id', '=', admin.actor.memberId).execute()
    expect(await patterns(admin)).toEqual([{ id: body.id, name: 'Ra thông cáo', steps: [morning, later] }])
    expect((await admin.request('DELETE', `/time-patterns/${body.id}`)).status).toBe(204)
    expect(await patterns()).toEqual([])
  })

  it('are another unit’s own', async () => {
    const { body } = await save({ name: 'Của tôi', steps: [morning] })
    const other = await app.signIn('officer')
    const unit = await app.db
      .insertInto('unit')
      .values({ organizationId: officer.actor.organizationId, name: 'Sở Du lịch', parentId: null, nameEn: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    await app.db.updateTable('member').set({ unitId: unit.id }).where('id', '=', other.actor.memberId).execute()
    expect(await patterns(other)).toEqual([])
    expect((await other.request('DELETE', `/time-patterns/${body.id}`)).status).toBe(404)
  })

  it.each([
    ['no step', { name: 'x', steps: [] }],
    ['a time that no clock shows', { name: 'x', steps: [{ ...morning, at: { ...morning.at, time: '24:00' } }] }],
    ['a step of no kind', { name: 'x', steps: [{ ...morning, at: { kind: 'soon' } }] }],
    ['no name', { name: ' ', steps: [morning] }],
  ])('are refused with %s', async (_what, pattern) => {
    expect((await save(pattern)).status).toBe(422)
  })
})
