import { type Kysely, sql } from 'kysely'

/** Of a picture that was made to fit a platform: from which one, and what was changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table media
      add column derived_from uuid,
      -- { "fileName": the original's, "steps": every change in its order }
      add column fitting jsonb,
      add foreign key (organization_id, derived_from) references media (organization_id, id),
      add check ((derived_from is null) = (fitting is null))`.execute(db)
  await sql`create index media_derived_from on media (derived_from) where derived_from is not null`.execute(db)
}
