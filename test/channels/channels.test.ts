import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel } from '../../server/contract/channels.ts'
import { createChannelUpkeep } from '../../server/domain/channel-upkeep.ts'
import { type ChannelRoom, form, newBehaviour, startChannelRoom } from './support.ts'

let room: ChannelRoom
let channel: Channel
beforeAll(async () => {
  room = await startChannelRoom()
})
afterAll(() => room.app.close())
beforeEach(async () => {
  Object.assign(room.behaviour, newBehaviour())
  await room.app.db.deleteFrom('channelAttestation').execute()
  await room.app.db.deleteFrom('channel').execute()
  const [connected] = await room.connect()
  if (!connected) throw new Error('nothing was connected')
  channel = connected
})

const path = (rest = '') => `/channels/${channel.id}${rest}`
const now = async () => (await room.admin.get<{ channels: Channel[] }>('/channels')).body.channels[0]

describe('a channel', () => {
  it('is seen by everyone in the office, without its credentials', async () => {
    const answer = await (await room.app.signIn('contributor')).get<{ channels: Channel[] }>('/channels')
    expect(answer.body.channels).toEqual([channel])
    expect(answer.text).not.toMatch(/token|settings|credential/)
  })

  it('is changed at its revision, and refuses an older one', async () => {
    const revision = channel.revision
    const changed = await room.admin.patch<Channel>(path(), { revision, audience: 'visitors', zone: 'Europe/Paris' })
    expect(changed.body).toMatchObject({ audience: 'visitors', zone: 'Europe/Paris', revision: revision + 1 })
    const stale = await room.admin.patch(path(), { revision, name: 'x' })
    expect(stale.problem).toMatchObject({ code: 'stale', errors: [{ values: { current: revision + 1 } }] })
  })

  it.each([
    [{ zone: 'Mars/Olympus' }, 'zone'],
    [{ name: '' }, 'name'],
    [{ language: 'Vietnamese' }, 'language'],
    [{ unitId: '00000000-0000-4000-8000-000000000000' }, 'unitId'],
  ])('refuses %j', async (fields, field) => {
    const answer = await room.admin.patch(path(), { revision: channel.revision, ...fields })
    expect(answer.problem).toMatchObject({ code: 'validation', errors: [{ path: field }] })
  })
})

describe('checking a channel', () => {
  it('asks the platform and notes that all is well', async () => {
    const checked = await (await room.app.signIn('officer')).post<Channel>(path('/check'))
    expect(checked.status).toBe(200)
    expect(checked.body).toMatchObject({ lastFault: null, lastSuccessAt: expect.any(String) })
    expect(room.behaviour.checks).toBe(1)
  })

  it('keeps what it found: missing permissions, the allowance left, what the platform announces', async () => {
    const quota = { left: 3, max: 25, resetsAt: new Date('2030-01-01T00:00:00Z') }
    room.behaviour.checkup = { missingPermissions: ['write:media'], quota, notices: ['app-in-review'] }
    const found = { missingPermissions: ['write:media'], notices: ['app-in-review'] }
    const { body } = await room.admin.post<Channel>(path('/check'))
    expect(body.checkup).toEqual({ ...found, quota: { ...quota, resetsAt: '2030-01-01T00:00:00.000Z' } })
    expect(body.checkedAt).not.toBeNull()
    room.behaviour.checkFault = { code: 'platform-down' }
    expect((await room.admin.post<Channel>(path('/check'))).body.checkup).toMatchObject(found)
  })

  it('happens once a day by itself, and not again when it could not be done', async () => {
    const upkeep = createChannelUpkeep({
      ...{ db: room.app.db, connectors: room.registry, credentials: room.credentials, onError: () => {} },
    })
    const checkUp = () => upkeep.checkUpDaily(AbortSignal.timeout(10_000))
    await checkUp()
    expect(room.behaviour.checks).toBe(0)
    await room.app.db
      .updateTable('channel')
      .set({ checkedAt: new Date(Date.now() - 25 * 3_600_000) })
      .execute()
    room.behaviour.checkFault = { code: 'unreachable' }
    await Promise.all([checkUp(), checkUp()])
    const { checks } = room.behaviour
    await checkUp()
    expect([checks > 0, room.behaviour.checks]).toEqual([true, checks])
  })

  it('notes what is wrong; only revoked access asks for a reconnect, and a check that works ends it', async () => {
    room.behaviour.checkFault = { code: 'platform-down' }
    expect((await room.admin.post<Channel>(path('/check'))).body).toMatchObject({
      state: 'connected',
      lastFault: { code: 'platform-down' },
    })
    room.behaviour.checkFault = { code: 'credentials-revoked' }
    expect((await room.admin.post<Channel>(path('/check'))).body.state).toBe('needs-reconnect')
    room.behaviour.checkFault = null
    expect((await room.admin.post<Channel>(path('/check'))).body).toMatchObject({ state: 'connected', lastFault: null })
  })
})

