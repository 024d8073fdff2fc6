import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type BlueskyAccount, type BlueskyPeer, missingBluesky, startBluesky } from './bluesky.ts'
import { type BlueskyNetwork, missingBlueskyNetwork, startBlueskyNetwork } from './bluesky-network.ts'
import { missingPostgres, type PostgresPeer, runSql, startPostgres } from './postgres.ts'
import { isGroupAlive, type Peer, startPeer } from './process.ts'
import { callRedis, missingRedis, type RedisPeer, startRedis } from './redis.ts'
import { describePeer } from './require.ts'
import { missingSnac, type SnacPeer, startSnac } from './snac.ts'
import { missingWordPress, startWordPress, type WordPressPeer } from './wordpress.ts'

// One peer per suite: it starts in beforeAll, answers, and the last test stops it and looks for what it left.
vi.setConfig({ hookTimeout: 60_000, testTimeout: 30_000 })

describePeer('Bluesky PDS', missingBluesky, () => {
  let bluesky: BlueskyPeer
  let account: BlueskyAccount
  beforeAll(async () => {
    bluesky = await startBluesky()
  })
  afterAll(() => bluesky?.stop())

  it('opens an account whose identity leads back to this server', async () => {
    account = await bluesky.createAccount('harbour.test')
    expect(account).toMatchObject({ handle: 'harbour.test', did: expect.stringMatching(/^did:plc:/) })
    const { didDoc } = await signIn()
    expect(didDoc.service).toMatchObject([{ serviceEndpoint: bluesky.url }])
  })

  it('takes a post by app password and shows it to everyone', async () => {
    const { accessJwt } = await signIn()
    const record = { $type: 'app.bsky.feed.post', text: 'Xin chào Hải Phòng', createdAt: new Date().toISOString() }
    const input = { repo: account.did, collection: 'app.bsky.feed.post', rkey: '3lighthouse22', record }
    expect(await call('com.atproto.repo.createRecord', input, accessJwt)).toMatchObject({ status: 200 })
    expect(await bluesky.readPosts(account.did)).toMatchObject([
      { uri: `at://${account.did}/app.bsky.feed.post/3lighthouse22`, value: { text: 'Xin chào Hải Phòng' } },
    ])
  })

  it('says why it refuses a handle', async () => {
    await expect(bluesky.createAccount('ab.test')).rejects.toThrow(/Handle too short/)
  })

  it('names itself by its address where applications look for its OAuth server', async () => {
    const response = await fetch(`${bluesky.url}/.well-known/oauth-authorization-server`)
    expect(await response.json()).toMatchObject({ issuer: bluesky.url })
  })

  it('applies the real rate limits only when asked to', async () => {
    const limited = await startBluesky({ rateLimits: true })
    try {
      const { did } = await limited.createAccount('limited.test')
      const path = `/xrpc/com.atproto.repo.describeRepo?repo=${did}`
      expect((await fetch(limited.url + path)).headers.get('ratelimit-limit')).toMatch(/^\d+$/)
      expect((await fetch(bluesky.url + path)).headers.has('ratelimit-limit')).toBe(false)
    } finally {
      await limited.stop()
    }
  })

  it('leaves nothing behind', () => expectToStop(bluesky))

  async function signIn() {
    const input = { identifier: account.handle, password: account.appPassword }
    return (await call('com.atproto.server.createSession', input)).body
  }

  async function call(method: string, input: object, token?: string) {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(`${bluesky.url}/xrpc/${method}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(input),
    })
    return { status: response.status, body: await response.json() }
  }
})

describePeer('Bluesky network', missingBlueskyNetwork, () => {
  let network: BlueskyNetwork
  beforeAll(async () => {
    network = await startBlueskyNetwork()
  })
  afterAll(() => network?.stop())

  it('shows at the AppView what was written at the PDS, to anyone and to who is signed in', async () => {
    const { did, accessJwt } = await network.createAccount('harbour.test')
    const headers = { authorization: `Bearer ${accessJwt}` }
    const profile = (server: string) => `${server}/xrpc/app.bsky.actor.getProfile?actor=${did}`
    await vi.waitFor(async () => expect((await fetch(profile(network.appView))).status).toBe(200), 10_000)
    const proxied = await fetch(profile(network.url), { headers })
    expect(await proxied.json()).toMatchObject({ did, handle: 'harbour.test', postsCount: 0 })
  })

  it('is reached from this machine alone', async () => {
    for (const { port } of [new URL(network.url), new URL(network.appView)])
      await expect(
        new Promise((resolve, reject) => connect(Number(port), '127.0.0.2', () => resolve(null)).once('error', reject)),
      ).rejects.toThrow('ECONNREFUSED')
  })

  it('leaves nothing behind', () => expectToStop(network))
})

describePeer('snac, a Mastodon-compatible server', missingSnac, () => {
  const redirectUri = 'http://127.0.0.1:9/oauth/callback'
  let snac: SnacPeer
  beforeAll(async () => {
    snac = await startSnac()
  })
  afterAll(() => snac?.stop())

  it('gives an application a token through the sign-in form, and publishes a status with it', async () => {
    const app = await send('/api/v1/apps', {
      client_name: 'Hải Đăng',
      redirect_uris: redirectUri,
      scopes: 'read write',
    })
    const request = { client_id: app.client_id, redirect_uri: redirectUri, response_type: 'code', scope: 'read write' }
    const back = await snac.authorize(
      `${snac.url}/oauth/authorize?${new URLSearchParams({ ...request, state: 'tide-42' })}`,
    )
    expect(back.href.startsWith(`${redirectUri}?`)).toBe(true)
    expect(back.searchParams.get('state')).toBe('tide-42')

    const { access_token } = await send('/oauth/token', {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      client_id: app.client_id,
      client_secret: app.client_secret,
      redirect_uri: redirectUri,
    })
    const status = await send('/api/v1/statuses', { status: 'Xin chào Hải Phòng' }, access_token)
    expect(status).toMatchObject({ content: expect.stringContaining('Xin chào Hải Phòng') })
    expect((await fetch(status.url)).ok).toBe(true)
  })

  it('shows no form to an application it does not know', async () => {
    const unknown = `${snac.url}/oauth/authorize?client_id=nobody&redirect_uri=${redirectUri}&response_type=code`
    await expect(snac.authorize(unknown)).rejects.toThrow(/no form/)
  })

  it('leaves nothing behind', () => expectToStop(snac))

  async function send(path: string, fields: Record<string, string>, token?: string) {
    const headers = token ? { authorization: `Bearer ${token}` } : {}
    const body = new URLSearchParams(fields)
    return (await fetch(snac.url + path, { method: 'POST', headers, body })).json()
  }
})

describePeer('WordPress', missingWordPress, () => {
  // A grey pixel.
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='
  let wordpress: WordPressPeer
  beforeAll(async () => {
    wordpress = await startWordPress()
  })
  afterAll(() => wordpress?.stop())

  it('publishes an editor’s post with its picture, at a readable address', async () => {
    const media = await send('editor', '/wp/v2/media', Buffer.from(png, 'base64'), {
      'content-type': 'image/png',
      'content-disposition': 'attachment; filename="pixel.png"',
    })
    expect(media).toMatchObject({ status: 201, body: { mime_type: 'image/png' } })
    const picture = await fetch(media.body.source_url)
    expect(picture.headers.get('content-type')).toBe('image/png')

    const post = {
      title: 'Xin chào',
      slug: 'xin-chao',
      content: 'Hải Phòng',
      status: 'publish',
      featured_media: media.body.id,
    }
    const created = await send('editor', '/wp/v2/posts', JSON.stringify(post))
    expect(created).toMatchObject({
      status: 201,
      body: { link: `${wordpress.url}/xin-chao/`, featured_media: media.body.id },
    })
    expect(await (await fetch(created.body.link)).text()).toContain('Hải Phòng')
  })

  it('lets a contributor hand in a draft and publish nothing', async () => {
    const draft = await send('contributor', '/wp/v2/posts', JSON.stringify({ title: 'Draft', status: 'draft' }))
    expect(draft.status).toBe(201)
    const published = await send('contributor', '/wp/v2/posts', JSON.stringify({ title: 'Mine', status: 'publish' }))
    expect(published).toMatchObject({ status: 403, body: { code: 'rest_cannot_publish' } })
  })

  it('knows the administrator, and refuses a wrong password', async () => {
    const me = (authorization: string) =>
      fetch(`${wordpress.url}/wp-json/wp/v2/users/me?context=edit`, { headers: { authorization } })
    expect(await (await me(wordpress.authorization('admin'))).json()).toMatchObject({ roles: ['administrator'] })
    expect((await me(`Basic ${btoa('admin:wrong')}`)).status).toBe(401)
  })

  it('signs a person in through its form, and draws its administration', async () => {
    const fields = { log: 'admin', pwd: wordpress.password, testcookie: '1' }
    const signedIn = await fetch(`${wordpress.url}/wp-login.php`, {
      method: 'POST',
      headers: { cookie: 'wordpress_test_cookie=WP%20Cookie%20check' },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    })
    const cookie = signedIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const dashboard = await fetch(`${wordpress.url}/wp-admin/`, { headers: { cookie } })
    expect(await dashboard.text()).toContain('<h1>Dashboard</h1>')
  })

  it('leaves nothing behind', () => expectToStop(wordpress))

  async function send(
    role: 'admin' | 'editor' | 'contributor',
    path: string,
    body: BodyInit,
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${wordpress.url}/wp-json${path}`, {
      method: 'POST',
      headers: { authorization: wordpress.authorization(role), 'content-type': 'application/json', ...headers },
      body,
    })
    return { status: response.status, body: await response.json() }
  }
})

