import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Db } from './database.ts'
import { up as foundation } from './migrations/0001-foundation.ts'
import { up as channelLimits } from './migrations/0002-channel-limits.ts'
import { up as recurrence } from './migrations/0003-recurrence.ts'
import { up as alerts } from './migrations/0004-alerts.ts'
import { up as slots } from './migrations/0005-slots.ts'
import { up as platforms } from './migrations/0006-platforms.ts'
import { up as newsletter } from './migrations/0007-newsletter.ts'
import { up as edits } from './migrations/0008-edits.ts'
import { up as fitted } from './migrations/0009-fitted.ts'
import { up as sending } from './migrations/0010-sending.ts'
import { up as planning } from './migrations/0013-planning.ts'
import { up as planTables } from './migrations/0014-plan-tables.ts'
import { up as media } from './migrations/0015-media.ts'
import { up as progress } from './migrations/0016-progress.ts'
import { up as comments } from './migrations/0021-comments.ts'
import { up as savedViews } from './migrations/0022-saved-views.ts'
import { up as timePatterns } from './migrations/0023-time-patterns.ts'
import { up as tasks } from './migrations/0024-tasks.ts'

/** In order; a migration that has landed is never changed, only followed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-foundation': { up: foundation },
  '0002-channel-limits': { up: channelLimits },
  '0003-recurrence': { up: recurrence },
  '0004-alerts': { up: alerts },
  '0005-slots': { up: slots },
  '0006-platforms': { up: platforms },
  '0007-newsletter': { up: newsletter },
  '0008-edits': { up: edits },
  '0009-fitted': { up: fitted },
  '0010-sending': { up: sending },
  '0013-planning': { up: planning },
  '0014-plan-tables': { up: planTables },
  '0015-media': { up: media },
  '0016-progress': { up: progress },
  '0021-comments': { up: comments },
  '0022-saved-views': { up: savedViews },
  '0023-time-patterns': { up: timePatterns },
  '0024-tasks': { up: tasks },
}

/**
 * Brings the database up to date. Kysely's migrator holds a lock, so any number of processes may start at once.
 * @param db a connection of the owner's role
 * @param upTo stop after this migration (tests begin from every earlier version)
 * @returns names of the migrations that ran now
 * @throws Error naming the migration that failed; everything of it is rolled back
 */
export async function migrate(db: Db, upTo?: string): Promise<string[]> {
  const migrator = new Migrator({
    db: db as unknown as Kysely<unknown>,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'public',
  })
  const { error, results = [] } = upTo ? await migrator.migrateTo(upTo) : await migrator.migrateToLatest()
  if (error) {
    const failed = results.find((result) => result.status === 'Error')
    throw new Error(
      `Migration ${failed?.migrationName ?? ''} failed: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
  return results.map((result) => result.migrationName)
}
