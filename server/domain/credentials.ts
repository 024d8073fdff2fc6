import {
  type Account,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type Credentials,
  type Http,
} from '../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../connectors/registry.ts'
import { places, type Vault } from '../auth/vault.ts'
import { batched } from '../db/batched.ts'
import { type ChannelRow, findAnyChannel, findAnyChannels } from '../db/channels.ts'
import { type CredentialRow, listCredentialFields, lockCredentials, replaceCredentials } from '../db/credentials.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import { noteChannelFault, noteChannelSuccess } from './channel-health.ts'
import { connectorContext } from './connector-context.ts'
import { isEnding } from './credential.ts'

export interface CredentialDependencies {
  readonly db: Db
  readonly vault: Vault
  readonly connectors: ConnectorRegistry
  readonly http: (signal?: AbortSignal) => Http
}

export interface ChannelCredentials {
  /**
   * The channel's account, its credentials good for at least ten minutes where they can be refreshed.
   * @throws ConnectorError `credentials-revoked`, `unreachable`, `platform-down`, `rate-limited`
   */
  accountFor(channelId: string): Promise<Account>
  /**
   * After `credentials-expired`: the account with newer credentials than `stale`. Any number may ask at once; one call
   * is made, and its answer is stored before anybody gets it.
   * @throws ConnectorError as `accountFor`
   */
  refresh(channelId: string, stale: Account): Promise<Account>
  /**
   * Runs `call` with the account, once more with refreshed credentials when they had expired, and notes on the channel
   * how it went. @throws ConnectorError
   */
  withAccount<T>(
    channelId: string,
    signal: AbortSignal,
    call: (account: Account, context: ConnectorContext, connector: Connector) => Promise<T>,
  ): Promise<T>
  /** The account as it is stored, however old its credentials; throws when the channel is disconnected. */
  storedAccount(channelId: string): Promise<Account>
  /** Revokes credentials at the platform as far as it lets us: a channel is disconnected here either way. */
  giveBack(channel: Pick<ChannelRow, 'platform' | 'practice'>, account: Account, signal: AbortSignal): Promise<void>
}

const refreshTimeoutMs = 45_000

export function createCredentials(dependencies: CredentialDependencies): ChannelCredentials {
  const { db, vault, connectors, http } = dependencies
  const refreshing = new Map<string, Promise<Account>>()
  /** Deliveries that start at the same time read the accounts of their channels together. */
  const readTogether = batched((channelIds: readonly string[]) => readAccounts(db, vault, channelIds))

  async function accountFor(channelId: string): Promise<Account> {
    const { account, channel } = connected(await readTogether(channelId))
    const { expiresAt } = account.credentials
    if (!isEnding(expiresAt, channel.now)) return account
    if (connectorOf(connectors, channel).refresh)
      try {
        return await refresh(channelId, account)
      } catch (error) {
        // What still works is used: the platform's refresh being away must not stop a delivery.
        if (isRevoked(error) || expiresAt === null || expiresAt <= channel.now) throw error
        return account
      }
    if (expiresAt === null || expiresAt > channel.now) return account
    const fault = { code: 'credentials-revoked', detail: 'The credentials have expired' } as const
    await noteChannelFault(db, channelId, fault)
    throw new ConnectorError(fault)
  }

  /** One flight per channel in this process; the lock in the database does the same between processes. */
  function refresh(channelId: string, stale: Account): Promise<Account> {
    return sharedFlight(refreshing, channelId, () => refreshLocked(channelId, stale))
  }

  async function refreshLocked(channelId: string, stale: Account): Promise<Account> {
    try {
      const fresh = await inTransaction(db, async (trx) => {
        await lockCredentials(trx, channelId)
        const { account, channel } = await readAccount(trx, vault, channelId)
        if (!sameFields(account.credentials, stale.credentials)) return account
        const { refresh: refreshNow } = connectorOf(connectors, channel)
        if (!refreshNow) throw new ConnectorError({ code: 'credentials-revoked' })
        const context = await connectorContext(trx, http, AbortSignal.timeout(refreshTimeoutMs))
        const credentials = await refreshNow(account, context)
        await storeCredentials(trx, vault, channel, credentials)
        return { ...account, credentials }
      })
      await noteChannelSuccess(db, channelId)
      return fresh
    } catch (error) {
      const failure = refreshFailure(error)
      if (failure instanceof ConnectorError) await noteChannelFault(db, channelId, failure.fault)
      throw failure
    }
  }

  return {
    accountFor,
    refresh,

    withAccount: async (channelId, signal, call) => {
      const account = await accountFor(channelId)
      const channel = await findAnyChannel(db, channelId)
      if (!channel) throw new ConnectorError({ code: 'credentials-revoked' })
      const connector = connectorOf(connectors, channel)
      const context = await connectorContext(db, http, signal)
      try {
        const result = await call(account, context, connector).catch(async (error: unknown) => {
          if (!(error instanceof ConnectorError) || error.fault.code !== 'credentials-expired') throw error
          return call(await refresh(channelId, account), context, connector)
        })
        await noteChannelSuccess(db, channelId)
        return result
      } catch (error) {
        if (error instanceof ConnectorError) await noteChannelFault(db, channelId, error.fault)
        throw error
      }
    },

    storedAccount: async (channelId) => (await readAccount(db, vault, channelId)).account,

    giveBack: async (channel, account, signal) => {
      const connector = connectors.for(channel)
      if (!connector?.disconnect) return
      try {
        await connector.disconnect(account, await connectorContext(db, http, signal))
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error
      }
    },
  }
}

