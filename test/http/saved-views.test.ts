import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SavedView } from '../../server/contract/saved-views.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

describe('saved views', () => {
  let app: WholeApp
  let officer: TestClient
  let manager: TestClient
  beforeAll(async () => {
    app = await startWholeApp()
    officer = await app.signIn('officer')
    manager = await app.signIn('manager')
  })
  afterAll(() => app.close())

  const views = async (by: TestClient) => (await by.get<{ views: SavedView[] }>('/saved-views')).body.views
  const save = (by: TestClient, view: object) => by.post<SavedView>('/saved-views', view)

  it('are one’s own, and replaced under the same name', async () => {
    await save(officer, { name: 'Tuần này', search: 'view=week' })
    await save(officer, { name: 'Tuần này', search: 'view=week&state=held' })
    expect(await views(officer)).toMatchObject([{ name: 'Tuần này', search: 'view=week&state=held', owner: null }])
    expect(await views(manager)).toEqual([])
  })

  it('are shared with the unit, which opens them and cannot change them', async () => {
    const { body } = await save(officer, { name: 'Chờ duyệt', search: 'view=list&state=draft', shared: true })
    const { unitId } = officer.actor
    await app.db.updateTable('member').set({ unitId }).where('id', '=', manager.actor.memberId).execute()
    expect(await views(manager)).toMatchObject([{ id: body.id, owner: officer.actor.name }])
    for (const [method, change] of [
      ['PATCH', { shared: false }],
      ['DELETE', undefined],
    ] as const)
      expect((await manager.request(method, `/saved-views/${body.id}`, { body: change })).status).toBe(404)
    expect((await officer.request('PATCH', `/saved-views/${body.id}`, { body: { shared: false } })).status).toBe(204)
    expect(await views(manager)).toEqual([])
    const taken = await officer.request('PATCH', `/saved-views/${body.id}`, { body: { name: 'Tuần này' } })
    expect(taken.status).toBe(409)
    expect((await officer.request('DELETE', `/saved-views/${body.id}`)).status).toBe(204)
    expect((await views(officer)).map(({ name }) => name)).toEqual(['Tuần này'])
  })

  it.each([
    ['no name', { name: '  ', search: '' }],
    ['an address of another page', { name: 'x', search: '//example.org/?a' }],
    ['a name without end', { name: 'x'.repeat(61), search: '' }],
  ])('are refused with %s', async (_what, view) => {
    expect((await save(officer, view)).status).toBe(422)
  })
})
