import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../server/contract/channels.ts'
import { importFields } from '../../server/contract/plan-import.ts'
import { type Operation, operationsOf } from '../support/api.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'

/** A picture of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('another office', () => {
  let app: WholeApp
  let stranger: TestClient
  let operations: readonly Operation[]
  /** One row of each kind, ours. */
  let ours: Record<
    | 'series'
    | 'units'
    | 'members'
    | 'channels'
    | 'connections'
    | 'campaigns'
    | 'media'
    | 'uploads'
    | 'posts'
    | 'deliveries'
    | 'pauses'
    | 'plan-imports'
    | 'calendar-feeds'
    | 'comments'
    | 'saved-views'
    | 'time-patterns'
    | 'tasks',
    string
  >

  beforeAll(async () => {
    app = await startWholeApp()
    ours = await furnish(await app.signIn('admin'))
    stranger = await (await app.otherOffice()).signIn('admin')
    operations = await operationsOf(app.visitor)
  })
  afterAll(() => app.close())

  /** A right body for every route at once: each takes the fields it knows. */
  const anyBody = () => ({
    ...{
      revision: 1,
      from: 1,
      doing: 'looking',
      localTime: '2031-01-01T09:00',
      outcome: 'not-published',
      attest: true,
      password: 'một mật khẩu dài',
    },
    ...{ kind: 'news', tone: 'neutral', title: 'Theirs', name: 'Theirs', sourceLanguage: 'vi', content: {} },
    accounts: [{ remoteAccountId: 'x', language: 'vi', audience: 'residents' }],
    deliveries: [{ channelId: ours.channels, language: 'vi', localTime: null }],
    variants: [{ channelId: ours.channels, language: 'vi' }],
    text: 'Theirs',
    resolved: true,
    rule: weekly,
    slots: [],
    mapping: Object.fromEntries(importFields.map((field) => [field, null])),
    filters: {},
    ...{ parts: ['Theirs'], carryOver: true },
    targets: [{ channelId: ours.channels, form: null }],
    ...{ csv: 'lan@example.vn,2026-01-01', proof: 'Sổ đăng ký', address: 'lan@example.vn' },
  })

  it('finds none of ours behind any address', async () => {
    const withId = operations.filter(({ path }) => path.includes('{id}'))
    expect(withId.length).toBeGreaterThan(20)
    for (const { name, method, path } of withId) {
      const id = ours[path.split('/')[1] as keyof typeof ours]
      expect(id, name).toBeDefined()
      const sent = method === 'GET' ? {} : { body: anyBody() }
      const answer = await stranger.request(method, path.replace('{id}', id).replace('{number}', '1'), sent)
      expect(answer.problem, `${name}: ${answer.text}`).toMatchObject({ status: 404, code: 'not-found' })
    }
  })

  it('sees none of ours in any list', async () => {
    const lists = operations.filter(({ method, path }) => method === 'GET' && !/\{|events|callback|openapi/.test(path))
    const range = 'from=2029-12-15T00:00:00Z&to=2030-01-15T00:00:00Z'
    const asked: Readonly<Record<string, string>> = {
      '/deliveries': range,
      '/deliveries/warnings': range,
      '/deliveries/export': `${range}&format=csv`,
      '/plan-imports/template': 'format=csv',
      '/link-card': 'url=http://127.0.0.1/',
      '/days': 'from=2029-12-15&to=2030-01-15',
    }
    for (const { path } of lists) {
      const { status, text } = await stranger.get(`${path}?${asked[path] ?? ''}`)
      expect(status, path).toBe(200)
      for (const [kind, id] of Object.entries(ours)) expect(text, `${kind} in ${path}`).not.toContain(id)
    }
    const admin = await app.signIn('admin')
    expect((await admin.get(`/deliveries?${range}`)).text).toContain(ours.deliveries)
  })

  it('cannot name ours in anything of its own', async () => {
    const post = {
      kind: 'news',
      tone: 'neutral',
      title: 'Theirs',
      sourceLanguage: 'vi',
      content: { vi: { text: 'x' } },
    }
    const mine = await stranger.post<{ id: string; revision: number }>('/posts', post)
    expect(mine.status).toBe(201)
    const member = {
      name: 'X',
      email: 'x@example.org',
      role: 'officer',
      language: 'en',
      password: 'long enough for this',
    }
    const tries: [string, object][] = [
      ['/posts', { ...post, campaignId: ours.campaigns }],
      ['/posts', { ...post, unitId: ours.units }],
      ['/posts', { ...post, mediaIds: [ours.media] }],
      ['/posts', { ...post, variants: [{ channelId: ours.channels, language: 'vi' }] }],
      ['/posts', { ...post, variants: [{ channelId: ours.channels, language: 'vi', mediaIds: [ours.media] }] }],
      [
        `/posts/${mine.body.id}/schedule`,
        { revision: 1, deliveries: [{ channelId: ours.channels, language: 'vi', localTime: null }] },
      ],
      ['/pauses', { scope: 'channel', scopeId: ours.channels, reason: 'x' }],
      ['/pauses', { scope: 'unit', scopeId: ours.units, reason: 'x' }],
      ['/pauses', { scope: 'campaign', scopeId: ours.campaigns, reason: 'x' }],
      ['/units', { parentId: ours.units, name: 'X' }],
      ['/members', { ...member, unitId: ours.units }],
      [
        '/connections',
        { platform: 'facebook', practice: true, channelId: ours.channels, input: { account: 'theirs' } },
      ],
    ]
    for (const [path, body] of tries) {
      const answer = await stranger.post(path, body)
      expect([404, 409, 422], `${path} ${JSON.stringify(body)}: ${answer.text}`).toContain(answer.status)
    }
  })

  /** Our own office still has everything, and can use it: the tests above did not fail for another reason. */
  it('leaves ours as it was', async () => {
    const admin = await app.signIn('admin')
    for (const kind of ['posts', 'deliveries', 'media', 'connections'] as const)
      expect((await admin.get(`/${kind}/${ours[kind]}`)).status, kind).toBe(200)
    const { body } = await admin.get<{ channels: Channel[] }>('/channels')
    expect(body.channels).toMatchObject([{ id: ours.channels, state: 'connected', attested: true }])
  })
})

