import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account, ConnectorContext } from '../../connectors/contract.ts'
import { createPracticeConnector } from '../../connectors/practice/index.ts'
import { type ConnectorRegistry, createRegistry } from '../../connectors/registry.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { createVault, type Vault } from '../../server/auth/vault.ts'
import type { Db } from '../../server/db/database.ts'
import { connectorContext } from '../../server/domain/connector-context.ts'
import { type MediaStore, openMediaStore } from '../../server/media/store.ts'
import { createHttp } from '../../server/net/http.ts'
import { offeredBy } from '../../server/practice/figures.ts'
import { type PracticeNetwork, startPracticeNetwork } from '../../server/practice/network.ts'
import { createTestDatabase } from '../support/database.ts'

/** The practice network over a database of its own, and everything one reaches it with. */
export interface PracticeRoom {
  readonly db: Db
  readonly network: PracticeNetwork
  readonly mediaDir: string
  readonly vault: Vault
  readonly store: MediaStore
  readonly connectors: ConnectorRegistry
  readonly http: ReturnType<typeof createHttp>
  context(): Promise<ConnectorContext>
  /** An account of the network, connected as an administrator would. */
  connect(platform: Platform, account: string): Promise<Account>
  close(): Promise<void>
}

export async function openPracticeRoom(): Promise<PracticeRoom> {
  const database = await createTestDatabase()
  const { db } = database
  const dataDir = await mkdtemp(join(tmpdir(), 'haidang-practice-'))
  const mediaDir = join(dataDir, 'practice')
  const network = await startPracticeNetwork({ db, mediaDir, secret: 'of this test' })
  const connectors = createRegistry([], (platform) =>
    createPracticeConnector(platform, { baseUrl: network.url, publicUrl: null, offered: offeredBy }),
  )
  const http = createHttp({ allowHosts: [new URL(network.url).host] })
  const context = () => connectorContext(db, http, AbortSignal.timeout(30_000))
  return {
    ...{ db, network, mediaDir, vault: createVault(randomBytes(32)), connectors, http, context },
    store: await openMediaStore(join(dataDir, 'media')),
    connect: async (platform, account) => {
      const connect = connectors.for({ platform, practice: true })?.connect
      if (connect?.kind !== 'form') throw new Error('A practice account is connected by a form')
      const [found] = await connect.accounts({ account }, await context())
      if (!found) throw new Error('The account was not made')
      return found
    },
    close: async () => {
      await network.stop()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
