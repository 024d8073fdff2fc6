import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import type { Task } from '../../server/contract/tasks.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

describe('tasks on a post', () => {
  let app: WholeApp
  let officer: TestClient
  let manager: TestClient
  let approver: TestClient
  let postId: string
  beforeAll(async () => {
    app = await startWholeApp()
    officer = await app.signIn('officer')
    manager = await app.signIn('manager')
    approver = await app.signIn('approver')
    const post = await officer.post<Post>('/posts', {
      ...{ kind: 'news', tone: 'neutral', title: 'Lễ hội đèn', sourceLanguage: 'vi', content: {} },
    })
    postId = post.body.id
  })
  afterAll(() => app.close())

  const give = (by: TestClient, task: object) => by.post<Task>(`/posts/${postId}/tasks`, task)
  const list = async (by: TestClient, scope: string) =>
    (await by.get<{ tasks: Task[] }>(`/tasks?scope=${scope}`)).body.tasks.map(({ title }) => title)
  const change = (by: TestClient, { id, revision }: Task, body: object) =>
    by.request<Task>('PATCH', `/tasks/${id}`, { body: { revision, ...body } })

  it('say who does what by when, soonest first, and are found by who has to and who gave them', async () => {
    const manages = manager.actor.memberId
    await give(officer, { title: 'Viết bản tiếng Anh', assigneeId: manages, due: '2030-05-03T17:00' })
    await give(officer, { title: 'Xin ảnh', assigneeId: manages, due: '2030-05-02T17:00' })
    await give(officer, { title: 'Gọi Sở Du lịch', assigneeId: officer.actor.memberId })
    const { body } = await officer.get<{ tasks: Task[] }>(`/posts/${postId}/tasks`)
    expect(body.tasks.map(({ title, dueAt }) => [title, dueAt])).toEqual([
      ['Xin ảnh', '2030-05-02T10:00:00.000Z'],
      ['Viết bản tiếng Anh', '2030-05-03T10:00:00.000Z'],
      ['Gọi Sở Du lịch', null],
    ])
    expect(body.tasks[0]).toMatchObject({
      ...{ postTitle: 'Lễ hội đèn', state: 'open', assignee: { id: manages, name: manager.actor.name } },
      createdBy: { name: officer.actor.name },
    })
    expect(await list(manager, 'mine')).toEqual(['Xin ảnh', 'Viết bản tiếng Anh'])
    expect(await list(officer, 'mine')).toEqual(['Gọi Sở Du lịch'])
    expect(await list(officer, 'given')).toEqual(['Xin ảnh', 'Viết bản tiếng Anh'])
    expect(await list(officer, 'unit')).toHaveLength(3)
  })

  it('are done by anybody here, open again, and changed or dropped only by who gave them', async () => {
    const { body: task } = await give(officer, { title: 'Kiểm số liệu' })
    const done = await change(approver, task, { state: 'done' })
    expect(done.body).toMatchObject({ state: 'done', ended: { by: approver.actor.name }, revision: 2 })
    expect((await change(approver, task, { state: 'open' })).problem).toMatchObject({ code: 'stale' })
    const open = await change(approver, done.body, { state: 'open' })
    expect(open.body).toMatchObject({ state: 'open', ended: null })
    for (const rewritten of [{ title: 'Khác' }, { due: null }, { assigneeId: null }, { state: 'dropped' }])
      expect((await change(approver, open.body, rewritten)).status).toBe(403)
    const renamed = await change(officer, open.body, { title: 'Kiểm số liệu lần hai', due: '2030-05-05T08:00' })
    expect(renamed.body).toMatchObject({ title: 'Kiểm số liệu lần hai', dueAt: '2030-05-05T01:00:00.000Z' })
    const dropped = await change(officer, renamed.body, { state: 'dropped' })
    expect(dropped.body.state).toBe('dropped')
    expect((await list(officer, 'unit')).at(-1)).toBe('Kiểm số liệu lần hai')
  })

  it('are given only to who can read the post and still works here', async () => {
    const contributor = await app.signIn('contributor')
    const gone = await app.signIn('manager')
    await app.db.updateTable('member').set({ disabledAt: new Date() }).where('id', '=', gone.actor.memberId).execute()
    for (const assigneeId of [contributor.actor.memberId, gone.actor.memberId, crypto.randomUUID()]) {
      const { status, problem } = await give(officer, { title: 'x', assigneeId })
      expect([status, problem?.errors?.[0]?.path]).toEqual([422, 'assigneeId'])
    }
    const named = await officer.post(`/posts/${postId}/comments`, { text: 'Xem giúp', mentions: [gone.actor.memberId] })
    expect(named.status).toBe(422)
    await app.db.updateTable('member').set({ disabledAt: null }).where('id', '=', gone.actor.memberId).execute()
  })

  it.each([
    ['no title', { title: ' ' }],
    ['two lines', { title: 'a\nb' }],
    ['a day that is none', { title: 'x', due: '2030-02-30T08:00' }],
  ])('are refused with %s', async (_what, task) => {
    expect((await give(officer, task)).status).toBe(422)
  })
})
