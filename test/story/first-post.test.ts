import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel, StartedConnection } from '../../server/contract/channels.ts'
import type { DeliveryDetail, Post } from '../../server/contract/deliveries.ts'
import { startTestOffice, type TestOffice } from '../support/office.ts'
import { createPerson } from '../support/person.ts'
import { until } from '../support/until.ts'

describe('a new office', () => {
  let office: TestOffice
  let ask: ReturnType<typeof createPerson>
  let channel: Channel

  beforeAll(async () => {
    office = await startTestOffice()
    ask = createPerson(office.url)
  })
  afterAll(() => office?.close())

  const write = (given: object = {}) =>
    ask<Post>('POST', '/posts', {
      kind: 'news',
      tone: 'positive',
      title: 'Mở cửa Bảo tàng Hàng hải',
      sourceLanguage: 'vi',
      content: { vi: { title: 'Mở cửa Bảo tàng Hàng hải', text: 'Mời bà con đến xem từ ngày 18/5.', link: '' } },
      variants: [{ channelId: channel.id, language: 'vi' }],
      ...given,
    })

  it('is set up with the printed code, by a person who is then signed in', async () => {
    expect(await ask('GET', '/setup')).toMatchObject({ needed: true })
    await ask('POST', '/setup', {
      code: office.setUpCode,
      organizationName: 'Văn phòng Truyền thông',
      zone: 'Asia/Ho_Chi_Minh',
      language: 'vi',
      name: 'Trần Thị Hải',
      email: 'hai@example.vn',
      password: 'một mật khẩu dài',
    })
    expect(await ask('GET', '/me')).toMatchObject({ member: { role: 'admin' } })
  })

  it('connects a practice channel', async () => {
    const started = await ask<StartedConnection>('POST', '/connections', {
      platform: 'facebook',
      practice: true,
      input: { account: 'thanhphocang' },
    })
    if (started.kind !== 'choose') throw new Error('A practice account is there at once')
    const { channels } = await ask<{ channels: Channel[] }>('POST', `/connections/${started.connectionId}/accounts`, {
      accounts: [{ remoteAccountId: 'thanhphocang', language: 'vi', audience: 'residents' }],
      attest: true,
    })
    channel = channels[0] as Channel
    expect(channel).toMatchObject({ platform: 'facebook', practice: true, state: 'connected' })
  })

  it('publishes a post now, once, and shows it to readers', async () => {
    const post = await write()
    const scheduled = await ask<Post>('POST', `/posts/${post.id}/schedule`, {
      revision: post.revision,
      deliveries: [{ channelId: channel.id, language: 'vi', localTime: null }],
    })
    const [delivery] = scheduled.deliveries
    const out = await until(
      () => ask<DeliveryDetail>('GET', `/deliveries/${delivery?.id}`),
      (detail) => detail.state === 'published',
    )
    expect(out).toMatchObject({
      changedSinceRelease: false,
      releasedBy: 'Trần Thị Hải',
      actions: ['open', 'edit-published', 'remove'],
    })
    expect(out.attempts).toMatchObject([{ number: 1, outcome: 'published', fault: null }])
    const page = await (await fetch(new URL(out.url ?? '', office.url))).text()
    expect(page.split('Mời bà con đến xem').length).toBe(2)
  })

  it('keeps a draft on the calendar where it is planned, and does not send it', async () => {
    const post = await write({
      variants: [{ channelId: channel.id, language: 'vi', plannedFor: '2031-05-18T09:00' }],
      title: 'Nháp',
      content: { vi: { title: '', text: 'Chưa xong', link: '' } },
    })
    const { deliveries } = await ask<{ deliveries: DeliveryDetail[] }>(
      'GET',
      '/deliveries?from=2031-05-01T00:00:00Z&to=2031-06-01T00:00:00Z&text=nhap',
    )
    expect(deliveries).toMatchObject([
      { postId: post.id, state: 'draft', dueAt: '2031-05-18T02:00:00.000Z', localTime: '2031-05-18T09:00' },
    ])
  })

  it('stops what was edited after its release until a person releases it again', async () => {
    const post = await write({ title: 'Sẽ sửa', content: { vi: { title: '', text: 'Bản một', link: '' } } })
    const scheduled = await ask<Post>('POST', `/posts/${post.id}/schedule`, {
      revision: post.revision,
      deliveries: [{ channelId: channel.id, language: 'vi', localTime: '2027-01-05T09:00' }],
    })
    const { revision } = scheduled
    await ask('PUT', `/posts/${post.id}`, {
      revision,
      kind: 'news',
      tone: 'positive',
      title: 'Sẽ sửa',
      sourceLanguage: 'vi',
      content: { vi: { title: '', text: 'Bản hai', link: '' } },
      variants: [{ channelId: channel.id, language: 'vi' }],
    })
    const detail = await ask<DeliveryDetail>('GET', `/deliveries/${scheduled.deliveries[0]?.id}`)
    expect(detail).toMatchObject({ state: 'scheduled', changedSinceRelease: true })
    const released = await ask<DeliveryDetail>('POST', `/deliveries/${detail.id}/release`, {
      revision: detail.revision,
    })
    expect(released.changedSinceRelease).toBe(false)
  })

  it('holds what comes due in a pause, and sends nothing late when the pause ends', async () => {
    const pause = await ask<{ id: string }>('POST', '/pauses', {
      scope: 'organization',
      scopeId: null,
      reason: 'Ngày tang',
    })
    const post = await write({
      title: 'Trong lúc dừng',
      content: { vi: { title: '', text: 'Không được ra', link: '' } },
    })
    const { deliveries } = await ask<Post>('POST', `/posts/${post.id}/schedule`, {
      revision: post.revision,
      deliveries: [{ channelId: channel.id, language: 'vi', localTime: null }],
    })
    const path = `/deliveries/${deliveries[0]?.id}`
    await until(
      () => ask<DeliveryDetail>('GET', path),
      ({ state }) => state === 'held',
    )
    expect(await ask('GET', '/attention')).toMatchObject({
      deliveries: [{ state: 'held', actions: ['move', 'skip', 'edit'] }],
    })
    await ask('POST', `/pauses/${pause.id}/end`)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const held = await ask<DeliveryDetail>('GET', path)
    expect(held).toMatchObject({ state: 'held', actions: ['move', 'keep', 'skip', 'edit'] })
    await ask('POST', `${path}/keep`, { revision: held.revision })
    await until(
      () => ask<DeliveryDetail>('GET', path),
      ({ state }) => state === 'published',
    )
  })
})
