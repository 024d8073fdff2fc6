import { type Kysely, sql } from 'kysely'

/** Issues of a newsletter, what becomes of each mail, how people come to a list and leave it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [subscribers, requests, issues, recipients]) await sql.raw(statement).execute(db)
}

const subscribers = `
alter table subscriber
  -- How consent was given: the form and its words, or who brought it in and where its proof is kept.
  add column consent jsonb not null default '{}',
  -- Nothing is mailed to an address that does not exist, or whose owner called a mail unwanted.
  add column suppressed_at timestamptz,
  add column suppressed_because text check (suppressed_because in ('bounced', 'complained')),
  -- Of the last 30 days.
  add column soft_bounces timestamptz[] not null default '{}',
  -- Nothing of the person is left in the row; it stays for the figures of what was mailed.
  add column erased_at timestamptz,
  add check ((suppressed_at is null) = (suppressed_because is null));
create index subscriber_mailed on subscriber (channel_id)
  where consented_at is not null and unsubscribed_at is null and suppressed_at is null;
`

// Somebody typed an address: the owner of the mailbox says whether that was meant. One at a time for an address.
const requests = `
create table subscription_request (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  subscriber_id uuid not null unique,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'mailed', 'failed')),
  -- Of the page it was asked on.
  language text not null,
  asked_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '48 hours',
  next_at timestamptz not null default now(),
  tries int not null default 0,
  claim uuid,
  claimed_at timestamptz,
  -- SHA-256 of the 256 random bits in the mail.
  token_hash bytea unique,
  foreign key (organization_id, subscriber_id) references subscriber (organization_id, id) on delete cascade
);
create index subscription_request_waiting on subscription_request (next_at) where state = 'waiting';
`

const issues = `
create table newsletter_list (
  channel_id uuid primary key,
  organization_id uuid not null references organization,
  -- The next mail goes out no sooner: the channel's own rate, or a mail server that is away.
  mail_after timestamptz not null default now(),
  failures int not null default 0,
  fault text,
  bounce_token_hash bytea unique,
  foreign key (organization_id, channel_id) references channel (organization_id, id) on delete cascade
);

create table newsletter_issue (
  delivery_id uuid primary key,
  organization_id uuid not null references organization,
  channel_id uuid not null,
  marker text not null unique,
  content jsonb not null,
  published_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- No longer in the archive and the feeds, and mailed to nobody any more.
  withdrawn_at timestamptz,
  -- The mail server refused what it says: nobody else is mailed.
  stopped_at timestamptz,
  stopped_because text,
  foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade,
  foreign key (organization_id, channel_id) references channel (organization_id, id)
);
create index newsletter_issue_channel on newsletter_issue (channel_id, published_at desc, delivery_id);
`

const recipients = `
alter table delivery_recipient
  drop constraint delivery_recipient_state_check,
  add check (state in ('pending', 'sending', 'accepted', 'refused', 'deferred', 'unconfirmed', 'bounced', 'skipped')),
  -- In the mail's own id and in the address that its bounces come back to.
  add column key uuid not null default gen_random_uuid() unique,
  -- SHA-256 of the 256 random bits of the mail's unsubscribe address.
  add column token_hash bytea unique,
  add column claim uuid,
  add column claimed_at timestamptz,
  add column next_at timestamptz not null default now(),
  add column tries int not null default 0,
  add column complained_at timestamptz,
  add column unsubscribed_at timestamptz;
create index delivery_recipient_due on delivery_recipient (delivery_id, next_at, subscriber_id)
  where state in ('pending', 'deferred');
create index delivery_recipient_sending on delivery_recipient (claimed_at) where state = 'sending';
create index delivery_recipient_subscriber on delivery_recipient (subscriber_id);
`
