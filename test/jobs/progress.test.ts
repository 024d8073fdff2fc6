import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account, Connector, ContentMedia, DeliveryContent, Progress } from '../../connectors/contract.ts'
import { createRegistry } from '../../connectors/registry.ts'
import { sweep } from '../../jobs/sweep.ts'
import { rotateKey } from '../../server/auth/rotation.ts'
import { createVault } from '../../server/auth/vault.ts'
import type { Claim } from '../../server/db/delivery-claims.ts'
import { dropProgress } from '../../server/db/delivery-progress.ts'
import { createSending, type Sending } from '../../server/domain/deliveries-sending.ts'
import { createProgress, type ProgressOf } from '../../server/domain/delivery-progress.ts'
import { createLogger } from '../../server/log.ts'
import { type SimulatedYouTube, startSimulatedYouTube } from '../../server/practice/youtube/index.ts'
import { contextFor, dyingAfter } from '../connectors/support.ts'
import { film, visitYouTube, youtubeAt } from '../connectors/youtube-support.ts'
import { createFakeConnector } from './support/fake-connector.ts'
import { openOffice, type TestOffice } from './support/office.ts'
import { roomFor } from './support/room.ts'

const piece = 262_144
const size = 3 * piece + 500
let office: TestOffice
let youtube: SimulatedYouTube
let connector: Connector
let account: Account
let channel: string
let doomed: Sending
let progressOf: ProgressOf
/** The film of every delivery, by its id. */
const films = new Map<string, ContentMedia>()

beforeAll(async () => {
  office = await openOffice()
  channel = await office.addChannel('x')
  youtube = await startSimulatedYouTube({ processingMs: 3, switches: { listLagMs: 600_000 } })
  connector = youtubeAt(youtube.url, { pieceBytes: piece })
  account = (await visitYouTube(youtube.url, youtube, contextFor(youtube.url)))[0]
  doomed = createSending(office.db, { worker: 'doomed', leaseMs: 60_000, aheadMs: 0 })
  progressOf = (await office.workerDependencies()).progressOf
})
afterAll(async () => {
  await youtube.stop()
  await office.close()
})

/** YouTube under a channel of the test office: the engine's side of it is the real one. */
const filmed = (content: DeliveryContent): DeliveryContent => {
  const text = content.parts[0]?.text ?? ''
  const media = films.get(content.deliveryId)
  return { ...content, title: text.slice(0, 100), parts: [{ text, media: media ? [media] : [] }] }
}
const asYouTube = (): Connector => ({
  ...createFakeConnector('x', () => office.x),
  prepare: (content, _account, { progress }) =>
    connector.prepare(filmed(content), account, { ...contextFor(youtube.url), ...(progress && { progress }) }),
  commit: (part, before) => connector.commit(part, before, account, contextFor(youtube.url)),
  confirm: (part, before, since) => connector.confirm(part, before, since, account, contextFor(youtube.url)),
})

async function claimed(text: string): Promise<Claim> {
  const id = await office.plan(channel, { text })
  films.set(id, await film(size))
  const claim = (await doomed.claimDue(roomFor('x', 50))).find(({ deliveryId }) => deliveryId === id)
  if (!claim) throw new Error('not claimed')
  return claim
}

/** Prepares as a worker does that dies after so many pieces. */
async function dieAfter(pieces: number, claim: Claim, text: string): Promise<void> {
  const { deliveryId, revision } = claim
  const content = { deliveryId, revision, title: text, parts: [{ text, media: [] }], language: 'vi', link: null }
  const given = filmed({ ...content, source: null, machineMarks: {}, options: {}, attached: {} })
  const isPiece = ({ method, body }: { method: string; body?: Uint8Array }) =>
    method === 'PUT' && (body?.length ?? 0) > 0
  const context = { ...contextFor(youtube.url), progress: progressOf(claim) }
  await expect(connector.prepare(given, account, dyingAfter(pieces, isPiece, context))).rejects.toThrow('is gone')
}

/** The lease runs out, the sweep comes, and a living worker goes on. */
async function goOn({ deliveryId }: Claim): Promise<void> {
  await office.age(deliveryId, 120_000)
  await sweep(office.db, createLogger({ level: 'silent' }))
  const worker = await office.startWorker({ connectors: createRegistry([asYouTube()], null) })
  await office.until(deliveryId, 'published')
  await worker.stop()
}

const sentFor = (from: number) =>
  youtube.received
    .slice(from)
    .filter(({ method, path }) => method === 'PUT' && path === '/upload/videos')
    .reduce((sum, { body }) => sum + ((body as { bytes?: number }).bytes ?? 0), 0)
const dropKept = () => office.db.deleteFrom('deliveryProgress').execute()
const kept = () => office.db.selectFrom('deliveryProgress').selectAll().execute()

