import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface DatabaseHealth {
  readonly version: string
  /** The application's role can neither change nor remove an audit event. */
  readonly auditImmutable: boolean
  /** Deliveries that were due more than two minutes ago and are not out. */
  readonly overdue: number
}

export async function readDatabaseHealth(db: Db): Promise<DatabaseHealth> {
  const { rows } = await sql<DatabaseHealth>`
    select current_setting('server_version') as version,
      not (has_table_privilege('audit_event', 'update') or has_table_privilege('audit_event', 'delete')
        or has_table_privilege('audit_event', 'truncate')) as audit_immutable,
      (select count(*) from delivery where state in ('scheduled', 'retrying', 'sending')
        and due_at < now() - interval '2 minutes') as overdue`.execute(db)
  const [row] = rows
  if (!row) throw new Error('The database did not tell its health')
  return row
}
