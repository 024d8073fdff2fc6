import { type Kysely, sql } from 'kysely'

/** Times of the week at which a channel usually speaks, by the clock on the wall of its zone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table slot (
      organization_id uuid not null references organization,
      channel_id uuid not null,
      -- 1 is Monday.
      weekday smallint not null check (weekday between 1 and 7),
      local_time text not null check (local_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
      primary key (channel_id, weekday, local_time),
      foreign key (organization_id, channel_id) references channel (organization_id, id)
    )`.execute(db)
}
