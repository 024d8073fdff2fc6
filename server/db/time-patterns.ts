import { sql } from 'kysely'
import type { TimePattern } from '../contract/time-patterns.ts'
import type { Queryable } from './database.ts'

interface Unit {
  readonly organizationId: string
  readonly unitId: string
}

/** A unit's patterns, by name. */
export async function listTimePatterns(db: Queryable, { organizationId, unitId }: Unit): Promise<TimePattern[]> {
  return db
    .selectFrom('timePattern')
    .select(['id', 'name', 'steps'])
    .where('organizationId', '=', organizationId)
    .where('unitId', '=', unitId)
    .orderBy(sql`lower(name)`)
    .execute()
}

/** One of this name takes the new times. @returns null when the unit has `most` of other names already */
export async function saveTimePattern(
  db: Queryable,
  { organizationId, unitId }: Unit,
  { name, steps }: Omit<TimePattern, 'id'>,
  most: number,
): Promise<TimePattern | null> {
  const { rows } = await sql<TimePattern>`
    insert into time_pattern (organization_id, unit_id, name, steps)
    select ${organizationId}, ${unitId}, ${name}, ${JSON.stringify(steps)}::jsonb
    where (select count(*) from time_pattern where unit_id = ${unitId} and name <> ${name}) < ${most}
    on conflict (unit_id, name) do update set steps = excluded.steps
    returning id, name, steps`.execute(db)
  return rows[0] ?? null
}

/** @returns its name, or null when the unit has none of this id */
export async function deleteTimePattern(
  db: Queryable,
  { organizationId, unitId }: Unit,
  id: string,
): Promise<string | null> {
  const gone = await db
    .deleteFrom('timePattern')
    .where('organizationId', '=', organizationId)
    .where('unitId', '=', unitId)
    .where('id', '=', id)
    .returning('name')
    .executeTakeFirst()
  return gone?.name ?? null
}
