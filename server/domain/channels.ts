import type { z } from 'zod'
import { ConnectorError, type JsonObject } from '../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../connectors/registry.ts'
import { recordAct } from '../audit/record.ts'
import type { Channel, UpdateChannel } from '../contract/channels.ts'
import { attestChannel, revokeAttestation } from '../db/attestations.ts'
import { type ChannelRow, findChannel, listChannels, updateChannel } from '../db/channels.ts'
import { deleteCredentials } from '../db/credentials.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import { findUnit } from '../db/units.ts'
import { presentChannel } from './channel.ts'
import { moveChannel } from './channel-health.ts'
import { checkUp } from './checkup.ts'
import type { ChannelCredentials } from './credentials.ts'
import { DomainError } from './errors.ts'
import { given } from './given.ts'
import type { Actor } from './policy.ts'

export interface ChannelDependencies {
  readonly db: Db
  readonly connectors: ConnectorRegistry
  readonly credentials: ChannelCredentials
}

/** Every function but `list` throws DomainError `not-found` for an id that is not this organization's. */
export interface Channels {
  list(actor: Actor): Promise<Channel[]>
  /** @throws DomainError `stale`, `validation` (a unit that is not there) */
  update(actor: Actor, id: string, input: z.output<typeof UpdateChannel>): Promise<Channel>
  /** Asks the platform whether we may post; publishes nothing. What it says stands on the channel. @throws DomainError `wrong-state` when disconnected */
  check(actor: Actor, id: string): Promise<Channel>
  /** The actor states that the channel is the office's own. */
  attest(actor: Actor, id: string): Promise<Channel>
  /** Deletes the credentials here and gives them back to the platform; what is scheduled stays and waits. @throws DomainError `stale`, `wrong-state` */
  disconnect(actor: Actor, id: string, revision: number): Promise<Channel>
}

const checkTimeoutMs = 60_000
const giveBackTimeoutMs = 15_000

export function createChannels({ db, connectors, credentials }: ChannelDependencies): Channels {
  const present = async (queryable: Queryable, actor: Actor, id: string) =>
    presentChannel(await mustFind(queryable, actor, id), connectors)

  return {
    list: async (actor) =>
      (await listChannels(db, actor.organizationId)).map((channel) => presentChannel(channel, connectors)),

    update: (actor, id, { revision, ...input }) =>
      inTransaction(db, async (trx) => {
        const channel = await mustFind(trx, actor, id)
        if (input.unitId) await mustBeUnit(trx, actor, input.unitId)
        const fields = given(input)
        await mustUpdate(trx, channel, revision, fields)
        await audit(trx, actor, 'channel.updated', channel, fields)
        return present(trx, actor, id)
      }),

    check: async (actor, id) => {
      const channel = await mustFind(db, actor, id)
      if (channel.state === 'disconnected') throw new DomainError('wrong-state', 'The channel is disconnected')
      const outcome = await checkUp(db, credentials, id, AbortSignal.timeout(checkTimeoutMs)).then(
        () => 'ok',
        outcomeOf,
      )
      if (outcome === 'ok' && channel.state === 'needs-reconnect') await moveChannel(db, id, 'connected')
      await inTransaction(db, (trx) => audit(trx, actor, 'channel.checked', channel, { outcome }))
      return present(db, actor, id)
    },

    attest: (actor, id) =>
      inTransaction(db, async (trx) => {
        const channel = await mustFind(trx, actor, id)
        if (channel.attested) return presentChannel(channel, connectors)
        await attestChannel(trx, channel, actor.memberId)
        await mustUpdate(trx, channel, channel.revision, {})
        await audit(trx, actor, 'channel.attested', channel)
        return present(trx, actor, id)
      }),

    disconnect: async (actor, id, revision) => {
      const channel = await mustFind(db, actor, id)
      if (channel.state === 'disconnected') throw new DomainError('wrong-state', 'The channel is disconnected')
      const account = await credentials.storedAccount(id)
      const presented = await inTransaction(db, async (trx) => {
        await mustUpdate(trx, channel, revision, { state: 'disconnected' })
        await deleteCredentials(trx, id)
        await revokeAttestation(trx, id)
        await audit(trx, actor, 'channel.disconnected', channel)
        return present(trx, actor, id)
      })
      await credentials.giveBack(channel, account, AbortSignal.timeout(giveBackTimeoutMs))
      return presented
    },
  }
}

async function mustFind(db: Queryable, actor: Actor, id: string): Promise<ChannelRow> {
  const channel = await findChannel(db, actor.organizationId, id)
  if (!channel) throw new DomainError('not-found')
  return channel
}

async function mustUpdate(
  trx: Trx,
  channel: ChannelRow,
  revision: number,
  fields: Parameters<typeof updateChannel>[4],
): Promise<void> {
  if (await updateChannel(trx, channel.organizationId, channel.id, revision, fields)) return
  throw new DomainError('stale', 'The channel was changed meanwhile', {
    errors: [{ path: 'revision', code: 'stale', values: { current: channel.revision } }],
  })
}

/** @throws DomainError `validation` when the unit is not this organization's */
export async function mustBeUnit(trx: Trx, actor: Actor, unitId: string, path = 'unitId'): Promise<void> {
  if (await findUnit(trx, actor.organizationId, unitId)) return
  throw new DomainError('validation', undefined, { errors: [{ path, code: 'not-found' }] })
}

/** How a check ended, as a word for the audit trail; what is not the platform's doing is thrown on. */
function outcomeOf(error: unknown): string {
  if (error instanceof ConnectorError) return error.fault.code
  throw error
}

function audit(trx: Trx, actor: Actor, action: string, channel: ChannelRow, data: JsonObject = {}): Promise<void> {
  return recordAct(trx, actor, action, 'channel', channel.id, {
    platform: channel.platform,
    name: channel.name,
    handle: channel.handle,
    ...data,
  })
}
