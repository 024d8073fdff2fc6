import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Account, ConnectorError, type Fault } from '../../connectors/contract.ts'
import { startRefreshCredentials } from '../../jobs/refresh-credentials.ts'
import type { Channel } from '../../server/contract/channels.ts'
import { connect, type Db } from '../../server/db/database.ts'
import { createChannelUpkeep } from '../../server/domain/channel-upkeep.ts'
import { createCredentials } from '../../server/domain/credentials.ts'
import { createHttp } from '../../server/net/http.ts'
import { account, type ChannelRoom, capabilities, newBehaviour, startChannelRoom } from './support.ts'

const minutes = (count: number) => new Date(Date.now() + count * 60_000)
const days = (count: number) => minutes(count * 24 * 60)

let room: ChannelRoom
let others: Db[]
beforeAll(async () => {
  room = await startChannelRoom()
  others = [1, 2].map(() => connect({ url: room.app.database.appUrl, max: 5 }))
})
afterAll(async () => {
  for (const db of others) await db.destroy()
  await room.app.close()
})
beforeEach(async () => {
  Object.assign(room.behaviour, newBehaviour())
  await room.app.db.deleteFrom('channelAttestation').execute()
  await room.app.db.deleteFrom('channel').execute()
})

/** A channel whose token ends then, and a platform that takes each refresh token once. */
async function channelEnding(expiresAt: Date | null, answers: { delayMs?: number; lastsUntil?: Date } = {}) {
  const credentials = { fields: { token: 'token 0', refreshToken: 'refresh 0' }, expiresAt }
  room.behaviour.accounts = [account('a-1', { credentials })]
  const [channel] = await room.connect()
  const used: string[] = []
  room.behaviour.refresh = async (given: Account) => {
    const refreshToken = String(given.credentials.fields['refreshToken'])
    const isReused = used.includes(refreshToken)
    used.push(refreshToken)
    await new Promise((resolve) => setTimeout(resolve, answers.delayMs ?? 0))
    if (isReused) throw new ConnectorError({ code: 'credentials-revoked' })
    const next = used.length
    return {
      fields: { token: `token ${next}`, refreshToken: `refresh ${next}` },
      expiresAt: answers.lastsUntil ?? minutes(120),
    }
  }
  return { id: String(channel?.id), used }
}

const stateOf = async (id: string) => {
  const { body } = await room.admin.get<{ channels: Channel[] }>('/channels')
  return body.channels.find((channel) => channel.id === id)
}
const tokenOf = (given: Account) => given.credentials.fields['token']
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof ConnectorError ? error.fault : error),
  )
const failWith = (fault: Fault) => async () => {
  throw new ConnectorError(fault)
}

describe('the account of a channel', () => {
  it('comes as it is stored while its credentials last', async () => {
    const { id, used } = await channelEnding(minutes(11))
    expect(tokenOf(await room.credentials.accountFor(id))).toBe('token 0')
    expect(used).toEqual([])
  })

  it('is refreshed before use when its credentials end within ten minutes', async () => {
    const { id } = await channelEnding(minutes(9))
    const fresh = await room.credentials.accountFor(id)
    expect(tokenOf(fresh)).toBe('token 1')
    expect(tokenOf(await room.credentials.accountFor(id))).toBe('token 1')
    expect(fresh.credentials.expiresAt?.getTime()).toBeGreaterThan(minutes(100).getTime())
  })

  it('is used as it is when refreshing fails for a moment and it still lasts', async () => {
    const { id } = await channelEnding(minutes(5))
    room.behaviour.refresh = failWith({ code: 'unreachable' })
    expect(tokenOf(await room.credentials.accountFor(id))).toBe('token 0')
    expect((await stateOf(id))?.state).toBe('connected')
  })

  it('is unreachable, not revoked, when refreshing hangs up and it has ended', async () => {
    const { id } = await channelEnding(minutes(-1))
    room.behaviour.refresh = failWith({ code: 'outcome-unknown' })
    expect(await faultOf(room.credentials.accountFor(id))).toEqual({ code: 'unreachable' })
    expect((await stateOf(id))?.state).toBe('connected')
  })

  it('asks for a reconnect when its credentials ended and nothing can renew them', async () => {
    const { id } = await channelEnding(minutes(-1))
    room.behaviour.refresh = null
    expect(await faultOf(room.credentials.accountFor(id))).toMatchObject({ code: 'credentials-revoked' })
    expect((await stateOf(id))?.state).toBe('needs-reconnect')
  })

  it('is not there for a channel that is disconnected or never was', async () => {
    const { id } = await channelEnding(null)
    await room.app.db.updateTable('channel').set({ state: 'disconnected' }).execute()
    for (const missing of [id, '00000000-0000-4000-8000-000000000000'])
      expect(await faultOf(room.credentials.accountFor(missing))).toMatchObject({ code: 'credentials-revoked' })
  })
})

