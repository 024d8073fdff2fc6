import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import { canonical } from '../canonical.ts'
import type { Trx } from '../db/database.ts'
import type { Actor } from '../domain/policy.ts'

/** Who did what to which object. `memberId` null: the system itself (a sweep, a published delivery). */
export interface AuditEntry {
  readonly organizationId: string
  readonly memberId: string | null
  /** Verb after object: `delivery.moved`, `channel.connected`, `session.started`. */
  readonly action: string
  readonly objectType: string
  readonly objectId: string | null
  readonly ip?: string | null
  /** What changed, without secrets and without texts of readers. */
  readonly data?: JsonObject
}

/**
 * Appends to the organization's chain, in the transaction of the change itself: both happen or neither. Each event
 * carries the hash of the one before; writers of one organization queue on an advisory lock until they commit.
 */
export async function recordAudit(trx: Trx, entry: AuditEntry): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit:${entry.organizationId}`}, 0))`.execute(trx)
  const last = await trx
    .selectFrom('auditEvent')
    .select(['sequence', 'hash'])
    .where('organizationId', '=', entry.organizationId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  const { rows } = await sql<{ now: Date }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(trx)
  const at = rows[0]?.now ?? new Date()
  const event = {
    organizationId: entry.organizationId,
    sequence: (last?.sequence ?? 0) + 1,
    at,
    memberId: entry.memberId,
    action: entry.action,
    objectType: entry.objectType,
    objectId: entry.objectId,
    ip: entry.ip ?? null,
    data: entry.data ?? {},
  }
  const previousHash = last?.hash ?? Buffer.alloc(32)
  await trx
    .insertInto('auditEvent')
    .values({ ...event, previousHash, hash: hashEvent(event, previousHash) })
    .execute()
}

/** `recordAudit` for what a signed-in person does. */
export function recordAct(
  trx: Trx,
  { organizationId, memberId, ip }: Pick<Actor, 'organizationId' | 'memberId' | 'ip'>,
  action: string,
  objectType: string,
  objectId: string,
  data: JsonObject,
): Promise<void> {
  return recordAudit(trx, { organizationId, memberId, action, objectType, objectId, ip, data })
}

interface HashedEvent {
  organizationId: string
  sequence: number
  at: Date
  memberId: string | null
  action: string
  objectType: string
  objectId: string | null
  ip: string | null
  data: JsonObject
}

/** SHA-256 over the hash before and the event as JSON with sorted keys: the same bytes on every machine. */
export function hashEvent(event: HashedEvent, previousHash: Uint8Array): Buffer {
  const { organizationId, sequence, at, memberId, action, objectType, objectId, ip, data } = event
  const fields = [organizationId, sequence, at.toISOString(), memberId, action, objectType, objectId, ip, data]
  return createHash('sha256').update(previousHash).update(canonical(fields)).digest()
}
