import { type Kysely, sql } from 'kysely'

/** What colleagues say to each other about a post, and whom they mean. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table post_comment (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organization,
      post_id uuid not null,
      author_id uuid not null,
      -- The first of its thread; null: it is that itself.
      reply_to uuid references post_comment,
      -- Empty once its author took it back.
      text text not null check (length(text) <= 5000),
      created_at timestamptz not null default now(),
      edited_at timestamptz,
      removed_at timestamptz,
      resolved_at timestamptz,
      resolved_by uuid,
      foreign key (organization_id, post_id) references post (organization_id, id),
      foreign key (organization_id, author_id) references member (organization_id, id),
      foreign key (organization_id, resolved_by) references member (organization_id, id),
      check ((resolved_at is null) = (resolved_by is null)),
      check (resolved_at is null or reply_to is null),
      check ((text = '') = (removed_at is not null))
    )`.execute(db)
  await sql`create index post_comment_of on post_comment (post_id, created_at)`.execute(db)
  await sql`
    create table comment_mention (
      comment_id uuid not null references post_comment on delete cascade,
      organization_id uuid not null references organization,
      member_id uuid not null,
      seen_at timestamptz,
      primary key (comment_id, member_id),
      foreign key (organization_id, member_id) references member (organization_id, id)
    )`.execute(db)
  await sql`create index comment_mention_unseen on comment_mention (member_id) where seen_at is null`.execute(db)
  await sql`
    create function notify_comments() returns trigger language plpgsql as $$
    begin
      perform pg_notify('haidang', json_build_object('type', 'comment', 'organizationId', organization_id,
          'changes', null)::text) from changed group by organization_id;
      return null;
    end $$`.execute(db)
  for (const [name, what] of [
    ['post_comment_inserted', 'insert on post_comment'],
    ['post_comment_updated', 'update on post_comment'],
    ['comment_mention_updated', 'update on comment_mention'],
  ] as const)
    await sql`create trigger ${sql.raw(name)} after ${sql.raw(what)} referencing new table as changed
      for each statement execute function notify_comments()`.execute(db)
}