describe('refreshing', () => {
  it('makes one call when many ask at once, in this process and in others', async () => {
    const { id, used } = await channelEnding(minutes(5), { delayMs: 100 })
    const http = createHttp({ allowHosts: [] })
    const processes = others.map((db) => createCredentials({ db, vault: room.vault, connectors: room.registry, http }))
    const stale = await room.credentials.storedAccount(id)
    const answers = await Promise.all(
      [room.credentials, ...processes].flatMap((credentials) => [
        credentials.accountFor(id),
        credentials.refresh(id, stale),
        credentials.accountFor(id),
      ]),
    )
    expect(used).toEqual(['refresh 0'])
    expect(new Set(answers.map(tokenOf))).toEqual(new Set(['token 1']))
    expect((await stateOf(id))?.state).toBe('connected')
  })

  it('gives out what somebody else already refreshed', async () => {
    const { id, used } = await channelEnding(null)
    const stale = await room.credentials.accountFor(id)
    await room.credentials.refresh(id, stale)
    expect(tokenOf(await room.credentials.refresh(id, stale))).toBe('token 1')
    expect(used).toHaveLength(1)
  })

  it('stores the new credentials before anybody gets them', async () => {
    const { id } = await channelEnding(null)
    const fresh = await room.credentials.refresh(id, await room.credentials.accountFor(id))
    expect(await room.credentials.storedAccount(id)).toEqual(fresh)
  })

  it('moves the channel to needs-reconnect when the platform revoked access, and says so in the audit trail', async () => {
    const { id } = await channelEnding(null)
    room.behaviour.refresh = failWith({ code: 'credentials-revoked', detail: 'revoked by user' })
    const stale = await room.credentials.accountFor(id)
    expect(await faultOf(room.credentials.refresh(id, stale))).toMatchObject({ code: 'credentials-revoked' })
    expect(await stateOf(id)).toMatchObject({ state: 'needs-reconnect', lastFault: { detail: 'revoked by user' } })
    const events = await room.app.db
      .selectFrom('auditEvent')
      .select(['action', 'memberId'])
      .where('objectId', '=', id)
      .execute()
    expect(events).toContainEqual({ action: 'channel.needs-reconnect', memberId: null })
  })
})

describe('a call with a channel’s account', () => {
  const signal = AbortSignal.timeout(10_000)

  it('is made once more with refreshed credentials when they had expired', async () => {
    const { id } = await channelEnding(null)
    const seen: unknown[] = []
    const result = await room.credentials.withAccount(id, signal, async (given) => {
      seen.push(tokenOf(given))
      if (seen.length === 1) throw new ConnectorError({ code: 'credentials-expired' })
      return 'done'
    })
    expect([result, seen]).toEqual(['done', ['token 0', 'token 1']])
    expect(await stateOf(id)).toMatchObject({ lastFault: null, lastSuccessAt: expect.any(String) })
  })

  it('leaves its fault on the channel, and a blip of the network does not disconnect it', async () => {
    const { id } = await channelEnding(null)
    expect(await faultOf(room.credentials.withAccount(id, signal, failWith({ code: 'unreachable' })))).toBeTruthy()
    expect(await stateOf(id)).toMatchObject({ state: 'connected', lastFault: { code: 'unreachable' } })
    await room.credentials.withAccount(id, signal, async () => 'fine')
    expect(await stateOf(id)).toMatchObject({ lastFault: null, lastFaultAt: null })
  })

  it('does not blame the channel for a post that was refused', async () => {
    const { id } = await channelEnding(null)
    await faultOf(room.credentials.withAccount(id, signal, failWith({ code: 'rejected', problem: 'text-too-long' })))
    expect((await stateOf(id))?.lastFault).toBeNull()
  })
})

