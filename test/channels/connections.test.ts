import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Connection, StartedConnection } from '../../server/contract/channels.ts'
import { account, type ChannelRoom, choice, form, newBehaviour, startChannelRoom } from './support.ts'

let room: ChannelRoom
beforeAll(async () => {
  room = await startChannelRoom()
})
afterAll(() => room.app.close())
beforeEach(async () => {
  Object.assign(room.behaviour, newBehaviour())
  await room.app.db.deleteFrom('channelAttestation').execute()
  await room.app.db.deleteFrom('connection').execute()
  await room.app.db.deleteFrom('channel').execute()
  await room.app.db.deleteFrom('platformApp').execute()
})

const start = (body: object) => room.admin.post<StartedConnection>('/connections', body)
const startForm = async (more: object = {}) => {
  const { body } = await start({ ...form, ...more })
  if (body.kind !== 'choose') throw new Error('not a form')
  return body.connectionId
}
const choose = (id: string, ids: string[], attest = true) =>
  room.admin.post<{ channels: Channel[] }>(`/connections/${id}/accounts`, { accounts: ids.map(choice), attest })
const back = (query: Record<string, string>, client = room.admin) =>
  client.get(`/connections/callback?${new URLSearchParams(query)}`)
const channels = async () => (await room.admin.get<{ channels: Channel[] }>('/channels')).body.channels

describe('what can be connected', () => {
  it('is listed with the fields of each form, practice apart', async () => {
    const { body } = await room.admin.get<{ platforms: { platform: string; practice: boolean; kind: string }[] }>(
      '/platforms',
    )
    expect(body.platforms.filter(({ practice }) => !practice).map(({ platform }) => platform)).toEqual([
      'x',
      'mastodon',
      'wordpress',
    ])
    expect(body.platforms.find(({ platform }) => platform === 'mastodon')).toMatchObject({
      kind: 'oauth',
      fields: [{ name: 'host', kind: 'host', required: true }],
    })
    expect(body.platforms.filter(({ practice }) => practice)).toHaveLength(13)
  })
})

describe('an application that an administrator registers', () => {
  const redirectUri = 'https://haidang.example/api/v1/connections/callback'
  const appOf = async () => {
    const { body } = await room.admin.get<{ platforms: { platform: string; practice: boolean; app: object | null }[] }>(
      '/platforms',
    )
    return body.platforms.find(({ platform, practice }) => platform === 'x' && !practice)?.app
  }

  it('is asked for before the first visit, kept without showing its secret, and used', async () => {
    expect(await appOf()).toEqual({ clientId: null, redirectUri })
    const refused = await start({ platform: 'x', input: {} })
    expect(refused.problem).toMatchObject({ code: 'connection-failed', errors: [{ code: 'no-app' }] })
    const saved = await room.admin.request('PUT', '/platforms/x/app', {
      body: { clientId: 'office-at-x', clientSecret: 'never to be shown' },
    })
    expect(saved.body).toEqual({ clientId: 'office-at-x', redirectUri })
    expect(await appOf()).toEqual({ clientId: 'office-at-x', redirectUri })
    expect(saved.text + (await room.admin.get('/platforms')).text).not.toContain('never to be shown')
    const { body } = await start({ platform: 'x', input: {} })
    const { searchParams, host } = new URL(body.kind === 'leave' ? body.authorizeUrl : '')
    expect(host).toBe('office-at-x')
    await back({ state: searchParams.get('state') ?? '', code: 'c' })
    expect(room.behaviour.exchanged).toMatchObject([{ app: { clientSecret: 'never to be shown' }, redirectUri }])
  })

  it('takes the place of the one before, and is kept only where one is registered by hand', async () => {
    for (const clientId of ['one', 'two'])
      await room.admin.request('PUT', '/platforms/x/app', { body: { clientId, clientSecret: 's' } })
    expect(await appOf()).toMatchObject({ clientId: 'two' })
    const body = { clientId: 'a', clientSecret: 'b' }
    expect((await room.admin.request('PUT', '/platforms/mastodon/app', { body })).status).toBe(404)
    expect((await room.admin.request('PUT', '/platforms/x/app', { body: { clientId: '' } })).status).toBe(422)
  })
})

