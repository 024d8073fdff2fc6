import { sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import type { Queryable } from './database.ts'

export interface KeyOwner {
  readonly organizationId: string
  readonly memberId: string
  readonly key: string
}

export interface StoredAnswer {
  readonly requestHash: Buffer
  /** null while the first request has not answered. */
  readonly status: number | null
  readonly body: JsonObject | null
}

/** Takes the key for a request. Keys are kept for a day. @returns null when it was free, else what is stored under it */
export async function claimKey(db: Queryable, owner: KeyOwner, requestHash: Buffer): Promise<StoredAnswer | null> {
  await db
    .deleteFrom('idempotencyKey')
    .where('organizationId', '=', owner.organizationId)
    .where('memberId', '=', owner.memberId)
    .where('createdAt', '<', sql<Date>`now() - interval '1 day'`)
    .execute()
  const taken = await db
    .insertInto('idempotencyKey')
    .values({ ...owner, requestHash })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (taken) return null
  const stored = await ofOwner(db, owner)
  // The first request failed and freed the key between the two statements.
  return stored ?? claimKey(db, owner, requestHash)
}

async function ofOwner(db: Queryable, owner: KeyOwner): Promise<StoredAnswer | null> {
  const row = await db
    .selectFrom('idempotencyKey')
    .select(['requestHash', 'status', 'body'])
    .where('organizationId', '=', owner.organizationId)
    .where('memberId', '=', owner.memberId)
    .where('key', '=', owner.key)
    .executeTakeFirst()
  return row ?? null
}

export async function storeAnswer(
  db: Queryable,
  owner: KeyOwner,
  answer: { status: number; body: JsonObject | null },
): Promise<void> {
  await db
    .updateTable('idempotencyKey')
    .set(answer)
    .where('organizationId', '=', owner.organizationId)
    .where('memberId', '=', owner.memberId)
    .where('key', '=', owner.key)
    .execute()
}

/** Frees the key of a request that was refused: it may be sent again, corrected. */
export async function releaseKey(db: Queryable, owner: KeyOwner): Promise<void> {
  await db
    .deleteFrom('idempotencyKey')
    .where('organizationId', '=', owner.organizationId)
    .where('memberId', '=', owner.memberId)
    .where('key', '=', owner.key)
    .where('status', 'is', null)
    .execute()
}
