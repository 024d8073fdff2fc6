import { type Selectable, sql } from 'kysely'
import type { ImportMapping } from '../contract/plan-import.ts'
import type { Table } from '../tables/read.ts'
import type { Queryable, Trx } from './database.ts'
import type { PlanImportTable } from './schema.ts'

export type PlanImportRow = Selectable<PlanImportTable>

interface ImportOwner {
  readonly organizationId: string
  readonly memberId: string
}

/** Longer ago nobody asks what became of a table. */
const keptDays = 30

/** Keeps a table with whose it is; old ones go. */
export async function insertPlanImport(
  trx: Trx,
  owner: ImportOwner,
  { fileName, table, mapping }: { readonly fileName: string; readonly table: Table; readonly mapping: ImportMapping },
): Promise<PlanImportRow> {
  await trx
    .deleteFrom('planImport')
    .where('createdAt', '<', sql<Date>`now() - make_interval(days => ${keptDays})`)
    .execute()
  return trx
    .insertInto('planImport')
    .values({ ...owner, fileName, cells: JSON.stringify(table), mapping: JSON.stringify(mapping) })
    .returningAll()
    .executeTakeFirstOrThrow()
}

function ownImport(db: Queryable, { organizationId, memberId }: ImportOwner, id: string) {
  return db
    .selectFrom('planImport')
    .selectAll()
    .where('organizationId', '=', organizationId)
    .where('memberId', '=', memberId)
    .where('id', '=', id)
}

/** One's own. */
export async function findPlanImport(db: Queryable, owner: ImportOwner, id: string): Promise<PlanImportRow | null> {
  return (await ownImport(db, owner, id).executeTakeFirst()) ?? null
}

/** One's own; whoever changes it next waits for this transaction. */
export async function lockPlanImport(trx: Trx, owner: ImportOwner, id: string): Promise<PlanImportRow | null> {
  return (await ownImport(trx, owner, id).forUpdate().executeTakeFirst()) ?? null
}

export async function updatePlanImport(
  trx: Trx,
  id: string,
  change: { readonly mapping: ImportMapping } | { readonly made: Readonly<Record<string, string>> },
): Promise<PlanImportRow> {
  return trx
    .updateTable('planImport')
    .set(
      'mapping' in change
        ? { mapping: JSON.stringify(change.mapping) }
        : { made: JSON.stringify(change.made), importedAt: sql<Date>`now()` },
    )
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
