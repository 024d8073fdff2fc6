import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { describe, expect, inject, it } from 'vitest'
import { connect } from '../../server/db/database.ts'
import { migrate, migrations } from '../../server/db/migrate.ts'
import { createTestDatabase } from '../support/database.ts'

const names = Object.keys(migrations)

describe('migrations', () => {
  it.each(['from nothing', ...names])('lead from %s to today', async (from) => {
    const database = await createTestDatabase({ migrated: false })
    const owner = connect({ url: database.ownerUrl, max: 2 })
    try {
      if (from !== 'from nothing') await migrate(owner, from)
      const ran = await migrate(owner)
      expect(ran).toEqual(from === 'from nothing' ? names : names.slice(names.indexOf(from) + 1))
      expect(await migrate(owner)).toEqual([])
    } finally {
      await owner.destroy()
      await database.close()
    }
  })

  it('run once when five processes start at the same time', async () => {
    const database = await createTestDatabase({ migrated: false })
    const owners = Array.from({ length: 5 }, () =>
      connect({ url: database.ownerUrl, max: 2, statementTimeoutMs: 60_000 }),
    )
    try {
      const ran = await Promise.all(owners.map((owner) => migrate(owner)))
      expect(ran.flat()).toEqual(names)
    } finally {
      await Promise.all(owners.map((owner) => owner.destroy()))
      await database.close()
    }
  })

  it('make the tables that the code believes in', async () => {
    const source = await readFile('server/db/schema.ts', 'utf8')
    const believed: string[] = []
    for (const [, table = '', body = ''] of source.matchAll(/interface (\w+)Table \{\n([\s\S]*?)\n\}/g))
      for (const [, column = ''] of body.matchAll(/^ {2}(\w+):\s/gm)) believed.push(`${snake(table)}.${snake(column)}`)
    const database = await createTestDatabase()
    try {
      const { rows } = await sql<{ tableName: string; columnName: string }>`
        select table_name, column_name from information_schema.columns
        where table_schema = 'public' and table_name not like 'kysely%'`.execute(database.db)
      const real = rows.map(({ tableName, columnName }) => `${tableName}.${columnName}`)
      expect(believed.sort()).toEqual(real.sort())
    } finally {
      await database.close()
    }
  })

  it('let the application write audit events and never change them, and neither can their owner', async () => {
    const database = await createTestDatabase()
    const owner = connect({ url: database.ownerUrl, max: 1 })
    try {
      for (const statement of [
        'update audit_event set action = action',
        'delete from audit_event',
        'truncate audit_event',
      ]) {
        await expect(sql.raw(statement).execute(database.db)).rejects.toMatchObject({ code: '42501' })
      }
      await expect(sql`truncate audit_event`.execute(owner)).rejects.toThrow('append-only')
    } finally {
      await owner.destroy()
      await database.close()
    }
  })

  it('find words without diacritics', async () => {
    const database = await createTestDatabase()
    try {
      const { rows } = await sql<{ found: boolean }>`
        select search_text('Lễ hội Hoa Phượng Đỏ') like '%' || search_text('phuong do') || '%' as found`.execute(
        database.db,
      )
      expect(rows[0]?.found).toBe(true)
    } finally {
      await database.close()
    }
  })
})

describe('the pool', () => {
  it('reads bigint and numeric as numbers, days and wall times as text, instants as dates', async () => {
    const database = await createTestDatabase()
    try {
      const { rows } = await sql<Record<string, unknown>>`select 9007199254740991::bigint as big, 1.5::numeric as rate,
        date '2026-05-18' as day, wall_time '2026-05-18 09:00' as wall, timestamptz '2026-05-18 09:00+07' as instant`.execute(
        database.db,
      )
      expect(rows[0]).toEqual({
        big: 9_007_199_254_740_991,
        rate: 1.5,
        day: '2026-05-18',
        wall: '2026-05-18T09:00',
        instant: new Date('2026-05-18T02:00:00Z'),
      })
    } finally {
      await database.close()
    }
  })

  it('ends a statement that takes too long', async () => {
    const db = connect({ url: inject('database').appUrl, max: 1, statementTimeoutMs: 100 })
    try {
      await expect(sql`select pg_sleep(5)`.execute(db)).rejects.toMatchObject({ code: '57014' })
    } finally {
      await db.destroy()
    }
  })

  it('cannot be taken where a transaction is asked for, nor the other way round', async () => {
    const source = `import type { Db, Trx } from '../../server/db/database.ts'
declare const db: Db
declare const trx: Trx
declare function pooled(db: Db): void
declare function inside(trx: Trx): void
pooled(db); inside(trx)
// @ts-expect-error a transaction is no pool
pooled(trx)
// @ts-expect-error the pool is no transaction
inside(db)
`
    const { writeFile, rm } = await import('node:fs/promises')
    const { execFileSync } = await import('node:child_process')
    const file = 'test/db/planted-types.ts'
    await writeFile(file, source)
    try {
      execFileSync('node_modules/.bin/tsc', [
        '--noEmit',
        '--ignoreConfig',
        '--strict',
        '--skipLibCheck',
        '--module',
        'nodenext',
        '--target',
        'es2024',
        '--allowImportingTsExtensions',
        '--types',
        'node',
        file,
      ])
    } finally {
      await rm(file, { force: true })
    }
  })
})

function snake(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
}