describe('connecting with a form', () => {
  it('finds accounts, lets a person choose, and makes them channels in the office’s zone', async () => {
    room.behaviour.accounts = [account('a-1'), account('a-2', { missingPermissions: ['upload_files'] })]
    const id = await startForm()
    const found = await room.admin.get<Connection>(`/connections/${id}`)
    expect(found.body.accounts).toMatchObject([
      { remoteAccountId: 'a-1', connectedAs: null, missingPermissions: [] },
      { remoteAccountId: 'a-2', missingPermissions: ['upload_files'] },
    ])
    expect(found.text).not.toContain('token of')
    const chosen = await choose(id, ['a-2'])
    expect(chosen.status).toBe(201)
    expect(chosen.body.channels).toMatchObject([
      { platform: 'wordpress', handle: '@a-2', state: 'connected', attested: true, zone: 'Asia/Ho_Chi_Minh' },
    ])
    expect(await channels()).toEqual(chosen.body.channels)
    expect((await room.credentials.accountFor(String(chosen.body.channels[0]?.id))).credentials.fields).toEqual({
      token: 'token of a-2',
    })
  })

  it('attests only what the person states to be the office’s own', async () => {
    const { body } = await choose(await startForm(), ['a-1'], false)
    expect(body.channels[0]?.attested).toBe(false)
    const attested = await room.admin.post<Channel>(`/channels/${body.channels[0]?.id}/attest`)
    expect(attested.body.attested).toBe(true)
    const { rows } = await auditOf(String(body.channels[0]?.id))
    expect(rows).toEqual(['channel.connected', 'channel.attested'])
  })

  it.each([
    [{ site: '', password: 'x' }, [{ path: 'input.site', code: 'required' }]],
    [{ site: 'not a host', password: 'x' }, [{ path: 'input.site', code: 'bad-host' }]],
    [{ site: 'ftp://x.example', password: 'x' }, [{ path: 'input.site', code: 'bad-host' }]],
    [{ site: 'x.example', password: ' ' }, [{ path: 'input.password', code: 'required' }]],
    [{ site: 'x.example', password: 'x', look: 'loud' }, [{ path: 'input.look', code: 'bad-choice' }]],
  ])('says what is wrong with %j', async (input, errors) => {
    const answer = await start({ platform: 'wordpress', input })
    expect(answer.status).toBe(422)
    expect(answer.problem).toMatchObject({ code: 'validation', errors })
  })

  it('refuses a platform that is not offered here', async () => {
    expect((await start({ platform: 'tiktok', input: {} })).problem.errors).toMatchObject([{ code: 'not-offered' }])
  })

  it('passes on what the platform says, and keeps nothing', async () => {
    room.behaviour.connectFault = { code: 'credentials-revoked', detail: 'Invalid password' }
    const answer = await start(form)
    expect(answer.status).toBe(422)
    expect(answer.problem).toMatchObject({
      code: 'connection-failed',
      detail: 'Invalid password',
      errors: [{ code: 'credentials-revoked', values: { detail: 'Invalid password' } }],
    })
    expect(await room.app.db.selectFrom('connection').selectAll().execute()).toEqual([])
  })

  it('stores no secret in plain, and logs none', async () => {
    await startForm()
    const rows = await room.app.db.selectFrom('connection').selectAll().execute()
    expect(JSON.stringify(rows.map((row) => row.ciphertext.toString('latin1')))).not.toContain('token of')
    expect(room.app.log.join('')).not.toContain('S3CRET')
  })

  it('says which channel an account already is', async () => {
    const [channel] = await room.connect()
    const id = await startForm()
    expect((await room.admin.get<Connection>(`/connections/${id}`)).body.accounts[0]?.connectedAs).toBe(channel?.id)
    const again = await choose(id, ['a-1'])
    expect(again.status).toBe(409)
    expect(again.problem.errors).toMatchObject([
      { path: 'accounts.0', code: 'already-connected', values: { channel: 'Account a-1' } },
    ])
    expect(await room.app.db.selectFrom('connection').selectAll().execute()).toHaveLength(1)
  })

  it('makes one channel when the same account is chosen twice at once', async () => {
    const [one, two] = await Promise.all([startForm(), startForm()])
    const answers = await Promise.all([choose(one, ['a-1']), choose(two, ['a-1'])])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await channels()).toHaveLength(1)
  })

  it('can be finished once', async () => {
    const id = await startForm()
    expect((await choose(id, ['a-1'])).status).toBe(201)
    expect((await choose(id, ['a-1'])).status).toBe(404)
  })

  it('refuses an account that was not found, and a unit that is not there', async () => {
    const id = await startForm()
    expect((await choose(id, ['a-9'])).problem.errors).toMatchObject([{ code: 'unknown-account' }])
    const other = await room.app.otherOffice()
    const answer = await room.admin.post(`/connections/${id}/accounts`, {
      accounts: [{ ...choice('a-1'), unitId: other.unitId }],
      attest: true,
    })
    expect(answer.problem).toMatchObject({
      code: 'validation',
      errors: [{ path: 'accounts.0.unitId', code: 'not-found' }],
    })
    expect(await channels()).toEqual([])
  })

  it('expires', async () => {
    const id = await startForm()
    await room.app.db
      .updateTable('connection')
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .execute()
    expect((await room.admin.get(`/connections/${id}`)).status).toBe(404)
    await startForm()
    expect(await room.app.db.selectFrom('connection').selectAll().execute()).toHaveLength(1)
  })
})

