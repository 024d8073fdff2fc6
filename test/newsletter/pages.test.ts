import { createHash, randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message } from '../../connectors/email/message.ts'
import { asJson, type Issue } from '../../connectors/email/newsletter.ts'
import { profiles } from '../../connectors/rules/profiles.ts'
import { createNewsletter } from '../../server/domain/newsletter.ts'
import { createMailing } from '../../server/domain/newsletter-mailing.ts'
import { askTwiceWithFeedparser, missingFeedReaders } from '../peers/feed-readers.ts'
import { describePeer } from '../peers/require.ts'
import type { TestClient } from '../support/client.ts'
import { startWholeApp, type WholeApp } from '../support/whole-app.ts'
import { accepted, readMail, testIssue, testSender } from './support.ts'

const publicUrl = 'https://ban-tin.city.test'
let app: WholeApp
let admin: TestClient
let channelId: string
const sent: Message[] = []
/** A sound of 5,000 bytes. */
const sound = Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251))
const hash = createHash('sha256').update(sound).digest('hex')
let soundId: string
let dataDir: string

beforeAll(async () => {
  const { mkdtemp } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  dataDir = await mkdtemp(join(tmpdir(), 'haidang-pages-'))
  app = await startWholeApp({ config: { dataDir } })
  admin = await app.signIn('admin')
  const { organizationId, unitId, memberId } = admin.actor
  const { id } = await app.db
    .insertInto('channel')
    .values({
      ...{ organizationId, unitId, platform: 'email', remoteAccountId: 'ban-tin@city.test/x', name: 'Bản tin <cảng>' },
      ...{ language: 'vi', zone: 'Asia/Ho_Chi_Minh', settings: asJson(testSender), capabilities: profiles.email },
      createdBy: memberId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  channelId = id
  const folder = join(dataDir, 'media', hash.slice(0, 2))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, hash.slice(2)), sound)
  const medium = await app.db
    .insertInto('media')
    .values({
      ...{ organizationId, hash, kind: 'audio', mimeType: 'audio/mpeg', bytes: sound.length, fileName: 'tap.mp3' },
      createdBy: memberId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  soundId = medium.id
})
afterAll(() => app.close())

const smtp = {
  signIn: async () => {},
  send: async (_server: unknown, message: Message) => {
    sent.push(message)
    return accepted
  },
}
const mailAll = async () => {
  const mailing = createMailing({
    ...{ db: app.db, smtp, publicAddress: () => publicUrl, contentMedia: async () => [] },
    credentials: {
      accountFor: async () => ({
        ...{ remoteAccountId: '', settings: {}, capabilities: profiles.email },
        credentials: { fields: {}, expiresAt: null },
      }),
    },
  })
  for (let round = 0; round < 20; round++) {
    await mailing.mailNext()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
async function publish(given: Partial<Issue> = {}): Promise<string> {
  const { organizationId, unitId, memberId } = admin.actor
  const { rows } = await sql<{ id: string }>`
    with written as (insert into post (organization_id, unit_id, author_id, kind, title)
      values (${organizationId}, ${unitId}, ${memberId}, 'newsletter', 'Bản tin') returning id),
    meant as (insert into variant (organization_id, post_id, channel_id, language)
      select ${organizationId}, id, ${channelId}, 'vi' from written returning id, post_id)
    insert into delivery (organization_id, post_id, variant_id, channel_id, platform, created_by)
    select ${organizationId}, post_id, id, ${channelId}, 'email', ${memberId} from meant returning id`.execute(app.db)
  const deliveryId = rows[0]?.id ?? ''
  const newsletter = createNewsletter({ db: app.db, smtp, publicAddress: () => publicUrl })
  await newsletter.publish(`issue/${deliveryId}/1`, testIssue({ ...given, deliveryId }), AbortSignal.timeout(5_000))
  return deliveryId
}
const ask = (path: string, init: RequestInit = {}) => fetch(`${app.url}${path}`, { redirect: 'manual', ...init })
const list = (path = '') => `/newsletters/${channelId}${path}`
const post = (path: string, body: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body: new URLSearchParams(body), headers })
const linkIn = (message: Message | undefined, what: string) =>
  new RegExp(`${publicUrl}(/newsletters/${what}/[\\w-]{43})`).exec(
    readMail(message?.raw ?? Buffer.alloc(0)).text,
  )?.[1] ?? ''

describe('a newsletter’s pages', () => {
  it('are there for anybody, in both languages, without a script or a cookie', async () => {
    const page = await ask(list(), { headers: { 'accept-language': 'en' } })
    const text = await page.text()
    expect(page.status).toBe(200)
    expect(page.headers.get('set-cookie')).toBeNull()
    expect(text).toContain('<html lang="en">')
    expect(text).toContain('Bản tin &#60;cảng&#62;')
    expect(text).not.toMatch(/<script|https?:\/\/(?!ban-tin)/)
    expect(text).toContain('<label for="address">')
    expect(await (await ask(list('?lang=vi'))).text()).toContain('Đăng ký nhận thư')
    expect((await ask('/newsletters/style.css')).headers.get('content-type')).toContain('text/css')
  })

  it('lead from an address to the list, and a look decides nothing', async () => {
    const asked = await post(list('/subscribe?lang=vi'), { address: 'lan@x.test' })
    expect(asked.status).toBe(200)
    expect(await asked.text()).toContain('Hãy xem hộp thư của bạn')
    await mailAll()
    const confirm = linkIn(sent.at(-1), 'confirm')
    const looked = await ask(confirm)
    expect(looked.headers.get('referrer-policy')).toBe('no-referrer')
    expect(looked.headers.get('x-robots-tag')).toBe('noindex')
    expect(looked.headers.get('cache-control')).toBe('no-store')
    const text = await looked.text()
    expect(text).toMatch(/<form method="post" action="[^"]+"><button type="submit">/)
    for (let times = 0; times < 3; times++) await ask(confirm)
    expect(await subscribed()).toBe(0)
    expect(await (await post(confirm)).text()).toContain('Đã xác nhận')
    expect(await subscribed()).toBe(1)
    expect((await post(confirm)).status).toBe(404)
  })
  const subscribed = async () =>
    (await admin.get<{ subscribers: { subscribed: number } }>(`/channels/${channelId}/newsletter`)).body.subscribers
      .subscribed

  it('say the same whether an address is known or not', async () => {
    const [known, unknown] = [
      await post(list('/subscribe'), { address: 'lan@x.test' }),
      await post(list('/subscribe'), { address: 'moi@x.test' }),
    ]
    expect(await known.text()).toBe(await unknown.text())
    expect(known.status).toBe(unknown.status)
    await app.db.deleteFrom('subscriptionRequest').execute()
  })

  it('say what is wrong with an address, beside it, and keep what was typed', async () => {
    const answer = await post(list('/subscribe?lang=vi'), { address: '"><script>' })
    const text = await answer.text()
    expect(answer.status).toBe(422)
    expect(text).toContain('role="alert"')
    expect(text).toContain('aria-invalid="true"')
    expect(text).not.toContain('<script>')
  })

  it('take a person off by one click of their mail program, which knows no page of ours', async () => {
    const id = await publish({ title: 'Số một' })
    await mailAll()
    const leave = linkIn(sent.at(-1), 'leave')
    expect(leave).not.toBe('')
    expect(await (await ask(leave)).text()).toContain('Ngừng nhận')
    expect(await subscribed()).toBe(1)
    const click = await ask(leave, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://mail.elsewhere.test',
        'sec-fetch-site': 'cross-site',
      },
    })
    expect(click.status).toBe(200)
    expect(await subscribed()).toBe(0)
    expect((await post(leave)).status).toBe(200)
    expect(id).toMatch(/-/)
  })

  it('keep secret addresses out of the log', async () => {
    const told = app.log.join('\n')
    for (const message of sent)
      for (const what of ['confirm', 'leave']) {
        const token = linkIn(message, what).split('/').at(-1)
        if (token) expect(told).not.toContain(token)
      }
  })

  it('show every issue as it went out, and none that was withdrawn', async () => {
    const id = await publish({
      title: 'Cảng & <i>bến</i>',
      text: 'Xem https://city.test/a\n\n<script>alert(1)</script>',
    })
    const page = await ask(list(`/${id}`))
    const text = await page.text()
    expect(text).toContain('Cảng &#38; &#60;i&#62;bến')
    expect(text).toContain('href="https://city.test/a"')
    expect(text).not.toContain('<script')
    expect(await (await ask(list())).text()).toContain(list(`/${id}`))
    await createNewsletter({ db: app.db, smtp, publicAddress: () => publicUrl }).withdraw(
      id,
      AbortSignal.timeout(5_000),
    )
    expect((await ask(list(`/${id}`))).status).toBe(404)
    expect(await (await ask(list())).text()).not.toContain(id)
  })

  it.each(['', '/rss.xml', `/${randomUUID()}`, `/media/${randomUUID()}.mp3`])(
    'are not there for another list: %s',
    async (path) => {
      expect((await ask(`/newsletters/${randomUUID()}${path}`)).status).toBe(404)
    },
  )
  it.each(['confirm', 'leave', 'bounces'])('are not there behind a wrong address: %s', async (what) => {
    expect((await post(`/newsletters/${what}/${'x'.repeat(43)}`)).status).toBe(404)
  })
})

describe('feeds', () => {
  it('are asked about by their tag or their time', async () => {
    const first = await ask(list('/rss.xml'))
    const [etag, modified] = [first.headers.get('etag') ?? '', first.headers.get('last-modified') ?? '']
    expect(first.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8')
    expect(first.headers.get('cache-control')).toBe('public, max-age=300')
    expect(Number(first.headers.get('content-length'))).toBeGreaterThan(200)
    expect(modified).toMatch(/GMT$/)
    const known = await ask(list('/rss.xml'), { headers: { 'if-none-match': etag } })
    expect([known.status, await known.text()]).toEqual([304, ''])
    expect((await ask(list('/rss.xml'), { headers: { 'if-modified-since': modified } })).status).toBe(304)
    expect(
      (await ask(list('/rss.xml'), { headers: { 'if-none-match': '"x"', 'if-modified-since': modified } })).status,
    ).toBe(200)
    const head = await ask(list('/rss.xml'), { method: 'HEAD' })
    expect([head.status, head.headers.get('etag')]).toEqual([200, etag])
    for (const name of ['atom.xml', 'feed.json', 'podcast.xml']) expect((await ask(list(`/${name}`))).status).toBe(200)
  })

  it('answer ten thousand times without asking the database', async () => {
    await ask(list('/atom.xml'))
    const etag = (await ask(list('/atom.xml'))).headers.get('etag') ?? ''
    const before = await scans()
    for (let times = 0; times < 200; times++)
      expect((await ask(list('/atom.xml'), { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await scans()) - before).toBeLessThan(10)
  })
  async function scans(): Promise<number> {
    const { rows } = await sql<{ count: number }>`select coalesce(seq_scan, 0) + coalesce(idx_scan, 0) as count
      from pg_stat_user_tables where relname = 'newsletter_issue'`.execute(app.db)
    return rows[0]?.count ?? 0
  }

  it('offer the sound of an episode by ranges, and no other file of the library', async () => {
    const audio = { id: soundId, mimeType: 'audio/mpeg', fileName: 'tap.mp3', alt: '', bytes: sound.length }
    expect((await ask(list(`/media/${soundId}.mp3`))).status).toBe(404)
    const episode = { audio, durationMs: 61_000, number: 1, season: null, type: 'full', explicit: false } as const
    await publish({ title: 'Tập một', episode })
    const whole = await ask(list(`/media/${soundId}.mp3`))
    expect(whole.headers.get('content-type')).toBe('audio/mpeg')
    expect(whole.headers.get('content-length')).toBe('5000')
    expect(whole.headers.get('accept-ranges')).toBe('bytes')
    expect(whole.headers.get('set-cookie')).toBeNull()
    const part = await ask(list(`/media/${soundId}.mp3`), { headers: { range: 'bytes=0-99' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 0-99/5000'])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(sound.subarray(0, 100))
    const beyond = await ask(list(`/media/${soundId}.mp3`), { headers: { range: 'bytes=9000-' } })
    expect(beyond.status).toBe(416)
    const head = await ask(list(`/media/${soundId}.mp3`), { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5000'])
  })

  describePeer('asked by a reader that others wrote', missingFeedReaders, () => {
    it('answer feedparser with 304 the second time', async () => {
      expect((await askTwiceWithFeedparser(`${app.url}${list('/atom.xml')}`)).statuses).toEqual([200, 304])
    })
  })

  it('of a list that has ended say so', async () => {
    await app.db.updateTable('channel').set({ state: 'disconnected' }).where('id', '=', channelId).execute()
    expect((await ask(`/newsletters/${channelId}/feed.json?again`)).status).toBeGreaterThanOrEqual(200)
    await new Promise((resolve) => setTimeout(resolve, 0))
    const page = await ask(list())
    expect(await page.text()).not.toContain('<form')
    expect((await post(list('/subscribe'), { address: 'a@x.test' })).status).toBe(404)
    await app.db.updateTable('channel').set({ state: 'connected' }).where('id', '=', channelId).execute()
  })
})

describe('the way of an administrator', () => {
  it('takes people in, and posts what came back to its secret address', async () => {
    const imported = await admin.post(`/channels/${channelId}/newsletter/import`, {
      csv: 'an@x.test,2026-01-01',
      proof: 'Sổ đăng ký ở tủ số 3',
    })
    expect(imported).toMatchObject({ status: 200, body: { added: 1, known: 0, refused: [] } })
    await publish({ title: 'Số hai' })
    await mailAll()
    const messageId = readMail(sent.at(-1)?.raw ?? Buffer.alloc(0)).header('Message-ID')
    const { body } = await admin.post<{ url: string }>(`/channels/${channelId}/newsletter/bounce-address`)
    const report = `Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${messageId}\r\n\r\n--b--\r\n`
    const answer = await ask(new URL(body.url).pathname, { method: 'POST', body: report })
    expect(answer.status).toBe(204)
    const overview = await admin.get(`/channels/${channelId}/newsletter`)
    expect(overview.body).toMatchObject({
      subscribers: { bounced: 1 },
      takesBounces: true,
      page: `${app.url}${list()}`,
    })
  })
})
