import { createHash, randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPracticeNetwork } from '../../server/practice/network.ts'
import { openPracticeRoom, type PracticeRoom } from './support.ts'

let room: PracticeRoom
beforeAll(async () => {
  room = await openPracticeRoom()
})
afterAll(() => room.close())

/** An account of its own for one test. */
async function newAccount(platform = 'mastodon') {
  const account = `a-${randomUUID().slice(0, 8)}`
  const made = await fetch(`${room.network.url}/api/${platform}/accounts`, json('POST', { account }))
  const { token } = (await made.json()) as { token: string }
  const home = `${room.network.url}/api/${platform}/accounts/${account}`
  const call = async (method: string, path: string, body?: unknown, given = token) => {
    const answer = await fetch(`${home}${path}`, {
      ...(body instanceof Uint8Array ? { method, body: body as BodyInit } : json(method, body)),
      headers: {
        authorization: `Bearer ${given}`,
        ...(body instanceof Uint8Array ? {} : { 'content-type': 'application/json' }),
      },
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }
  return { account, token, home, call }
}

const json = (method: string, body?: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
})
const item = (more: object = {}) => ({
  ...{ marker: randomUUID(), text: 'Xin chào', title: null, language: 'vi', media: [], replyTo: null, options: {} },
  ...more,
})

describe('the practice network', () => {
  it('keeps one item under one marker, however often it is handed in', async () => {
    const { call } = await newAccount()
    const given = item()
    const first = await call('POST', '/items', given)
    const second = await call('POST', '/items', given)
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.body).toEqual(first.body)
    expect((await call('GET', `/items?marker=${given.marker}`)).body.items).toHaveLength(1)
  })

  it('keeps one item when the same marker comes ten times at once', async () => {
    const { call } = await newAccount()
    const given = item()
    const answers = await Promise.all(Array.from({ length: 10 }, () => call('POST', '/items', given)))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  it('refuses a wrong token, another account’s token and no token', async () => {
    const { call, home } = await newAccount()
    const { token: otherToken } = await newAccount()
    expect((await call('POST', '/items', item(), 'wrong')).status).toBe(401)
    expect((await call('POST', '/items', item(), otherToken)).status).toBe(401)
    expect((await fetch(home)).status).toBe(401)
    expect((await call('GET', '')).body).toMatchObject({ items: 0 })
  })

  it('lets another process of the same office answer for the same accounts', async () => {
    const { account, token } = await newAccount()
    const second = await startPracticeNetwork({ db: room.db, mediaDir: room.mediaDir, secret: 'of this test' })
    const answer = await fetch(`${second.url}/api/mastodon/accounts/${account}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await second.stop()
    expect(answer.status).toBe(200)
  })

  it('keeps an uploaded file by its hash and refuses an empty one', async () => {
    const { call } = await newAccount()
    const bytes = new TextEncoder().encode('a picture')
    const hash = createHash('sha256').update(bytes).digest('hex')
    expect(await call('POST', '/media', bytes)).toEqual({ status: 201, body: { hash } })
    expect((await call('POST', '/media', new Uint8Array())).status).toBe(422)
    const files = await readdir(room.mediaDir)
    expect(files).toContain(hash)
    expect(files.filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('refuses an item with a file that was never uploaded, or that continues an item of another account', async () => {
    const { call } = await newAccount()
    const other = await (await newAccount()).call('POST', '/items', item())
    const media = [{ hash: 'f'.repeat(64), mimeType: 'image/png', alt: '' }]
    const missing = await call('POST', '/items', item({ media }))
    const foreign = await call('POST', '/items', item({ replyTo: other.body.id }))
    expect(missing).toMatchObject({ status: 422, body: { error: { code: 'unknown_media' } } })
    expect(foreign).toMatchObject({ status: 422, body: { error: { code: 'unknown_item' } } })
  })

  it('answers with figures that are seeded and never go down', async () => {
    const { call } = await newAccount('facebook')
    const { id } = (await call('POST', '/items', item())).body
    const read = async () => (await call('GET', `/figures?ids=${id}`)).body.items[0].figures as Record<string, number>
    await age(id, '2 hours')
    const [early, again] = [await read(), await read()]
    await age(id, '3 days')
    const late = await read()
    expect(early['views']).toBeGreaterThan(50)
    for (const [name, value] of Object.entries(early)) {
      expect(again[name]).toBeGreaterThanOrEqual(value)
      expect((again[name] ?? 0) - value).toBeLessThanOrEqual(2)
      expect(late[name]).toBeGreaterThanOrEqual(again[name] ?? 0)
    }
    expect(late['views']).toBeGreaterThan(2 * (early['views'] ?? 0))
  })

  it('counts followers from the account’s first item on, not anew with every item', async () => {
    const { call } = await newAccount()
    const { id } = (await call('POST', '/items', item())).body
    const start = (await call('GET', '')).body.followers
    await age(id, '300 days')
    const before = (await call('GET', '')).body.followers
    expect(before).toBeGreaterThan(start)
    await call('POST', '/items', item())
    expect((await call('GET', '')).body).toEqual(expect.objectContaining({ followers: before, items: 2 }))
  })

  it('takes an item down once; it is found no more and its figures say so', async () => {
    const { call } = await newAccount()
    const given = item()
    const { id } = (await call('POST', '/items', given)).body
    expect((await call('DELETE', `/items/${id}`)).status).toBe(204)
    expect((await call('DELETE', `/items/${id}`)).status).toBe(204)
    expect((await call('GET', `/items?marker=${given.marker}`)).body.items).toEqual([])
    expect((await call('GET', `/figures?ids=${id}`)).body.items).toMatchObject([{ id, removed: true }])
  })

  it('does not let one account take down or read the item of another', async () => {
    const owner = await newAccount()
    const given = item()
    const { id } = (await owner.call('POST', '/items', given)).body
    const stranger = await newAccount()
    await stranger.call('DELETE', `/items/${id}`)
    expect((await stranger.call('GET', `/figures?ids=${id}`)).body.items).toEqual([])
    expect((await owner.call('GET', `/items?marker=${given.marker}`)).body.items).toHaveLength(1)
  })

  it.each([
    ['a name with capitals', 'POST', '/api/x/accounts', JSON.stringify({ account: 'Nobody' }), 422],
    ['an unknown platform', 'POST', '/api/myspace/accounts', JSON.stringify({ account: 'a' }), 404],
    ['broken JSON', 'POST', '/api/x/accounts', '{', 400],
    ['nothing there', 'GET', '/nowhere', undefined, 404],
  ])('says what is wrong: %s', async (_name, method, path, body, status) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${room.network.url}${path}`, { method, headers, ...(body && { body }) })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toHaveProperty('error.code')
  })

  it('refuses what the database cannot keep', async () => {
    const { call } = await newAccount()
    for (const text of ['a\u0000b', '\ud800'])
      expect((await call('POST', '/items', item({ text }))).body).toHaveProperty('error.code', 'invalid_item')
  })
})

async function age(id: string, interval: string) {
  const { sql } = await import('kysely')
  await sql`update practice_item set created_at = now() - ${interval}::interval where id = ${id}`.execute(room.db)
}
