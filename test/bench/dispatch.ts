import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Bull from 'bull'
import { sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { connect, type Db, inTransaction } from '../../server/db/database.ts'
import { claimDue } from '../../server/db/delivery-claims.ts'
import { readContent } from '../../server/db/delivery-content.ts'
import { markCommitting, recordOut, storeParts } from '../../server/db/delivery-parts.ts'
import { startEmbedded } from '../../server/db/embedded.ts'
import { insertRows } from '../../server/db/insert-rows.ts'
import { migrate } from '../../server/db/migrate.ts'
import { hashesOf } from '../../server/domain/release.ts'
import { fakeCapabilities } from '../jobs/support/fake-connector.ts'
import { startRedis } from '../peers/redis.ts'

/**
 * How fast deliveries go out, in one run beside what Bull and the bare database do alone on the same machine.
 *   npm run bench:dispatch -- [--count 10000] [--json]
 */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } },
})
const count = Number(values.count)
const platforms = ['mastodon', 'x', 'bluesky', 'telegram'] as const satisfies readonly Platform[]
/** As large as the batches of a worker grow under load. */
const batchSize = 50
const say = (sentence: string) => values.json || process.stdout.write(`${sentence}\n`)

const dataDir = await mkdtemp(join(tmpdir(), 'haidang-bench-'))
const database = await startEmbedded({ dataDir })
const redis = await startRedis()
const owner = connect({ url: database.ownerUrl, max: 1 })
await migrate(owner)
await owner.destroy()
const db = connect({ url: database.appUrl, max: 8, plansOnce: true })
try {
  const channels = await addChannels(db)
  const bullPerSecond = await bullAlone(redis.url)
  say(`Bull alone, with nothing to do: ${bullPerSecond} jobs a second`)
  const databasePerSecond = await databaseAlone(channels)
  say(`the database alone, by ${batchSize}: ${databasePerSecond} deliveries a second`)

  const throughput = await withWorkers({}, async () => {
    const from = await planned(channels, { count, dueInMs: () => 0 })
    return rateOf(from)
  })
  say(`two workers: ${throughput} deliveries a second`)
  const burst10000Seconds = await withWorkers({}, async () => {
    const from = await planned(channels, { count: 10_000, dueInMs: () => 20_000 })
    return (await lateness(from)).worst / 1_000
  })
  say(`10,000 due in the same second: the last is out after ${burst10000Seconds} s`)
  const steady = await withWorkers({}, async () => lateness(await plannedSteadily(channels)))
  say(`50 a second: ${JSON.stringify(steady)} ms late`)
  const besideHung = await withWorkers({ BENCH_HUNG: 'x' }, async () => {
    await planned(
      channels.filter(({ platform }) => platform === 'x'),
      { count: 2_000, dueInMs: () => 0 },
    )
    return lateness(await plannedSteadily(channels.filter(({ platform }) => platform !== 'x')), 'x')
  })
  say(`50 a second beside a platform that hangs: ${JSON.stringify(besideHung)} ms late`)

  const result = {
    ...{ bullPerSecond, databasePerSecond, deliveriesPerSecond: throughput },
    ratio: Math.round((throughput / databasePerSecond) * 100) / 100,
    steadyLatenessMs: { p50: steady.p50, p99: steady.p99 },
    burst10000Seconds,
    hungPlatformDelayMs: { p99: Math.max(0, besideHung.p99 - steady.p99) },
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await db.destroy()
  await redis.stop()
  await database.stop()
  await rm(dataDir, { recursive: true, force: true })
}

interface ChannelRow {
  readonly id: string
  readonly platform: Platform
  readonly organizationId: string
  readonly unitId: string
  readonly memberId: string
}

async function addChannels(db: Db): Promise<ChannelRow[]> {
  return inTransaction(db, async (trx) => {
    const { rows } = await sql<{ organizationId: string; unitId: string; memberId: string }>`
      with office as (insert into organization (name) values ('Bench') returning id),
        own as (insert into unit (organization_id, name) select id, 'Bench' from office returning id, organization_id)
      insert into member (organization_id, unit_id, name, email, role)
      select organization_id, id, 'Lan', 'lan@example.vn', 'officer' from own
      returning organization_id, unit_id, id as member_id`.execute(trx)
    const [office] = rows
    if (!office) throw new Error('The office was not made')
    const { organizationId, unitId, memberId } = office
    const channels = platforms.flatMap((platform) =>
      [1, 2, 3].map((place) => ({ id: randomUUID(), platform, name: `${platform} ${place}` })),
    )
    await insertRows(
      trx,
      'channel',
      channels.map(({ id, platform, name }) => ({
        ...{ id, organizationId, unitId, platform, name, remoteAccountId: id, language: 'vi' },
        ...{ zone: 'Asia/Ho_Chi_Minh', capabilities: fakeCapabilities(), createdBy: memberId },
      })),
    )
    await insertRows(
      trx,
      'channelAttestation',
      channels.map(({ id }) => ({ organizationId, channelId: id, unitId, attestedBy: memberId })),
    )
    return channels.map((channel) => ({ ...channel, ...office }))
  })
}

/** Released deliveries, in line. @returns when they were made, by the database's clock */
async function planned(
  channels: readonly ChannelRow[],
  { count, dueInMs }: { readonly count: number; readonly dueInMs: (index: number) => number },
): Promise<Date> {
  const made = Array.from({ length: count }, (_unused, index) => ({
    ...{ postId: randomUUID(), variantId: randomUUID(), deliveryId: randomUUID(), text: `Tin ${randomUUID()}` },
    channel: channels[index % channels.length] as ChannelRow,
    dueInMs: dueInMs(index),
  }))
  return inTransaction(db, async (trx) => {
    const office = ({ organizationId, unitId }: ChannelRow) => ({ organizationId, unitId })
    await insertRows(
      trx,
      'post',
      made.map(({ postId, text, channel }) => ({
        ...{ id: postId, ...office(channel), authorId: channel.memberId, kind: 'news' as const, title: text },
        content: { vi: { title: '', text, link: '' } },
      })),
    )
    await insertRows(
      trx,
      'variant',
      made.map(({ postId, variantId, channel }) => ({
        ...{ id: variantId, organizationId: channel.organizationId, postId, channelId: channel.id, language: 'vi' },
      })),
    )
    const contents = await readContent(
      trx,
      made.map(({ variantId }) => variantId),
    )
    const { rows } = await sql<{ now: Date; made: Date }>`select clock_timestamp() as now, now() as made`.execute(trx)
    const { now = new Date(), made: madeAt = new Date() } = rows[0] ?? {}
    await insertRows(
      trx,
      'delivery',
      made.map(({ postId, variantId, deliveryId, channel, dueInMs }) => {
        const content = contents.get(variantId)
        const intent = { localTime: '2026-05-18T09:00', zone: 'Asia/Ho_Chi_Minh' }
        const hashes = content && hashesOf(content, intent)
        const dueAt = new Date(now.getTime() + dueInMs)
        return {
          ...{ id: deliveryId, organizationId: channel.organizationId, postId, variantId, channelId: channel.id },
          ...{ platform: channel.platform, state: 'scheduled' as const, ...intent, dueAt, wakeAt: dueAt, ...hashes },
          ...{ releasedHash: hashes?.contentHash ?? null, releasedBy: channel.memberId, releasedAt: now },
          createdBy: channel.memberId,
        }
      }),
    )
    await sql`select pg_notify('haidang_wake', '')`.execute(trx)
    return madeAt
  })
}

function plannedSteadily(channels: readonly ChannelRow[]): Promise<Date> {
  return planned(channels, { count: 1_000, dueInMs: (index) => 3_000 + index * 20 })
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
async function databaseAlone(channels: readonly ChannelRow[]): Promise<number> {
  await planned(channels, { count, dueInMs: () => -1_000 })
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
      const contents = await readContent(
        db,
        claims.map(({ variantId }) => variantId),
      )
      await storeParts(
        db,
        claims.map(({ deliveryId, token, contentHash, variantId }) => ({
          ...{ deliveryId, token, contentHash, replaces: false },
          parts: [{ marker: deliveryId, payload: { text: contents.get(variantId)?.sourceText?.text ?? '' } }],
        })),
      )
      await markCommitting(
        db,
        claims.map(({ deliveryId, token, revision }) => ({
          ...{ deliveryId, token, revision, position: 0, leaseLeftMs: 1_000, again: false },
        })),
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

/** Runs `work` beside two worker processes on PostgreSQL alone. */
async function withWorkers<T>(env: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
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
    return await work()
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
    const { rows } = await sql`select from delivery where date_trunc('milliseconds', created_at) = ${from}
      and state in ('scheduled', 'retrying', 'sending') and platform <> ${hung} limit 1`.execute(db)
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
