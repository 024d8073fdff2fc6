import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { keyFile, nextKeyFile, openVault, writeKey } from '../auth/key.ts'
import { rotateKey } from '../auth/rotation.ts'
import { createVault, keyBytes } from '../auth/vault.ts'
import { type Config, ConfigError, readConfig } from '../config.ts'
import type { Db } from '../db/database.ts'
import { listProcesses } from '../db/processes.ts'
import { createLogger } from '../log.ts'
import { openDatabase } from '../open-database.ts'

/** `npm run key:rotate`: makes a new key and encrypts everything with it. Hải Đăng must be stopped meanwhile. */
const aliveMs = 30_000
const say = (sentence: string) => process.stdout.write(`${sentence}\n`)

async function rotate(config: Config, db: Db): Promise<void> {
  const alive = (await listProcesses(db)).filter(({ silentMs }) => silentMs < aliveMs)
  if (alive.length > 0)
    throw new ConfigError([
      `Stop Hải Đăng first: it runs on ${[...new Set(alive.map(({ host }) => host))].join(', ')}.`,
    ])
  const from = await openVault(db, config)
  const next = nextKeyFile(config.dataDir)
  const key = randomBytes(keyBytes)
  // The key is on disk before anything is encrypted with it: whatever happens in between, nothing is lost.
  await rm(next, { force: true })
  await writeKey(next, key)
  const count = await rotateKey(db, from, createVault(key))
  say(`Encrypted ${count} secrets with a new key.`)
  if (config.key) {
    say(`Set HAIDANG_KEY to the content of ${next} on every machine, then delete that file.`)
    return
  }
  await rename(next, keyFile(config.dataDir))
  say(`The new key is in ${keyFile(config.dataDir)}: back it up.`)
}

try {
  const config = readConfig(process.env)
  const database = await openDatabase(config, createLogger({ level: 'silent' }), say)
  try {
    await rotate(config, database.db)
  } finally {
    await database.close()
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
