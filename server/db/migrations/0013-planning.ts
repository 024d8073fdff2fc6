import { type Kysely, sql } from 'kysely'

/** What planning warns about and which days the office keeps, where it is not as shipped. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table organization add column planning jsonb not null default '{}'`.execute(db)
}
