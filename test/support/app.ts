import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSessions, type Sessions } from '../../server/auth/sessions.ts'
import { openSetUpCode, type SetUpCode } from '../../server/auth/setup-code.ts'
import { createSignInLimit } from '../../server/auth/sign-in-limit.ts'
import type { Role } from '../../server/contract/people.ts'
import type { Db } from '../../server/db/database.ts'
import { createOrganization } from '../../server/domain/organization.ts'
import { createPasswords } from '../../server/domain/passwords.ts'
import { createPeople } from '../../server/domain/people.ts'
import { createSetUp } from '../../server/domain/setup.ts'
import { createSignIn } from '../../server/domain/sign-in.ts'
import { createApp } from '../../server/http/app.ts'
import { createEventStreams, type EventStreams } from '../../server/http/event-streams.ts'
import type { Route } from '../../server/http/route.ts'
import { createDocuments } from '../../server/http/routes/docs.ts'
import { eventRoutes } from '../../server/http/routes/events.ts'
import { healthRoutes } from '../../server/http/routes/health.ts'
import { meRoutes } from '../../server/http/routes/me.ts'
import { memberRoutes } from '../../server/http/routes/members.ts'
import { organizationRoutes } from '../../server/http/routes/organization.ts'
import { sessionRoutes } from '../../server/http/routes/session.ts'
import { setUpRoutes } from '../../server/http/routes/setup.ts'
import { unitRoutes } from '../../server/http/routes/units.ts'
import { createSessionCookie, type SessionCookie } from '../../server/http/sessions.ts'
import { serveClient } from '../../server/http/static.ts'
import { createLive, type Live } from '../../server/live.ts'
import { createLogger, type Logger } from '../../server/log.ts'
import { createMetrics } from '../../server/metrics.ts'
import { clientOf, nobody, type TestClient } from './client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { collectInto } from './log.ts'
import { createOffice, type TestOffice } from './offices.ts'

export type { TestClient } from './client.ts'

/** What a room's routes are built from in a test. */
interface TestDeps {
  readonly db: Db
  readonly sessions: Sessions
  readonly live: Live
  readonly log: Logger
  /** A folder of its own, removed at the end. */
  readonly dataDir: string
}

export interface TestAppOptions {
  /** Routes beside those of set-up, session, people, units, events and health, which are always there. */
  readonly routes?: (deps: TestDeps) => readonly Route[]
  /** False: nothing is set up yet, and `setUpCode` is what the page asks for. */
  readonly office?: boolean
  readonly publicUrl?: string
  readonly trustProxy?: boolean
  readonly metricsToken?: string
  /** Times of the event streams; the product's own when left out. */
  readonly streams?: { pingMs?: number; recheckMs?: number; perMember?: number }
  /** A folder with a built client. */
  readonly clientDir?: string
}

/** A server on a free port, with a database of its own and one office in it, put together room by room. */
export interface TestApp {
  readonly url: string
  readonly db: Db
  readonly database: TestDatabase
  /** Every line logged so far. */
  readonly log: readonly string[]
  readonly live: Live
  readonly dataDir: string
  readonly setUpCode: string | null
  /** Every route that is mounted. */
  readonly routes: readonly Route[]
  /** The office that `signIn` signs in to. */
  readonly office: TestOffice
  /** A person of that role, signed in. The same person each time. */
  signIn(role: Role): Promise<TestClient>
  /** Somebody who is not signed in. */
  readonly visitor: TestClient
  /** Another organization in the same database: its people must see nothing of ours. */
  otherOffice(): Promise<TestOffice>
  close(): Promise<void>
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase()
  const { db } = database
  const dataDir = await mkdtemp(join(tmpdir(), 'haidang-app-'))
  const lines: string[] = []
  const log = createLogger({ level: 'debug', destination: collectInto(lines) })
  const live = createLive({ url: database.appUrl, log })
  await live.start()
  const sessions = createSessions({ db })
  const setUpCode = await openSetUpCode({ dataDir, needed: options.office === false })
  const rooms = { db, sessions, live, log, dataDir }
  const streams = createEventStreams({ ...rooms, ...options.streams })
  const cookie = createSessionCookie({ secure: options.publicUrl?.startsWith('https:') ?? false })
  const routes = [...coreRoutes({ ...rooms, cookie, setUpCode, streams }), ...(options.routes?.(rooms) ?? [])]
  const metrics = createMetrics()
  const health = {
    metricsToken: options.metricsToken ?? null,
    version: 'test',
    mail: false,
    queue: async () => ({ kind: 'database', ok: true }),
    allowHosts: ['peer.test:8080'],
  }
  const documents = createDocuments(routes, 'test')
  const app = createApp({
    routes: [...routes, documents.route],
    outside: [healthRoutes({ ...rooms, cookie, metrics, ...health }), documents.page],
    ...(options.clientDir === undefined ? {} : { client: await serveClient(options.clientDir) }),
    db,
    sessions,
    cookie,
    log,
    publicUrl: options.publicUrl ?? null,
    trustProxy: options.trustProxy ?? false,
    verifyResponses: true,
    observe: metrics.observe,
  })
  const server = createServer(app)
  const url = await listen(server)
  const office = options.office === false ? closedOffice : await createOffice(db, url, 'Phòng Truyền thông')
  return {
    url,
    db,
    database,
    log: lines,
    live,
    dataDir,
    setUpCode: setUpCode.code,
    routes,
    office,
    signIn: office.signIn,
    visitor: clientOf(url, nobody, ''),
    otherOffice: () => createOffice(db, url, 'Another office'),
    close: async () => {
      streams.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await live.close()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

interface CoreDeps extends TestDeps {
  readonly cookie: SessionCookie
  readonly setUpCode: SetUpCode
  readonly streams: EventStreams
}

function coreRoutes({ db, sessions, cookie, setUpCode, streams }: CoreDeps): Route[] {
  const limit = createSignInLimit({ db })
  const people = createPeople({ db, practice: true, mail: false, demo: false })
  const passwords = createPasswords({ db, limit })
  const organization = createOrganization({ db })
  const setUp = createSetUp({ db, code: setUpCode, limit })
  return [
    ...setUpRoutes({ setUp, people, sessions, cookie, demo: null }),
    ...sessionRoutes({ signIn: createSignIn({ db, limit }), people, sessions, cookie }),
    ...meRoutes(people, passwords),
    ...organizationRoutes(organization),
    ...unitRoutes(organization),
    ...memberRoutes(people, passwords),
    ...eventRoutes(streams),
  ]
}

const closedOffice: TestOffice = {
  organizationId: '',
  unitId: '',
  signIn: () => Promise.reject(new Error('Nothing is set up in this test')),
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
