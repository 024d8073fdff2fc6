import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import {
  type ConnectableAccount,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type Http,
} from '../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../connectors/registry.ts'
import { type Platform, platforms } from '../../connectors/rules/platforms.ts'
import { hashOfToken } from '../auth/token.ts'
import { places, type Vault } from '../auth/vault.ts'
import type {
  Channel,
  ChooseAccounts,
  ConnectablePlatform,
  Connection,
  PlatformApp,
  StartConnection,
  StartedConnection,
} from '../contract/channels.ts'
import { type ChannelRow, findChannel, findChannelOfAccount } from '../db/channels.ts'
import {
  type ConnectionRow,
  deleteConnection,
  deleteExpiredConnections,
  findConnection,
  insertConnection,
  resealConnection,
  takeState,
} from '../db/connections.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { connectionFailed, presentChannel } from './channel.ts'
import { connectAccount, reconnectAccount } from './connect-channel.ts'
import {
  type ConnectionSecret,
  challengeOf,
  connectionRefused,
  newVisit,
  readForm,
  readSecret,
  writeSecret,
} from './connection.ts'
import { connectorContext } from './connector-context.ts'
import { DomainError } from './errors.ts'
import { createPlatformApps, type PlatformApps } from './platform-apps.ts'
import type { Actor } from './policy.ts'

export interface ConnectionDependencies {
  readonly db: Db
  readonly vault: Vault
  readonly connectors: ConnectorRegistry
  readonly http: (signal?: AbortSignal) => Http
  /** Where people reach us, without a slash at the end; platforms send them back below it. */
  readonly publicUrl: () => string
}

/** A connection belongs to the person who began it: to anybody else it is `not-found`. */
export interface Connections {
  /** What can be connected here, practice last. */
  platforms(actor: Actor): Promise<ConnectablePlatform[]>
  saveApp: PlatformApps['save']
  /** @throws DomainError `validation`, `connection-failed`, `not-found` (the channel to reconnect) */
  start(actor: Actor, input: z.output<typeof StartConnection>): Promise<StartedConnection>
  /** The person is back from the platform. A state counts once. @returns the connection's id @throws DomainError `connection-failed` */
  comeBack(actor: Actor, answer: { state: string; code: string | null }): Promise<string>
  /** @throws DomainError `not-found` */
  get(actor: Actor, id: string): Promise<Connection>
  /** @throws DomainError `not-found`, `validation`, `conflict` (the account is a channel already), `stale` (that channel is another than was seen) */
  choose(actor: Actor, id: string, input: z.output<typeof ChooseAccounts>): Promise<Channel[]>
}

const visitMinutes = 10
const choiceMinutes = 60
const callTimeoutMs = 60_000

