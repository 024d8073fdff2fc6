import { randomBytes } from 'node:crypto'
import { allWell } from '../../connectors/answers.ts'
import {
  type Account,
  type Checkup,
  type ConnectableAccount,
  type Connector,
  ConnectorError,
  type Credentials,
  type Fault,
  type OAuthRequest,
} from '../../connectors/contract.ts'
import { createRegistry } from '../../connectors/registry.ts'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { createVault, type Vault } from '../../server/auth/vault.ts'
import type { Channel, Connection, StartedConnection } from '../../server/contract/channels.ts'
import { createChannels } from '../../server/domain/channels.ts'
import { createConnections } from '../../server/domain/connections.ts'
import { type ChannelCredentials, createCredentials } from '../../server/domain/credentials.ts'
import { channelRoutes } from '../../server/http/routes/channels.ts'
import { connectionRoutes } from '../../server/http/routes/connections.ts'
import { platformRoutes } from '../../server/http/routes/platforms.ts'
import { createHttp } from '../../server/net/http.ts'
import { startTestApp, type TestApp, type TestClient } from '../support/app.ts'

export const capabilities: Capabilities = {
  text: { max: 500, unit: 'grapheme', requiredWithoutMedia: true },
  delivery: {
    prepareLeadMs: 0,
    commitTimeoutMs: 30_000,
    visibilityLagMs: 0,
    commitIsRepeatable: true,
    confirmation: 'certain',
  },
  sources: [],
}

/** What the platform of a test does, changed by the test as it goes on. */
export interface Behaviour {
  accounts: ConnectableAccount[]
  /** Thrown by the next calls; null: all is well. */
  connectFault: Fault | null
  checkFault: Fault | null
  disconnectFault: Fault | null
  refresh: ((account: Account) => Promise<Credentials>) | null
  discovered: Capabilities | null
  readonly registered: string[]
  readonly givenBack: Account[]
  readonly exchanged: (OAuthRequest & { code: string })[]
  checkup: Checkup
  checks: number
  /** Where people reach the office. */
  publicUrl: string
}

export function newBehaviour(): Behaviour {
  return {
    ...{ accounts: [account('a-1')], connectFault: null, checkFault: null, disconnectFault: null, refresh: null },
    ...{ discovered: null, registered: [], givenBack: [], exchanged: [], checks: 0, checkup: allWell },
    publicUrl: 'https://haidang.example',
  }
}

export function account(remoteAccountId: string, more: Partial<ConnectableAccount> = {}): ConnectableAccount {
  return {
    remoteAccountId,
    name: `Account ${remoteAccountId}`,
    handle: `@${remoteAccountId}`,
    url: `https://peer.example/${remoteAccountId}`,
    settings: { host: 'peer.example' },
    credentials: { fields: { token: `token of ${remoteAccountId}` }, expiresAt: null },
    capabilities,
    missingPermissions: [],
    ...more,
  }
}

/**
 * A platform with a form (wordpress), one with a visit (mastodon), and one with a visit whose application an administrator
 * registers (x), all obeying `behaviour`.
 */
