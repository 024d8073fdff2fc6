import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Connection, StartedConnection } from '../../server/contract/channels.ts'
import { listOfficialChannels } from '../../server/db/official.ts'
import { account, type ChannelRoom, choice, form, newBehaviour, startChannelRoom } from './support.ts'

/** An account that is a channel already is connected again, and the person takes the channel over. */
let room: ChannelRoom
let channel: Channel
beforeAll(async () => {
  room = await startChannelRoom()
})
afterAll(() => room.app.close())
beforeEach(async () => {
  Object.assign(room.behaviour, newBehaviour())
  for (const table of ['channelAttestation', 'connection', 'channel'] as const)
    await room.app.db.deleteFrom(table).execute()
  const [connected] = await room.connect()
  if (!connected) throw new Error('not connected')
  channel = connected
  room.behaviour.accounts = [account('a-1', { credentials: { fields: { token: 'new' }, expiresAt: null } })]
})

const begin = async (client = room.admin) => {
  const { body } = await client.post<StartedConnection>('/connections', form)
  if (body.kind !== 'choose') throw new Error('not a form')
  return body.connectionId
}
const take = (id: string, more: object = {}, attest = false, client = room.admin) =>
  client.post<{ channels: Channel[] }>(`/connections/${id}/accounts`, {
    accounts: [{ ...choice('a-1'), ...more }],
    attest,
  })
const tokenNow = async () => (await room.credentials.accountFor(channel.id)).credentials.fields['token']
const newUnit = async () => {
  const { organizationId } = await room.app.db
    .selectFrom('organization')
    .select('id as organizationId')
    .executeTakeFirstOrThrow()
  const values = { organizationId, name: 'Phòng Báo chí', parentId: null }
  return (await room.app.db.insertInto('unit').values(values).returning('id').executeTakeFirstOrThrow()).id
}

describe('moving a connected channel', () => {
  it('gives the same channel the new access and the new choice, and writes both states down', async () => {
    const id = await begin()
    const found = (await room.admin.get<Connection>(`/connections/${id}`)).body.accounts[0]
    expect(found).toMatchObject({ connectedAs: channel.id, formerly: null })
    const answer = await take(id, { move: channel.revision, name: 'Kênh Anh ngữ', language: 'en', audience: 'press' })
    expect(answer.status).toBe(201)
    expect(answer.body.channels).toMatchObject([
      { id: channel.id, name: 'Kênh Anh ngữ', language: 'en', audience: 'press', attested: true, state: 'connected' },
    ])
    expect(answer.body.channels[0]?.revision).toBeGreaterThan(channel.revision)
    expect(await tokenNow()).toBe('new')
    expect((await room.admin.get<{ channels: Channel[] }>('/channels')).body.channels).toHaveLength(1)
    const event = await room.app.db
      .selectFrom('auditEvent')
      .select('data')
      .where('action', '=', 'channel.moved')
      .where('objectId', '=', channel.id)
      .executeTakeFirstOrThrow()
    expect(event.data).toMatchObject({
      before: { name: 'Account a-1', language: 'vi' },
      after: { name: 'Kênh Anh ngữ', language: 'en' },
    })
    expect(JSON.stringify(event.data)).not.toContain('token')
  })

  it('keeps name and unit where nothing else was chosen', async () => {
    const [moved] = (await take(await begin(), { move: channel.revision })).body.channels
    expect(moved).toMatchObject({ name: channel.name, unitId: channel.unitId })
  })

  it('is refused to whoever saw the channel before somebody else moved it', async () => {
    const colleague = await room.app.signIn('admin')
    const [mine, theirs] = [await begin(), await begin(colleague)]
    expect((await take(mine, { move: channel.revision, name: 'Một' })).status).toBe(201)
    const late = await take(theirs, { move: channel.revision, name: 'Hai' }, false, colleague)
    expect(late.status).toBe(409)
    expect(late.problem).toMatchObject({
      code: 'stale',
      errors: [{ path: 'accounts.0.move', code: 'channel-changed', values: { channel: 'Một' } }],
    })
    // The choice is still theirs, to be made again.
    const again = await take(theirs, { move: channel.revision + 1, name: 'Hai' }, false, colleague)
    expect(again.body.channels).toMatchObject([{ id: channel.id, name: 'Hai' }])
  })

  it('lets one of two through who move it at once', async () => {
    const ids = [await begin(), await begin()]
    const answers = await Promise.all(ids.map((id) => take(id, { move: channel.revision })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  it('wants the statement anew under another unit, as the public register names the unit', async () => {
    const unitId = await newUnit()
    const id = await begin()
    const refused = await take(id, { move: channel.revision, unitId })
    expect(refused.problem).toMatchObject({
      code: 'validation',
      errors: [{ path: 'accounts.0.unitId', code: 'attest-anew' }],
    })
    expect(await tokenNow()).toBe('token of a-1')
    const stated = await take(id, { move: channel.revision, unitId }, true)
    expect(stated.body.channels).toMatchObject([{ id: channel.id, unitId, attested: true }])
    expect(await listOfficialChannels(room.app.db)).toMatchObject([{ unit: 'Phòng Báo chí' }])
  })

  it('wins over a refresh of the old access that is still under way', async () => {
    const stale = await room.credentials.storedAccount(channel.id)
    const held = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    room.behaviour.refresh = async () => {
      asked.resolve()
      await held.promise
      return { fields: { token: 'old, refreshed' }, expiresAt: null }
    }
    const refreshed = room.credentials.refresh(channel.id, stale)
    await asked.promise
    const moving = take(await begin(), { move: channel.revision })
    await expect.poll(waitingForLock).toBe(1)
    held.resolve()
    await refreshed
    expect((await moving).status).toBe(201)
    expect(await tokenNow()).toBe('new')
    // What is being sent with the old access gets the new one when the old one has ended.
    expect((await room.credentials.refresh(channel.id, stale)).credentials.fields).toEqual({ token: 'new' })
  })

  it('takes a disconnected channel up unasked, with its name and unit', async () => {
    await room.admin.patch(`/channels/${channel.id}`, { revision: channel.revision, name: 'Cổng thông tin' })
    await room.admin.post(`/channels/${channel.id}/disconnect`, { revision: channel.revision + 1 })
    const id = await begin()
    expect((await room.admin.get<Connection>(`/connections/${id}`)).body.accounts[0]).toMatchObject({
      connectedAs: null,
      formerly: channel.id,
    })
    expect((await take(id)).body.channels).toMatchObject([
      { id: channel.id, name: 'Cổng thông tin', unitId: channel.unitId, attested: false },
    ])
  })
})

async function waitingForLock(): Promise<number> {
  const { rows } = await sql`select from pg_locks where locktype = 'advisory' and not granted`.execute(room.app.db)
  return rows.length
}
