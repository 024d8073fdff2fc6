import { type Kysely, sql } from 'kysely'

/**
 * Every table of the product, final from the first day. Every row carries its organization, and references between
 * rows of an organization are made on (organization_id, id), so that the database itself refuses another tenant's id.
 * All times are timestamptz from the database's own clock. Only what PostgreSQL 15 has.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    extensions,
    people,
    channels,
    content,
    deliveries,
    measuring,
    collaboration,
    operations,
    live,
    grants,
  ])
    await sql.raw(statement).execute(db)
}

const extensions = `
create extension if not exists unaccent;
create extension if not exists pg_trgm;

-- unaccent() is only STABLE because its dictionary can be swapped; naming the dictionary makes the wrapper safe to index.
create function search_text(value text) returns text language sql immutable strict parallel safe
  as $$ select lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;

create domain wall_time as timestamp(0) without time zone;
`

const people = `
create table organization (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  zone text not null default 'Asia/Ho_Chi_Minh',
  language text not null default 'vi',
  late_policy text not null default 'ask' check (late_policy in ('ask', 'skip', 'send')),
  late_limit_minutes int not null default 15 check (late_limit_minutes between 1 and 10080),
  practice boolean not null default false,
  created_at timestamptz not null default now()
);

create table unit (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  parent_id uuid,
  name text not null,
  name_en text,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, parent_id) references unit (organization_id, id),
  check (parent_id <> id)
);

create table member (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  unit_id uuid not null,
  name text not null,
  email text not null,
  password_hash text,
  role text not null check (role in ('admin', 'officer', 'approver', 'manager', 'contributor')),
  language text not null default 'vi',
  preferences jsonb not null default '{}',
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, unit_id) references unit (organization_id, id)
);
create unique index member_email on member (lower(email));

create table session (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  member_id uuid not null,
  token_hash bytea not null unique,
  ip text,
  user_agent text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (organization_id, member_id) references member (organization_id, id) on delete cascade
);
create index session_member on session (member_id);
`

const channels = `
create table channel (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  unit_id uuid not null,
  platform text not null,
  practice boolean not null default false,
  remote_account_id text not null,
  name text not null,
  handle text not null default '',
  url text,
  language text not null,
  audience text not null default 'residents',
  zone text not null,
  state text not null default 'connected' check (state in ('connected', 'expiring', 'needs-reconnect', 'disconnected')),
  settings jsonb not null default '{}',
  capabilities jsonb not null,
  capabilities_at timestamptz not null default now(),
  last_success_at timestamptz,
  last_fault jsonb,
  last_fault_at timestamptz,
  revision int not null default 1,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  unique (organization_id, platform, practice, remote_account_id),
  foreign key (organization_id, unit_id) references unit (organization_id, id),
  foreign key (organization_id, created_by) references member (organization_id, id)
);

create table channel_attestation (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  channel_id uuid not null,
  unit_id uuid not null,
  attested_by uuid not null,
  attested_at timestamptz not null default now(),
  revoked_at timestamptz,
  foreign key (organization_id, channel_id) references channel (organization_id, id),
  foreign key (organization_id, unit_id) references unit (organization_id, id),
  foreign key (organization_id, attested_by) references member (organization_id, id)
);
create unique index channel_attestation_current on channel_attestation (channel_id) where revoked_at is null;

-- AES-256-GCM; the additional data is organization, channel and field, so a row cannot be moved to another channel.
create table credential (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  channel_id uuid not null,
  field text not null,
  key_id text not null,
  nonce bytea not null,
  ciphertext bytea not null,
  expires_at timestamptz,
  updated_at timestamptz not null default now(),
  unique (channel_id, field),
  foreign key (organization_id, channel_id) references channel (organization_id, id) on delete cascade
);

-- Our application as registered at one host (Mastodon has one per instance). The secret is encrypted like a credential.
create table platform_app (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  platform text not null,
  host text not null,
  client_id text not null,
  key_id text not null,
  nonce bytea not null,
  ciphertext bytea not null,
  created_at timestamptz not null default now(),
  unique (organization_id, platform, host)
);

-- A connection on its way: between leaving for the platform and choosing the accounts. Secrets inside are encrypted.
create table connection (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  member_id uuid not null,
  platform text not null,
  state_hash bytea unique,
  channel_id uuid,
  key_id text not null,
  nonce bytea not null,
  ciphertext bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (organization_id, member_id) references member (organization_id, id),
  foreign key (organization_id, channel_id) references channel (organization_id, id)
);
`

const content = `
create table campaign (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  unit_id uuid not null,
  name text not null,
  name_en text,
  objective text not null default '',
  audience text not null default '',
  starts_on date not null,
  ends_on date not null,
  measures jsonb not null default '[]',
  archived_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  revision int not null default 1,
  unique (organization_id, id),
  foreign key (organization_id, unit_id) references unit (organization_id, id),
  foreign key (organization_id, created_by) references member (organization_id, id),
  check (ends_on >= starts_on)
);

create table media (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  hash text not null,
  kind text not null check (kind in ('image', 'video', 'audio', 'document')),
  mime_type text not null,
  bytes bigint not null,
  width int,
  height int,
  duration_ms int,
  file_name text not null,
  alt jsonb not null default '{}',
  licence text not null default '',
  source text not null default '',
  tags text[] not null default '{}',
  machine_made boolean not null default false,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  unique (organization_id, hash),
  foreign key (organization_id, created_by) references member (organization_id, id)
);

create table post (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  unit_id uuid not null,
  campaign_id uuid,
  submission_id uuid,
  corrects_post_id uuid,
  author_id uuid not null,
  state text not null default 'draft' check (state in ('draft', 'in-review', 'returned', 'approved', 'archived')),
  kind text not null check (kind in ('news', 'infographic', 'short_video', 'video', 'podcast', 'photo_story', 'newsletter', 'statement', 'correction')),
  tone text not null default 'neutral' check (tone in ('positive', 'neutral', 'corrective', 'critical')),
  tone_suggestion text,
  title text not null,
  -- One entry per language: { "vi": { "title": …, "text": …, "link": … } }
  content jsonb not null default '{}',
  source_language text not null default 'vi',
  source text,
  machine_marks jsonb not null default '{}',
  urgent boolean not null default false,
  exempt_from_pause boolean not null default false,
  late_policy text check (late_policy in ('ask', 'skip', 'send')),
  late_limit_minutes int check (late_limit_minutes between 1 and 10080),
  revision int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, unit_id) references unit (organization_id, id),
  foreign key (organization_id, campaign_id) references campaign (organization_id, id),
  foreign key (organization_id, corrects_post_id) references post (organization_id, id),
  foreign key (organization_id, author_id) references member (organization_id, id)
);
create index post_search on post using gin (search_text(title || ' ' || content::text) gin_trgm_ops);
create index post_campaign on post (campaign_id);

create table post_media (
  organization_id uuid not null references organization,
  post_id uuid not null,
  media_id uuid not null,
  position int not null,
  primary key (post_id, media_id),
  foreign key (organization_id, post_id) references post (organization_id, id) on delete cascade,
  foreign key (organization_id, media_id) references media (organization_id, id)
);
create index post_media_media on post_media (media_id);

create table post_revision (
  organization_id uuid not null references organization,
  post_id uuid not null,
  revision int not null,
  snapshot jsonb not null,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (post_id, revision),
  foreign key (organization_id, post_id) references post (organization_id, id) on delete cascade,
  foreign key (organization_id, member_id) references member (organization_id, id)
);

create table variant (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  post_id uuid not null,
  channel_id uuid not null,
  language text not null,
  -- null follows the source
  title text,
  parts jsonb,
  media_ids uuid[],
  options jsonb not null default '{}',
  -- Taken out of the post again; kept while deliveries refer to it.
  dropped_at timestamptz,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  unique (post_id, channel_id, language),
  foreign key (organization_id, post_id) references post (organization_id, id) on delete cascade,
  foreign key (organization_id, channel_id) references channel (organization_id, id)
);
`

const deliveries = `
create table delivery (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  post_id uuid not null,
  variant_id uuid not null,
  channel_id uuid not null,
  platform text not null,
  state text not null default 'draft' check (state in ('draft', 'scheduled', 'retrying', 'sending', 'published', 'unconfirmed', 'failed', 'missed', 'held', 'cancelled', 'removed')),
  revision int not null default 1,
  -- The author's intent, and the instant it means today.
  local_time wall_time,
  zone text,
  due_at timestamptz,
  -- When the dispatcher looks next: due time less the platform's prepare lead, or the next try.
  wake_at timestamptz,
  priority smallint not null default 0,
  late_policy text not null default 'ask' check (late_policy in ('ask', 'skip', 'send')),
  late_limit_minutes int not null default 15,
  exempt_from_pause boolean not null default false,
  -- Hash of everything that will be sent, and the hash a person released. Different: nothing goes out.
  content_hash text,
  released_hash text,
  released_by uuid,
  released_at timestamptz,
  -- Hash of the normalized text: no two accounts of one platform may carry the same (rule of trust 4).
  text_hash text,
  -- The claim.
  token uuid,
  lease_until timestamptz,
  attempts int not null default 0,
  fault jsonb,
  held_by uuid,
  confirm_at timestamptz,
  empty_lookups smallint not null default 0,
  remote_id text,
  url text,
  published_at timestamptz,
  removed_at timestamptz,
  removed_by uuid,
  settled_by uuid,
  series_id uuid,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, post_id) references post (organization_id, id),
  foreign key (organization_id, variant_id) references variant (organization_id, id),
  foreign key (organization_id, channel_id) references channel (organization_id, id),
  foreign key (organization_id, released_by) references member (organization_id, id),
  foreign key (organization_id, removed_by) references member (organization_id, id),
  foreign key (organization_id, settled_by) references member (organization_id, id),
  foreign key (organization_id, created_by) references member (organization_id, id),
  check (state not in ('published', 'removed') or (remote_id is not null and published_at is not null)),
  check (state <> 'sending' or (token is not null and lease_until is not null)),
  check (state not in ('scheduled', 'retrying') or (due_at is not null and wake_at is not null)),
  check ((local_time is null) = (due_at is null) and (zone is null) = (due_at is null))
);
-- The due scan, the lease sweep, the calendar range, a channel's own line, and what needs attention.
create index delivery_due on delivery (platform, priority desc, wake_at) where state in ('scheduled', 'retrying');
create index delivery_lease on delivery (lease_until) where state = 'sending';
create index delivery_confirm on delivery (confirm_at) where state = 'unconfirmed';
create index delivery_calendar on delivery (organization_id, due_at);
create index delivery_channel on delivery (channel_id, due_at);
create index delivery_post on delivery (post_id);
create index delivery_variant on delivery (variant_id);
create index delivery_same_text on delivery (organization_id, platform, text_hash) where text_hash is not null;
-- Figures still to be read.
create index delivery_measured on delivery (published_at) where state = 'published';
create index delivery_attention on delivery (organization_id, due_at) where state in ('failed', 'missed', 'unconfirmed', 'held');

create table delivery_part (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  delivery_id uuid not null,
  position int not null,
  marker text not null unique,
  payload jsonb not null,
  -- What it was prepared from: a part of other content is prepared anew, unless it is out.
  content_hash text not null default '',
  committing_since timestamptz,
  remote_id text,
  url text,
  receipt jsonb,
  committed_at timestamptz,
  unique (delivery_id, position),
  foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade,
  check (committed_at is null or remote_id is not null)
);

create table attempt (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  delivery_id uuid not null,
  revision int not null,
  number int not null,
  token uuid not null,
  worker text not null,
  step text not null default 'prepare' check (step in ('prepare', 'commit', 'confirm')),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  outcome text check (outcome in ('published', 'fault', 'handed-back', 'absent', 'unknown', 'lost')),
  fault jsonb,
  foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade
);
create index attempt_delivery on attempt (delivery_id, started_at);

create table subscriber (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  channel_id uuid not null,
  address text not null,
  language text not null,
  consented_at timestamptz,
  unsubscribed_at timestamptz,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  unique (channel_id, address),
  foreign key (organization_id, channel_id) references channel (organization_id, id)
);

create table delivery_recipient (
  organization_id uuid not null references organization,
  delivery_id uuid not null,
  subscriber_id uuid not null,
  state text not null default 'pending' check (state in ('pending', 'sending', 'accepted', 'refused')),
  receipt text,
  at timestamptz not null default now(),
  primary key (delivery_id, subscriber_id),
  foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade,
  foreign key (organization_id, subscriber_id) references subscriber (organization_id, id)
);

create table pause (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  scope text not null check (scope in ('organization', 'unit', 'platform', 'channel', 'campaign')),
  -- null for the whole organization; an id, or a platform's name.
  scope_id text,
  reason text not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  ended_by uuid,
  ended_at timestamptz,
  unique (organization_id, id),
  foreign key (organization_id, created_by) references member (organization_id, id),
  foreign key (organization_id, ended_by) references member (organization_id, id),
  check ((scope = 'organization') = (scope_id is null))
);
create unique index pause_current on pause (organization_id, scope, coalesce(scope_id, '')) where ended_at is null;
alter table delivery add foreign key (organization_id, held_by) references pause (organization_id, id);
`

const measuring = `
create table metric_snapshot (
  id bigint generated always as identity primary key,
  organization_id uuid not null references organization,
  delivery_id uuid not null,
  channel_id uuid not null,
  captured_at timestamptz not null default now(),
  -- Minutes after publishing this reading was planned for: 15, 60, 180 …
  age_minutes int not null,
  views bigint, impressions bigint, reach bigint, reactions bigint, comments bigint, shares bigint,
  saves bigint, clicks bigint, watch_seconds bigint, delivered bigint, opens bigint,
  -- Why a figure is absent: { "views": "not-offered" }
  absent jsonb not null default '{}',
  raw jsonb not null default '{}',
  definition_version int not null default 1,
  unique (delivery_id, age_minutes),
  foreign key (organization_id, delivery_id) references delivery (organization_id, id) on delete cascade,
  foreign key (organization_id, channel_id) references channel (organization_id, id)
);
create index metric_snapshot_channel on metric_snapshot (channel_id, captured_at);

create table channel_snapshot (
  id bigint generated always as identity primary key,
  organization_id uuid not null references organization,
  channel_id uuid not null,
  captured_at timestamptz not null default now(),
  followers bigint,
  posts bigint,
  raw jsonb not null default '{}',
  foreign key (organization_id, channel_id) references channel (organization_id, id)
);
create index channel_snapshot_channel on channel_snapshot (channel_id, captured_at);
`

const collaboration = `
create table submission (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  unit_id uuid not null,
  author_id uuid not null,
  state text not null default 'draft' check (state in ('draft', 'submitted', 'in-triage', 'changes-requested', 'accepted', 'merged', 'declined', 'withdrawn', 'published')),
  kind text not null,
  title text not null,
  content jsonb not null default '{}',
  source text not null default '',
  rights text not null default '',
  contact text not null default '',
  wished_channel_ids uuid[] not null default '{}',
  wished_at timestamptz,
  useful_until timestamptz,
  campaign_id uuid,
  assignee_id uuid,
  merged_into_id uuid,
  reason text,
  note text,
  revision int not null default 1,
  submitted_at timestamptz,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  unique (organization_id, id),
  foreign key (organization_id, unit_id) references unit (organization_id, id),
  foreign key (organization_id, author_id) references member (organization_id, id),
  foreign key (organization_id, campaign_id) references campaign (organization_id, id),
  foreign key (organization_id, assignee_id) references member (organization_id, id),
  foreign key (organization_id, merged_into_id) references submission (organization_id, id)
);
create index submission_inbox on submission (organization_id, state, submitted_at);
alter table post add foreign key (organization_id, submission_id) references submission (organization_id, id);

create table approval (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  post_id uuid not null,
  delivery_id uuid,
  level int not null default 0,
  decision text not null check (decision in ('released', 'approved', 'returned')),
  content_hash text not null,
  note text,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  voided_at timestamptz,
  foreign key (organization_id, post_id) references post (organization_id, id),
  foreign key (organization_id, delivery_id) references delivery (organization_id, id),
  foreign key (organization_id, member_id) references member (organization_id, id)
);
create index approval_post on approval (post_id, created_at);

create table task (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references organization,
  unit_id uuid not null,
  assignee_id uuid,
  campaign_id uuid,
  post_id uuid,
  submission_id uuid,
  state text not null default 'open' check (state in ('open', 'in-progress', 'done', 'dropped')),
  title text not null,
  work text not null default '',
  progress text not null default '',
  product text not null default '',
  effect text not null default '',
  due_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  revision int not null default 1,
  foreign key (organization_id, unit_id) references unit (organization_id, id),
  foreign key (organization_id, assignee_id) references member (organization_id, id),
  foreign key (organization_id, campaign_id) references campaign (organization_id, id),
  foreign key (organization_id, post_id) references post (organization_id, id),
  foreign key (organization_id, submission_id) references submission (organization_id, id),
  foreign key (organization_id, created_by) references member (organization_id, id)
);
create index task_assignee on task (assignee_id, state, due_at);

-- Append-only: each event carries the hash of the one before, per organization.
create table audit_event (
  organization_id uuid not null references organization,
  sequence bigint not null,
  at timestamptz not null,
  member_id uuid,
  action text not null,
  object_type text not null,
  object_id text,
  ip text,
  data jsonb not null default '{}',
  previous_hash bytea not null,
  hash bytea not null,
  primary key (organization_id, sequence)
);
create index audit_event_object on audit_event (organization_id, object_type, object_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_event_append_only before update or delete on audit_event for each row execute function refuse_change();
create trigger audit_event_no_truncate before truncate on audit_event execute function refuse_change();
`

const operations = `
create table idempotency_key (
  organization_id uuid not null references organization,
  member_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status int,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (organization_id, member_id, key)
);

-- One row: which key encrypts, and whether the set-up code was used.
create table installation (
  id boolean primary key default true check (id),
  key_fingerprint text,
  created_at timestamptz not null default now()
);
insert into installation default values;

create table process (
  id text primary key,
  role text not null,
  host text not null,
  queue text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

-- The shape rate-limiter-flexible expects.
create table rate_limit (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);

-- What was published on the practice network, and the figures it answers with.
create table practice_item (
  id bigint generated always as identity primary key,
  organization_id uuid references organization,
  platform text not null,
  account text not null,
  marker text not null,
  text text not null,
  title text,
  language text,
  media jsonb not null default '[]',
  reply_to bigint references practice_item,
  options jsonb not null default '{}',
  seed int not null,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  unique (platform, account, marker)
);
create index practice_item_feed on practice_item (platform, account, created_at desc);
`

// One notification per statement and organization, with ids and revisions only: the page refetches through routes that
// check who may see what. More than 60 rows at once is told as "many" (a payload holds 8,000 bytes).
const live = `
create function notify_changes() returns trigger language plpgsql as $$
begin
  perform pg_notify('haidang', json_build_object('type', tg_argv[0], 'organizationId', organization_id,
      'changes', case when count(*) <= 60 then json_agg(json_build_object('id', id, 'revision', revision)) end)::text)
    from changed group by organization_id;
  return null;
end $$;
create trigger delivery_inserted after insert on delivery referencing new table as changed for each statement execute function notify_changes('delivery');
create trigger delivery_updated after update on delivery referencing new table as changed for each statement execute function notify_changes('delivery');
create trigger channel_inserted after insert on channel referencing new table as changed for each statement execute function notify_changes('channel');
create trigger channel_updated after update on channel referencing new table as changed for each statement execute function notify_changes('channel');
create trigger post_updated after update on post referencing new table as changed for each statement execute function notify_changes('post');

create function notify_pause() returns trigger language plpgsql as $$
begin
  perform pg_notify('haidang', json_build_object('type', 'pause', 'organizationId', new.organization_id,
    'changes', json_build_array(json_build_object('id', new.id, 'revision', 1)))::text);
  return null;
end $$;
create trigger pause_changed after insert or update on pause for each row execute function notify_pause();
`

// The application's role reads and writes rows; it owns nothing. Where one role does both (an external database with
// only DATABASE_URL), haidang_app does not exist and /health says that immutability is not enforced.
const grants = `
do $$ begin
  if exists (select from pg_roles where rolname = 'haidang_app') and current_user <> 'haidang_app' then
    grant usage on schema public to haidang_app;
    grant select, insert, update, delete on all tables in schema public to haidang_app;
    grant usage on all sequences in schema public to haidang_app;
    revoke update, delete, truncate on audit_event from haidang_app;
    alter default privileges in schema public grant select, insert, update, delete on tables to haidang_app;
    alter default privileges in schema public grant usage on sequences to haidang_app;
  end if;
end $$;
`