function testConnector(platform: Platform, kind: 'form' | 'oauth' | 'by-hand', behaviour: Behaviour): Connector {
  const unless = (fault: Fault | null) => {
    if (fault) throw new ConnectorError(fault)
  }
  const accounts = async () => {
    unless(behaviour.connectFault)
    return behaviour.accounts
  }
  const nothing = () => Promise.reject(new Error('not part of these tests'))
  return {
    platform,
    capabilities,
    connect:
      kind === 'form'
        ? {
            kind,
            fields: [
              { name: 'site', kind: 'host', required: true },
              { name: 'password', kind: 'secret', required: true },
              { name: 'look', kind: 'choice', required: false, choices: ['plain', 'rich'] },
            ],
            accounts,
          }
        : {
            kind: 'oauth',
            ...(kind === 'by-hand'
              ? { fields: [] }
              : {
                  fields: [{ name: 'host', kind: 'host', required: true }],
                  registerApp: async (input: Readonly<Record<string, string>>, redirectUri: string) => {
                    behaviour.registered.push(`${input['host']} ${redirectUri}`)
                    return { host: String(input['host']), clientId: 'client', clientSecret: 'app secret' }
                  },
                }),
            authorizeUrl: ({ app, redirectUri, state, codeChallenge }) =>
              `https://${app.host || app.clientId}/authorize?${new URLSearchParams({ state, redirect_uri: redirectUri, code_challenge: codeChallenge })}`,
            accounts: async (request) => {
              behaviour.exchanged.push(request)
              return accounts()
            },
          },
    get refresh() {
      return behaviour.refresh ?? undefined
    },
    get discoverCapabilities() {
      const { discovered } = behaviour
      return discovered ? async () => discovered : undefined
    },
    check: async () => {
      behaviour.checks += 1
      unless(behaviour.checkFault)
      return behaviour.checkup
    },
    disconnect: async (given) => {
      behaviour.givenBack.push(given)
      unless(behaviour.disconnectFault)
    },
    prepare: nothing,
    commit: nothing,
    confirm: nothing,
  } as Connector
}

export interface ChannelRoom {
  readonly app: TestApp
  readonly admin: TestClient
  readonly behaviour: Behaviour
  readonly credentials: ChannelCredentials
  readonly vault: Vault
  readonly registry: ReturnType<typeof createRegistry>
  /** Connects accounts through the API as `admin` would. */
  connect(more?: object): Promise<Channel[]>
  startVisit(channelId?: string): Promise<URL>
}

/** The API of channels and connections with the two test platforms; practice shows bluesky. */
export async function startChannelRoom(): Promise<ChannelRoom> {
  const behaviour = newBehaviour()
  const vault = createVault(randomBytes(32))
  const registry = createRegistry(
    [
      testConnector('wordpress', 'form', behaviour),
      testConnector('mastodon', 'oauth', behaviour),
      testConnector('x', 'by-hand', behaviour),
    ],
    (platform) => testConnector(platform, 'form', behaviour),
  )
  const http = createHttp({ allowHosts: [] })
  let made: ChannelCredentials | null = null
  const app = await startTestApp({
    routes: ({ db }) => {
      const credentials = createCredentials({ db, vault, connectors: registry, http })
      made = credentials
      const channels = createChannels({ db, connectors: registry, credentials })
      const publicUrl = () => behaviour.publicUrl
      const connections = createConnections({ db, vault, connectors: registry, http, publicUrl })
      return [...platformRoutes(connections), ...channelRoutes(channels), ...connectionRoutes(connections)]
    },
  })
  const credentials = made as ChannelCredentials | null
  if (!credentials) throw new Error('The routes were not made')
  const admin = await app.signIn('admin')
  return {
    ...{ app, admin, behaviour, credentials, vault, registry },
    connect: async (more = {}) => {
      const started = await admin.post<StartedConnection>('/connections', { ...form, ...more })
      const { connectionId } = started.body as Extract<StartedConnection, { kind: 'choose' }>
      const { accounts } = (await admin.get<Connection>(`/connections/${connectionId}`)).body
      const chosen = accounts.map(({ remoteAccountId }) => choice(remoteAccountId))
      const answer = await admin.post<{ channels: Channel[] }>(`/connections/${connectionId}/accounts`, {
        accounts: chosen,
        attest: true,
      })
      if (answer.status !== 201) throw new Error(answer.text)
      return answer.body.channels
    },
    startVisit: async (channelId) => {
      const body = { platform: 'mastodon', input: { host: 'Peer.Example' }, ...(channelId && { channelId }) }
      const started = await admin.post<StartedConnection>('/connections', body)
      if (started.body.kind !== 'leave') throw new Error(started.text)
      return new URL(started.body.authorizeUrl)
    },
  }
}

export const form = { platform: 'wordpress', input: { site: 'peer.example', password: 'S3CRET' } }
export const choice = (remoteAccountId: string) => ({ remoteAccountId, language: 'vi', audience: 'residents' })
