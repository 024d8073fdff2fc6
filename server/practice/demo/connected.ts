import type { ConnectableAccount, Http } from '../../../connectors/contract.ts'
import type { ConnectorRegistry } from '../../../connectors/registry.ts'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import type { Vault } from '../../auth/vault.ts'
import type { Db } from '../../db/database.ts'
import { insertRows } from '../../db/insert-rows.ts'
import { connectorContext } from '../../domain/connector-context.ts'
import { storeCredentials } from '../../domain/credentials.ts'
import { type Ground, openedAt } from './ground.ts'
import { channels, type DemoChannel, office } from './office.ts'

/** Channels of the demo that a person has to look at. */
export const troubled = {
  /** Its credentials end in a few days. */
  expiring: 'linkedin',
  /** Its credentials ended. */
  broken: 'threads',
  paused: 'telegram',
} as const satisfies Record<string, Platform>

/** How long ago the trouble began. */
export const brokenSince = { hours: 31 } as const
export const pausedSince = { hours: 27 } as const
const pauseReason =
  'Đổi người quản trị kênh: chờ bàn giao xong mới đăng tiếp. · The channel changes hands: nothing goes out until that is done.'

/** The accounts of the demo's channels, connected through the practice network as a person would. */
export async function connectAccounts(
  db: Db,
  connectors: ConnectorRegistry,
  http: (signal?: AbortSignal) => Http,
): Promise<Map<Platform, ConnectableAccount>> {
  const context = await connectorContext(db, http, AbortSignal.timeout(30_000))
  const connected = await Promise.all(
    channels.map(async ({ platform, account }) => {
      const connect = connectors.for({ platform, practice: true })?.connect
      if (connect?.kind !== 'form') throw new Error('The demo office needs the practice network')
      const [found] = await connect.accounts({ account }, context)
      if (!found) throw new Error(`The practice network did not make ${account}`)
      return [platform, found] as const
    }),
  )
  return new Map(connected)
}

/** Writes the channels with their credentials sealed, attested, and one of them paused. */
export async function insertChannels(
  ground: Ground,
  vault: Vault,
  accounts: ReadonlyMap<Platform, ConnectableAccount>,
): Promise<void> {
  const { trx, organizationId } = ground
  const createdAt = openedAt(ground).plus({ days: 2 }).toJSDate()
  const createdBy = ground.member('admin')
  const rows = channels.map((channel) => {
    const account = accounts.get(channel.platform)
    if (!account) throw new Error(`There is no account on ${channel.platform}`)
    return { channel, account }
  })
  await insertRows(
    trx,
    'channel',
    rows.map(({ channel: { platform, name, language, audience, unit }, account }) => {
      const { remoteAccountId, handle, url, settings, capabilities } = account
      return {
        ...{ id: ground.channel(platform), organizationId, unitId: ground.unit(unit), platform, practice: true },
        ...{ remoteAccountId, name, handle, url, language, audience, zone: office.zone, settings, capabilities },
        ...{ createdBy, createdAt, ...healthOf(ground, platform) },
      }
    }),
  )
  await insertRows(
    trx,
    'channelAttestation',
    channels.map(({ platform, unit }) => ({
      ...{ id: ground.id(`attestation ${platform}`), organizationId, channelId: ground.channel(platform) },
      ...{ unitId: ground.unit(unit), attestedBy: createdBy, attestedAt: createdAt },
    })),
  )
  for (const { channel, account } of rows) {
    const id = ground.channel(channel.platform)
    const { fields } = account.credentials
    await storeCredentials(trx, vault, { id, organizationId }, { fields, expiresAt: endOf(ground, channel) })
    const data = { name: channel.name, handle: account.handle }
    ground.events.push({
      at: createdAt,
      role: 'admin',
      action: 'channel.connected',
      objectType: 'channel',
      objectId: id,
      data,
    })
    ground.events.push({
      at: createdAt,
      role: 'admin',
      action: 'channel.attested',
      objectType: 'channel',
      objectId: id,
      data,
    })
  }
  const pausedAt = ground.today.minus(pausedSince).toJSDate()
  const pause = {
    id: ground.id('pause'),
    organizationId,
    scope: 'channel' as const,
    scopeId: ground.channel(troubled.paused),
  }
  await insertRows(trx, 'pause', [
    { ...pause, reason: pauseReason, createdBy: ground.member('officer'), createdAt: pausedAt },
  ])
  ground.events.push({
    at: pausedAt,
    role: 'officer',
    action: 'pause.started',
    objectType: 'pause',
    objectId: pause.id,
    data: { scope: pause.scope, scopeId: pause.scopeId, reason: pauseReason },
  })
}

function healthOf({ now, today }: Ground, platform: Platform) {
  const brokenAt = today.minus(brokenSince).toJSDate()
  if (platform !== troubled.broken)
    return {
      ...{ state: platform === troubled.expiring ? ('expiring' as const) : ('connected' as const) },
      ...{ lastSuccessAt: now, lastFault: null, lastFaultAt: null },
    }
  const lastFault = { code: 'credentials-revoked', detail: 'The credentials have expired' } as const
  return {
    state: 'needs-reconnect' as const,
    lastSuccessAt: today.minus({ hours: 34 }).toJSDate(),
    lastFault,
    lastFaultAt: brokenAt,
  }
}

function endOf({ today }: Ground, { platform }: DemoChannel): Date | null {
  if (platform === troubled.broken) return today.minus(brokenSince).toJSDate()
  return platform === troubled.expiring ? today.plus({ days: 4, hours: 3 }).toJSDate() : null
}
