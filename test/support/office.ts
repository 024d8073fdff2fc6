import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Office, type Part, startOffice } from '../../server/compose.ts'
import { readConfig } from '../../server/config.ts'
import { createLogger } from '../../server/log.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

/** The whole product as `npm start` runs it, on a free port, with a database and a data folder of its own. */
export interface TestOffice extends Office {
  readonly url: string
  readonly database: TestDatabase
  /** From the address that the start printed. */
  readonly setUpCode: string | null
  readonly said: readonly string[]
  close(): Promise<void>
}

export async function startTestOffice(
  options: { env?: Record<string, string>; part?: Part; demo?: boolean } = {},
): Promise<TestOffice> {
  const dataDir = await mkdtemp(join(tmpdir(), 'haidang-office-'))
  const database = await createTestDatabase()
  const config = readConfig({
    PORT: '0',
    HAIDANG_DATA: dataDir,
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    LOG_LEVEL: 'fatal',
    ...options.env,
  })
  const said: string[] = []
  const office = await startOffice(config, {
    part: options.part ?? 'all',
    demo: options.demo ?? false,
    log: createLogger({ level: config.logLevel }),
    say: (sentence) => said.push(sentence),
  })
  const setUpCode = /setup\?code=([\w-]+)/.exec(said.join('\n'))?.[1] ?? null
  return {
    ...office,
    url: office.url ?? '',
    database,
    setUpCode,
    said,
    close: async () => {
      await office.stop()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