export function createConnections(dependencies: ConnectionDependencies): Connections {
  const { db, vault, connectors, http, publicUrl } = dependencies

  async function asking<T>(call: (context: ConnectorContext) => Promise<T>): Promise<T> {
    try {
      return await call(await connectorContext(db, http, AbortSignal.timeout(callTimeoutMs)))
    } catch (error) {
      if (error instanceof ConnectorError) throw connectionFailed(error.fault, error)
      throw error
    }
  }

  const redirectUri = () => `${publicUrl()}/api/v1/connections/callback`
  const apps = createPlatformApps({ db, vault, connectors, redirectUri, asking })

  const seal = (actor: Actor, id: string, secret: ConnectionSecret) =>
    vault.seal(writeSecret(secret), places.connection(actor.organizationId, id))
  const open = (row: ConnectionRow) => readSecret(vault.open(row, places.connection(row.organizationId, row.id)))

  return {
    platforms: async (actor) => {
      const byHand = await apps.byHand(actor)
      return [false, true].flatMap((practice) =>
        platforms.flatMap((platform) => {
          const app = practice ? null : (byHand.get(platform) ?? null)
          return describe(platform, connectors.for({ platform, practice }), practice, app)
        }),
      )
    },
    saveApp: apps.save,

    start: async (actor, { platform, practice, channelId = null, input }) => {
      await deleteExpiredConnections(db)
      const connector = connectors.for({ platform, practice })
      if (!connector) throw invalid('platform', 'not-offered')
      const channel = channelId ? await mustFindChannel(db, actor, channelId) : null
      if (channel && (channel.platform !== platform || channel.practice !== practice))
        throw invalid('platform', 'other-platform')
      const { connect } = connector
      const { values, errors } = readForm(connect.fields, input)
      if (errors.length > 0) throw new DomainError('validation', undefined, { errors })

      const id = randomUUID()
      const row = { id, organizationId: actor.organizationId, memberId: actor.memberId, platform, channelId }
      if (connect.kind === 'form') {
        const accounts = found(await asking((context) => connect.accounts(values, context)), channel)
        const sealed = seal(actor, id, { step: 'choose', practice, accounts })
        await insertConnection(db, { ...row, ...sealed, stateHash: null }, choiceMinutes)
        return { kind: 'choose', connectionId: id }
      }
      const app = await apps.appFor(actor, connector, connect, values, practice)
      const { state, stateHash, codeVerifier } = newVisit()
      const back = redirectUri()
      const sealed = seal(actor, id, { step: 'away', practice, app, redirectUri: back, codeVerifier })
      await insertConnection(db, { ...row, ...sealed, stateHash }, visitMinutes)
      const codeChallenge = challengeOf(codeVerifier)
      return {
        kind: 'leave',
        authorizeUrl: connect.authorizeUrl({ app, redirectUri: back, state, codeVerifier, codeChallenge }),
      }
    },

    comeBack: async (actor, { state, code }) => {
      const row = await takeState(db, actor.organizationId, actor.memberId, hashOfToken(state))
      if (!row)
        throw connectionRefused(
          'bad-state',
          'This visit has expired, was used, or is not yours: start connecting again',
        )
      const secret = open(row)
      const connect = connectors.for({ platform: row.platform, practice: secret.practice })?.connect
      if (secret.step !== 'away' || connect?.kind !== 'oauth')
        throw connectionRefused('bad-state', 'Start connecting again')
      if (code === null) throw connectionRefused('access-denied', 'The platform did not give access')
      const { app, redirectUri: back, codeVerifier, practice } = secret
      const request = { app, redirectUri: back, state, code, codeVerifier, codeChallenge: challengeOf(codeVerifier) }
      const channel = row.channelId ? await mustFindChannel(db, actor, row.channelId) : null
      const accounts = found(await asking((context) => connect.accounts(request, context)), channel)
      await resealConnection(db, row.id, seal(actor, row.id, { step: 'choose', practice, accounts }), choiceMinutes)
      return row.id
    },

    get: async (actor, id) => {
      const { row, practice, accounts } = await mustFindChoice(actor, id)
      const connected = await Promise.all(
        accounts.map(async ({ remoteAccountId, name, handle, url, missingPermissions }) => {
          const account = { platform: row.platform, practice, remoteAccountId }
          const channel = await findChannelOfAccount(db, actor.organizationId, account)
          const isGone = channel?.state === 'disconnected'
          return {
            ...{ remoteAccountId, name, handle, url, missingPermissions: [...missingPermissions] },
            connectedAs: channel && !isGone ? channel.id : null,
            formerly: channel && isGone ? channel.id : null,
          }
        }),
      )
      return { id, platform: row.platform, practice, channelId: row.channelId, accounts: connected }
    },

    choose: async (actor, id, input) => {
      const { row, practice, accounts } = await mustFindChoice(actor, id)
      const chosen = input.accounts.map((choice, index) => {
        const account = accounts.find(({ remoteAccountId }) => remoteAccountId === choice.remoteAccountId)
        if (!account) throw invalid(`accounts.${index}.remoteAccountId`, 'unknown-account')
        return { choice, account, path: `accounts.${index}` }
      })
      return inTransaction(db, async (trx) => {
        if (!(await deleteConnection(trx, id))) throw new DomainError('not-found')
        const work = { trx, vault, actor, attest: input.attest }
        const channels: ChannelRow[] = []
        for (const { choice, account, path } of chosen)
          channels.push(
            row.channelId
              ? await reconnectAccount(work, await mustFindChannel(trx, actor, row.channelId), account)
              : await connectAccount(work, { platform: row.platform, practice }, account, choice, path),
          )
        return channels.map((channel) => presentChannel(channel, connectors))
      })
    },
  }

  async function mustFindChoice(actor: Actor, id: string) {
    const row = await findConnection(db, actor.organizationId, actor.memberId, id)
    const secret = row && open(row)
    if (!row || secret?.step !== 'choose') throw new DomainError('not-found')
    return { row, practice: secret.practice, accounts: secret.accounts }
  }
}

async function mustFindChannel(
  db: Parameters<typeof findChannel>[0],
  actor: Actor,
  channelId: string,
): Promise<ChannelRow> {
  const channel = await findChannel(db, actor.organizationId, channelId)
  if (!channel) throw new DomainError('not-found')
  return channel
}

/** What may be chosen: for a reconnect nothing but the channel's own account. */
function found(accounts: readonly ConnectableAccount[], channel: ChannelRow | null): readonly ConnectableAccount[] {
  const [first] = accounts
  if (!first) throw connectionRefused('no-accounts', 'The platform shows no account that could be connected')
  if (!channel) return accounts
  const own = accounts.filter(({ remoteAccountId }) => remoteAccountId === channel.remoteAccountId)
  if (own.length > 0) return own
  const values = { channel: channel.name, expected: channel.handle || channel.name, found: first.handle || first.name }
  throw connectionRefused(
    'other-account',
    `"${values.channel}" belongs to ${values.expected}; you signed in as ${values.found}. Sign in with the channel's own account, or connect the other one as a new channel`,
    values,
  )
}

function describe(
  platform: Platform,
  connector: Connector | null,
  practice: boolean,
  app: PlatformApp | null,
): ConnectablePlatform[] {
  if (!connector) return []
  const { kind, fields } = connector.connect
  return [
    {
      platform,
      practice,
      kind,
      app,
      fields: fields.map(({ name, kind: fieldKind, required, choices }) => ({
        name,
        kind: fieldKind,
        required,
        ...(choices && { choices: [...choices] }),
      })),
    },
  ]
}

function invalid(path: string, code: string): DomainError {
  return new DomainError('validation', undefined, { errors: [{ path, code }] })
}