/** Every Monday of four weeks. */
const weekly = {
  ...{ pattern: { freq: 'weekly', interval: 1, weekdays: [1] }, time: '09:00', zone: 'Asia/Ho_Chi_Minh' },
  ...{ startsOn: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10), count: 4 },
}

async function furnish(admin: TestClient) {
  const create = async <T = { id: string }>(path: string, body: unknown): Promise<T> => {
    const answer = await admin.request<T>('POST', path, { body })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
    return answer.body
  }
  const unit = await create('/units', { parentId: null, name: 'Sở Du lịch' })
  const campaign = await create('/campaigns', { name: 'Hoa Phượng Đỏ', startsOn: '2026-05-01', endsOn: '2026-05-31' })
  const file = new FormData()
  file.append('file', new Blob([pixel], { type: 'image/png' }), 'pixel.png')
  const medium = await create('/media', file)
  const upload = await create('/uploads', { fileName: 'phim.mp4', bytes: 9, fingerprint: 'ab'.repeat(32) })
  const table = new FormData()
  table.append('file', new Blob(['Ngày,Nội dung\n1/1/2031,Tin']), 'plan.csv')
  const imported = await create('/plan-imports', table)
  const feed = await create('/calendar-feeds', { name: 'Điện thoại' })
  const started = await create<{ connectionId: string }>('/connections', {
    ...{ platform: 'facebook', practice: true },
    input: { account: 'hai-phong' },
  })
  const { body: connection } = await admin.get<{ accounts: { remoteAccountId: string }[] }>(
    `/connections/${started.connectionId}`,
  )
  const accounts = connection.accounts.map(({ remoteAccountId }) => ({
    remoteAccountId,
    language: 'vi',
    audience: 'residents',
  }))
  const { channels } = await create<{ channels: Channel[] }>(`/connections/${started.connectionId}/accounts`, {
    ...{ accounts, attest: true },
  })
  const channelId = channels[0]?.id ?? ''
  const waiting = await create<{ connectionId: string }>('/connections', {
    ...{ platform: 'facebook', practice: true },
    input: { account: 'another' },
  })
  const post = await create<{ id: string; revision: number }>('/posts', {
    ...{ kind: 'news', tone: 'positive', title: 'Khai mạc lễ hội', sourceLanguage: 'vi' },
    content: { vi: { title: 'Khai mạc', text: 'Lễ hội khai mạc tối nay.' } },
    variants: [{ channelId, language: 'vi' }],
  })
  const { deliveries } = await create<{ deliveries: { id: string }[] }>(`/posts/${post.id}/schedule`, {
    revision: post.revision,
    deliveries: [{ channelId, language: 'vi', localTime: '2030-01-01T09:00' }],
  })
  const again = await create<{ id: string; revision: number }>('/posts', {
    ...{ kind: 'news', tone: 'positive', title: 'Nhắc hằng tuần', sourceLanguage: 'vi' },
    content: { vi: { title: 'Nhắc', text: 'Thứ hai nào cũng vậy.' } },
    variants: [{ channelId, language: 'vi' }],
  })
  const series = await create(`/posts/${again.id}/series`, {
    ...{ revision: again.revision, variants: [{ channelId, language: 'vi' }], rule: weekly },
  })
  const view = await create('/saved-views', { name: 'Tuần', search: 'view=week', shared: true })
  const pattern = await create('/time-patterns', {
    name: 'Sáng',
    steps: [{ channelId, language: 'vi', at: { kind: 'clock', days: 0, working: false, time: '08:00' } }],
  })
  const task = await create(`/posts/${post.id}/tasks`, { title: 'Xin ảnh của Sở Du lịch' })
  const comment = await create(`/posts/${post.id}/comments`, { text: 'Ảnh này đẹp hơn.' })
  const pause = await create('/pauses', { scope: 'platform', scopeId: 'youtube', reason: 'Bảo trì' })
  return {
    ...{ units: unit.id, members: admin.actor.memberId, channels: channelId, connections: waiting.connectionId },
    ...{
      campaigns: campaign.id,
      media: medium.id,
      uploads: upload.id,
      posts: post.id,
      pauses: pause.id,
      series: series.id,
    },
    ...{
      'plan-imports': imported.id,
      'calendar-feeds': feed.id,
      comments: comment.id,
      'saved-views': view.id,
      'time-patterns': pattern.id,
      tasks: task.id,
    },
    deliveries: deliveries[0]?.id ?? '',
  }
}
