import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'

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

const isRoot = process.getuid?.() === 0
const folders: string[] = []
const children: ChildProcess[] = []

/** A process of its own that starts the database of a folder, as `npm start` would. */
function run(dataDir: string, as: { uid?: number; gid?: number } = {}): Promise<Started & Refused> {
  const child = spawn(process.execPath, ['test/support/embedded-child.ts', dataDir], {
    ...as,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], TMPDIR: tmpdir() },
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
    await wait(200)
    process.kill(await postmaster(first.location), 'SIGKILL')
    const second = await run(dataDir)
    await writing
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
    await stop(first)
    await rm(socket, { recursive: true, force: true })
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
        expect(await run(dataDir)).toMatchObject({ code: 'disk-full', message: expect.stringContaining('free some space') })
        execFileSync('mount', ['-o', 'remount,size=300m', folder])
        const first = await run(dataDir)
        expect(await query(first.appUrl, 'select 1 as works')).toEqual([{ works: 1 }])
        await stop(first)
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
    const [uid, gid] = [65_534, 65_534]
    execFileSync('chown', [`${uid}:${gid}`, folder])
    const first = await run(join(folder, 'data'), { uid, gid })
    expect((await stat(first.location)).uid).toBe(uid)
    expect(await query(first.appUrl, 'select 1 as works')).toEqual([{ works: 1 }])
  })
})
