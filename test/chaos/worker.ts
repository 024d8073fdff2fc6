import type { Kind } from './platforms.ts'

/**
 * A worker as a process of its own, whose platforms are the fakes of the process that started it. Told by its
 * environment; says its id on a line when it runs.
 */
const shiftMs = Number(process.env['CHAOS_CLOCK_SHIFT_MS'] ?? 0)
if (shiftMs !== 0) {
  // A machine with a wrong clock: before anything else is loaded.
  const Real = Date
  globalThis.Date = class extends Real {
    constructor(...given: []) {
      super(...((given.length === 0 ? [Real.now() + shiftMs] : given) as []))
    }
    static override now() {
      return Real.now() + shiftMs
    }
  } as DateConstructor
}

const { createRegistry } = await import('../../connectors/registry.ts')
const { startWorker } = await import('../../jobs/worker.ts')
const { createVault } = await import('../../server/auth/vault.ts')
const { connect } = await import('../../server/db/database.ts')
const { createCredentials } = await import('../../server/domain/credentials.ts')
const { createProgress } = await import('../../server/domain/delivery-progress.ts')
const { createLive } = await import('../../server/live.ts')
const { createLogger } = await import('../../server/log.ts')
const { createHttp } = await import('../../server/net/http.ts')
const { createFakeConnector } = await import('../jobs/support/fake-connector.ts')

const environment = (name: string) => process.env[name] ?? ''
const url = environment('DATABASE_URL')
const urls = JSON.parse(environment('CHAOS_PLATFORMS')) as Record<Kind, string>
const log = createLogger({ level: environment('LOG_LEVEL') === 'debug' ? 'debug' : 'silent' })
const db = connect({ url, max: 5 })
const sendingDb = connect({ url, max: 5, plansOnce: true })
const http = createHttp({ allowHosts: Object.values(urls).map((address) => new URL(address).host) })
const connectors = createRegistry(
  Object.entries(urls).map(([kind, address]) => createFakeConnector(kind as Kind, () => ({ url: address }))),
  null,
)
const vault = createVault(Buffer.from(environment('HAIDANG_KEY'), 'hex'))
const live = createLive({ url, log })
await live.start()
const worker = startWorker({
  ...{ db, sendingDb, connectors, http, log },
  credentials: createCredentials({ db, vault, connectors, http }),
  contentMedia: async () => [],
  progressOf: createProgress(db, vault),
  onWake: live.onWake,
  redis: environment('REDIS_URL') === '' ? null : { url: environment('REDIS_URL') },
  role: 'worker',
  timings: {
    ...{ leaseMs: 60_000, renewMs: 1_000, pollMs: 500, sweepMs: 200, confirmMs: 100, metricsMs: 3_600_000 },
    ...{ heartbeatMs: 1_000, prepareTimeoutMs: 3_000, feedMs: 200, safetyMs: 1_000, graceMs: 3_000 },
  },
})
process.on('SIGTERM', async () => {
  await worker.stop()
  await live.close()
  await Promise.all([db.destroy(), sendingDb.destroy()])
  process.exit(0)
})
process.stdout.write(`${worker.id}\n`)
