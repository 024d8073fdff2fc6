import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, open, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { findPlace, type Place } from './embedded-place.ts'

/** The PostgreSQL that Hải Đăng brings along: real server processes on a socket of its own, no TCP port. */
export interface EmbeddedDatabase {
  /** Role `haidang_owner`: migrates and owns the tables of database `haidang`. */
  readonly ownerUrl: string
  /** Role `haidang_app`: what every pool uses. */
  readonly appUrl: string
  /** For tests, and for creating databases. */
  readonly superuserUrl: string
  /** Folder of the cluster. */
  readonly location: string
  /** A server of an earlier start, or of another process, was found running and is used. */
  readonly adopted: boolean
  /** Stops the server when this process started it and nobody else is connected. */
  stop(): Promise<void>
}

/** Why it could not be started; the message is one sentence on what is and what to do. Nothing was changed. */
export class EmbeddedDatabaseError extends Error {
  readonly code: 'newer-version' | 'older-version' | 'not-ours' | 'disk-full' | 'cannot-start'
  constructor(code: EmbeddedDatabaseError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedDatabaseError'
    this.code = code
  }
}

interface Passwords {
  readonly postgres: string
  readonly haidang_owner: string
  readonly haidang_app: string
}

/** Beside PostgreSQL's own files: says that the cluster is ours, and holds its roles' passwords (0600). */
const markerFile = 'haidang.json'
const majorVersion = 18
const startTimeoutMs = 60_000

/**
 * Starts the database of a data folder, or adopts the one that runs there: after a kill of Node the server lives on,
 * and of several processes starting at once all get the same one.
 * @param settings further PostgreSQL settings (tests switch fsync off)
 * @throws EmbeddedDatabaseError
 */
export async function startEmbedded(options: {
  dataDir: string
  log?: (message: string) => void
  settings?: Readonly<Record<string, string>>
}): Promise<EmbeddedDatabase> {
  const { dataDir, log = () => {}, settings = {} } = options
  const place = await findPlace(dataDir, log)
  const passwords = (await readCluster(place)) ?? (await createCluster(place, log))
  const url = (role: keyof Passwords, database = 'haidang') =>
    `postgresql://${role}:${passwords[role]}@/${database}?host=${encodeURIComponent(place.socket)}`

  const startedByUs = await startOrAdopt(place, url('postgres', 'postgres'), settings)
  await withClient(url('postgres', 'postgres'), (client) => ensureRoles(client, passwords))
  return {
    ownerUrl: url('haidang_owner'),
    appUrl: url('haidang_app'),
    superuserUrl: url('postgres'),
    location: place.cluster,
    adopted: !startedByUs,
    stop: async () => {
      if (startedByUs && (await isUnused(url('postgres', 'postgres')))) await stopServer(place)
    },
  }
}

/** @returns null when there is no cluster yet @throws EmbeddedDatabaseError when there is something else */
async function readCluster({ cluster }: Place): Promise<Passwords | null> {
  const files: string[] = await readdir(cluster).catch(() => [])
  if (files.length === 0) return null
  if (!files.includes(markerFile) || !files.includes('PG_VERSION'))
    throw new EmbeddedDatabaseError(
      'not-ours',
      `${cluster} holds files that are not Hải Đăng's database: set HAIDANG_DATA to another folder; nothing was changed.`,
    )
  const version = Number.parseInt(await readFile(join(cluster, 'PG_VERSION'), 'utf8'), 10)
  if (version !== majorVersion) {
    const kind = version > majorVersion ? 'newer' : 'older'
    throw new EmbeddedDatabaseError(
      `${kind}-version`,
      `${cluster} was written by PostgreSQL ${version}, and this Hải Đăng brings ${majorVersion}: start the Hải Đăng that wrote it; nothing was changed.`,
    )
  }
  return JSON.parse(await readFile(join(cluster, markerFile), 'utf8')) as Passwords
}

