import { type Kysely, sql } from 'kysely'

/** How far the preparing of a delivery came (an upload's session), sealed: whoever has it can write at the platform. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table delivery_progress (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      delivery_id uuid not null unique,
      -- Of the content it belongs to.
      content_hash text not null,
      key_id text not null,
      nonce bytea not null,
      ciphertext bytea not null,
      -- When the platform forgets it.
      expires_at timestamptz not null,
      foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade
    )`.execute(db)
}
