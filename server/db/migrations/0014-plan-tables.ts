import { type Kysely, sql } from 'kysely'

/** Plans brought in as tables, and addresses at which other calendars read the plan. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table plan_import (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organization,
      member_id uuid not null,
      file_name text not null,
      -- { header, rows }: every cell as text.
      cells jsonb not null,
      mapping jsonb not null,
      -- The drafts that were made, by line; null until they are.
      made jsonb,
      created_at timestamptz not null default now(),
      imported_at timestamptz,
      foreign key (organization_id, member_id) references member (organization_id, id),
      check ((made is null) = (imported_at is null))
    )`.execute(db)
  await sql`
    create table calendar_feed (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organization,
      member_id uuid not null,
      name text not null,
      token_hash bytea not null unique,
      filters jsonb not null default '{}',
      created_at timestamptz not null default now(),
      last_read_at timestamptz,
      foreign key (organization_id, member_id) references member (organization_id, id)
    )`.execute(db)
}
