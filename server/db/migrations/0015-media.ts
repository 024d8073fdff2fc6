import { type Kysely, sql } from 'kysely'

/** Files on their way in, and what the office asks of its pictures. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table media_upload (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null references organization,
      member_id uuid not null,
      file_name text not null,
      bytes bigint not null check (bytes > 0),
      -- What the browser knows the file by before it has read all of it.
      fingerprint text not null,
      -- What became of it; null while it is on its way. How much is here, the file on disk says.
      media_id uuid,
      created_at timestamptz not null default now(),
      touched_at timestamptz not null default now(),
      unique (organization_id, member_id, fingerprint),
      foreign key (organization_id, member_id) references member (organization_id, id),
      foreign key (organization_id, media_id) references media (organization_id, id) on delete cascade
    )`.execute(db)
  await sql`create index media_upload_age on media_upload (touched_at)`.execute(db)
  await sql`alter table organization add column alt_required boolean not null default true`.execute(db)
}
