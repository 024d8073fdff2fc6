import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openVault, writeKey } from '../../server/auth/key.ts'
import { fingerprintOf } from '../../server/auth/vault.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const external = { url: 'postgresql://elsewhere/haidang', ownerUrl: null }
let database: TestDatabase
let dataDir: string
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db.updateTable('installation').set({ keyFingerprint: null }).execute()
  dataDir = await mkdtemp(join(tmpdir(), 'haidang-key-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const open = (more: { key?: string | null; dataDir?: string; database?: typeof external | null } = {}) =>
  openVault(database.db, { key: null, dataDir, database: null, ...more })

describe('the key', () => {
  it('is made on the first start, readable by its owner only, and found on the next', async () => {
    const first = await open()
    expect((await stat(join(dataDir, 'key'))).mode & 0o777).toBe(0o600)
    expect((await open()).fingerprint).toBe(first.fingerprint)
    expect(await readdir(dataDir)).toEqual(['key'])
  })

  it('is one key when several processes start at once', async () => {
    const vaults = await Promise.all([open(), open(), open(), open()])
    expect(new Set(vaults.map(({ fingerprint }) => fingerprint)).size).toBe(1)
  })

  it('is taken from HAIDANG_KEY when that is set, whatever its case', async () => {
    const key = randomBytes(32).toString('hex')
    await open({ key })
    expect((await open({ key: key.toUpperCase() })).fingerprint).toBe(fingerprintOf(Buffer.from(key, 'hex')))
    expect(await readdir(dataDir)).toEqual([])
  })

  it('refuses another key than the one the database was encrypted with', async () => {
    await open()
    await expect(open({ key: randomBytes(32).toString('hex') })).rejects.toThrow(
      'HAIDANG_KEY is not the key this database was encrypted with',
    )
    await writeFile(join(dataDir, 'key'), randomBytes(32).toString('hex'))
    await expect(open()).rejects.toThrow('is not the key this database was encrypted with')
  })

  it('refuses to make a second key when the file is lost', async () => {
    await open()
    await rm(join(dataDir, 'key'))
    await expect(open()).rejects.toThrow('put it back from the back-up')
    expect(await readdir(dataDir)).toEqual([])
  })

  it('asks a further machine on an external database for HAIDANG_KEY', async () => {
    const { fingerprint } = await open({ database: external })
    const other = await mkdtemp(join(tmpdir(), 'haidang-key-'))
    await expect(open({ database: external, dataDir: other })).rejects.toThrow('HAIDANG_KEY: this database is already')
    const key = (await readFile(join(dataDir, 'key'), 'utf8')).trim()
    expect((await open({ database: external, dataDir: other, key })).fingerprint).toBe(fingerprint)
    await rm(other, { recursive: true })
  })

  it('says so when the file does not hold a key', async () => {
    await writeFile(join(dataDir, 'key'), 'not a key')
    await expect(open()).rejects.toThrow('does not hold 64 hexadecimal digits')
  })

  it('is the next one after a rotation that was cut off at its end', async () => {
    const key = randomBytes(32)
    await writeKey(join(dataDir, 'key'), key)
    await open()
    await rename(join(dataDir, 'key'), join(dataDir, 'key.next'))
    await writeKey(join(dataDir, 'key'), randomBytes(32))
    expect((await open()).fingerprint).toBe(fingerprintOf(key))
    expect(await readdir(dataDir)).toEqual(['key'])
  })
})
