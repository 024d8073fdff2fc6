import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from '../../server/db/database.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    database: { ownerUrl: string; appUrl: string; superuserUrl: string }
  }
}

/** One real PostgreSQL for the whole run, with a migrated database that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'haidang-test-'))
  const server = await startEmbedded({
    dataDir,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  })
  const owner = connect({ url: server.ownerUrl, max: 2, statementTimeoutMs: 60_000 })
  await migrate(owner)
  await owner.destroy()
  project.provide('database', { ownerUrl: server.ownerUrl, appUrl: server.appUrl, superuserUrl: server.superuserUrl })
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
