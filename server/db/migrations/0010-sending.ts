import { type Kysely, sql } from 'kysely'

/**
 * What a delivery's way out costs. Taking it into a worker's hands changes no index any more: `wake_at` stands exactly
 * for being in line or being sent, and what stood under a state before stands under such columns now. Its parts and
 * attempts are found by the delivery alone; their organization is the delivery's, which its key already says. Pages
 * keep room for the second version of their rows.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [deliveries, parts, attempts]) await sql.raw(statement).execute(db)
}

const deliveries = `
update delivery set wake_at = null
  where wake_at is not null and state not in ('scheduled', 'retrying', 'sending');
alter table delivery
  set (fillfactor = 90),
  add constraint delivery_in_line check ((wake_at is not null) = (state in ('scheduled', 'retrying', 'sending')));
drop index delivery_due, delivery_lease, delivery_confirm, delivery_measured, delivery_attention;
create index delivery_due on delivery (channel_id, priority desc, wake_at) where wake_at is not null;
create index delivery_confirm on delivery (confirm_at) where confirm_at is not null;
create index delivery_measured on delivery (published_at) where published_at is not null;
create index delivery_attention on delivery (organization_id, due_at) where wake_at is null and published_at is null;
`

const parts = `
alter table delivery_part
  set (fillfactor = 50),
  drop constraint delivery_part_organization_id_fkey,
  drop column id,
  drop constraint delivery_part_delivery_id_position_key,
  add primary key (delivery_id, position);
`

const attempts = `
drop index attempt_delivery;
alter table attempt
  set (fillfactor = 50),
  drop constraint attempt_organization_id_fkey,
  drop column id,
  add primary key (delivery_id, token);
`