describe('the sweep', () => {
  const sweep = async () => {
    const errors: unknown[] = []
    const onError = (error: unknown) => errors.push(error)
    const { app, registry, credentials } = room
    const upkeep = createChannelUpkeep({ db: app.db, connectors: registry, credentials, onError })
    const stop = startRefreshCredentials({ upkeep, onError })
    await new Promise((resolve) => setTimeout(resolve, 10))
    await stop()
    return { upkeep, errors }
  }
  const tend = async () => {
    const { upkeep } = await sweep()
    await upkeep.tendCredentials(AbortSignal.timeout(10_000))
    await upkeep.rediscoverCapabilities(AbortSignal.timeout(10_000))
  }
  const backdate = (id: string, storedAt: Date) =>
    room.app.db.updateTable('credential').set({ updatedAt: storedAt }).where('channelId', '=', id).execute()

  it('refreshes a long-lived token a week ahead', async () => {
    const { id, used } = await channelEnding(days(6), { lastsUntil: days(60) })
    await backdate(id, days(-54))
    await tend()
    expect(used).toEqual(['refresh 0'])
    expect(tokenOf(await room.credentials.storedAccount(id))).toBe('token 1')
  })

  it('marks a channel as expiring when its token cannot be refreshed, and clears that when it can', async () => {
    const { id } = await channelEnding(days(6), { lastsUntil: days(60) })
    await backdate(id, days(-54))
    const works = room.behaviour.refresh
    room.behaviour.refresh = failWith({ code: 'platform-down' })
    await tend()
    expect(await stateOf(id)).toMatchObject({ state: 'expiring', expiresAt: expect.any(String) })
    room.behaviour.refresh = works
    await tend()
    expect(await stateOf(id)).toMatchObject({ state: 'connected', expiresAt: null })
  })

  it('warns a week ahead of an end that only a person can move, then asks for the reconnect', async () => {
    const { id } = await channelEnding(days(6))
    room.behaviour.refresh = null
    await tend()
    expect((await stateOf(id))?.state).toBe('expiring')
    await room.app.db
      .updateTable('credential')
      .set({ expiresAt: minutes(-1) })
      .execute()
    await tend()
    expect((await stateOf(id))?.state).toBe('needs-reconnect')
  })

  it('goes on with the other channels when one of them breaks it', async () => {
    const { id } = await channelEnding(minutes(5))
    room.behaviour.accounts = [account('a-2', { credentials: { fields: { token: 'x' }, expiresAt: minutes(5) } })]
    const [second] = await room.connect()
    await room.app.db
      .updateTable('credential')
      .set({ ciphertext: Buffer.alloc(40) })
      .where('channelId', '=', id)
      .execute()
    const { upkeep, errors } = await sweep()
    await upkeep.tendCredentials(AbortSignal.timeout(10_000))
    expect(errors).not.toEqual([])
    expect(tokenOf(await room.credentials.storedAccount(String(second?.id)))).not.toBe('x')
  })

  it('asks once a day what an account may post', async () => {
    const { id } = await channelEnding(null)
    room.behaviour.discovered = { ...capabilities, text: { ...capabilities.text, max: 5_000 } }
    await tend()
    expect((await stateOf(id))?.capabilities.text.max).toBe(500)
    await room.app.db
      .updateTable('channel')
      .set({ capabilitiesAt: days(-1) })
      .execute()
    const before = await stateOf(id)
    await tend()
    const after = await stateOf(id)
    expect(after?.capabilities.text.max).toBe(5_000)
    expect(after?.revision).toBe(Number(before?.revision) + 1)
    await room.app.db
      .updateTable('channel')
      .set({ capabilitiesAt: days(-1) })
      .execute()
    await tend()
    expect((await stateOf(id))?.revision).toBe(after?.revision)
  })
})
