import { sql } from 'kysely'
import type { Pause } from '../contract/deliveries.ts'
import type { Queryable, Trx } from './database.ts'

export type PauseScope = Pause['scope']

/** Pauses in force, and those that have ended but still hold something, newest first. */
export async function listPauses(db: Queryable, organizationId: string): Promise<Pause[]> {
  const rows = await db
    .with('holding', (build) =>
      build
        .selectFrom('delivery')
        .select(['heldBy', sql<number>`count(*)::int`.as('held')])
        .where('organizationId', '=', organizationId)
        .where('state', '=', 'held')
        .groupBy('heldBy'),
    )
    .selectFrom('pause')
    .innerJoin('member', 'member.id', 'pause.createdBy')
    .leftJoin('holding', 'holding.heldBy', 'pause.id')
    .select(['pause.id', 'pause.scope', 'pause.scopeId', 'pause.reason', 'pause.createdAt', 'member.name as createdBy'])
    .select(['pause.endedAt', sql<number>`coalesce(holding.held, 0)`.as('held')])
    .where('pause.organizationId', '=', organizationId)
    .where((build) => build.or([build('pause.endedAt', 'is', null), build('holding.held', '>', 0)]))
    .orderBy('pause.createdAt', 'desc')
    .execute()
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  }))
}

/** @returns null when that scope is paused already */
export async function insertPause(
  trx: Trx,
  pause: { organizationId: string; scope: PauseScope; scopeId: string | null; reason: string; createdBy: string },
): Promise<string | null> {
  const row = await trx
    .insertInto('pause')
    .values(pause)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** @returns false when it was ended before or is not this organization's */
export async function endPause(trx: Trx, organizationId: string, id: string, memberId: string): Promise<boolean> {
  const row = await trx
    .updateTable('pause')
    .set({ endedAt: sql<Date>`now()`, endedBy: memberId })
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Whether the scope names something of this organization. */
export async function scopeExists(
  db: Queryable,
  organizationId: string,
  scope: 'unit' | 'channel' | 'campaign',
  id: string,
): Promise<boolean> {
  const row = await db
    .selectFrom(scope)
    .select('id')
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}
