import { type Kysely, sql } from 'kysely'

/**
 * Changes of what is out: the words as they stood and as a person released them, written before the call leaves. What
 * came of it is added once; the rest of a row never changes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [table, immutable, practice]) await sql.raw(statement).execute(db)
}

const table = `
create table delivery_edit (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  delivery_id uuid not null,
  member_id uuid not null,
  begun_at timestamptz not null default now(),
  -- { title, parts } as they stood; null where the post was changed since and nobody edited what is out.
  words_before jsonb,
  words_after jsonb not null,
  -- Over everything the item says after it: what the person released.
  content_hash text not null,
  -- null while the platform is asked.
  outcome text check (outcome in ('done', 'refused', 'unknown')),
  fault jsonb,
  -- Positions of the parts that are known to be changed.
  done int[] not null default '{}',
  settled_at timestamptz,
  check ((outcome is null) = (settled_at is null)),
  check ((outcome = 'done') = (fault is null) or outcome is null),
  foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade,
  foreign key (organization_id, member_id) references member (organization_id, id)
);
create index delivery_edit_delivery on delivery_edit (delivery_id, begun_at desc);
`

const immutable = `
create function refuse_change_of_edit() returns trigger language plpgsql as $$
begin
  if old.outcome is not null
    or (new.id, new.organization_id, new.delivery_id, new.member_id, new.begun_at, new.words_before, new.words_after, new.content_hash)
      is distinct from
      (old.id, old.organization_id, old.delivery_id, old.member_id, old.begun_at, old.words_before, old.words_after, old.content_hash)
  then
    raise exception 'edits are settled once and never changed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger delivery_edit_immutable before update on delivery_edit for each row execute function refuse_change_of_edit();
do $$ begin
  if exists (select from pg_roles where rolname = 'haidang_app') and current_user <> 'haidang_app' then
    revoke update, delete, truncate on delivery_edit from haidang_app;
    grant update (outcome, fault, done, settled_at) on delivery_edit to haidang_app;
  end if;
end $$;
`

const practice = `alter table practice_item add column edited_at timestamptz`
