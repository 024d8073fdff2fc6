import type { Connect, Connector, ConnectorContext, OAuthApp } from '../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../connectors/registry.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { recordAct } from '../audit/record.ts'
import { places, type Vault } from '../auth/vault.ts'
import type { PlatformApp } from '../contract/channels.ts'
import { type Db, inTransaction, type Queryable } from '../db/database.ts'
import { listOrganizations } from '../db/organizations.ts'
import { findPlatformApp, listPlatformApps, savePlatformApp } from '../db/platform-apps.ts'
import { appHost, connectionRefused } from './connection.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'

type OAuth = Extract<Connect, { kind: 'oauth' }>

export interface PlatformAppDependencies {
  readonly db: Db
  readonly vault: Vault
  readonly connectors: ConnectorRegistry
  /** Where people come back to from a platform. */
  readonly redirectUri: () => string
  /** Runs a connector's call. @throws DomainError `connection-failed` */
  readonly asking: <T>(call: (context: ConnectorContext) => Promise<T>) => Promise<T>
}

/** Who we are at each platform: registered by call where it has that, else by an administrator. */
export interface PlatformApps {
  /**
   * Our application for these form values. One registered by call is made on the first visit, and anew when we moved to
   * another address.
   * @throws DomainError `connection-failed` `no-app`
   */
  appFor(
    actor: Actor,
    connector: Connector,
    connect: OAuth,
    values: Readonly<Record<string, string>>,
    practice: boolean,
  ): Promise<OAuthApp>
  /** Those an administrator registers by hand, by platform; secrets are never shown. */
  byHand(actor: Actor): Promise<ReadonlyMap<Platform, PlatformApp>>
  /** Keeps what the platform gave an administrator. @throws DomainError `not-found` where none is registered by hand */
  save(actor: Actor, platform: Platform, app: { clientId: string; clientSecret: string }): Promise<PlatformApp>
}

interface KeptApp extends OAuthApp {
  readonly redirectUri: string
}

export function createPlatformApps(dependencies: PlatformAppDependencies): PlatformApps {
  const { db, vault, connectors, redirectUri, asking } = dependencies

  return {
    appFor: async (actor, connector, connect, values, practice) => {
      const { platform } = connector
      const { registerApp } = connect
      const host = appHost(connect.fields, values, practice)
      const row = await findPlatformApp(db, actor.organizationId, platform, host)
      if (row) {
        const kept: KeptApp = JSON.parse(vault.open(row, places.platformApp(actor.organizationId, platform, host)))
        if (!registerApp || kept.redirectUri === redirectUri()) return kept
      }
      if (!registerApp)
        throw connectionRefused('no-app', 'No application of this office is registered with the platform')
      const app = await asking((context) => registerApp(values, redirectUri(), context))
      await keep(db, vault, actor, { platform, host }, { ...app, redirectUri: redirectUri() })
      return app
    },

    byHand: async (actor) => {
      const kept = new Map(
        (await listPlatformApps(db, actor.organizationId, ownHost)).map((row) => [row.platform, row.clientId]),
      )
      return new Map(
        connectors.platforms
          .filter((platform) => isRegisteredByHand(connectors.for({ platform, practice: false })))
          .map((platform) => [platform, { clientId: kept.get(platform) ?? null, redirectUri: redirectUri() }]),
      )
    },

    save: (actor, platform, { clientId, clientSecret }) =>
      inTransaction(db, async (trx) => {
        if (!isRegisteredByHand(connectors.for({ platform, practice: false }))) throw new DomainError('not-found')
        const app = { host: ownHost, clientId, clientSecret, redirectUri: redirectUri() }
        await keep(trx, vault, actor, { platform, host: ownHost }, app)
        await recordAct(trx, actor, 'platform-app.saved', 'platform-app', platform, { platform, clientId })
        return { clientId, redirectUri: redirectUri() }
      }),
  }
}

function keep(
  db: Queryable,
  vault: Vault,
  { organizationId }: Pick<Actor, 'organizationId'>,
  { platform, host }: { readonly platform: Platform; readonly host: string },
  app: KeptApp,
): Promise<void> {
  return savePlatformApp(db, organizationId, platform, host, {
    clientId: app.clientId,
    ...vault.seal(JSON.stringify(app), places.platformApp(organizationId, platform, host)),
  })
}

/** Gives every office of the demo the application that a simulated platform knows. */
export async function keepAppEverywhere(
  db: Db,
  vault: Vault,
  { platform, clientId, clientSecret }: { platform: Platform; clientId: string; clientSecret: string },
): Promise<void> {
  for (const { id: organizationId } of await listOrganizations(db))
    await keep(
      db,
      vault,
      { organizationId },
      { platform, host: ownHost },
      { host: ownHost, clientId, clientSecret, redirectUri: '' },
    )
}

/** A platform with one host of its own has one application for all accounts. */
const ownHost = ''

function isRegisteredByHand(connector: Connector | null): boolean {
  return connector?.connect.kind === 'oauth' && !connector.connect.registerApp
}
