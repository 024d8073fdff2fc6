import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../server/contract/channels.ts'
import type { DeliveryDetail, Post } from '../../server/contract/deliveries.ts'
import type { TestClient } from '../support/client.ts'
import { connectPractice } from '../support/practice-channel.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

/** From a post to the practice network and back, through the API alone, as the product is put together. */
let app: WholeApp
let officer: TestClient
let admin: TestClient
let channel: Channel
/** Connects the account; `more` goes with the choice. */
async function connect(more: object = {}): Promise<Channel> {
  const started = await admin.post<{ connectionId: string }>('/connections', {
    platform: 'mastodon',
    practice: true,
    input: { account: 'haiphong' },
  })
  const { connectionId } = started.body
  const found = await admin.get<{ accounts: { remoteAccountId: string }[] }>(`/connections/${connectionId}`)
  const [account] = found.body.accounts
  const chosen = await admin.post<{ channels: Channel[] }>(`/connections/${connectionId}/accounts`, {
    accounts: [{ remoteAccountId: account?.remoteAccountId, language: 'vi', audience: 'residents', ...more }],
    attest: true,
  })
  const [connected] = chosen.body.channels
  if (!connected) throw new Error(`not connected: ${chosen.text}`)
  return connected
}
beforeAll(async () => {
  app = await startWholeApp({ part: 'all' })
  officer = await app.signIn('officer')
  admin = await app.signIn('admin')
  channel = await connect()
})
afterAll(() => app.close())

let posts = 0
async function scheduled(localTime: string | null): Promise<DeliveryDetail> {
  posts += 1
  const text = `Bản tin ${posts}`
  const variant = { channelId: channel.id, language: 'vi' }
  const created = await officer.post<Post>('/posts', {
    ...{ kind: 'news', tone: 'neutral', title: text, sourceLanguage: 'vi', variants: [variant] },
    content: { vi: { title: '', text, link: '' } },
  })
  const { id, revision } = created.body
  const post = await officer.post<Post>(`/posts/${id}/schedule`, { revision, deliveries: [{ ...variant, localTime }] })
  const delivery = post.body.deliveries?.[0]
  if (!delivery) throw new Error(post.text)
  return (await officer.get<DeliveryDetail>(`/deliveries/${delivery.id}`)).body
}
const act = (delivery: DeliveryDetail, action: string, body: object = {}) =>
  officer.post<DeliveryDetail>(`/deliveries/${delivery.id}/${action}`, { revision: delivery.revision, ...body })
const published = async (id: string) => {
  await expect
    .poll(async () => (await officer.get<DeliveryDetail>(`/deliveries/${id}`)).body.state, { timeout: 10_000 })
    .toBe('published')
  return (await officer.get<DeliveryDetail>(`/deliveries/${id}`)).body
}

