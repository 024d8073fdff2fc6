import { type Selectable, sql } from 'kysely'
import type { Unit } from '../contract/people.ts'
import type { Queryable, Trx } from './database.ts'
import type { UnitTable } from './schema.ts'

export type UnitFields = Pick<Selectable<UnitTable>, 'parentId' | 'name' | 'nameEn'>

const columns = ['id', 'parentId', 'name', 'nameEn'] as const

export function listUnits(db: Queryable, organizationId: string): Promise<Unit[]> {
  return db
    .selectFrom('unit')
    .select(columns)
    .where('organizationId', '=', organizationId)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

export async function findUnit(db: Queryable, organizationId: string, id: string): Promise<Unit | null> {
  const row = await db
    .selectFrom('unit')
    .select(columns)
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

/** Lets one transaction at a time change the shape of an organization's tree: two moves together could close a ring. */
export async function lockUnitTree(trx: Trx, organizationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`units:${organizationId}`}, 0))`.execute(trx)
}

/** Ids from a unit up to the root, the unit itself first. */
export async function listUnitAncestry(db: Queryable, organizationId: string, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive line as (
      select id, parent_id, 1 as height from unit where organization_id = ${organizationId} and id = ${id}
      union all
      select unit.id, unit.parent_id, line.height + 1 from unit join line on unit.id = line.parent_id
      where unit.organization_id = ${organizationId})
    select id from line order by height`.execute(db)
  return rows.map((row) => row.id)
}

export async function insertUnit(trx: Trx, organizationId: string, fields: UnitFields): Promise<Unit> {
  return await trx
    .insertInto('unit')
    .values({ organizationId, ...fields })
    .returning(columns)
    .executeTakeFirstOrThrow()
}

export async function updateUnit(
  trx: Trx,
  organizationId: string,
  id: string,
  fields: Partial<UnitFields>,
): Promise<Unit> {
  return await trx
    .updateTable('unit')
    // A column set to itself: an update of nothing is one, too.
    .set((row) => ({ id: row.ref('id'), ...fields }))
    .where('organizationId', '=', organizationId)
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow()
}
