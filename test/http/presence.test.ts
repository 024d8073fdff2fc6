import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import type { Presence } from '../../server/contract/presence.ts'
import { clientOf, type TestClient } from '../support/client.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { listen, type Stream } from '../support/event-stream.ts'
import { startTestOffice, type TestOffice } from '../support/office.ts'
import { createOffice } from '../support/offices.ts'
import { until } from '../support/until.ts'

describe('who has a post open, on two web processes of one database', () => {
  let database: TestDatabase
  let here: TestOffice
  let there: TestOffice
  let lan: TestClient
  /** Speaks to the other process. */
  let minh: TestClient
  let stranger: TestClient
  let streams: { readonly minh: Stream; readonly stranger: Stream }
  let postId: string

  beforeAll(async () => {
    database = await createTestDatabase()
    const env = { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl, HAIDANG_KEY: 'ab'.repeat(32) }
    here = await startTestOffice({ part: 'web', env })
    there = await startTestOffice({ part: 'web', env })
    const office = await createOffice(database.db, here.url, 'Phòng Truyền thông')
    const elsewhere = await createOffice(database.db, here.url, 'Another office')
    const onThere = ({ actor, cookie }: TestClient) => clientOf(there.url, actor, cookie)
    lan = await office.signIn('officer')
    minh = onThere(await office.signIn('admin'))
    stranger = onThere(await elsewhere.signIn('admin'))
    streams = { minh: await listen(there, minh), stranger: await listen(there, stranger) }
    const post = {
      ...{ kind: 'news', tone: 'neutral', title: 'Lễ hội', sourceLanguage: 'vi' },
      content: { vi: { title: 'Lễ hội', text: 'Mời bạn.', link: '' } },
    }
    postId = (await lan.post<Post>('/posts', post)).body.id
  })
  afterAll(async () => {
    for (const stream of Object.values(streams ?? {})) stream.close()
    await here?.close()
    await there?.close()
    await database?.close()
  })

  const present = async (who: TestClient) => (await who.get<{ present: Presence[] }>('/presence')).body.present
  const told = (stream: Stream) => stream.changes().filter((change) => (change as { type: string }).type === 'presence')

  it('is told within two seconds, by name, to colleagues alone', async () => {
    expect((await lan.post(`/posts/${postId}/presence`, { doing: 'looking' })).status).toBe(204)
    await until(
      async () => told(streams.minh).length,
      (count) => count === 1,
      { withinMs: 2_000 },
    )
    expect(await present(minh)).toEqual([
      { postId, memberId: lan.actor.memberId, name: lan.actor.name, doing: 'looking' },
    ])
    expect(await present(stranger)).toEqual([])
    expect(told(streams.stranger)).toEqual([])
  })

  it('is not told again while nothing changes, and is when somebody begins to type', async () => {
    await lan.post(`/posts/${postId}/presence`, { doing: 'looking' })
    await lan.post(`/posts/${postId}/presence`, { doing: 'typing' })
    await until(
      () => present(minh),
      ([one]) => one?.doing === 'typing',
      { withinMs: 2_000 },
    )
    expect(told(streams.minh)).toHaveLength(2)
  })

  it('ends at once when somebody leaves, and within ten seconds when they fall silent', async () => {
    await lan.post(`/posts/${postId}/presence`, { doing: 'gone' })
    await until(
      () => present(minh),
      (all) => all.length === 0,
      { withinMs: 2_000 },
    )
    await lan.post(`/posts/${postId}/presence`, { doing: 'looking' })
    await until(
      () => present(minh),
      (all) => all.length === 1,
      { withinMs: 2_000 },
    )
    await until(
      () => present(minh),
      (all) => all.length === 0,
      { withinMs: 10_000 },
    )
    expect(told(streams.minh)).toHaveLength(5)
  })

  it('says nothing of a post that is not theirs', async () => {
    expect((await stranger.post(`/posts/${postId}/presence`, { doing: 'typing' })).problem.status).toBe(404)
    expect(await present(minh)).toEqual([])
  })
})
