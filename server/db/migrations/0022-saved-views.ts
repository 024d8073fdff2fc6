import { type Kysely, sql } from 'kysely'

/** What a person wants to see of the plan again, by a name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table saved_view (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organization,
      member_id uuid not null,
      name text not null,
      -- The calendar's address after its question mark, without a day and without an open delivery.
      search text not null,
      -- With everybody of its owner's unit.
      shared boolean not null default false,
      created_at timestamptz not null default now(),
      foreign key (organization_id, member_id) references member (organization_id, id),
      unique (member_id, name)
    )`.execute(db)
}
