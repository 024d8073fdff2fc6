import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Bull from 'bull'
import { sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { connect } from '../../server/db/database.ts'
import { claimDue } from '../../server/db/delivery-claims.ts'
import { markCommitting, recordOut } from '../../server/db/delivery-parts.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { migrate } from '../../server/db/migrate.ts'
import { startRedis } from '../peers/redis.ts'
import { addChannels, type ChannelRow, planned, platforms } from './office.ts'
import { readUsed, stayOn } from './processor.ts'

/**
 * How fast deliveries go out, in one run beside what Bull and the bare database do alone on the same machine.
 *   npm run bench:dispatch -- [--count 10000] [--rounds 3] [--throughput] [--apart] [--json]
 * Throughput is the median of its rounds, the database alone and the workers in turn; `--throughput` stops there.
 * `--apart` gives the database one core and everything else another, as if it had a machine of its own.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    throughput: { type: 'boolean', default: false },
    apart: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const count = Number(values.count)
/** Goes out before the workers are measured: a process that has just started is not yet what it is after a day. */
const warmUp = 4_000
/** As large as the batches of a worker grow under load. */
const batchSize = 50
const say = (sentence: string) => values.json || process.stdout.write(`${sentence}\n`)

const dataDir = await mkdtemp(join(tmpdir(), 'haidang-bench-'))
if (values.apart) stayOn(0)
const database = await startEmbedded({ dataDir })
if (values.apart) stayOn(1)
const redis = await startRedis()
const owner = connect({ url: database.ownerUrl, max: 1 })
await migrate(owner)
await owner.destroy()
const db = connect({ url: database.appUrl, max: 8, plansOnce: true })
try {
  const channels = await addChannels(db)
  const rounds: Round[] = []
  for (let index = 0; index < Number(values.rounds); index += 1) {
    const round = { alone: await databaseAlone(channels), workers: await twoWorkers(channels) }
    say(
      `the database alone, by ${batchSize}: ${JSON.stringify(round.alone)}; two workers: ${JSON.stringify(round.workers)}`,
    )
    rounds.push(round)
  }
  const throughput = throughputOf(rounds)
  if (values.throughput) process.stdout.write(`${JSON.stringify(throughput)}\n`)
  else process.stdout.write(`${JSON.stringify({ ...throughput, ...(await everything(channels)) })}\n`)
} finally {
  await db.destroy()
  await redis.stop()
  await database.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** What is asked of dispatch beside throughput. */
async function everything(channels: readonly ChannelRow[]) {
  const bullPerSecond = await bullAlone(redis.url)
  say(`Bull alone, with nothing to do: ${bullPerSecond} jobs a second`)
  const burst10000Seconds = await withWorkers({}, async () => {
    const from = await planned(db, channels, { count: 10_000, dueInMs: () => 20_000 })
    return (await lateness(from)).worst / 1_000
  })
  say(`10,000 due in the same second: the last is out after ${burst10000Seconds} s`)
  const steady = await withWorkers({}, async () => lateness(await plannedSteadily(channels)))
  say(`50 a second: ${JSON.stringify(steady)} ms late`)
  const besideHung = await withWorkers({ BENCH_HUNG: 'x' }, async () => {
    await planned(
      db,
      channels.filter(({ platform }) => platform === 'x'),
      { count: 2_000, dueInMs: () => 0 },
    )
    return lateness(await plannedSteadily(channels.filter(({ platform }) => platform !== 'x')), 'x')
  })
  say(`50 a second beside a platform that hangs: ${JSON.stringify(besideHung)} ms late`)

  return {
    bullPerSecond,
    steadyLatenessMs: { p50: steady.p50, p99: steady.p99 },
    burst10000Seconds,
    hungPlatformDelayMs: { p99: Math.max(0, besideHung.p99 - steady.p99) },
  }
}

/** `processorMs` per delivery. */
interface Rate {
  readonly perSecond: number
  readonly processorMs: { readonly database: number; readonly workers: number }
}
interface Round {
  readonly alone: Rate
  readonly workers: Rate
}

function throughputOf(rounds: readonly Round[]) {
  const median = (of: (round: Round) => number) =>
    rounds.map(of).toSorted((one, other) => one - other)[Math.floor(rounds.length / 2)] ?? 0
  return {
    databasePerSecond: median(({ alone }) => alone.perSecond),
    deliveriesPerSecond: median(({ workers }) => workers.perSecond),
    ratio: rounded(median(({ alone, workers }) => workers.perSecond / alone.perSecond)),
    processorMsPerDelivery: {
      databaseAlone: median(({ alone }) => alone.processorMs.database),
      statementsAlone: median(({ alone }) => alone.processorMs.workers),
      database: median(({ workers }) => workers.processorMs.database),
      workers: median(({ workers }) => workers.processorMs.workers),
    },
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

/** What `work` used of the processors, per delivery. */
async function measured(pids: readonly number[], work: () => Promise<number>): Promise<Rate> {
  const before = await readUsed(database.location, pids)
  const perSecond = await work()
  const after = await readUsed(database.location, pids)
  const each = (kind: keyof typeof after) => rounded((after[kind] - before[kind]) / count)
  return { perSecond, processorMs: { database: each('database'), workers: each('workers') } }
}

function plannedSteadily(channels: readonly ChannelRow[]): Promise<Date> {
  return planned(db, channels, { count: 1_000, dueInMs: (index) => 3_000 + index * 20 })
}

async function bullAlone(url: string): Promise<number> {
  const queue = new Bull('empty', url)
  await queue.addBulk(Array.from({ length: count }, () => ({ data: {}, opts: { removeOnComplete: true } })))
  const started = performance.now()
  let done = 0
  await new Promise<void>((resolve) => {
    void queue.process(50, async () => {
      done += 1
      if (done === count) resolve()
    })
  })
  const perSecond = Math.round(count / ((performance.now() - started) / 1_000))
  await queue.close()
  return perSecond
}

/** The statements of the whole path, one after the other in batches, four at a time and nothing between them. */
async function databaseAlone(channels: readonly ChannelRow[]): Promise<Rate> {
  await planned(db, channels, { count, dueInMs: () => -1_000 })
  return measured([process.pid], runStatements)
}

async function runStatements(): Promise<number> {
  const terms = { worker: 'bench', leaseMs: 300_000, aheadMs: 0 }
  const started = performance.now()
  const lane = async (platform: Platform) => {
    for (;;) {
      const claims = await claimDue(
        db,
        { platforms: new Map([[platform, batchSize]]), busy: new Map(), perChannel: Math.ceil(batchSize / 3) },
        terms,
      )
      if (claims.length === 0) return
      await markCommitting(
        db,
        claims.map(({ deliveryId, token, revision, contentHash, content }) => {
          const payload = { text: content.sourceText?.text ?? '' }
          const part = { marker: deliveryId, payload, position: 0, contentHash, committingSince: null, out: null }
          return { deliveryId, token, revision, position: 0, leaseLeftMs: 1_000, again: false, unstored: [part] }
        }),
      )
      await recordOut(
        db,
        claims.map(({ deliveryId, token }) => ({
          ...{ deliveryId, token, position: 0, step: 'commit' as const },
          part: { remoteId: deliveryId, url: null, receipt: {} },
        })),
      )
    }
  }
  await Promise.all(platforms.map(lane))
  return Math.round(count / ((performance.now() - started) / 1_000))
}

function twoWorkers(channels: readonly ChannelRow[]): Promise<Rate> {
  return withWorkers({}, async (pids) => {
    await allOut(await planned(db, channels, { count: warmUp, dueInMs: () => 0 }), '')
    const from = await planned(db, channels, { count, dueInMs: () => 0 })
    return measured(pids, () => rateOf(from))
  })
}

/** Runs `work` beside two worker processes on PostgreSQL alone. */
async function withWorkers<T>(
  env: Readonly<Record<string, string>>,
  work: (pids: readonly number[]) => Promise<T>,
): Promise<T> {
  const children: ChildProcess[] = []
  for (let index = 0; index < 2; index += 1) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'dispatch-worker.ts')], {
      env: { PATH: process.env['PATH'], DATABASE_URL: database.appUrl, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    children.push(child)
  }
  try {
    return await work(children.map(({ pid = 0 }) => pid))
  } finally {
    for (const child of children) child.kill('SIGKILL')
    // What hung is nobody's any more, and must not be taken up by the next pair.
    await sql`update delivery set state = 'cancelled', token = null, lease_until = null, wake_at = null
      where state in ('scheduled', 'retrying', 'sending', 'unconfirmed')`.execute(db)
  }
}

/** @param hung the platform nobody waits for */
async function allOut(from: Date, hung: string): Promise<readonly { late: number; publishedAt: Date }[]> {
  for (;;) {
    const { rows } = await sql`select from delivery where wake_at is not null
      and date_trunc('milliseconds', created_at) = ${from} and platform <> ${hung} limit 1`.execute(db)
    if (rows.length === 0) break
    await wait(100)
  }
  const { rows } = await sql<{ late: number; publishedAt: Date }>`
    select extract(epoch from published_at - due_at) * 1000 as late, published_at from delivery
    where date_trunc('milliseconds', created_at) = ${from} and state = 'published' order by late`.execute(db)
  return rows
}

async function rateOf(from: Date): Promise<number> {
  const rows = await allOut(from, '')
  const times = rows.map(({ publishedAt }) => publishedAt.getTime()).toSorted((one, other) => one - other)
  // From the first to the last: writing them all down took a while, too.
  const tookMs = (times.at(-1) ?? 0) - (times[0] ?? 0)
  return Math.round(rows.length / (tookMs / 1_000))
}

async function lateness(from: Date, hung = ''): Promise<{ p50: number; p99: number; worst: number }> {
  const late = (await allOut(from, hung)).map((row) => Math.round(Number(row.late)))
  const at = (share: number) => late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), worst: at(1) }
}