describe('a worker that dies in the middle of an upload', () => {
  it.each([1, 2, 3])('after %i of 4 pieces leaves the next one the others', async (pieces) => {
    const from = youtube.received.length
    const films = youtube.films().length
    const text = `Phim đứt ở mảnh ${pieces}`
    const claim = await claimed(text)
    await dieAfter(pieces, claim, text)
    expect(sentFor(from)).toBe(pieces * piece)
    await goOn(claim)
    expect(sentFor(from)).toBe(size)
    expect(youtube.films().slice(films)).toMatchObject([{ status: { privacyStatus: 'public' } }])
  })

  it('after its last piece leaves a film that is found, though YouTube does not list it yet', async () => {
    const from = youtube.received.length
    const films = youtube.films().length
    const claim = await claimed('Phim đã lên hết')
    await dieAfter(4, claim, 'Phim đã lên hết')
    await goOn(claim)
    expect(sentFor(from)).toBe(size)
    expect(youtube.films().slice(films)).toMatchObject([{ status: { privacyStatus: 'public' } }])
  })

  it('leaves nothing behind that opens the upload: it is sealed, and gone once the film is out', async () => {
    const claim = await claimed('Phim kín')
    await dieAfter(1, claim, 'Phim kín')
    const { session } = (await progressOf(claim).read()) as { session: string }
    expect(session).toMatch(/^[\w-]{43}$/)
    const row = (await kept()).find(({ deliveryId }) => deliveryId === claim.deliveryId)
    expect(row?.organizationId).toBe(office.actor.organizationId)
    expect(Buffer.from(row?.ciphertext ?? []).toString('latin1')).not.toContain(session)
    await goOn(claim)
    await dropProgress(office.db)
    expect(await kept()).toEqual([])
  })
})

describe('what is kept between tries', () => {
  const day = 24 * 3_600_000

  it('belongs to one content: after a change it is not found, and it is dropped', async () => {
    const claim = await claimed('Trước khi sửa')
    await progressOf(claim).keep({ session: 'cũ' }, day)
    expect(await progressOf({ ...claim, contentHash: 'other' }).read()).toBeNull()
    await office.db.updateTable('delivery').set({ contentHash: 'other' }).where('id', '=', claim.deliveryId).execute()
    await dropProgress(office.db)
    expect(await kept()).toEqual([])
  })

  it('is not used again when the platform refused what came of it', async () => {
    const claim = await claimed('Bị từ chối')
    await progressOf(claim).keep({ session: 'x' }, day)
    const outcome = { state: 'retrying', fault: { code: 'platform-down' }, wakeAt: new Date() } as const
    await doomed.end(claim, { step: 'prepare', notOut: null, outcome })
    expect(await progressOf(claim).read()).toEqual({ session: 'x' })
    const [again] = await doomed.claimDue(roomFor('x', 50))
    const refused = { state: 'failed', fault: { code: 'rejected', problem: 'media-processing' } } as const
    await doomed.end(again as Claim, { step: 'prepare', notOut: null, outcome: refused })
    expect(await progressOf(claim).read()).toBeNull()
    await dropKept()
  })

  it('ends when the platform forgets it', async () => {
    const claim = await claimed('Đã quên')
    await progressOf(claim).keep({ session: 'x' }, -1)
    expect(await progressOf(claim).read()).toBeNull()
    await dropProgress(office.db)
    expect(await kept()).toEqual([])
  })

  it('takes the place of what was there, and is another one’s for another delivery', async () => {
    const [one, two] = [await claimed('Một'), await claimed('Hai')]
    const of = (claim: Claim): Progress => progressOf(claim)
    await of(one).keep({ session: 'a' }, day)
    await of(one).keep({ video: 'b' }, day)
    await of(two).keep({ session: 'c' }, day)
    expect([await of(one).read(), await of(two).read()]).toEqual([{ video: 'b' }, { session: 'c' }])
  })

  it('is not written by a worker that lost its claim', async () => {
    const claim = await claimed('Mất quyền')
    await office.age(claim.deliveryId, 120_000)
    await sweep(office.db, createLogger({ level: 'silent' }))
    const [next] = await doomed.claimDue(roomFor('x', 50))
    expect(next?.deliveryId).toBe(claim.deliveryId)
    await progressOf(claim).keep({ session: 'muộn' }, day)
    expect(await progressOf(claim).read()).toBeNull()
  })

  it('opens with a new key after the keys were changed', async () => {
    const [old, fresh] = [createVault(randomBytes(32)), createVault(randomBytes(32))]
    const claim = await claimed('Đổi khóa')
    await dropKept()
    await createProgress(office.db, old)(claim).keep({ session: 'kín' }, day)
    await office.db.updateTable('installation').set({ keyFingerprint: old.fingerprint }).execute()
    expect(await rotateKey(office.db, old, fresh)).toBe(1)
    expect(await createProgress(office.db, fresh)(claim).read()).toEqual({ session: 'kín' })
    await expect(createProgress(office.db, old)(claim).read()).rejects.toThrow('was sealed with key')
    await dropKept()
  })

  it('is neither read nor written where a connector keeps none', async () => {
    const asked = async () => {
      throw new Error('was asked')
    }
    const worker = await office.startWorker({ progressOf: () => ({ read: asked, keep: asked }) })
    const id = await office.plan(await office.addChannel('mastodon'), { text: 'Không có phim' })
    await office.until(id, 'published')
    await worker.stop()
  })
})
