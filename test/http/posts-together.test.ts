import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post } from '../../server/contract/deliveries.ts'
import type { PostsCopied, PostsPlaced } from '../../server/contract/posts-together.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/held.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

describe('many posts at once', () => {
  let app: WholeApp
  let officer: TestClient
  let channelId: string
  let campaignId: string
  beforeAll(async () => {
    app = await startWholeApp()
    officer = await app.signIn('officer')
    channelId = await connectPractice(await app.signIn('admin'))
    const campaign = await officer.post<{ id: string }>('/campaigns', {
      ...{ name: 'Mùa lễ hội', objective: '', audience: '', startsOn: '2030-01-01', endsOn: '2030-02-01' },
    })
    campaignId = campaign.body.id
  })
  afterAll(() => app.close())

  const write = async (text: string, localTime = '2030-01-10T09:00') => {
    const { body } = await officer.post<Post>('/posts', {
      ...{ kind: 'news', tone: 'positive', title: text, sourceLanguage: 'vi', content: { vi: { title: '', text } } },
      variants: [{ channelId, language: 'vi', parts: [`${text} Bản riêng.`] }],
    })
    const deliveries = [{ channelId, language: 'vi', localTime }]
    const scheduled = await officer.post<Post>(`/posts/${body.id}/schedule`, { revision: body.revision, deliveries })
    return scheduled.body
  }
  const read = async (id: string) => (await officer.get<Post>(`/posts/${id}`)).body
  const place = (items: object[]) => officer.post<PostsPlaced>('/posts/place', { items })
  const copy = (body: object) => officer.post<PostsCopied>('/posts/copy', body)

  it('get a campaign and lose no release; where they stood before takes it back', async () => {
    const [one, two] = [await write('Một.', '2030-01-10T08:00'), await write('Hai.', '2030-01-10T12:00')]
    const { body } = await place([one, two].map(({ id }) => ({ id, campaignId })))
    expect(body.refused).toEqual([])
    expect(body.placed.map(({ id, campaignId }) => [id, campaignId]).toSorted()).toEqual(
      [one, two].map(({ id }) => [id, null]).toSorted(),
    )
    const placed = await read(one.id)
    expect(placed.campaignId).toBe(campaignId)
    expect(placed.deliveries[0]?.state).toBe('scheduled')
    expect(
      (await officer.get<{ changedSinceRelease: boolean }>(`/deliveries/${placed.deliveries[0]?.id}`)).body
        .changedSinceRelease,
    ).toBe(false)
    await place(body.placed)
    expect((await read(one.id)).campaignId).toBeNull()
    const { body: history } = await officer.get<{ revisions: object[] }>(`/posts/${one.id}/revisions`)
    expect(history.revisions.length).toBeGreaterThanOrEqual(3)
  })

  it('stay as they are where they are archived, and none is changed when one is unknown', async () => {
    const [kept, gone] = [await write('Giữ.', '2030-01-11T08:00'), await write('Bỏ.', '2030-01-11T12:00')]
    await officer.post(`/posts/${gone.id}/archive`, { revision: gone.revision })
    const { body } = await place([kept, gone].map(({ id }) => ({ id, campaignId })))
    expect(body.refused).toEqual([{ id: gone.id, code: 'wrong-state' }])
    const unknown = await place([
      { id: kept.id, campaignId: null },
      { id: crypto.randomUUID(), campaignId: null },
    ])
    expect(unknown.status).toBe(404)
    expect((await read(kept.id)).campaignId).toBe(campaignId)
    expect((await place([{ id: kept.id, campaignId: crypto.randomUUID() }])).status).toBe(422)
    expect((await place([{ id: kept.id }, { id: kept.id }])).status).toBe(422)
  })

  it('are copied as drafts with their own words, at the times given; nobody has released them', async () => {
    const post = await write('Lặp lại tháng sau.', '2030-01-12T08:00')
    const delivery = post.deliveries[0]
    const { status, body } = await copy({ deliveries: [{ id: delivery?.id, localTime: '2030-02-12T08:00' }] })
    expect([status, body.versions, body.posts.length]).toEqual([201, 1, 1])
    const made = await read(body.posts[0]?.id ?? '')
    expect(made).toMatchObject({
      state: 'draft',
      title: post.title,
      tone: 'positive',
      authorId: officer.actor.memberId,
    })
    expect(made.variants).toMatchObject([
      { channelId, parts: ['Lặp lại tháng sau. Bản riêng.'], plannedFor: '2030-02-12T08:00' },
    ])
    expect(made.deliveries.map(({ state }) => state)).toEqual(['draft'])
    expect((await read(post.id)).deliveries).toEqual(post.deliveries)
  })

  it('are copied to other channels with the words of the source', async () => {
    const other = await connectPractice(await app.signIn('admin'), 'x')
    const post = await write('Sang kênh khác.', '2030-01-13T08:00')
    const { body } = await copy({
      deliveries: [{ id: post.deliveries[0]?.id, localTime: '2030-01-14T08:00' }],
      channelIds: [other],
    })
    const made = await read(body.posts[0]?.id ?? '')
    expect(made.variants).toMatchObject([{ channelId: other, parts: null, plannedFor: '2030-01-14T08:00' }])
  })

  it('are not copied into the past, nor from what is not ours', async () => {
    const post = await write('Đã qua.', '2030-01-15T08:00')
    const id = post.deliveries[0]?.id
    expect((await copy({ deliveries: [{ id, localTime: '2020-01-01T08:00' }] })).problem).toMatchObject({
      code: 'past',
    })
    const unknown = [
      { id, localTime: '2030-03-01T08:00' },
      { id: crypto.randomUUID(), localTime: '2030-03-01T08:00' },
    ]
    expect((await copy({ deliveries: unknown })).status).toBe(404)
    const { body } = await officer.get<{ posts: { title: string }[] }>('/posts?text=Đã qua.')
    expect(body.posts).toHaveLength(1)
  })
})
