import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { createSessions, type Sessions, startSession } from '../../server/auth/sessions.ts'
import type { Problem } from '../../server/contract/common.ts'
import type { Role } from '../../server/contract/people.ts'
import { type Db, inTransaction } from '../../server/db/database.ts'
import { insertMember } from '../../server/db/members.ts'
import { insertOrganization } from '../../server/db/organizations.ts'
import { insertUnit } from '../../server/db/units.ts'
import type { Actor } from '../../server/domain/policy.ts'
import { createApp } from '../../server/http/app.ts'
import type { Route } from '../../server/http/route.ts'
import { createSessionCookie } from '../../server/http/sessions.ts'
import { createLogger, type Logger } from '../../server/log.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

/** What a room's routes are built from in a test. */
export interface TestDeps {
  readonly db: Db
  readonly sessions: Sessions
  readonly log: Logger
}

export interface TestAppOptions {
  readonly routes?: (deps: TestDeps) => readonly Route[]
}

/** A whole server on a free port, with a database of its own and one office in it. */
export interface TestApp {
  readonly url: string
  readonly db: Db
  readonly database: TestDatabase
  /** Every line logged so far. */
  readonly log: readonly string[]
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

export interface TestOffice {
  readonly organizationId: string
  readonly unitId: string
  signIn(role: Role): Promise<TestClient>
}

export interface TestAnswer<T> {
  readonly status: number
  readonly headers: Headers
  /** The parsed JSON, or null. */
  readonly body: T
  readonly text: string
  /** The body as problem details: for refusals. */
  readonly problem: Problem
}

/** Speaks as a browser page of ours: cookie and Origin on every request. Paths are below /api/v1 unless they say /api. */
export interface TestClient {
  /** Who this is, for calling use cases directly. */
  readonly actor: Actor
  readonly cookie: string
  request<T>(method: string, path: string, options?: TestRequest): Promise<TestAnswer<T>>
  get<T>(path: string): Promise<TestAnswer<T>>
  post<T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer<T>>
  put<T>(path: string, body?: unknown): Promise<TestAnswer<T>>
  patch<T>(path: string, body?: unknown): Promise<TestAnswer<T>>
  delete<T>(path: string): Promise<TestAnswer<T>>
}

export interface TestRequest {
  /** Sent as JSON; text, bytes and form data as they are. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase()
  const { db } = database
  const lines: string[] = []
  const log = createLogger({ level: 'debug', destination: collectInto(lines) })
  const sessions = createSessions({ db })
  const app = createApp({
    routes: options.routes?.({ db, sessions, log }) ?? [],
    db,
    sessions,
    cookie: createSessionCookie({ secure: false }),
    log,
    publicUrl: null,
    trustProxy: false,
    verifyResponses: true,
  })
  const server = createServer(app)
  const url = await listen(server)
  const office = await createOffice(db, url, 'Phòng Truyền thông')
  return {
    url,
    db,
    database,
    log: lines,
    office,
    signIn: office.signIn,
    visitor: clientOf(url, nobody, ''),
    otherOffice: () => createOffice(db, url, 'Another office'),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await database.close()
    },
  }
}

const nobody: Actor = {
  organizationId: '',
  memberId: '',
  unitId: '',
  role: 'contributor',
  name: '',
  sessionId: '',
  ip: null,
}

let offices = 0

async function createOffice(db: Db, url: string, name: string): Promise<TestOffice> {
  offices += 1
  const mark = offices
  const { organizationId, unitId } = await inTransaction(db, async (trx) => {
    const organization = await insertOrganization(trx, { name, zone: 'Asia/Ho_Chi_Minh', language: 'vi' })
    const unit = await insertUnit(trx, organization.id, { parentId: null, name, nameEn: null })
    return { organizationId: organization.id, unitId: unit.id }
  })
  const people = new Map<Role, Promise<string>>()
  const personOf = async (role: Role): Promise<string> => {
    const fields = { unitId, name: `A ${role}`, role, language: 'vi', email: `${role}${mark}@example.vn` }
    const member = await inTransaction(db, (trx) =>
      insertMember(trx, organizationId, { ...fields, passwordHash: null }),
    )
    if (!member) throw new Error('This address is taken')
    return member.id
  }
  return {
    organizationId,
    unitId,
    async signIn(role) {
      const person = people.get(role) ?? personOf(role)
      people.set(role, person)
      const memberId = await person
      const visitor = { ip: '127.0.0.1', userAgent: 'test', token: null }
      const token = await inTransaction(db, (trx) => startSession(trx, { organizationId, id: memberId }, visitor))
      const found = await createSessions({ db }).find(token, '127.0.0.1')
      if (!found) throw new Error('The session did not start')
      return clientOf(url, found.actor, `hd_session=${token}`)
    },
  }
}

function clientOf(url: string, actor: Actor, cookie: string): TestClient {
  const request = async <T>(method: string, path: string, { body, headers }: TestRequest = {}) => {
    const asIs = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
    const answer = await fetch(
      path.startsWith('/api') || path.startsWith('http') ? new URL(path, url) : `${url}/api/v1${path}`,
      {
        method,
        redirect: 'manual',
        headers: {
          origin: url,
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: (asIs ? body : JSON.stringify(body)) as BodyInit }),
      },
    )
    const text = await answer.text()
    const parsed: unknown = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : null
    return { status: answer.status, headers: answer.headers, text, body: parsed as T, problem: parsed as Problem }
  }
  return {
    actor,
    cookie,
    request,
    get: (path) => request('GET', path),
    post: (path, body, headers) => request('POST', path, { body, ...(headers ? { headers } : {}) }),
    put: (path, body) => request('PUT', path, { body }),
    patch: (path, body) => request('PATCH', path, { body }),
    delete: (path) => request('DELETE', path),
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function collectInto(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
}
