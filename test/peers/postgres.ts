import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { chown, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Peer, runProgram, startPeer, type User } from './process.ts'

const installations = '/usr/lib/postgresql'
const superuser = 'postgres'

/**
 * A PostgreSQL cluster as an office would hand it to us: a database `haidang` that belongs to `haidang_owner`, and
 * `haidang_app`, which may connect and gets the rest from the migrations. Passwords over TCP, UTF-8. It forgets
 * everything at a power cut, which a test never sees, and is fast for it.
 */
export interface PostgresPeer extends Peer {
  /** What DATABASE_OWNER_URL takes. */
  ownerUrl: string
  /** What DATABASE_URL takes; `url` is the same. */
  appUrl: string
  /** For what an office's database administrator does: other databases, broken rows, ended connections. */
  superuserUrl: string
  /** 15, or the newest where Debian has no 15. */
  major: number
}

/** As root the server runs as Debian's user `postgres`, because PostgreSQL refuses root.
 *  @throws Error when it does not start */
export async function startPostgres(): Promise<PostgresPeer> {
  const major = installedMajor()
  if (major === null) throw new Error(missingPostgres() ?? 'PostgreSQL is gone')
  const program = (name: string) => join(installations, String(major), 'bin', name)
  const owner = process.getuid?.() === 0 ? await findUser('postgres') : undefined
  const passwords = { superuser: makePassword(), owner: makePassword(), app: makePassword() }

  const peer = await startPeer(
    'postgres',
    async ({ folder, port }) => {
      const data = join(folder, 'data')
      const passwordFile = join(folder, 'password')
      await writeFile(passwordFile, passwords.superuser, { mode: 0o600 })
      if (owner) await chown(passwordFile, owner.uid, owner.gid)
      await runProgram(program('initdb'), {
        args: [
          ...['-D', data, '-U', superuser, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
          ...['-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'],
        ],
        cwd: folder,
        owner,
      })
      const settings = {
        listen_addresses: '127.0.0.1',
        port,
        unix_socket_directories: '', // the path of a temporary folder may be too long for a socket
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        timezone: 'UTC',
      }
      return {
        command: program('postgres'),
        args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
        signal: 'INT', // TERM would wait until every client has gone
        isReady: async () => (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[7]?.trim() === 'ready',
      }
    },
    owner,
  )

  const urlOf = (user: string, password: string, database: string) =>
    `postgresql://${user}:${password}@127.0.0.1:${peer.port}/${database}`
  try {
    await runSql(
      urlOf(superuser, passwords.superuser, 'postgres'),
      `create role haidang_owner login password '${passwords.owner}';
       create role haidang_app login password '${passwords.app}';
       create database haidang owner haidang_owner;
       revoke all on database haidang from public;
       grant connect on database haidang to haidang_app;`,
    )
  } catch (error) {
    await peer.stop()
    throw error
  }
  const appUrl = urlOf('haidang_app', passwords.app, 'haidang')
  return {
    ...peer,
    url: appUrl,
    appUrl,
    ownerUrl: urlOf('haidang_owner', passwords.owner, 'haidang'),
    superuserUrl: urlOf(superuser, passwords.superuser, 'haidang'),
    major,
  }
}

/** What is not installed and the command that installs it; null when all is there. */
export function missingPostgres(): string | null {
  return installedMajor() === null ? 'PostgreSQL is not installed: run `npm run setup:peers`' : null
}

/** Runs SQL through psql, each statement on its own.
 *  @returns the rows, one a line, columns separated by `|`
 *  @throws Error with the server's message at the first statement that fails */
export async function runSql(url: string, sql: string): Promise<string> {
  const args = ['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1', url]
  return (await runProgram('psql', { args, input: sql })).trim()
}

function installedMajor(): number | null {
  if (!existsSync(installations)) return null
  const majors = readdirSync(installations)
    .filter((name) => existsSync(join(installations, name, 'bin', 'initdb')))
    .map(Number)
  if (majors.includes(15)) return 15
  return majors.sort((a, b) => b - a)[0] ?? null
}

async function findUser(name: string): Promise<User> {
  const idOf = async (option: string) => Number(await runProgram('id', { args: [option, name] }))
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

function makePassword(): string {
  return randomBytes(12).toString('hex')
}