describe('disconnecting', () => {
  it('deletes the credentials, gives them back, and takes the attestation away', async () => {
    const answer = await room.admin.post<Channel>(path('/disconnect'), { revision: channel.revision })
    expect(answer.body).toMatchObject({ state: 'disconnected', attested: false })
    expect(room.behaviour.givenBack[0]?.credentials.fields).toEqual({ token: 'token of a-1' })
    expect(await room.app.db.selectFrom('credential').selectAll().execute()).toEqual([])
  })

  it('works when the platform does not answer', async () => {
    room.behaviour.disconnectFault = { code: 'unreachable' }
    const answer = await room.admin.post<Channel>(path('/disconnect'), { revision: channel.revision })
    expect(answer.body.state).toBe('disconnected')
  })

  it('happens once, and not at an old revision', async () => {
    expect((await room.admin.post(path('/disconnect'), { revision: 99 })).problem.code).toBe('stale')
    expect(room.behaviour.givenBack).toEqual([])
    await room.admin.post(path('/disconnect'), { revision: channel.revision })
    for (const again of ['/disconnect', '/check'])
      expect((await room.admin.post(path(again), { revision: 99 })).problem.code).toBe('wrong-state')
  })
})

describe('who may', () => {
  it('is said by one policy for each route', async () => {
    const officer = await room.app.signIn('officer')
    const { revision } = channel
    expect((await officer.patch(path(), { revision, name: 'x' })).status).toBe(403)
    expect((await officer.post(path('/attest'))).status).toBe(403)
    expect((await officer.post(path('/disconnect'), { revision })).status).toBe(403)
    expect((await officer.post('/connections', form)).status).toBe(403)
    expect((await officer.get('/platforms')).status).toBe(403)
    expect((await (await room.app.signIn('manager')).post(path('/check'))).status).toBe(403)
    expect((await room.app.visitor.get('/channels')).status).toBe(401)
    expect(await now()).toEqual(channel)
  })

  it('ends at the organization: every id of another one is not there', async () => {
    const stranger = await (await room.app.otherOffice()).signIn('admin')
    const { body } = await room.admin.post<{ connectionId: string }>('/connections', form)
    const choice = { remoteAccountId: 'a-1', language: 'vi', audience: 'residents' }
    const answers = [
      await stranger.patch(path(), { revision: channel.revision, name: 'x' }),
      await stranger.post(path('/check')),
      await stranger.post(path('/attest')),
      await stranger.post(path('/disconnect'), { revision: channel.revision }),
      await stranger.post('/connections', { ...form, channelId: channel.id }),
      await stranger.get(`/connections/${body.connectionId}`),
      await stranger.post(`/connections/${body.connectionId}/accounts`, { accounts: [choice], attest: true }),
    ]
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
    expect((await stranger.get<{ channels: Channel[] }>('/channels')).body.channels).toEqual([])
    expect(await now()).toEqual(channel)
    expect(room.behaviour.checks).toBe(0)
  })
})
