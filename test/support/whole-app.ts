import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Part, startOffice } from '../../server/compose.ts'
import { type Config, readConfig } from '../../server/config.ts'
import type { Db } from '../../server/db/database.ts'
import { createLogger } from '../../server/log.ts'
import { clientOf, nobody, type TestClient } from './client.ts'
import { createTestDatabase } from './database.ts'
import { collectInto } from './log.ts'
import { createOffice, type TestOffice } from './offices.ts'

/** The product itself, as `npm start` puts it together, on a database of its own with one office in it. */
export interface WholeApp {
  readonly url: string
  readonly db: Db
  readonly log: readonly string[]
  readonly office: TestOffice
  readonly signIn: TestOffice['signIn']
  readonly visitor: TestClient
  otherOffice(): Promise<TestOffice>
  close(): Promise<void>
}

export async function startWholeApp({
  part = 'web',
  config: given = {},
}: {
  part?: Exclude<Part, 'worker'>
  config?: Partial<Config>
} = {}): Promise<WholeApp> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'haidang-whole-'))
  const lines: string[] = []
  const log = createLogger({ level: 'debug', destination: collectInto(lines) })
  const address = { url: database.appUrl, ownerUrl: database.ownerUrl }
  const config = { ...readConfig({}), port: 0, dataDir, database: address, key: 'ab'.repeat(32), ...given }
  const running = await startOffice(config, { part, demo: false, log, say: () => {} })
  const url = running.url ?? ''
  const office = await createOffice(database.db, url, 'Phòng Truyền thông')
  return {
    url,
    db: database.db,
    log: lines,
    office,
    signIn: office.signIn,
    visitor: clientOf(url, nobody, ''),
    otherOffice: () => createOffice(database.db, url, 'Another office'),
    close: async () => {
      await running.stop()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