/** Seals and stores credentials in the place of all earlier ones of the channel. */
export function storeCredentials(
  trx: Trx,
  vault: Vault,
  channel: Pick<ChannelRow, 'id' | 'organizationId'>,
  { fields, expiresAt }: Credentials,
): Promise<void> {
  const sealed = Object.entries(fields).map(([field, value]) => ({
    field,
    ...vault.seal(value, places.credential(channel.organizationId, channel.id, field)),
  }))
  return replaceCredentials(trx, channel.organizationId, channel.id, sealed, expiresAt)
}

interface ChannelAccount {
  readonly account: Account
  readonly channel: ChannelRow
}

async function readAccount(db: Queryable, vault: Vault, channelId: string): Promise<ChannelAccount> {
  const [found = null] = await readAccounts(db, vault, [channelId])
  return connected(found)
}

/** In the order asked for; null where no such channel is connected. */
async function readAccounts(
  db: Queryable,
  vault: Vault,
  channelIds: readonly string[],
): Promise<(ChannelAccount | null)[]> {
  const ids = [...new Set(channelIds)]
  const channels = await findAnyChannels(db, ids)
  const fields = Map.groupBy(await listCredentialFields(db, ids), (row) => row.channelId)
  const accounts = new Map<string, ChannelAccount>()
  for (const channel of channels) {
    if (channel.state === 'disconnected') continue
    const { remoteAccountId, settings, capabilities } = channel
    const credentials = openCredentials(vault, channel, fields.get(channel.id) ?? [])
    accounts.set(channel.id, { account: { remoteAccountId, settings, capabilities, credentials }, channel })
  }
  return channelIds.map((id) => accounts.get(id) ?? null)
}

function connected(found: ChannelAccount | null): ChannelAccount {
  if (found) return found
  throw new ConnectorError({ code: 'credentials-revoked', detail: 'The channel is not connected' })
}

function openCredentials(vault: Vault, channel: ChannelRow, rows: readonly CredentialRow[]): Credentials {
  const opened = rows.map((row) => [
    row.field,
    vault.open(row, places.credential(channel.organizationId, channel.id, row.field)),
  ])
  return { fields: Object.fromEntries(opened), expiresAt: rows[0]?.expiresAt ?? null }
}

function connectorOf(connectors: ConnectorRegistry, channel: ChannelRow): Connector {
  const connector = connectors.for(channel)
  if (!connector)
    throw new ConnectorError({ code: 'credentials-revoked', detail: 'This platform is switched off here' })
  return connector
}

/** A refresh may be asked again; one that is refused for good needs a person. */
function refreshFailure(error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error
  const { code } = error.fault
  if (code === 'outcome-unknown') return new ConnectorError({ code: 'unreachable' }, { cause: error })
  if (code === 'credentials-expired') return new ConnectorError({ code: 'credentials-revoked' }, { cause: error })
  return error
}

function isRevoked(error: unknown): boolean {
  return error instanceof ConnectorError && error.fault.code === 'credentials-revoked'
}

function sameFields(one: Credentials, other: Credentials): boolean {
  const names = Object.keys(one.fields)
  return (
    names.length === Object.keys(other.fields).length && names.every((name) => one.fields[name] === other.fields[name])
  )
}

/** Calls for one key that come while one is under way get its result. */
function sharedFlight<T>(flights: Map<string, Promise<T>>, key: string, start: () => Promise<T>): Promise<T> {
  const underWay = flights.get(key)
  if (underWay) return underWay
  const flight = start()
  flights.set(key, flight)
  const landed = () => flights.delete(key)
  flight.then(landed, landed)
  return flight
}
