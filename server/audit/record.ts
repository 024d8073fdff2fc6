import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { JsonObject } from '../../connectors/contract.ts'
import { canonical } from '../canonical.ts'
import type { Trx } from '../db/database.ts'
import { insertRows } from '../db/insert-rows.ts'
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
export function recordAudit(trx: Trx, entry: AuditEntry): Promise<void> {
  return append(trx, entry.organizationId, [entry])
}

async function append(trx: Trx, organizationId: string, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await sql`select pg_advisory_xact_lock(hashtextextended(${`audit:${organizationId}`}, 0))`.execute(trx)
  const last = await trx
    .selectFrom('auditEvent')
    .select(['sequence', 'hash'])
    .where('organizationId', '=', organizationId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  const { rows } = await sql<{ now: Date }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(trx)
  const at = rows[0]?.now ?? new Date()
  let sequence = last?.sequence ?? 0
  let previousHash = last?.hash ?? Buffer.alloc(32)
  const events = entries.map((entry) => {
    sequence += 1
    const event = {
      organizationId,
      sequence,
      at,
      memberId: entry.memberId,
      action: entry.action,
      objectType: entry.objectType,
      objectId: entry.objectId,
      ip: entry.ip ?? null,
      data: entry.data ?? {},
    }
    const hash = hashEvent(event, previousHash)
    const row = { ...event, previousHash, hash }
    previousHash = hash
    return row
  })
  await insertRows(trx, 'auditEvent', events)
}

/** `recordAudit` for what a signed-in person does. */
export function recordAct(
  trx: Trx,
  actor: Acting,
  action: string,
  objectType: string,
  objectId: string,
  data: JsonObject,
): Promise<void> {
  return recordActs(trx, actor, action, objectType, [{ objectId, data }])
}

/** The same to many objects at once. */
export function recordActs(
  trx: Trx,
  { organizationId, memberId, ip }: Acting,
  action: string,
  objectType: string,
  objects: readonly { readonly objectId: string; readonly data: JsonObject }[],
): Promise<void> {
  const entries = objects.map((object) => ({ organizationId, memberId, action, objectType, ip, ...object }))
  return append(trx, organizationId, entries)
}

type Acting = Pick<Actor, 'organizationId' | 'memberId' | 'ip'>

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
