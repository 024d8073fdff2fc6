import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import type { PostRevisionDetail, PostRevisions } from '../../server/contract/post-history.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

const written = (text: string) => ({
  ...{ kind: 'news', tone: 'neutral', title: 'Lễ hội', sourceLanguage: 'vi' },
  content: { vi: { title: 'Lễ hội', text, link: '' } },
})

describe('the history of a post', () => {
  let app: WholeApp
  let lan: TestClient
  let minh: TestClient
  let post: Post
  beforeAll(async () => {
    app = await startWholeApp()
    lan = await app.signIn('officer')
    minh = await app.signIn('admin')
    post = (await lan.post<Post>('/posts', written('Bản đầu.'))).body
    post = (await minh.put<Post>(`/posts/${post.id}`, { ...written('Bản hai.'), revision: 1 })).body
  })
  afterAll(() => app.close())

  it('names who saved what, latest first', async () => {
    const { body } = await lan.get<PostRevisions>(`/posts/${post.id}/revisions`)
    expect(body.revisions.map(({ revision, byId }) => [revision, byId])).toEqual([
      [2, minh.actor.memberId],
      [1, lan.actor.memberId],
    ])
    expect(body.next).toBeNull()
  })

  it('is read page by page', async () => {
    const first = await lan.get<PostRevisions>(`/posts/${post.id}/revisions?limit=1`)
    expect(first.body).toMatchObject({ revisions: [{ revision: 2 }], next: 2 })
    const second = await lan.get<PostRevisions>(`/posts/${post.id}/revisions?limit=1&before=2`)
    expect(second.body).toMatchObject({ revisions: [{ revision: 1 }], next: null })
  })

  it('brings an earlier version back as a new one and keeps every other', async () => {
    const back = await lan.post<Post>(`/posts/${post.id}/restore`, { revision: 2, from: 1 })
    expect(back.body).toMatchObject({ revision: 3, content: { vi: { text: 'Bản đầu.' } } })
    const { body } = await lan.get<PostRevisions>(`/posts/${post.id}/revisions`)
    expect(body.revisions.map(({ revision, restoredFrom }) => [revision, restoredFrom])).toEqual([
      [3, 1],
      [2, null],
      [1, null],
    ])
    const second = await lan.get<PostRevisionDetail>(`/posts/${post.id}/revisions/2`)
    expect(second.body.content.content['vi']?.text).toBe('Bản hai.')
    const act = await app.db
      .selectFrom('auditEvent')
      .selectAll()
      .where('action', '=', 'post.restored')
      .executeTakeFirstOrThrow()
    expect(act).toMatchObject({
      memberId: lan.actor.memberId,
      objectId: post.id,
      data: { restoredFrom: 1, revision: 3 },
    })
  })

  it('does not bring anything back over what somebody saved meanwhile', async () => {
    const late = await minh.post<Post>(`/posts/${post.id}/restore`, { revision: 2, from: 2 })
    expect(late.problem).toMatchObject({ status: 409, code: 'stale' })
    const unknown = await minh.post(`/posts/${post.id}/restore`, { revision: 3, from: 99 })
    expect(unknown.problem).toMatchObject({ status: 404 })
  })

  it('refuses a number that no revision can have', async () => {
    const beyond = 2 ** 31
    expect((await minh.post(`/posts/${post.id}/restore`, { revision: 3, from: beyond })).status).toBe(422)
    for (const path of [`revisions/${beyond}`, `revisions?before=${beyond}`])
      expect((await minh.get(`/posts/${post.id}/${path}`)).problem.status, path).toBeLessThan(500)
  })
})
