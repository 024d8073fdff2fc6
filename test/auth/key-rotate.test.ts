import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openVault } from '../../server/auth/key.ts'
import { rotateKey } from '../../server/auth/rotation.ts'
import { createVault, type Vault } from '../../server/auth/vault.ts'
import { beat } from '../../server/db/processes.ts'
import { createCredentials } from '../../server/domain/credentials.ts'
import { createHttp } from '../../server/net/http.ts'
import { type ChannelRoom, newBehaviour, startChannelRoom } from '../channels/support.ts'

const run = promisify(execFile)
let room: ChannelRoom
let dataDir: string
beforeAll(async () => {
  room = await startChannelRoom()
})
afterAll(() => room.app.close())
beforeEach(async () => {
  Object.assign(room.behaviour, newBehaviour())
  for (const table of ['channelAttestation', 'connection', 'platformApp', 'channel', 'process'] as const)
    await room.app.db.deleteFrom(table).execute()
  await room.app.db.updateTable('installation').set({ keyFingerprint: room.vault.fingerprint }).execute()
  dataDir = await mkdtemp(join(tmpdir(), 'haidang-rotate-'))
  return () => rm(dataDir, { recursive: true })
})

const tokenWith = async (vault: Vault, channelId: string) => {
  const http = createHttp({ allowHosts: [] })
  const credentials = createCredentials({ db: room.app.db, vault, connectors: room.registry, http })
  return (await credentials.accountFor(channelId)).credentials.fields['token']
}
const command = (environment: Record<string, string>) =>
  run(process.execPath, ['server/cli/key-rotate.ts'], {
    env: { PATH: process.env['PATH'], DATABASE_URL: room.app.database.ownerUrl, HAIDANG_DATA: dataDir, ...environment },
  })

describe('rotating the key', () => {
  it('encrypts credentials, applications and connections anew', async () => {
    const [channel] = await room.connect()
    await room.startVisit()
    const next = createVault(randomBytes(32))
    expect(await rotateKey(room.app.db, room.vault, next)).toBe(3)
    expect(await tokenWith(next, String(channel?.id))).toBe('token of a-1')
    await expect(tokenWith(room.vault, String(channel?.id))).rejects.toThrow('was sealed with key')
    await rotateKey(room.app.db, next, room.vault)
  })

  it('changes nothing when one secret does not open', async () => {
    const [channel] = await room.connect()
    await room.startVisit()
    await room.app.db
      .updateTable('connection')
      .set({ ciphertext: Buffer.alloc(40) })
      .execute()
    await expect(rotateKey(room.app.db, room.vault, createVault(randomBytes(32)))).rejects.toThrow()
    expect(await tokenWith(room.vault, String(channel?.id))).toBe('token of a-1')
    expect((await room.app.db.selectFrom('installation').selectAll().execute())[0]?.keyFingerprint).toBe(
      room.vault.fingerprint,
    )
  })

  it('is a command that replaces the key file', async () => {
    await room.app.db.updateTable('installation').set({ keyFingerprint: null }).execute()
    const config = { key: null, dataDir, database: null }
    const before = await openVault(room.app.db, config)
    const { stdout } = await command({})
    expect(stdout).toContain('Encrypted 0 secrets with a new key')
    const after = await openVault(room.app.db, config)
    expect(after.fingerprint).not.toBe(before.fingerprint)
    expect(await readdir(dataDir)).toEqual(['key'])
  })

  it('leaves the new key in a file when HAIDANG_KEY holds the old one', async () => {
    const key = randomBytes(32).toString('hex')
    await room.app.db.updateTable('installation').set({ keyFingerprint: null }).execute()
    const config = { key, dataDir, database: null }
    await openVault(room.app.db, config)
    expect((await command({ HAIDANG_KEY: key })).stdout).toContain('Set HAIDANG_KEY to the content of')
    await expect(openVault(room.app.db, config)).rejects.toThrow('is not the key')
    const next = (await readFile(join(dataDir, 'key.next'), 'utf8')).trim()
    await openVault(room.app.db, { ...config, key: next })
  })

  it('refuses while the office runs', async () => {
    await beat(room.app.db, { id: 'p-1', role: 'all', host: 'office-1', queue: 'local' })
    await expect(command({})).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Stop Hải Đăng first: it runs on office-1.'),
    })
  })
})
