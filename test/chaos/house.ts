import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { connect, type Db } from '../../server/db/database.ts'
import { isDatabaseAway } from '../../server/db/database-errors.ts'
import { type EmbeddedDatabase, startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import type { FakePlatform } from '../jobs/support/fake-platform.ts'
import { freePort } from '../peers/process.ts'
import { callRedis } from '../peers/redis.ts'
import { type OfficeProcess, startProcess } from '../support/processes.ts'
import type { Kind } from './platforms.ts'
import type { Chance } from './random.ts'

/** Everything that can be broken: the office's processes, its database, its Redis. */
export interface House {
  /** The runner's own way into the database, for planning and for looking at the end. */
  readonly db: Db
  /** Where the pages answer now; it changes when they are started again. */
  readonly webUrl: () => string
  /** Does one thing of `disasters`, and repairs it. */
  strike(disaster: Disaster, chance: Chance): Promise<void>
  stop(): Promise<void>
}

/** How often each happens, next to the others. */
export const disasters = {
  'kill a worker': 8,
  'kill the pages': 3,
  'kill everything': 2,
  'replace a worker': 3,
  'start a worker with a wrong clock': 3,
  'crash the database': 1,
  'stop the database at once': 1,
  'take the database away for a while': 1,
} as const
export type Disaster = keyof typeof disasters | 'forget everything in Redis' | 'restart Redis'
export const redisDisasters = { 'forget everything in Redis': 4, 'restart Redis': 2 } as const

interface WorkerProcess {
  readonly child: ChildProcess
  readonly id: string
}

/** Waits of the engine that prove nothing by being long are shortened to this. */
const hurryEveryMs = 150

export async function startHouse(options: {
  readonly dataDir: string
  readonly platforms: Readonly<Record<Kind, FakePlatform>>
  readonly queue: 'local' | 'redis'
  readonly workers?: number
}): Promise<House> {
  const { dataDir, platforms, queue, workers: workerCount = 2 } = options
  const key = randomBytes(32).toString('hex')
  let database: EmbeddedDatabase = await startEmbedded({ dataDir })
  const owner = connect({ url: database.ownerUrl, max: 1 })
  await migrate(owner)
  await owner.destroy()
  const redisPort = queue === 'redis' ? await freePort() : null
  let redis = redisPort ? await startRedisAt(redisPort) : null
  const db = connect({ url: database.appUrl, max: 6 })

  const environment = () => ({
    HAIDANG_DATA: dataDir,
    HAIDANG_KEY: key,
    HAIDANG_PRACTICE: '0',
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    LOG_LEVEL: process.env['CHAOS_LOG'] ?? 'fatal',
    ...(redisPort && { REDIS_URL: `redis://127.0.0.1:${redisPort}` }),
    CHAOS_PLATFORMS: JSON.stringify(
      Object.fromEntries(Object.entries(platforms).map(([kind, platform]) => [kind, platform.url])),
    ),
  })

  async function startWorkerProcess(shiftMs = 0): Promise<WorkerProcess> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts')], {
      env: { PATH: process.env['PATH'], ...environment(), CHAOS_CLOCK_SHIFT_MS: String(shiftMs) },
      stdio: ['ignore', 'pipe', process.env['CHAOS_LOG'] ? 'inherit' : 'ignore'],
    })
    for await (const line of createInterface({ input: child.stdout })) return { child, id: line }
    // It ended before it ran, because the database is away: once more.
    await wait(200)
    return startWorkerProcess(shiftMs)
  }
  async function startPages(): Promise<OfficeProcess> {
    for (;;)
      try {
        return await startProcess(['web'], environment())
      } catch {
        await wait(200)
      }
  }

  const workers: WorkerProcess[] = await Promise.all(Array.from({ length: workerCount }, () => startWorkerProcess()))
  let pages = await startPages()

  async function killWorker(index: number): Promise<void> {
    const worker = workers[index]
    if (!worker) return
    worker.child.kill('SIGKILL')
    // Nobody is there to renew what it held: as if its leases had run out, those of look-ups too. Once more a moment
    // later, for what the database was still doing for it.
    for (const afterMs of [0, 300]) {
      await wait(afterMs)
      await eventually(() => endLeasesOf(worker.id))
    }
  }
  const endLeasesOf = (worker: string) =>
    sql`update delivery set lease_until = case state when 'sending' then now() end,
        confirm_at = case state when 'unconfirmed' then now() end
      from attempt
      where attempt.delivery_id = delivery.id and attempt.token = delivery.token and attempt.worker = ${worker}
        and attempt.finished_at is null and delivery.state in ('sending', 'unconfirmed')`.execute(db)
  const anyWorker = (chance: Chance) => Math.floor(chance.next() * workers.length)
  const pidFile = () => join(database.location, 'postmaster.pid')
  const databasePid = async () => Number((await readFile(pidFile(), 'utf8')).split('\n')[0])
  async function startDatabase(): Promise<void> {
    for (;;)
      try {
        database = await startEmbedded({ dataDir })
        return
      } catch {
        await wait(300)
      }
  }

  const strikes: Record<Disaster, (chance: Chance) => Promise<void>> = {
    'kill a worker': async (chance) => {
      const index = anyWorker(chance)
      await killWorker(index)
      await wait(chance.between(0, 400))
      workers[index] = await startWorkerProcess()
    },
    'kill the pages': async () => {
      pages.child.kill('SIGKILL')
      pages = await startPages()
    },
    'kill everything': async () => {
      pages.child.kill('SIGKILL')
      await Promise.all(workers.map((_worker, index) => killWorker(index)))
      await Promise.all(workers.map(async (_worker, index) => (workers[index] = await startWorkerProcess())))
      pages = await startPages()
    },
    'replace a worker': async (chance) => {
      const index = anyWorker(chance)
      const old = workers[index]
      workers[index] = await startWorkerProcess()
      old?.child.kill('SIGTERM')
    },
    'start a worker with a wrong clock': async (chance) => {
      const index = anyWorker(chance)
      const old = workers[index]
      workers[index] = await startWorkerProcess(chance.pick([-3_600_000, 3_600_000]))
      old?.child.kill('SIGTERM')
    },
    'crash the database': async () => {
      process.kill(await databasePid(), 'SIGKILL')
      await startDatabase()
    },
    // SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, recovery at the next start.
    'stop the database at once': async () => {
      process.kill(await databasePid(), 'SIGQUIT')
      await startDatabase()
    },
    'take the database away for a while': async (chance) => {
      process.kill(await databasePid(), 'SIGQUIT')
      await wait(chance.between(1_000, 3_000))
      await startDatabase()
    },
    'forget everything in Redis': async () => {
      if (redisPort) await callRedis(redisPort, 'FLUSHALL').catch(() => {})
    },
    'restart Redis': async (chance) => {
      redis?.kill('SIGKILL')
      await wait(chance.between(0, 500))
      if (redisPort) redis = await startRedisAt(redisPort)
    },
  }

  const hurrying = setInterval(() => void hurry(db).catch(() => {}), hurryEveryMs)

  return {
    db,
    webUrl: () => pages.url,
    strike: (disaster, chance) => strikes[disaster](chance),
    async stop() {
      clearInterval(hurrying)
      const processes = [pages.child, ...workers.map(({ child }) => child)]
      await Promise.all(
        processes.map((child) => {
          child.kill('SIGKILL')
          return child.exitCode === null && child.signalCode === null
            ? new Promise((resolve) => child.once('exit', resolve))
            : null
        }),
      )
      await db.destroy()
      redis?.kill('SIGKILL')
      process.kill(await databasePid(), 'SIGINT')
      // Its last act is to take away the file that says it runs.
      while (existsSync(pidFile())) await wait(20)
    },
  }
}

/** In memory only, always at the same place. */
async function startRedisAt(port: number): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('/usr/bin/redis-server', args, { stdio: 'ignore' })
  while ((await callRedis(port, 'PING').catch(() => '')) !== '+PONG') await wait(20)
  return child
}

/**
 * Time passes faster where the engine only waits out of politeness: before it tries again, and between two empty
 * look-ups. What has to be waited for (a call's time-out, the platform's lag) is waited for.
 */
async function hurry(db: Db): Promise<void> {
  await sql`update delivery set wake_at = now() where state = 'retrying' and wake_at > now() and due_at <= now()`.execute(
    db,
  )
  await sql`update delivery set confirm_at = now()
    where state = 'unconfirmed' and token is null and confirm_at > now() and exists (select from attempt
      where attempt.delivery_id = delivery.id and attempt.step = 'confirm'
        and attempt.finished_at < now() - interval '700 milliseconds'
        and attempt.started_at > (select max(committing_since) from delivery_part as part
          where part.delivery_id = delivery.id))`.execute(db)
}

/** Does it as soon as the database is back. */
export async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work()
    } catch (error) {
      if (!isDatabaseAway(error)) throw error
      await wait(100)
    }
}
