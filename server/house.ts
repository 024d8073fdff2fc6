import type { Http } from '../connectors/contract.ts'
import type { ConnectorRegistry } from '../connectors/registry.ts'
import type { Worker } from '../jobs/worker.ts'
import type { Vault } from './auth/vault.ts'
import type { Config } from './config.ts'
import type { Db } from './db/database.ts'
import type { ChannelCredentials } from './domain/credentials.ts'
import type { MediaCases } from './domain/media.ts'
import type { MediaFittings } from './domain/media-fitting.ts'
import type { MediaUploads } from './domain/media-uploads.ts'
import type { Live } from './live.ts'
import type { Logger } from './log.ts'

/** What both parts are built from. */
export interface House {
  readonly config: Config
  readonly demo: boolean
  readonly log: Logger
  readonly db: Db
  readonly live: Live
  readonly vault: Vault
  readonly connectors: ConnectorRegistry
  readonly credentials: ChannelCredentials
  readonly http: (signal?: AbortSignal) => Http
  readonly media: MediaCases
  readonly fittings: MediaFittings
  readonly uploads: MediaUploads
  readonly practiceMediaDir: string | null
  /** Null in a process that only answers people. */
  readonly worker: Worker | null
}
