import { type Kysely, sql } from 'kysely'

/** When a unit's posts usually go out on each channel, counted from the first day, by a name. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table time_pattern (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organization,
      unit_id uuid not null,
      name text not null,
      steps jsonb not null,
      created_at timestamptz not null default now(),
      foreign key (organization_id, unit_id) references unit (organization_id, id),
      unique (unit_id, name)
    )`.execute(db)
}
