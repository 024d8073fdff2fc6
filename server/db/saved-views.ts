import { sql } from 'kysely'
import type { SavedView } from '../contract/saved-views.ts'
import type { Queryable } from './database.ts'

interface Viewer {
  readonly organizationId: string
  readonly memberId: string
  readonly unitId: string
}

/** A person's own, and those that others of their unit share; by name. */
export async function listSavedViews(
  db: Queryable,
  { organizationId, memberId, unitId }: Viewer,
): Promise<SavedView[]> {
  const { rows } = await sql<SavedView>`
    select view.id, view.name, view.search, view.shared,
      case when view.member_id <> ${memberId} then member.name end as owner
    from saved_view as view join member on member.id = view.member_id
    where view.organization_id = ${organizationId}
      and (view.member_id = ${memberId} or (view.shared and member.unit_id = ${unitId}))
    order by owner nulls first, lower(view.name)`.execute(db)
  return rows
}

/** One of this name takes the new address. @returns its id, or null when there are `most` of other names already */
export async function saveView(
  db: Queryable,
  { organizationId, memberId }: Viewer,
  { name, search, shared }: Pick<SavedView, 'name' | 'search' | 'shared'>,
  most: number,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    insert into saved_view (organization_id, member_id, name, search, shared)
    select ${organizationId}, ${memberId}, ${name}, ${search}, ${shared}
    where (select count(*) from saved_view where member_id = ${memberId} and name <> ${name}) < ${most}
    on conflict (member_id, name) do update set search = excluded.search, shared = excluded.shared
    returning id`.execute(db)
  return rows[0]?.id ?? null
}

/** @returns false when it is not theirs */
export async function changeView(
  db: Queryable,
  { organizationId, memberId }: Viewer,
  id: string,
  change: { readonly name?: string | undefined; readonly shared?: boolean | undefined },
): Promise<boolean> {
  const { rows } = await sql`
    update saved_view set name = coalesce(${change.name ?? null}, name), shared = coalesce(${change.shared ?? null}, shared)
    where id = ${id} and organization_id = ${organizationId} and member_id = ${memberId} returning id`.execute(db)
  return rows.length > 0
}

/** Whether another of theirs has this name. */
export async function isViewNameTaken(
  db: Queryable,
  { memberId }: Viewer,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const { rows } = await sql`select from saved_view
    where member_id = ${memberId} and name = ${name} and id <> ${id}`.execute(db)
  return rows.length > 0
}

/** @returns false when it is not theirs */
export async function deleteView(db: Queryable, { organizationId, memberId }: Viewer, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('savedView')
    .where('organizationId', '=', organizationId)
    .where('memberId', '=', memberId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
