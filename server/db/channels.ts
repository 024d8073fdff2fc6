import { type Selectable, sql } from 'kysely'
import type { Checkup, Fault } from '../../connectors/contract.ts'
import type { Capabilities } from '../../connectors/rules/capabilities.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Queryable, Trx } from './database.ts'
import type { ChannelTable } from './schema.ts'

/** A channel with what stands about it elsewhere. `now` is the database's time of reading. */
export type ChannelRow = Selectable<ChannelTable> & {
  readonly attested: boolean
  /** When its credentials end and when they were stored; null: never, or there are none. */
  readonly expiresAt: Date | null
  readonly credentialsAt: Date | null
  readonly now: Date
}
export type ChannelState = ChannelRow['state']
export type ChannelFields = Partial<Pick<ChannelRow, 'name' | 'language' | 'audience' | 'zone' | 'unitId'>>

/** What the platform says of an account, taken over at every connect. */
export type ConnectedAccount = Pick<ChannelRow, 'remoteAccountId' | 'handle' | 'url' | 'settings' | 'capabilities'>

export async function listChannels(db: Queryable, organizationId: string): Promise<ChannelRow[]> {
  return channels(db)
    .where('channel.organizationId', '=', organizationId)
    .orderBy('channel.platform')
    .orderBy('channel.name')
    .execute()
}