/** Makes a whole cluster beside its place and renames it there: a crash or a second process leaves no half of one. */
async function createCluster(place: Place, log: (message: string) => void): Promise<Passwords> {
  const { folder, cluster, bin, user } = place
  log('creating the database (once) …')
  const password = () => randomBytes(24).toString('base64url')
  const passwords: Passwords = { postgres: password(), haidang_owner: password(), haidang_app: password() }
  const draft = await mkdtemp(join(folder, '.db-'))
  try {
    if (user) await chown(draft, user.uid, user.gid)
    const given = join(draft, 'password')
    await writeFile(given, passwords.postgres, { mode: 0o600 })
    if (user) await chown(given, user.uid, user.gid)
    const whole = join(draft, 'db')
    const { code, output } = await run(join(bin, 'initdb'), place, [
      ...['-D', whole, '-U', 'postgres', '--pwfile', given, '-A', 'scram-sha-256'],
      // The builtin provider sorts alike on every machine, whatever its C library.
      ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ])
    if (code !== 0) throw await startFailure(output, place)
    await writeFile(join(whole, markerFile), JSON.stringify(passwords), { mode: 0o600 })
    if (user) await chown(join(whole, markerFile), user.uid, user.gid)
    await rename(whole, cluster)
    return passwords
  } catch (error) {
    // Another process was first: its cluster is the one.
    if (isCode(error, 'ENOTEMPTY', 'EEXIST')) return (await readCluster(place)) ?? passwords
    if (isCode(error, 'ENOSPC')) throw await startFailure('No space left on device', place, error)
    throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** @returns whether the running server was started by this call */
async function startOrAdopt(place: Place, url: string, settings: Readonly<Record<string, string>>): Promise<boolean> {
  const deadline = performance.now() + startTimeoutMs
  let server: Server | null = null
  while (performance.now() < deadline) {
    const answer = await ping(url)
    if (answer === 'ready') return server !== null && server.exit === null
    if (answer === 'wrong-password')
      throw new EmbeddedDatabaseError(
        'not-ours',
        `The database in ${place.cluster} does not take our password: put its ${markerFile} back.`,
      )
    // One that ended found another starting, or memory of a killed one that is not gone yet: both pass.
    if (server === null || server.exit !== null) {
      if (server && (await isFull(await server.output(), place))) throw await startFailure(await server.output(), place)
      server = await launch(place, settings)
    }
    await wait(20)
  }
  throw await startFailure((await server?.output()) ?? '', place)
}

interface Server {
  exit: number | null
  output(): Promise<string>
}

async function launch(place: Place, settings: Readonly<Record<string, string>>): Promise<Server> {
  const logPath = join(place.folder, 'server.log')
  const logFile = await open(logPath, 'w', 0o600)
  const values = {
    listen_addresses: '',
    unix_socket_directories: place.socket,
    unix_socket_permissions: '0700',
    max_connections: '100',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  }
  const args = ['-D', place.cluster, ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  // In a process group of its own: Ctrl-C stops Node first, and Node stops the database when it is done with it.
  const child = spawn(join(place.bin, 'postgres'), args, {
    ...place.user,
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['ignore', logFile.fd, logFile.fd],
  })
  const server: Server = { exit: null, output: () => readFile(logPath, 'utf8').catch(() => '') }
  child.once('exit', (code) => {
    server.exit = code ?? -1
  })
  child.once('error', () => {
    server.exit = -1
  })
  child.unref()
  await logFile.close()
  return server
}

async function stopServer(place: Place): Promise<void> {
  await run(join(place.bin, 'pg_ctl'), place, ['stop', '-D', place.cluster, '-m', 'fast', '-w', '-t', '30'])
}

function run(
  command: string,
  { user }: Place,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...user, cwd: '/', env: { LC_ALL: 'C', PATH: process.env['PATH'] } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

async function ping(url: string): Promise<'ready' | 'away' | 'wrong-password'> {
  try {
    await withClient(url, (client) => client.query('select 1'))
    return 'ready'
  } catch (error) {
    return isCode(error, '28P01') ? 'wrong-password' : 'away'
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // A server that goes away ends the connection with an event beside the query's own rejection.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The two roles and the database; each statement may find that another process was first. */
async function ensureRoles(client: pg.Client, passwords: Passwords): Promise<void> {
  const has = async (query: string) => ((await client.query(query)).rowCount ?? 0) > 0
  const unlessThere = (statement: string) =>
    client.query(statement).catch((error: unknown) => {
      if (!isCode(error, '42710', '42P04', '23505')) throw error
    })
  for (const role of ['haidang_owner', 'haidang_app'] as const)
    if (!(await has(`select from pg_roles where rolname = '${role}'`)))
      await unlessThere(`create role ${role} login password '${passwords[role]}'`)
  if (!(await has(`select from pg_database where datname = 'haidang'`)))
    await unlessThere('create database haidang owner haidang_owner')
}

async function isUnused(url: string): Promise<boolean> {
  const others = `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
  return withClient(url, async (client) => (await client.query(others)).rowCount === 0).catch(() => false)
}

/** A cluster takes about 40 MB, and a server that finds no room may die without saying why. */
const neededBytes = 64 * 1024 * 1024

async function isFull(output: string, { folder }: Place): Promise<boolean> {
  if (/No space left on device/i.test(output)) return true
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize < neededBytes
}

async function startFailure(output: string, place: Place, cause?: unknown): Promise<EmbeddedDatabaseError> {
  const { cluster } = place
  if (await isFull(output, place))
    return new EmbeddedDatabaseError(
      'disk-full',
      `The disk of ${cluster} is full: free some space and start again; nothing stored is lost.`,
      { cause },
    )
  const last = output.trim().split('\n').slice(-3).join(' | ')
  return new EmbeddedDatabaseError(
    'cannot-start',
    `The database in ${cluster} does not start: ${last || 'no reason was given'}.`,
    { cause },
  )
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes(String((error as { code?: unknown }).code))
}
