import { sql } from 'kysely'
import { isOverdue, readMailTrouble } from './alerts.ts'
import type { Db } from './database.ts'

export interface DatabaseHealth {
  readonly version: string
  /** The application's role can neither change nor remove an audit event. */
  readonly auditImmutable: boolean
  /** Deliveries that were due more than two minutes ago, are not out, and are not paused. */
  readonly overdue: number
  /** People whom the mail server did not let us tell yet, and what it said last. */
  readonly mail: { readonly waiting: number; readonly fault: string | null }
}

export async function readDatabaseHealth(db: Db): Promise<DatabaseHealth> {
  const { rows } = await sql<Omit<DatabaseHealth, 'mail'>>`
    select current_setting('server_version') as version,
      not (has_table_privilege('audit_event', 'update') or has_table_privilege('audit_event', 'delete')
        or has_table_privilege('audit_event', 'truncate')) as audit_immutable,
      (select count(*) from delivery where ${isOverdue}) as overdue`.execute(db)
  const [row] = rows
  if (!row) throw new Error('The database did not tell its health')
  return { ...row, mail: await readMailTrouble(db) }
}
