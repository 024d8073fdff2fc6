import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, ConfigError } from '../config.ts'
import type { Db } from '../db/database.ts'
import { claimKeyFingerprint, readKeyFingerprint } from '../db/installation.ts'
import { createVault, fingerprintOf, keyBytes, type Vault } from './vault.ts'

/**
 * Opens the vault with HAIDANG_KEY or the key file of the data folder, which is made on the first start. The database
 * remembers the key's fingerprint from then on.
 * @throws ConfigError with one sentence when it is not the key this database was encrypted with
 */
export async function openVault(db: Db, config: Pick<Config, 'key' | 'dataDir' | 'database'>): Promise<Vault> {
  const known = await readKeyFingerprint(db)
  const key = config.key ? Buffer.from(config.key, 'hex') : await readOrMakeKey(config, known)
  const vault = createVault(key)
  if ((await claimKeyFingerprint(db, vault.fingerprint)) !== vault.fingerprint)
    throw new ConfigError([wrongKey(config)])
  return vault
}

export const keyFile = (dataDir: string) => join(dataDir, 'key')
/** Holds the next key while key-rotate works; found here after a crash in between. */
export const nextKeyFile = (dataDir: string) => join(dataDir, 'key.next')

/** Writes a key for its owner's eyes only; an existing file is left as it is. */
export async function writeKey(path: string, key: Buffer): Promise<void> {
  const whole = `${path}.${randomBytes(4).toString('hex')}`
  await writeFile(whole, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  // A link appears with its whole content or not at all, also when two processes start at once.
  await link(whole, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(whole)
}

async function readOrMakeKey(config: Pick<Config, 'dataDir' | 'database'>, known: string | null): Promise<Buffer> {
  const path = keyFile(config.dataDir)
  const next = await readKey(nextKeyFile(config.dataDir))
  if (next && fingerprintOf(next) === known) await rename(nextKeyFile(config.dataDir), path)
  const found = await readKey(path)
  if (found) return found
  if (known !== null) throw new ConfigError([missingKey(config)])
  await mkdir(config.dataDir, { recursive: true })
  await writeKey(path, randomBytes(keyBytes))
  const made = await readKey(path)
  if (!made) throw new ConfigError([missingKey(config)])
  return made
}

async function readKey(path: string): Promise<Buffer | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  if (!/^[0-9a-f]{64}$/i.test(text.trim())) throw new ConfigError([`${path} does not hold 64 hexadecimal digits.`])
  return Buffer.from(text.trim(), 'hex')
}

function missingKey({ dataDir, database }: Pick<Config, 'dataDir' | 'database'>): string {
  return database
    ? 'HAIDANG_KEY: this database is already encrypted; set the key of the machine that set it up (the content of its data/key).'
    : `${keyFile(dataDir)} is missing: put it back from the back-up, or set HAIDANG_KEY to its content.`
}

function wrongKey({ key, dataDir }: Pick<Config, 'key' | 'dataDir'>): string {
  const where = key ? 'HAIDANG_KEY' : keyFile(dataDir)
  return `${where} is not the key this database was encrypted with: set HAIDANG_KEY to the right one.`
}
