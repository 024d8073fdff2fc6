import {
  CamelCasePlugin,
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresQueryResult,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import type { Database } from './schema.ts'

/** The pool. Functions that must run inside a transaction ask for a `Trx` instead, so nesting the pool in one cannot compile. */
export type Db = Kysely<Database> & { readonly isTransaction: false }
export type Trx = Transaction<Database>
/** For queries that may run either way; whoever opens the transaction passes it on. */
export type Queryable = Kysely<Database> | Trx

// Parsed once, here: bigint and numeric as numbers (ours stay under 2^53), calendar days and wall times as text.
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
types.setTypeParser(pg.types.builtins.NUMERIC, Number)
types.setTypeParser(pg.types.builtins.DATE, String)
types.setTypeParser(pg.types.builtins.TIMESTAMP, (value) => value.replace(' ', 'T').slice(0, 16))

export interface ConnectOptions {
  readonly url: string
  /** Connections at most. Default 10. */
  readonly max?: number
  /** Milliseconds one statement may take. Default 10,000; migrations and reports ask for more. */
  readonly statementTimeoutMs?: number
  /**
   * For a pool that runs the same few statements again and again, each for a few keys: every statement is planned once
   * per connection and for any values, since planning them each time would cost more than running them.
   */
  readonly plansOnce?: boolean
  /** A connection that dies (57P01 when the server stops) is told here and replaced by the pool. */
  readonly onError?: (error: Error) => void
}

/**
 * One plan for any values, and that by the indexes: a plan made while a table was small reads all of it for a few keys,
 * and is kept when it is not small any more.
 */
const byKey = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'random_page_cost=0.01',
  'jit=off',
]

/** Opens a pool on a PostgreSQL of version 15 or later. Nothing connects before the first query. */
export function connect({
  url,
  max = 10,
  statementTimeoutMs = 10_000,
  plansOnce = false,
  onError,
}: ConnectOptions): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    statement_timeout: statementTimeoutMs,
    connectionTimeoutMillis: 10_000,
    application_name: 'haidang',
    ...(plansOnce && { options: byKey.map((setting) => `-c ${setting}`).join(' ') }),
  })
  pool.on('error', (error) => onError?.(error))
  // The pool listens to idle clients only; one that dies between two statements of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', (error) => onError?.(error)))
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: plansOnce ? naming(pool) : pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  }) as Db
}

/** A pool that gives each statement with values a name, under which the server keeps its plan. */
function naming(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>()
  const nameOf = (text: string) => {
    const name = names.get(text) ?? `statement ${names.size}`
    names.set(text, name)
    return name
  }
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
      function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
      function query(text: unknown, values: readonly unknown[] = []): unknown {
        if (typeof text !== 'string') throw new Error('No cursors on a pool that plans once')
        return values.length === 0
          ? client.query(text)
          : client.query({ name: nameOf(text), text, values: [...values] })
      }
      return { query, release: () => client.release() }
    },
  }
}

/** Runs `work` in one transaction; an exception rolls it back. */
export function inTransaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work)
}
