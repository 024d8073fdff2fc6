import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { EmbeddedDatabaseError } from './embedded-error.ts'
import { findPlace, type Place } from './embedded-place.ts'

export { EmbeddedDatabaseError }

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

interface Passwords {
  readonly postgres: string
  readonly haidang_owner: string
  readonly haidang_app: string
}

/** Beside PostgreSQL's own files: says that the cluster is ours, and holds its roles' passwords (0600). */
const markerFile = 'haidang.json'
const majorVersion = 18
const startTimeoutMs = 60_000
/** Beyond this a start empties the server's log. */
const longestLog = 10 * 2 ** 20
/** A fresh cluster takes 47 MiB, and its first minutes need room beside that. */
const roomForCluster = 96 * 2 ** 20
/** Below this a server that ended without a word found no room for its lock files and its log. */
const roomForStart = 2 ** 20

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
  let files: string[]
  try {
    files = await readdir(cluster)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    if (isCode(error, 'ENOTDIR')) files = ['']
    else
      throw new EmbeddedDatabaseError(
        'cannot-start',
        `${cluster} belongs to another account of this machine: start as that account or as root; nothing was changed.`,
        { cause: error },
      )
  }
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
  try {
    return JSON.parse(await readFile(join(cluster, markerFile), 'utf8')) as Passwords
  } catch (error) {
    throw new EmbeddedDatabaseError(
      'cannot-start',
      `${join(cluster, markerFile)} holds the database's passwords and cannot be read: put it back from a back-up; nothing was changed.`,
      { cause: error },
    )
  }
}

/** Makes a whole cluster beside its place and renames it there: a crash or a second process leaves no half of one. */
async function createCluster(place: Place, log: (message: string) => void): Promise<Passwords> {
  const { folder, cluster, bin, user } = place
  log('creating the database (once) …')
  await removeAbandoned(folder)
  if ((await freeBytes(folder)) < roomForCluster) throw startFailure(noSpace, cluster)
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
    if (code !== 0) throw startFailure(output, cluster)
    // Written through before the rename: a power cut must not leave a cluster whose passwords nobody has.
    await writeFile(join(whole, markerFile), JSON.stringify(passwords), { mode: 0o600, flush: true })
    if (user) await chown(join(whole, markerFile), user.uid, user.gid)
    await rename(whole, cluster)
    return passwords
  } catch (error) {
    // Another process was first: its cluster is the one.
    if (isCode(error, 'ENOTEMPTY', 'EEXIST')) return (await readCluster(place)) ?? passwords
    if (error instanceof EmbeddedDatabaseError) throw error
    throw startFailure(isCode(error, 'ENOSPC') ? noSpace : String(error), cluster, error)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** What a crash in the middle of `createCluster` left; a draft that is being written is younger than this. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith('.db-') && Date.now() - (await stat(join(folder, name))).mtimeMs > 3_600_000)
      await rm(join(folder, name), { recursive: true, force: true })
}

/** @returns whether the running server was started by this call */
async function startOrAdopt(place: Place, url: string, settings: Readonly<Record<string, string>>): Promise<boolean> {
  const deadline = performance.now() + startTimeoutMs
  let server: Server | null = null
  while (performance.now() < deadline) {
    const answer = await ping(url)
    if (answer === 'ready') return server !== null && server.exit === null && (await isPostmaster(place, server.pid))
    if (answer === 'wrong-password')
      throw new EmbeddedDatabaseError(
        'not-ours',
        `The database in ${place.cluster} does not take our password: put its ${markerFile} back.`,
      )
    if (server === null || server.exit !== null) {
      if (server !== null) {
        const output = await server.output()
        if (noSpaceSaid.test(output)) throw startFailure(noSpace, place.cluster)
        if (!isPassing(output)) {
          const isFull = (await freeBytes(place.cluster)) < roomForStart
          throw startFailure(isFull ? noSpace : output, place.cluster)
        }
        await wait(80)
      }
      server = await launch(place, settings)
    }
    await wait(20)
  }
  throw startFailure((await server?.output()) ?? '', place.cluster)
}

interface Server {
  readonly pid: number | undefined
  exit: number | null
  output(): Promise<string>
}

async function launch(place: Place, settings: Readonly<Record<string, string>>): Promise<Server> {
  const logPath = join(place.folder, 'server.log')
  // Appended to, because a process that starts beside us writes there too; a start lets a long one begin anew.
  const before = await stat(logPath).then(
    ({ size }) => size,
    () => 0,
  )
  const isLong = before > longestLog
  const logFile = await open(logPath, 'a', 0o600).catch((error: unknown) => {
    throw startFailure(isCode(error, 'ENOSPC') ? noSpace : String(error), place.cluster, error)
  })
  if (isLong) await logFile.truncate(0)
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
  const output = () =>
    readFile(logPath).then(
      (text) => text.subarray(isLong ? 0 : before).toString(),
      () => '',
    )
  const server: Server = { pid: child.pid, exit: null, output }
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

/** A connection that was just closed is seen for a moment longer, so a busy server is asked again for a second. */
async function isUnused(url: string): Promise<boolean> {
  const others = `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
  return withClient(url, async (client) => {
    for (let asked = 0; asked < 20; asked += 1) {
      if ((await client.query(others)).rowCount === 0) return true
      await wait(50)
    }
    return false
  }).catch(() => false)
}

/** PostgreSQL's lock file names the server that won, when two started at once. */
async function isPostmaster({ cluster }: Place, pid: number | undefined): Promise<boolean> {
  const lock = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  return Number.parseInt(lock, 10) === pid
}

const noSpace = 'No space left on device'
const noSpaceSaid = new RegExp(noSpace, 'i')

/** Another server is starting, or the memory of a killed one is not gone yet: worth another try. */
const isPassing = (output: string) => /lock file|shared memory block|already in use/i.test(output)

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function startFailure(output: string, cluster: string, cause?: unknown): EmbeddedDatabaseError {
  if (noSpaceSaid.test(output))
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
