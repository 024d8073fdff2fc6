import { type Selectable, sql } from 'kysely'
import type { Trx } from './database.ts'
import type { Database } from './schema.ts'

const rowsPerStatement = 4_000

/**
 * Writes many rows of one table in few statements: thousands a second where single inserts make hundreds. All rows have
 * the columns of the first one; what the database makes itself is left out of them.
 */
export async function insertRows<T extends keyof Database>(
  trx: Trx,
  table: T,
  rows: readonly Partial<Selectable<Database[T]>>[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = sql.join(Object.keys(first).map((name) => sql.ref(name)))
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const json = JSON.stringify(rows.slice(from, from + rowsPerStatement).map(toRecord))
    await sql`
      insert into ${sql.table(table)} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${json}::jsonb)`.execute(trx)
  }
}

function toRecord(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value,
    ]),
  )
}
