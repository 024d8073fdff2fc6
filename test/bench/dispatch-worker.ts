import { createRegistry } from '../../connectors/registry.ts'
import { startWorker } from '../../jobs/worker.ts'
import { createVault } from '../../server/auth/vault.ts'
import { connect } from '../../server/db/database.ts'
import { createCredentials } from '../../server/domain/credentials.ts'
import { createProgress } from '../../server/domain/delivery-progress.ts'
import { createLive } from '../../server/live.ts'
import { createLogger } from '../../server/log.ts'
import { createHttp } from '../../server/net/http.ts'
import { createInstantConnector } from './instant-connector.ts'

/** A worker as a process of its own, with the timings it has in an office and platforms that answer at once. */
const url = process.env['DATABASE_URL'] ?? ''
const redisUrl = process.env['REDIS_URL'] ?? ''
const hung = process.env['BENCH_HUNG'] ?? ''
const log = createLogger({ level: 'silent' })
const db = connect({ url, max: 5 })
const sendingDb = connect({ url, max: 5, plansOnce: true })
const http = createHttp({ allowHosts: [] })
const connectors = createRegistry(
  (['mastodon', 'x', 'bluesky', 'telegram'] as const).map((platform) =>
    createInstantConnector(platform, platform === hung),
  ),
  null,
)
const vault = createVault(Buffer.alloc(32, 1))
const live = createLive({ url, log })
await live.start()
const worker = startWorker({
  ...{ db, sendingDb, connectors, http, log },
  credentials: createCredentials({ db, vault, connectors, http }),
  contentMedia: async () => [],
  progressOf: createProgress(db, vault),
  onWake: live.onWake,
  redis: redisUrl === '' ? null : { url: redisUrl },
  role: 'worker',
  timings: { metricsMs: 3_600_000 },
})
process.on('SIGTERM', async () => {
  await worker.stop()
  process.exit(0)
})
process.stdout.write('runs\n')
