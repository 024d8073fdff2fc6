import { type Selectable, sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Sealed } from '../auth/vault.ts'
import type { Queryable } from './database.ts'
import type { ConnectionTable } from './schema.ts'

export type ConnectionRow = Selectable<ConnectionTable>

export interface NewConnection extends Sealed {
  readonly id: string
  readonly organizationId: string
  readonly memberId: string
  readonly platform: Platform
  readonly channelId: string | null
  /** Set while the person is at the platform. */
  readonly stateHash: Buffer | null
}

/** @param minutes until it can no longer be used */
export async function insertConnection(db: Queryable, connection: NewConnection, minutes: number): Promise<void> {
  await db
    .insertInto('connection')
    .values({ ...connection, expiresAt: fromNow(minutes) })
    .execute()
}

/** A connection this person began and that has not expired. */
export async function findConnection(
  db: Queryable,
  organizationId: string,
  memberId: string,
  id: string,
): Promise<ConnectionRow | null> {
  const row = await db
    .selectFrom('connection')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('memberId', '=', memberId)
    .where('id', '=', id)
    .where('expiresAt', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row ?? null
}

/** Uses a state up: of two requests with the same one, one gets the row. A foreign or expired one is left alone. */
export async function takeState(
  db: Queryable,
  organizationId: string,
  memberId: string,
  stateHash: Buffer,
): Promise<ConnectionRow | null> {
  const row = await db
    .updateTable('connection')
    .set({ stateHash: null })
    .where('organizationId', '=', organizationId)
    .where('memberId', '=', memberId)
    .where('stateHash', '=', stateHash)
    .where('expiresAt', '>', sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** Stores what was found at the platform, to be chosen from within `minutes`. */
export async function resealConnection(db: Queryable, id: string, sealed: Sealed, minutes: number): Promise<void> {
  await db
    .updateTable('connection')
    .set({ ...sealed, expiresAt: fromNow(minutes) })
    .where('id', '=', id)
    .execute()
}

/** @returns whether it was still there: of two choices made at once, one goes on */
export async function deleteConnection(db: Queryable, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('connection').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function deleteExpiredConnections(db: Queryable): Promise<void> {
  await db.deleteFrom('connection').where('expiresAt', '<', sql<Date>`now()`).execute()
}

const fromNow = (minutes: number) => sql<Date>`now() + make_interval(mins => ${minutes})`
