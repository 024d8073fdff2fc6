import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { connect, type Db } from '../../server/db/database.ts'

/** A database of its own for one test file: a copy of the migrated one, opened as the application's role. */
export interface TestDatabase {
  readonly db: Db
  readonly appUrl: string
  readonly ownerUrl: string
  close(): Promise<void>
}

export async function createTestDatabase(options: { max?: number; migrated?: boolean } = {}): Promise<TestDatabase> {
  const urls = inject('database')
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = options.migrated === false ? 'template0' : 'haidang'
  await asSuperuser(`create database ${name} template ${template} owner haidang_owner`)
  const appUrl = withDatabase(urls.appUrl, name)
  const db = connect({ url: appUrl, max: options.max ?? 5 })
  return {
    db,
    appUrl,
    ownerUrl: withDatabase(urls.ownerUrl, name),
    close: async () => {
      await db.destroy()
      await asSuperuser(`drop database ${name} with (force)`)
    },
  }
}

/** Connected to `postgres`: a database can be copied only while nobody is connected to it. */
export async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(inject('database').superuserUrl, 'postgres') })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  return url.replace(/\/[^/?]*(\?|$)/, (_match, end: string) => `/${name}${end}`)
}
