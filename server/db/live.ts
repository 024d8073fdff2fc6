import { sql } from 'kysely'
import type { Queryable } from './database.ts'

/** The channel on which triggers and the application tell of changes (PostgreSQL LISTEN/NOTIFY). */
export const liveChannel = 'haidang'

/** Wakes every dispatcher: something became due now. Carries nothing; the dispatchers look for themselves. */
export async function notifyWake(db: Queryable): Promise<void> {
  await sql`select pg_notify('haidang_wake', '')`.execute(db)
}