describe('a delivery', () => {
  it('stays on a channel that is moved to newer access, released as it was, and goes out once', async () => {
    const planned = await scheduled('2031-05-18T09:00')
    const { channels } = (await officer.get<{ channels: Channel[] }>('/channels')).body
    const move = channels.find(({ id }) => id === channel.id)?.revision
    expect((await connect({ move, name: 'Kênh đã chuyển' })).id).toBe(channel.id)
    const { body: after } = await officer.get<DeliveryDetail>(`/deliveries/${planned.id}`)
    expect(after).toMatchObject({ state: 'scheduled', revision: planned.revision, releasedBy: planned.releasedBy })
    expect((await act(after, 'send-now')).status).toBe(200)
    expect((await published(planned.id)).attempts).toHaveLength(1)
  })

  it('goes out, can be seen, and can be taken down', async () => {
    const delivery = await published((await scheduled(null)).id)
    expect(delivery).toMatchObject({ actions: ['open', 'edit-published', 'remove'], fault: null })
    expect(delivery.attempts).toMatchObject([{ step: 'commit', outcome: 'published' }])
    const removed = await act(delivery, 'remove')
    expect(removed.body).toMatchObject({ state: 'removed', actions: [] })
  })

  it('that is out is given other words, which its page shows with who changed them', async () => {
    const before = await published((await scheduled(null)).id)
    expect(before).toMatchObject({ editing: { offered: true, because: null, title: false, until: null }, edits: [] })
    const [part] = before.parts
    const edited = await act(before, 'edit', { parts: [`${part?.text}, đã sửa`], carryOver: true })
    expect(edited.status).toBe(200)
    expect(edited.body).toMatchObject({
      state: 'published',
      changedSinceRelease: false,
      releasedBy: 'A officer',
      url: before.url,
      parts: [{ text: `${part?.text}, đã sửa`, out: true }],
      edits: [{ by: 'A officer', outcome: 'done', parts: [{ position: 0, before: part?.text }] }],
    })
    expect(await (await fetch(`${app.url}${before.url}`)).text()).toContain(`${part?.text}, đã sửa`)
    const post = await officer.get<Post>(`/posts/${before.postId}`)
    expect(post.body.variants).toMatchObject([{ parts: [`${part?.text}, đã sửa`] }])
    const stale = await act(before, 'edit', { parts: ['người đến sau'], carryOver: false })
    expect([stale.status, stale.problem.code]).toEqual([409, 'stale'])
  })

  it('that is out is changed once by one request that is sent twice', async () => {
    const delivery = await published((await scheduled(null)).id)
    const path = `/deliveries/${delivery.id}/edit`
    const body = { revision: delivery.revision, parts: ['một lần'], carryOver: false }
    const once = await officer.post<DeliveryDetail>(path, body, { 'idempotency-key': 'one-edit' })
    const twice = await officer.post<DeliveryDetail>(path, body, { 'idempotency-key': 'one-edit' })
    expect([once.status, twice.status]).toEqual([200, 200])
    expect(twice.body).toEqual(once.body)
    expect(once.body.edits).toHaveLength(1)
  })

  it('that is out says why its platform changes nothing', async () => {
    const admin = await app.signIn('admin')
    const x = await connectPractice(admin, 'x')
    const variant = { channelId: x, language: 'vi' }
    const created = await officer.post<Post>('/posts', {
      ...{ kind: 'news', tone: 'neutral', title: 'X', sourceLanguage: 'vi', variants: [variant] },
      content: { vi: { title: '', text: 'Không sửa được', link: '' } },
    })
    const { id, revision } = created.body
    const post = await officer.post<Post>(`/posts/${id}/schedule`, {
      ...{ revision, deliveries: [{ ...variant, localTime: null }] },
    })
    const delivery = await published(post.body.deliveries[0]?.id ?? '')
    expect(delivery).toMatchObject({ actions: ['open', 'remove'], editing: { offered: false, because: 'not-offered' } })
    const refused = await act(delivery, 'edit', { parts: ['Sửa'], carryOver: false })
    expect([refused.status, refused.problem.code]).toEqual([409, 'wrong-state'])
  })

  it('is moved, and sent now', async () => {
    const delivery = await scheduled('2031-05-18T09:00')
    const moved = await act(delivery, 'move', { localTime: '2031-05-19T10:30' })
    expect(moved.body).toMatchObject({ state: 'scheduled', localTime: '2031-05-19T10:30', releasedBy: 'A officer' })
    expect(moved.body.dueAt).toBe('2031-05-19T03:30:00.000Z')
    await act(moved.body, 'send-now')
    await published(delivery.id)
  })

  it('is cancelled, and then can only be restored, once', async () => {
    const cancelled = await act(await scheduled('2031-05-18T09:00'), 'cancel')
    expect(cancelled.body).toMatchObject({ state: 'cancelled', actions: ['restore'] })
    const again = await act(cancelled.body, 'retry')
    expect([again.status, again.problem.code]).toEqual([409, 'wrong-state'])
    const restored = await act(cancelled.body, 'restore')
    expect(restored.body).toMatchObject({ state: 'scheduled', localTime: '2031-05-18T09:00' })
    expect((await act(restored.body, 'restore')).problem.code).toBe('wrong-state')
  })

  it('is refused to one who saw an older state, with the current revision', async () => {
    const delivery = await scheduled('2031-05-18T09:00')
    await act(delivery, 'move', { localTime: '2031-05-19T10:30' })
    const stale = await act(delivery, 'cancel')
    expect([stale.status, stale.problem.code]).toEqual([409, 'stale'])
    expect(stale.problem.errors?.[0]?.values).toEqual({ current: delivery.revision + 1 })
  })

  it('is changed once by one request that is sent twice', async () => {
    const delivery = await scheduled('2031-05-18T09:00')
    const path = `/deliveries/${delivery.id}/move`
    const body = { revision: delivery.revision, localTime: '2031-05-19T10:30' }
    const once = await officer.post(path, body, { 'idempotency-key': 'one-move' })
    const twice = await officer.post(path, body, { 'idempotency-key': 'one-move' })
    expect([once.status, twice.status]).toEqual([200, 200])
    expect(twice.body).toEqual(once.body)
  })

  it.each([
    ['the past', '2020-01-01T09:00', 422, 'past'],
    ['the year 9999', '9999-01-01T09:00', 422, 'validation'],
    ['no time at all', 'tomorrow', 422, 'validation'],
  ])('cannot be moved to %s', async (_when, localTime, status, code) => {
    const refused = await act(await scheduled('2031-05-18T09:00'), 'move', { localTime })
    expect([refused.status, refused.problem.code]).toEqual([status, code])
  })

  it('of another office does not exist', async () => {
    const delivery = await scheduled('2031-05-18T09:00')
    const stranger = await (await app.otherOffice()).signIn('officer')
    const answer = await stranger.post(`/deliveries/${delivery.id}/cancel`, { revision: delivery.revision })
    expect(answer.status).toBe(404)
  })
})
