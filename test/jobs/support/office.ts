import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { createRegistry } from '../../../connectors/registry.ts'
import type { DeliveryCapabilities, SendLimit } from '../../../connectors/rules/capabilities.ts'
import type { Platform } from '../../../connectors/rules/platforms.ts'
import { createPublished } from '../../../jobs/published.ts'
import { startWorker, type Worker, type WorkerDependencies } from '../../../jobs/worker.ts'
import { createVault } from '../../../server/auth/vault.ts'
import { connect, type Db, inTransaction, type Queryable } from '../../../server/db/database.ts'
import { isDatabaseAway } from '../../../server/db/database-errors.ts'
import { type DeliveryRow, readStandings } from '../../../server/db/deliveries.ts'
import { listParts } from '../../../server/db/delivery-parts.ts'
import { insertPost, type PostRow, upsertVariant } from '../../../server/db/posts.ts'
import { createCredentials } from '../../../server/domain/credentials.ts'
import { createDeliveries, type Deliveries } from '../../../server/domain/deliveries.ts'
import { schedule } from '../../../server/domain/deliveries-schedule.ts'
import { createProgress } from '../../../server/domain/delivery-progress.ts'
import { createEdits, type Edits } from '../../../server/domain/edits.ts'
import type { Actor } from '../../../server/domain/policy.ts'
import { createLive } from '../../../server/live.ts'
import { createLogger } from '../../../server/log.ts'
import { createHttp } from '../../../server/net/http.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { createFakeConnector, fakeCapabilities } from './fake-connector.ts'
import { type FakePlatform, startFakePlatform } from './fake-platform.ts'

/** An office with real credentials and the real way out, whose platforms are fakes that count. */
export interface TestOffice {
  readonly db: Db
  readonly database: TestDatabase
  readonly actor: Actor
  readonly deliveries: Deliveries
  readonly edits: Edits
  readonly mastodon: FakePlatform
  readonly x: FakePlatform
  /** A connected, attested channel. */
  addChannel(
    platform: 'mastodon' | 'x',
    delivery?: Partial<DeliveryCapabilities>,
    limits?: readonly SendLimit[],
  ): Promise<string>
  /** A post with one variant, released for `dueInMs` from now. @returns the delivery's id */
  plan(channelId: string, planned?: Planned): Promise<string>
  draft(channelId: string, planned?: Planned): Promise<PostRow>
  /** What a worker needs of the office. */
  workerDependencies(): Promise<WorkerDependencies>
  startWorker(options?: Partial<WorkerDependencies>): Promise<Worker>
  find(id: string): Promise<DeliveryRow>
  parts(id: string): Promise<readonly { committingSince: Date | null; out: { remoteId: string } | null }[]>
  attempts(id: string): Promise<{ step: string; outcome: string | null }[]>
  /** Waits until the delivery is in one of these states. */
  until(id: string, ...states: DeliveryRow['state'][]): Promise<DeliveryRow>
  /** Moves the delivery's times, as if that much time had passed. */
  age(id: string, milliseconds: number): Promise<void>
  pause(scope?: string, scopeId?: string | null): Promise<string>
  endPause(id: string): Promise<void>
  close(): Promise<void>
}

interface Planned {
  readonly text?: string
  readonly parts?: readonly string[]
  readonly dueInMs?: number
  readonly latePolicy?: 'ask' | 'skip' | 'send'
  readonly lateLimitMinutes?: number
  readonly exemptFromPause?: boolean
  readonly urgent?: boolean
}

/** Everything a thousand times faster, in the same relations. */
const quickTimings = {
  leaseMs: 60_000,
  renewMs: 200,
  pollMs: 50,
  sweepMs: 50,
  confirmMs: 50,
  metricsMs: 50,
  heartbeatMs: 1_000,
  prepareTimeoutMs: 5_000,
  feedMs: 50,
  safetyMs: 200,
  graceMs: 5_000,
}

