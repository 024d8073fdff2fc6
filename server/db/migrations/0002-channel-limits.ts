import { type Kysely, sql } from 'kysely'

/**
 * What a platform takes in a time: how much of it was used, and how long a channel waits before more. Deliveries stand
 * in line by channel, so that one that hangs keeps only its own slots.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table send_limit (
      key text primary key,
      uses jsonb not null default '[]',
      updated_at timestamptz not null default now()
    )`.execute(db)
  await sql`alter table channel add column rests_until timestamptz, add column paced_until timestamptz`.execute(db)
  await sql`drop index delivery_due`.execute(db)
  await sql`create index delivery_due on delivery (channel_id, priority desc, wake_at)
    where state in ('scheduled', 'retrying')`.execute(db)
}
