import { sql } from 'kysely'
import type { Queryable } from './database.ts'

/** The database's time: the only clock that decides anything about a delivery. */
export async function databaseNow(db: Queryable): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  const [row] = rows
  if (!row) throw new Error('The database did not tell its time')
  return row.now
}