export async function openOffice(options: { idempotent?: boolean } = {}): Promise<TestOffice> {
  const database = await createTestDatabase({ max: 8 })
  const { db } = database
  const mastodon = await startFakePlatform(options)
  const x = await startFakePlatform(options)
  const stops: (() => Promise<void>)[] = []
  const log = createLogger({ level: process.env['TEST_LOG'] ?? 'silent' })
  const actor = await createActor(db)
  const allowHosts = [mastodon, x].map((fake) => fake.url.replace('http://', ''))
  const http = createHttp({ allowHosts })
  const connectors = createRegistry(
    [createFakeConnector('mastodon', () => mastodon), createFakeConnector('x', () => x)],
    null,
  )
  const vault = createVault(randomBytes(32))
  const credentials = createCredentials({ db, vault, connectors, http })
  const published = createPublished({ connectors, credentials, contentMedia: async () => [] })
  let posts = 0

  async function draft(channelId: string, planned: Planned = {}): Promise<PostRow> {
    posts += 1
    const text = planned.text ?? `Tin số ${posts}`
    return inTransaction(db, async (trx) => {
      const post = await insertPost(trx, actor.organizationId, actor.memberId, {
        unitId: actor.unitId,
        campaignId: null,
        kind: 'news',
        tone: 'positive',
        title: text,
        content: { vi: { title: '', text, link: '' } },
        sourceLanguage: 'vi',
        source: null,
        machineMarks: {},
        urgent: planned.urgent ?? false,
        exemptFromPause: planned.exemptFromPause ?? false,
        latePolicy: planned.latePolicy ?? null,
        lateLimitMinutes: planned.lateLimitMinutes ?? null,
      })
      const parts = planned.parts ? [...planned.parts] : null
      await upsertVariant(trx, post, { channelId, language: 'vi', title: null, parts, mediaIds: null, options: {} })
      return post
    })
  }

  const office: TestOffice = {
    db,
    database,
    actor,
    deliveries: createDeliveries({ db, published }),
    edits: createEdits({ db, published }),
    mastodon,
    x,
    draft,

    addChannel: async (platform, delivery = {}, limits = []) =>
      inTransaction(db, async (trx) => {
        const { id } = await trx
          .insertInto('channel')
          .values({
            organizationId: actor.organizationId,
            unitId: actor.unitId,
            platform: platform as Platform,
            remoteAccountId: randomUUID(),
            name: `Kênh ${platform}`,
            language: 'vi',
            zone: 'Asia/Ho_Chi_Minh',
            capabilities: { ...fakeCapabilities(delivery), limits },
            createdBy: actor.memberId,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        const { organizationId, unitId, memberId } = actor
        await trx
          .insertInto('channelAttestation')
          .values({ organizationId, channelId: id, unitId, attestedBy: memberId })
          .execute()
        return id
      }),

    plan: async (channelId, planned = {}) => {
      const post = await draft(channelId, planned)
      return inTransaction(db, async (trx) => {
        await schedule(trx, actor, post, [{ channelId, language: 'vi', localTime: null, zone: undefined }])
        const { id } = await trx
          .selectFrom('delivery')
          .select('id')
          .where('postId', '=', post.id)
          .executeTakeFirstOrThrow()
        if (planned.dueInMs) await ageDelivery(trx, id, -planned.dueInMs)
        return id
      })
    },

    workerDependencies: async () => {
      const live = createLive({ url: database.appUrl, log })
      await live.start()
      const sendingDb = connect({ url: database.appUrl, max: 3, plansOnce: true })
      stops.push(
        () => live.close(),
        () => sendingDb.destroy(),
      )
      return {
        ...{ db, sendingDb, connectors, credentials, http, log },
        contentMedia: async () => [],
        progressOf: createProgress(db, vault),
        onWake: (listener) => live.onWake(listener),
        redis: null,
        role: 'worker',
        timings: quickTimings,
      }
    },

    startWorker: async (given = {}) => {
      const dependencies = await office.workerDependencies()
      const timings = { ...quickTimings, ...given.timings }
      const worker = startWorker({ ...dependencies, ...given, timings })
      stops.unshift(() => worker.stop())
      return worker
    },

    find: (id) => db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    parts: async (id) => (await listParts(db, [id])).get(id) ?? [],
    attempts: (id) =>
      db.selectFrom('attempt').select(['step', 'outcome']).where('deliveryId', '=', id).orderBy('startedAt').execute(),

    until: async (id, ...states) => {
      const deadline = performance.now() + 15_000
      for (;;) {
        const row = await office.find(id).catch(unlessDatabaseIsAway)
        if (row && states.includes(row.state)) return row
        if (performance.now() > deadline)
          throw new Error(`still ${row?.state} instead of ${states.join(' or ')}: ${JSON.stringify(row?.fault)}`)
        await new Promise((resolve) => setTimeout(resolve, 15))
      }
    },

    age: (id, milliseconds) => ageDelivery(db, id, milliseconds),

    pause: async (scope = 'organization', scopeId = null) => {
      const { organizationId, memberId } = actor
      const { id } = await db
        .insertInto('pause')
        .values({ organizationId, scope: scope as never, scopeId, reason: 'Quốc tang', createdBy: memberId })
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    },

    endPause: async (id) => {
      await db
        .updateTable('pause')
        .set({ endedAt: sql<Date>`now()`, endedBy: actor.memberId })
        .where('id', '=', id)
        .execute()
    },

    close: async () => {
      for (const stop of stops) await stop()
      await mastodon.close()
      await x.close()
      await database.close()
    },
  }
  return office
}

export async function standing(office: TestOffice, id: string) {
  const [row] = await readStandings(office.db, office.actor.organizationId, [id])
  if (!row) throw new Error('no such delivery')
  return row
}

function unlessDatabaseIsAway(error: unknown): null {
  if (isDatabaseAway(error)) return null
  throw error
}

async function ageDelivery(db: Queryable, id: string, milliseconds: number): Promise<void> {
  const earlier = (column: string) =>
    sql<Date>`${sql.ref(column)} - make_interval(secs => ${milliseconds}::double precision / 1000)`
  await db
    .updateTable('delivery')
    .set({
      dueAt: earlier('due_at'),
      wakeAt: earlier('wake_at'),
      leaseUntil: earlier('lease_until'),
      confirmAt: earlier('confirm_at'),
    })
    .where('id', '=', id)
    .execute()
}

async function createActor(db: Db): Promise<Actor> {
  const { id: organizationId } = await db
    .insertInto('organization')
    .values({ name: 'Phòng Truyền thông' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: unitId } = await db
    .insertInto('unit')
    .values({ organizationId, name: 'Văn phòng' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: memberId } = await db
    .insertInto('member')
    .values({ organizationId, unitId, name: 'Lan', email: `${randomUUID()}@example.vn`, role: 'officer' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { organizationId, unitId, memberId, role: 'officer', name: 'Lan', sessionId: '', ip: null }
}