describePeer('Redis', missingRedis, () => {
  let redis: RedisPeer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  it('is empty, and keeps what it is given', async () => {
    expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`)
    expect(await callRedis(redis.port, 'DBSIZE')).toBe(':0')
    expect(await callRedis(redis.port, 'SET harbour Hai-Phong')).toBe('+OK')
    expect(await callRedis(redis.port, 'STRLEN harbour')).toBe(':9')
  })

  it('leaves nothing behind', () => expectToStop(redis))

  it('ends by itself when the test that started it is killed', async () => {
    const module = join(import.meta.dirname, 'redis.ts')
    const script = `import { startRedis } from ${JSON.stringify(module)}
      console.log(JSON.stringify(await startRedis()))
      setInterval(() => {}, 1_000)`
    const test = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(test.stdout, 'data')
    const orphan: Peer = JSON.parse(String(line))
    expect(isGroupAlive(orphan.processGroup)).toBe(true)
    test.kill('SIGKILL')
    await vi.waitFor(() => expect(isGroupAlive(orphan.processGroup) || existsSync(orphan.folder)).toBe(false), {
      timeout: 10_000,
    })
  })
})

describePeer('PostgreSQL', missingPostgres, () => {
  let postgres: PostgresPeer
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres?.stop())

  it('hands us an empty database in UTF-8, and two roles that are no superusers', async () => {
    const query = `select current_setting('server_version_num')::int / 10000, current_database(),
                          current_setting('server_encoding'), current_user, current_setting('is_superuser')`
    expect(await runSql(postgres.ownerUrl, query)).toBe(`${postgres.major}|haidang|UTF8|haidang_owner|off`)
    expect(await runSql(postgres.appUrl, query)).toBe(`${postgres.major}|haidang|UTF8|haidang_app|off`)
    expect(await runSql(postgres.superuserUrl, query)).toBe(`${postgres.major}|haidang|UTF8|postgres|on`)
  })

  it('lets the owner create extensions and tables, and the application only use what it is granted', async () => {
    await runSql(
      postgres.ownerUrl,
      `create extension unaccent; create extension pg_trgm;
       create table city (name text); grant insert, select on city to haidang_app;`,
    )
    await runSql(postgres.appUrl, `insert into city values ('Hải Phòng')`)
    expect(await runSql(postgres.appUrl, 'select unaccent(name) from city')).toBe('Hai Phong')
    await expect(runSql(postgres.appUrl, 'delete from city')).rejects.toThrow(/permission denied for table city/)
    await expect(runSql(postgres.appUrl, 'create table mine ()')).rejects.toThrow(/permission denied for schema public/)
  })

  it('asks for the password', async () => {
    const wrong = postgres.appUrl.replace(/:[0-9a-f]+@/, ':wrong@')
    await expect(runSql(wrong, 'select 1')).rejects.toThrow(/password authentication failed/)
  })

  it('leaves nothing behind', () => expectToStop(postgres))
})

describe('what was started', () => {
  it('is gone when it ends before it is ready, and its last words are told', async () => {
    let folder = ''
    const start = startPeer('stub', async (place) => {
      folder = place.folder
      return { command: '/bin/sh', args: ['-c', 'echo no such setting >&2; exit 3'], isReady: async () => false }
    })
    await expect(start).rejects.toThrow('stub ended before it was ready: no such setting')
    expect(existsSync(folder)).toBe(false)
  })

  it('gets another port when somebody took its own', async () => {
    const ports: number[] = []
    const peer = await startPeer('stub', async ({ port }) => {
      const isFirst = ports.push(port) === 1
      const script = isFirst ? 'echo EADDRINUSE; exit 1' : 'sleep 60'
      return { command: '/bin/sh', args: ['-c', script], isReady: async () => !isFirst }
    })
    expect(ports).toHaveLength(2)
    expect(peer.port).toBe(ports[1])
    await peer.stop()
    expect(isGroupAlive(peer.processGroup)).toBe(false)
  })
})

async function expectToStop(peer: Peer): Promise<void> {
  expect(isGroupAlive(peer.processGroup)).toBe(true)
  await peer.stop()
  expect(isGroupAlive(peer.processGroup)).toBe(false)
  expect(existsSync(peer.folder)).toBe(false)
  await expect(
    new Promise((resolve, reject) => connect(peer.port, '127.0.0.1', () => resolve(null)).once('error', reject)),
  ).rejects.toThrow('ECONNREFUSED')
}
