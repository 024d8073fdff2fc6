import type { Config } from './config.ts'
import { connect, type Db } from './db/database.ts'
import { startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import type { Logger } from './log.ts'

export interface OpenDatabase {
  /** The application's pool. */
  readonly db: Db
  /** For connections of their own (LISTEN). */
  readonly appUrl: string
  close(): Promise<void>
}

/**
 * Starts or adopts the embedded PostgreSQL, or connects to DATABASE_URL; brings the tables up to date as their owner,
 * then opens the pool as the application's role.
 * @param say told in words what takes time
 */
export async function openDatabase(
  config: Pick<Config, 'database' | 'databasePool' | 'dataDir'>,
  log: Logger,
  say: (sentence: string) => void,
): Promise<OpenDatabase> {
  const embedded = config.database ? null : await startEmbedded({ dataDir: config.dataDir, log: say })
  const appUrl = config.database?.url ?? embedded?.appUrl ?? ''
  const ownerUrl = config.database ? (config.database.ownerUrl ?? config.database.url) : (embedded?.ownerUrl ?? '')
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection was lost')
  try {
    const owner = connect({ url: ownerUrl, max: 1, statementTimeoutMs: 600_000, onError })
    try {
      for (const name of await migrate(owner)) log.info({ migration: name }, 'migrated')
    } finally {
      await owner.destroy()
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  const db = connect({ url: appUrl, max: config.databasePool, onError })
  return {
    db,
    appUrl,
    close: async () => {
      await db.destroy()
      await embedded?.stop()
    },
  }
}