describe('connecting by a visit to the platform', () => {
  it('leaves with state and PKCE, comes back once, and goes on to the choice', async () => {
    const leave = await room.startVisit()
    const state = String(leave.searchParams.get('state'))
    expect(leave.host).toBe('peer.example')
    expect(leave.searchParams.get('redirect_uri')).toBe('https://haidang.example/api/v1/connections/callback')
    const answer = await back({ state, code: 'c0de' })
    expect(answer.status).toBe(303)
    const [, id] = /^\/channels\/connect\/(.+)$/.exec(answer.headers.get('location') ?? '') ?? []
    const [exchanged] = room.behaviour.exchanged
    expect(exchanged).toMatchObject({ code: 'c0de', app: { clientId: 'client', clientSecret: 'app secret' } })
    const verifier = createHash('sha256').update(String(exchanged?.codeVerifier)).digest('base64url')
    expect(leave.searchParams.get('code_challenge')).toBe(verifier)
    expect((await choose(String(id), ['a-1'])).status).toBe(201)

    const replayed = await back({ state, code: 'c0de' })
    expect(replayed.headers.get('location')).toBe('/channels?problem=bad-state')
    expect(room.behaviour.exchanged).toHaveLength(1)
  })

  it('refuses a state that is made up, somebody else’s, too old, or missing', async () => {
    const state = String((await room.startVisit()).searchParams.get('state'))
    const other = await (await room.app.otherOffice()).signIn('admin')
    const problems = [
      await back({ state: 'made-up', code: 'x' }),
      await back({ state, code: 'x' }, other),
      await back({ code: 'x' }),
    ]
    await room.app.db
      .updateTable('connection')
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .execute()
    problems.push(await back({ state, code: 'x' }))
    for (const { headers } of problems) expect(headers.get('location')).toBe('/channels?problem=bad-state')
    expect(room.behaviour.exchanged).toEqual([])
  })

  it('counts a state once when it comes twice at the same moment', async () => {
    const state = String((await room.startVisit()).searchParams.get('state'))
    const answers = await Promise.all([1, 2, 3].map(() => back({ state, code: 'x' })))
    const places = answers.map(({ headers }) => headers.get('location')?.startsWith('/channels/connect/'))
    expect(places.filter(Boolean)).toHaveLength(1)
    expect(room.behaviour.exchanged).toHaveLength(1)
  })

  it('says when the person refused, and when the platform did', async () => {
    const refused = String((await room.startVisit()).searchParams.get('state'))
    expect((await back({ state: refused, error: 'access_denied' })).headers.get('location')).toBe(
      '/channels?problem=access-denied',
    )
    const state = String((await room.startVisit()).searchParams.get('state'))
    room.behaviour.connectFault = { code: 'unreachable' }
    expect((await back({ state, code: 'x' })).headers.get('location')).toBe('/channels?problem=unreachable')
  })

  it('registers its application once per host, and again for another return address', async () => {
    await room.startVisit()
    await room.startVisit()
    expect(room.behaviour.registered).toHaveLength(1)
    const apps = await room.app.db.selectFrom('platformApp').selectAll().execute()
    expect(apps).toMatchObject([{ host: 'peer.example', clientId: 'client' }])
    expect(apps[0]?.ciphertext.toString('latin1')).not.toContain('app secret')
    room.behaviour.publicUrl = 'https://moved.example'
    const moved = await room.startVisit()
    expect(moved.searchParams.get('redirect_uri')).toBe('https://moved.example/api/v1/connections/callback')
    expect(room.behaviour.registered).toHaveLength(2)
  })

  it('cannot be chosen from before the person is back', async () => {
    await room.startVisit()
    const row = await room.app.db.selectFrom('connection').select('id').executeTakeFirstOrThrow()
    expect((await room.admin.get(`/connections/${row.id}`)).status).toBe(404)
  })
})

