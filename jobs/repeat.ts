import type { Db } from '../server/db/database.ts'
import { continueSeries } from '../server/domain/occurrences.ts'
import type { Logger } from '../server/log.ts'

/** Puts the days of series in line that have come near, until none is left. */
export async function repeat(db: Db, log: Logger): Promise<void> {
  for (let added = await continueSeries(db); added > 0; added = await continueSeries(db))
    log.info({ added }, 'days of series put in line')
}
