import { type Kysely, sql } from 'kysely'

/** When a task was ended and by whom; pages hear of every change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table task
    add column ended_at timestamptz,
    add column ended_by uuid,
    add foreign key (organization_id, ended_by) references member (organization_id, id)`.execute(db)
  await sql`update task set ended_at = coalesce(due_at, created_at), ended_by = coalesce(assignee_id, created_by)
    where state in ('done', 'dropped')`.execute(db)
  await sql`alter table task add check ((state in ('done', 'dropped')) = (ended_at is not null))`.execute(db)
  await sql`create index task_of_post on task (post_id)`.execute(db)
  await sql`create index task_of_assignee on task (assignee_id) where state in ('open', 'in-progress')`.execute(db)
  await sql`
    create function notify_tasks() returns trigger language plpgsql as $$
    begin
      perform pg_notify('haidang', json_build_object('type', 'task', 'organizationId', organization_id,
          'changes', null)::text) from changed group by organization_id;
      return null;
    end $$`.execute(db)
  for (const [name, what] of [
    ['task_inserted', 'insert'],
    ['task_updated', 'update'],
  ] as const)
    await sql`create trigger ${sql.raw(name)} after ${sql.raw(what)} on task
      referencing new table as changed for each statement execute function notify_tasks()`.execute(db)
}