describe('reconnecting', () => {
  it('gives the same channel new credentials and keeps its name, language and what waits on it', async () => {
    const [channel] = await room.connect()
    const named = await room.admin.patch<Channel>(`/channels/${channel?.id}`, {
      revision: channel?.revision,
      name: 'Cổng thông tin',
      language: 'en',
    })
    await room.app.db.updateTable('channel').set({ state: 'needs-reconnect' }).execute()
    room.behaviour.accounts = [
      account('a-9'),
      account('a-1', { credentials: { fields: { token: 'new' }, expiresAt: null } }),
    ]
    const [again] = await room.connect({ channelId: channel?.id })
    expect(again).toMatchObject({ id: channel?.id, name: 'Cổng thông tin', language: 'en', state: 'connected' })
    expect(again?.revision).toBeGreaterThan(named.body.revision)
    expect((await room.credentials.accountFor(String(channel?.id))).credentials.fields).toEqual({ token: 'new' })
    expect(await channels()).toHaveLength(1)
  })

  it('refuses another account, by form and by visit, and names both', async () => {
    const [channel] = await room.connect()
    room.behaviour.accounts = [account('a-2')]
    const byForm = await start({ ...form, channelId: channel?.id })
    expect(byForm.problem).toMatchObject({
      code: 'connection-failed',
      errors: [{ code: 'other-account', values: { expected: '@a-1', found: '@a-2' } }],
    })
    expect(byForm.problem.detail).toContain('"Account a-1" belongs to @a-1; you signed in as @a-2')

    await room.app.db.updateTable('channel').set({ platform: 'mastodon' }).execute()
    const state = String((await room.startVisit(channel?.id)).searchParams.get('state'))
    expect((await back({ state, code: 'x' })).headers.get('location')).toBe('/channels?problem=other-account')
  })

  it('refuses a channel of another platform, and one that is not there', async () => {
    const [channel] = await room.connect()
    const wrong = await start({ platform: 'mastodon', input: { host: 'x.example' }, channelId: channel?.id })
    expect(wrong.problem.errors).toMatchObject([{ code: 'other-platform' }])
    const missing = await start({ ...form, channelId: '00000000-0000-4000-8000-000000000000' })
    expect(missing.status).toBe(404)
  })

  it('takes a disconnected channel up again when its account is connected anew', async () => {
    const [channel] = await room.connect()
    await room.admin.post(`/channels/${channel?.id}/disconnect`, { revision: channel?.revision })
    const [again] = await room.connect()
    expect(again).toMatchObject({ id: channel?.id, state: 'connected', attested: true })
  })
})

async function auditOf(channelId: string) {
  const rows = await room.app.db
    .selectFrom('auditEvent')
    .select('action')
    .where('objectId', '=', channelId)
    .orderBy('sequence')
    .execute()
  return { rows: rows.map(({ action }) => action) }
}
