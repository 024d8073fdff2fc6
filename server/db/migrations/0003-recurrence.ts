import { type Kysely, sql } from 'kysely'

/**
 * Posts that go out again and again: the rule a person released, the variants it repeats, and the day each delivery
 * stands for. A day is put in line once for each variant; one that a person took back keeps its day and does not come
 * again, one that left with a change of the series gives its day back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [tables, occurrences]) await sql.raw(statement).execute(db)
}

const tables = `
create table series (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  post_id uuid not null,
  rule jsonb not null,
  -- Local dates.
  exceptions text[] not null default '{}',
  -- Since when the rule is this one: days before were not its own.
  rule_since timestamptz not null default now(),
  -- Over the rule, its end, what is left out and what would be sent, as a person released it.
  released_hash text,
  released_by uuid,
  released_at timestamptz,
  -- When there is something to put in line next; null when there is nothing more.
  look_at timestamptz default now(),
  ended_at timestamptz,
  revision int not null default 1,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, post_id) references post (organization_id, id),
  foreign key (organization_id, released_by) references member (organization_id, id),
  foreign key (organization_id, created_by) references member (organization_id, id)
);
create index series_look on series (look_at) where ended_at is null;
create index series_post on series (post_id);

create table series_variant (
  organization_id uuid not null references organization,
  series_id uuid not null,
  variant_id uuid not null,
  primary key (series_id, variant_id),
  foreign key (organization_id, series_id) references series (organization_id, id) on delete cascade,
  foreign key (organization_id, variant_id) references variant (organization_id, id)
);
create index series_variant_variant on series_variant (variant_id);
`

const occurrences = `
alter table delivery add column occurs_on date, add column unreleased_because jsonb,
  add foreign key (organization_id, series_id) references series (organization_id, id),
  add check (occurs_on is null or series_id is not null);
create unique index delivery_occurrence on delivery (series_id, variant_id, occurs_on) where occurs_on is not null;
alter table approval add column series_id uuid,
  add foreign key (organization_id, series_id) references series (organization_id, id);
`
