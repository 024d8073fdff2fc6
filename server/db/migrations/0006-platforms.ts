import { type Kysely, sql } from 'kysely'

/** Addresses from which a platform fetches media itself, and what the daily look at a channel found. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table media_link (
      -- SHA-256 of the address's 256 random bits: who reads the table cannot fetch a file.
      token_hash bytea primary key,
      organization_id uuid not null references organization,
      media_id uuid not null,
      -- For which delivery it was made: an hour after that is out, the address is dead.
      delivery_id uuid not null references delivery on delete cascade,
      expires_at timestamptz not null default now() + interval '24 hours',
      foreign key (organization_id, media_id) references media (organization_id, id) on delete cascade
    )`.execute(db)
  await sql`create index media_link_expiry on media_link (expires_at)`.execute(db)
  await sql`alter table channel add column checkup jsonb, add column checked_at timestamptz`.execute(db)
}
