import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Comment, Comments } from '../../server/contract/comments.ts'
import type { Attention } from '../../server/contract/deliveries.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

describe('comments of colleagues on a post', () => {
  let app: WholeApp
  let officer: TestClient
  let manager: TestClient
  let postId: string
  beforeAll(async () => {
    app = await startWholeApp()
    officer = await app.signIn('officer')
    manager = await app.signIn('manager')
    const post = {
      ...{ kind: 'news', tone: 'neutral', title: 'Bến mới', sourceLanguage: 'vi' },
      content: { vi: { title: '', text: 'Bến mới mở cửa.' } },
    }
    postId = (await officer.post<{ id: string }>('/posts', post)).body.id
  })
  afterAll(() => app.close())

  const say = async (by: TestClient, text: string, more: object = {}) =>
    (await by.post<Comment>(`/posts/${postId}/comments`, { text, ...more })).body
  const all = async (by = officer) => (await by.get<Comments>(`/posts/${postId}/comments`)).body.comments
  const mentionsOf = async (by: TestClient) => (await by.get<Attention>('/attention')).body.mentions

  it('wait for whom they name, on the page of what needs attention, until that person has looked', async () => {
    const asked = await say(officer, '  Chị xem giúp con số này?\nBáo cáo ghi 12. ', {
      mentions: [manager.actor.memberId],
    })
    expect(asked).toMatchObject({ text: 'Chị xem giúp con số này?\nBáo cáo ghi 12.', replyTo: null, resolved: null })
    expect(asked.mentions).toMatchObject([{ id: manager.actor.memberId }])
    expect(await mentionsOf(manager)).toMatchObject([{ postId, commentId: asked.id, title: 'Bến mới' }])
    expect(await mentionsOf(officer)).toEqual([])
    expect((await manager.post(`/posts/${postId}/comments/seen`)).status).toBe(204)
    expect(await mentionsOf(manager)).toEqual([])
  })

  it('are threads: an answer to an answer stands in the same one, and opens it again', async () => {
    const first = await say(officer, 'Ảnh nào?')
    const answer = await say(manager, 'Ảnh thứ hai.', { replyTo: first.id })
    const resolved = await manager.post<Comment>(`/comments/${first.id}/resolve`, { resolved: true })
    expect(resolved.body.resolved).toMatchObject({ by: manager.actor.name })
    expect((await manager.post(`/comments/${answer.id}/resolve`, { resolved: true })).status).toBe(409)
    expect(await say(officer, 'Đã đổi.', { replyTo: answer.id })).toMatchObject({ replyTo: first.id })
    expect((await all()).find(({ id }) => id === first.id)?.resolved).toBeNull()
  })

  it('are changed or taken back, whichever comes first, when both are asked for at once', async () => {
    for (let turn = 0; turn < 12; turn += 1) {
      const { id } = await say(officer, `Lần ${turn}`)
      const [edited, removed] = await Promise.all([
        officer.request('PATCH', `/comments/${id}`, { body: { text: 'Khác' } }),
        officer.request('DELETE', `/comments/${id}`),
      ])
      expect([200, 409]).toContain(edited.status)
      expect(removed.status).toBe(204)
    }
  })

  it('are changed and taken back by their author alone; the place of one that was taken back stays', async () => {
    const mine = await say(officer, 'Viết nhầm', { mentions: [manager.actor.memberId] })
    expect((await manager.request('PATCH', `/comments/${mine.id}`, { body: { text: 'Khác' } })).status).toBe(403)
    const edited = await officer.request<Comment>('PATCH', `/comments/${mine.id}`, { body: { text: 'Viết đúng' } })
    expect(edited.body).toMatchObject({ text: 'Viết đúng', editedAt: expect.any(String) })
    expect((await manager.request('DELETE', `/comments/${mine.id}`)).status).toBe(403)
    expect((await officer.request('DELETE', `/comments/${mine.id}`)).status).toBe(204)
    expect((await all()).find(({ id }) => id === mine.id)).toMatchObject({ text: null, mentions: [] })
    expect(await mentionsOf(manager)).toEqual([])
    expect((await officer.request('PATCH', `/comments/${mine.id}`, { body: { text: 'x' } })).status).toBe(409)
  })

  it('are nothing to partner units: they neither read them nor can be named', async () => {
    const contributor = await app.signIn('contributor')
    expect((await contributor.get(`/posts/${postId}/comments`)).status).toBe(403)
    const named = await officer.post(`/posts/${postId}/comments`, { text: 'x', mentions: [contributor.actor.memberId] })
    expect([named.status, named.text]).toEqual([422, expect.stringContaining('mentions')])
  })

  it.each([
    ['no words', { text: ' \n ' }],
    ['too many words', { text: 'a'.repeat(5_001) }],
    ['a sign that no text holds', { text: 'a\u0000b' }],
    ['an answer to nothing', { text: 'x', replyTo: crypto.randomUUID() }],
    ['a name nobody has', { text: 'x', mentions: [crypto.randomUUID()] }],
  ])('are refused with %s', async (_what, body) => {
    const before = (await all()).length
    expect((await officer.post(`/posts/${postId}/comments`, body)).status).toBe(422)
    expect(await all()).toHaveLength(before)
  })

  it('said twice under one key are said once', async () => {
    const before = (await all()).length
    const headers = { 'idempotency-key': 'once-and-for-all' }
    const body = { text: 'Một lần' }
    const answers = [1, 2].map(() => officer.request<Comment>('POST', `/posts/${postId}/comments`, { body, headers }))
    const [one, other] = await Promise.all(answers)
    expect(one?.body.id ?? other?.body.id).toBeDefined()
    expect(await all()).toHaveLength(before + 1)
  })
})