export async function findChannel(db: Queryable, organizationId: string, id: string): Promise<ChannelRow | null> {
  const row = await channels(db)
    .where('channel.organizationId', '=', organizationId)
    .where('channel.id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

/** For the engine and the sweeps, which serve every organization; a person's request goes through `findChannel`. */
export async function findAnyChannel(db: Queryable, id: string): Promise<ChannelRow | null> {
  return (await channels(db).where('channel.id', '=', id).executeTakeFirst()) ?? null
}

/** As `findAnyChannel`, those that are there. */
export function findAnyChannels(db: Queryable, ids: readonly string[]): Promise<ChannelRow[]> {
  return channels(db)
    .where(sql<boolean>`channel.id = any(${[...ids]}::uuid[])`)
    .execute()
}

/** Whichever channel an account already is here, disconnected ones included. */
export async function findChannelOfAccount(
  db: Queryable,
  organizationId: string,
  account: { readonly platform: Platform; readonly practice: boolean; readonly remoteAccountId: string },
): Promise<ChannelRow | null> {
  const row = await channels(db)
    .where('channel.organizationId', '=', organizationId)
    .where('channel.platform', '=', account.platform)
    .where('channel.practice', '=', account.practice)
    .where('channel.remoteAccountId', '=', account.remoteAccountId)
    .executeTakeFirst()
  return row ?? null
}

export interface NewChannel extends ConnectedAccount {
  readonly organizationId: string
  readonly unitId: string
  readonly platform: Platform
  readonly practice: boolean
  readonly name: string
  readonly language: string
  readonly audience: string
  readonly createdBy: string
}

/** The channel takes the office's zone. @returns its id, or null when the account became a channel a moment ago */
export async function insertChannel(trx: Trx, channel: NewChannel): Promise<string | null> {
  const row = await trx
    .insertInto('channel')
    .values((build) => ({
      ...channel,
      zone: build.selectFrom('organization').select('zone').where('id', '=', channel.organizationId),
    }))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/**
 * Takes the account's data over and makes the channel healthy; its deliveries stay, and what `change` does not name.
 * @returns whether the channel was at the change's revision
 */
export async function reconnectChannel(
  trx: Trx,
  id: string,
  account: ConnectedAccount,
  change?: { readonly fields: ChannelFields; readonly revision: number },
): Promise<boolean> {
  const { handle, url, settings, capabilities } = account
  const { numUpdatedRows } = await trx
    .updateTable('channel')
    .set({ handle, url, settings, capabilities, ...change?.fields })
    .set({ state: 'connected', lastFault: null, lastFaultAt: null, capabilitiesAt: sql<Date>`now()` })
    .set((build) => ({ revision: build('revision', '+', 1) }))
    .where('id', '=', id)
    .$if(change !== undefined, (query) => query.where('revision', '=', change?.revision ?? 0))
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** @returns whether the channel was at `revision` */
export async function updateChannel(
  trx: Trx,
  organizationId: string,
  id: string,
  revision: number,
  fields: ChannelFields & { readonly state?: ChannelState },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('channel')
    .set({ ...fields, revision: revision + 1 })
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** A call with the channel's credentials went well. Written at most once a minute while nothing changes. */
export async function noteSuccess(db: Queryable, id: string): Promise<void> {
  await db
    .updateTable('channel')
    .set({ lastSuccessAt: sql<Date>`now()`, lastFault: null, lastFaultAt: null })
    .where('id', '=', id)
    .where(
      sql<boolean>`(last_fault is not null or last_success_at is null or last_success_at < now() - interval '1 minute')`,
    )
    .execute()
}

export async function noteFault(db: Queryable, id: string, fault: Fault): Promise<void> {
  await db
    .updateTable('channel')
    .set({ lastFault: fault, lastFaultAt: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** @returns the channel as it was when this changed its state; null when it already was so, or is disconnected */
export async function changeState(
  trx: Trx,
  id: string,
  state: Exclude<ChannelState, 'disconnected'>,
): Promise<{ readonly organizationId: string; readonly name: string } | null> {
  const row = await trx
    .updateTable('channel')
    .set({ state })
    .set((build) => ({ revision: build('revision', '+', 1) }))
    .where('id', '=', id)
    .where('state', 'not in', [state, 'disconnected'])
    .returning(['organizationId', 'name'])
    .executeTakeFirst()
  return row ?? null
}

/** Stores what an account may post as just asked; the revision moves only when something differs. */
export async function storeCapabilities(db: Queryable, id: string, capabilities: Capabilities): Promise<void> {
  const json = JSON.stringify(capabilities)
  await db
    .updateTable('channel')
    .set({
      capabilities,
      capabilitiesAt: sql<Date>`now()`,
      revision: sql<number>`revision + (capabilities is distinct from ${json}::jsonb)::int`,
    })
    .where('id', '=', id)
    .execute()
}

/** Channels whose credentials end within `days`, soonest first. */
export async function listEndingCredentials(db: Queryable, days: number): Promise<ChannelRow[]> {
  const ending = db
    .selectFrom('credential')
    .select('channelId')
    .where('expiresAt', '<', sql<Date>`now() + make_interval(days => ${days})`)
  return channels(db)
    .where('channel.id', 'in', ending)
    .where('channel.state', 'in', ['connected', 'expiring'])
    .orderBy('expiresAt')
    .execute()
}

/** What a look at the account found; null when it could not be looked at: what was known stays, and it counts as tried. */
export async function storeCheckup(db: Queryable, id: string, checkup: Checkup | null): Promise<void> {
  await db
    .updateTable('channel')
    .set({ checkedAt: sql<Date>`now()`, ...(checkup && { checkup: checkup }) })
    .where('id', '=', id)
    .execute()
}

/** Channels that were looked at longer than `hours` ago or never, oldest first. */
export async function listUnchecked(db: Queryable, hours: number): Promise<ChannelRow[]> {
  return channels(db)
    .where(sql<boolean>`coalesce(channel.checked_at, '-infinity') < now() - make_interval(hours => ${hours})`)
    .where('channel.state', 'in', ['connected', 'expiring'])
    .orderBy('channel.checkedAt', (order) => order.asc().nullsFirst())
    .execute()
}

/** Channels whose capabilities were asked longer than `hours` ago, oldest first. */
export async function listOldCapabilities(db: Queryable, hours: number): Promise<ChannelRow[]> {
  return channels(db)
    .where('channel.capabilitiesAt', '<', sql<Date>`now() - make_interval(hours => ${hours})`)
    .where('channel.state', 'in', ['connected', 'expiring'])
    .orderBy('channel.capabilitiesAt')
    .execute()
}

const channels = (db: Queryable) =>
  db
    .selectFrom('channel')
    .selectAll('channel')
    .select((build) => [
      build
        .exists(
          build
            .selectFrom('channelAttestation')
            .whereRef('channelAttestation.channelId', '=', 'channel.id')
            .where('revokedAt', 'is', null)
            .select('channelAttestation.id'),
        )
        .$castTo<boolean>()
        .as('attested'),
      build
        .selectFrom('credential')
        .whereRef('credential.channelId', '=', 'channel.id')
        .select((inner) => inner.fn.min('credential.expiresAt').as('value'))
        .as('expiresAt'),
      build
        .selectFrom('credential')
        .whereRef('credential.channelId', '=', 'channel.id')
        .select((inner) => inner.fn.min('credential.updatedAt').as('value'))
        .as('credentialsAt'),
      sql<Date>`clock_timestamp()`.as('now'),
    ])
