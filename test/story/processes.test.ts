import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { missingPostgres, type PostgresPeer, startPostgres } from '../peers/postgres.ts'
import { missingRedis, type RedisPeer, startRedis } from '../peers/redis.ts'
import { describePeer } from '../peers/require.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { connectPractice, publishNow, setUpOffice } from '../support/first-post.ts'
import { createPerson } from '../support/person.ts'
import { type OfficeProcess, startProcess } from '../support/processes.ts'

const codeIn = (output: string) => /setup\?code=([\w-]+)/.exec(output)?.[1] ?? ''

async function started(processes: OfficeProcess[], args: readonly string[], env: Readonly<Record<string, string>>) {
  const one = await startProcess(args, env)
  processes.push(one)
  return one
}

describe('Hải Đăng as processes', () => {
  let database: TestDatabase
  let dataDir: string
  const processes: OfficeProcess[] = []
  const environment = () => ({
    HAIDANG_DATA: dataDir,
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
  })

  beforeAll(async () => {
    database = await createTestDatabase()
    dataDir = await mkdtemp(join(tmpdir(), 'haidang-processes-'))
  })
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.stop()))
  })
  afterAll(async () => {
    await database?.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('starts with one command, is set up, publishes, and stops within its time when asked', async () => {
    const office = await started(processes, [], environment())
    const ask = await setUpOffice(office.url, codeIn(office.output()))
    const channel = await connectPractice(ask)
    await publishNow(ask, channel, 'Chuyến tàu đầu tiên')
    expect(await office.stop()).toBe(0)
  })

  it('answers people from one process and sends from others', async () => {
    const web = await started(processes, ['web'], environment())
    await started(processes, ['worker'], environment())
    await started(processes, ['worker'], environment())
    const ask = createPerson(web.url)
    await ask('POST', '/session', { email: 'hai@example.vn', password: 'một mật khẩu dài' })
    const { channels } = await ask<{ channels: Parameters<typeof publishNow>[1][] }>('GET', '/channels')
    const [channel] = channels
    if (!channel) throw new Error('The channel of the test before is gone')
    const out = await Promise.all(
      ['một', 'hai', 'ba', 'bốn'].map((word) => publishNow(ask, channel, `Chuyến tàu ${word}`)),
    )
    for (const { attempts } of out) expect(attempts).toMatchObject([{ outcome: 'published' }])
  })

  it.each([
    [{ PORT: '99999' }, 'PORT'],
    [{ HAIDANG_KEY: 'short' }, 'HAIDANG_KEY: must be 64 hexadecimal digits'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL: must be a postgresql:// address'],
  ])('does not start with a wrong value, and says which: %o', async (wrong, sentence) => {
    await expect(startProcess([], { ...environment(), ...wrong })).rejects.toThrow(sentence)
  })

  it('refuses another key than the one the database was encrypted with', async () => {
    await expect(startProcess([], { ...environment(), HAIDANG_KEY: 'ab'.repeat(32) })).rejects.toThrow(
      'is not the key this database was encrypted with',
    )
  })
})

describePeer('Hải Đăng with Redis', missingRedis, () => {
  let redis: RedisPeer
  let database: TestDatabase
  let dataDir: string
  const processes: OfficeProcess[] = []

  beforeAll(async () => {
    redis = await startRedis()
    database = await createTestDatabase()
    dataDir = await mkdtemp(join(tmpdir(), 'haidang-redis-'))
  })
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()))
    await redis?.stop()
    await database?.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('sends through the queue from several workers', async () => {
    const env = {
      HAIDANG_DATA: dataDir,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      REDIS_URL: redis.url,
    }
    const web = await started(processes, ['web'], env)
    const ask = await setUpOffice(web.url, codeIn(web.output()))
    await started(processes, ['worker'], env)
    await started(processes, ['worker'], env)
    const channel = await connectPractice(ask)
    await Promise.all(['một', 'hai', 'ba'].map((word) => publishNow(ask, channel, `Qua hàng đợi ${word}`)))
    expect(await (await fetch(`${web.url}/health`)).json()).toMatchObject({ status: 'ok' })
  })
})

describePeer('Hải Đăng on PostgreSQL 15', missingPostgres, () => {
  let postgres: PostgresPeer
  let dataDir: string
  const processes: OfficeProcess[] = []

  beforeAll(async () => {
    postgres = await startPostgres()
    dataDir = await mkdtemp(join(tmpdir(), 'haidang-pg15-'))
  })
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()))
    await postgres?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('migrates, publishes, and says in its health that the trail cannot be changed', async () => {
    expect(postgres.major).toBe(15)
    const env = {
      HAIDANG_DATA: dataDir,
      DATABASE_URL: postgres.appUrl,
      DATABASE_OWNER_URL: postgres.ownerUrl,
      METRICS_TOKEN: 'a token for machines',
    }
    const office = await started(processes, [], env)
    const ask = await setUpOffice(office.url, codeIn(office.output()))
    await publishNow(ask, await connectPractice(ask, 'mastodon'), 'Trên PostgreSQL 15')
    const health = await fetch(`${office.url}/health`, { headers: { authorization: 'Bearer a token for machines' } })
    expect(await health.json()).toMatchObject({ status: 'ok', audit: { immutable: true } })
    expect((await readFile(join(dataDir, 'key'), 'utf8')).trim()).toMatch(/^[0-9a-f]{64}$/)
  })
})
