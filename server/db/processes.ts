import { sql } from 'kysely'
import type { Queryable } from './database.ts'

/** A process of ours and when it was last heard of, by the database's clock. */
export interface ProcessRow {
  readonly id: string
  readonly role: string
  readonly host: string
  readonly queue: string
  readonly startedAt: Date
  readonly seenAt: Date
  /** Milliseconds since then. */
  readonly silentMs: number
}

/** Says that a process is alive; one that is gone for a day is forgotten. */
export async function beat(db: Queryable, process: Pick<ProcessRow, 'id' | 'role' | 'host' | 'queue'>): Promise<void> {
  await db
    .insertInto('process')
    .values(process)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seenAt: sql<Date>`now()`, queue: process.queue }))
    .execute()
  await db.deleteFrom('process').where('seenAt', '<', sql<Date>`now() - interval '1 day'`).execute()
}

export async function forgetProcess(db: Queryable, id: string): Promise<void> {
  await db.deleteFrom('process').where('id', '=', id).execute()
}

/** Every process heard of in the last day, the latest first. */
export function listProcesses(db: Queryable): Promise<ProcessRow[]> {
  return db
    .selectFrom('process')
    .selectAll()
    .select(sql<number>`(extract(epoch from now() - seen_at) * 1000)::int`.as('silentMs'))
    .orderBy('seenAt', 'desc')
    .execute()
}
