import { type Kysely, sql } from 'kysely'

/**
 * What somebody has to be told of, for as long as it holds, and how far each person was told. Open pages hear of it
 * too: a delivery becomes overdue without any row of its own changing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [alert, mailbox, live]) await sql.raw(statement).execute(db)
}

const alert = `
create table alert (
  -- Given under a lock, in the order in which alerts become visible.
  id bigint generated always as identity primary key,
  organization_id uuid not null references organization,
  kind text not null check (kind in ('overdue', 'failed', 'missed', 'unconfirmed', 'held', 'channel-lost',
    'channel-ends-day', 'channel-ends-week')),
  -- Of the post, or of the channel.
  unit_id uuid not null,
  channel_id uuid not null,
  delivery_id uuid,
  -- Of the delivery: after somebody moved or repeated it, the same trouble is a new one. 0 for a channel.
  revision int not null,
  noticed_at timestamptz not null default now(),
  unique nulls not distinct (kind, channel_id, delivery_id, revision),
  foreign key (organization_id, unit_id) references unit (organization_id, id),
  foreign key (organization_id, channel_id) references channel (organization_id, id) on delete cascade,
  foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade
);
create index alert_organization on alert (organization_id, id);
create index alert_delivery on alert (delivery_id);
`

const mailbox = `
create table alert_mailbox (
  member_id uuid primary key,
  organization_id uuid not null references organization,
  -- Every alert up to this one was told, or did not concern this person.
  told_up_to bigint not null default 0,
  told_at timestamptz,
  -- Not before: the last mail was a moment ago, or the mail server did not take it.
  next_at timestamptz not null default now(),
  failures int not null default 0,
  fault text,
  token uuid,
  lease_until timestamptz,
  foreign key (organization_id, member_id) references member (organization_id, id) on delete cascade
);
`

// Pages refetch what they show of a delivery; an alert about a channel comes with a change of the channel itself.
const live = `
create function notify_alerts() returns trigger language plpgsql as $$
begin
  perform pg_notify('haidang', json_build_object('type', 'delivery', 'organizationId', organization_id,
      'changes', case when count(*) <= 60 then json_agg(json_build_object('id', delivery_id, 'revision', revision)) end)::text)
    from changed where delivery_id is not null group by organization_id;
  return null;
end $$;
create trigger alert_inserted after insert on alert referencing new table as changed for each statement execute function notify_alerts();
`
