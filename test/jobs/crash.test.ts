import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDispatcher } from '../../jobs/dispatch.ts'
import { sweep } from '../../jobs/sweep.ts'
import type { Claim, Room, StoredPart } from '../../server/db/delivery-claims.ts'
import { listParts } from '../../server/db/delivery-parts.ts'
import { createSending, type Sending } from '../../server/domain/deliveries-sending.ts'
import { createLogger } from '../../server/log.ts'
import { openOffice, type TestOffice } from './support/office.ts'
import { roomFor } from './support/room.ts'

/** A worker that dies between two steps: its steps are made by hand, then its lease runs out. */
let office: TestOffice
let channel: string
let doomed: Sending
const log = createLogger({ level: 'silent' })

beforeAll(async () => {
  office = await openOffice()
  doomed = createSending(office.db, { worker: 'doomed', leaseMs: 60_000, aheadMs: 0 })
})
beforeEach(async () => {
  channel = await office.addChannel('mastodon')
})
afterAll(() => office.close())

const timesSent = (text: string) => office.mastodon.published.filter((item) => item.text === text).length

async function claimed(text: string, parts?: string[]): Promise<Claim> {
  const id = await office.plan(channel, { text, ...(parts && { parts }) })
  const claims = await doomed.claimDue(roomFor('mastodon', 50))
  const claim = claims.find((item) => item.deliveryId === id)
  if (!claim) throw new Error('not claimed')
  return claim
}

const prepared = (claim: Claim, texts: readonly string[]) =>
  texts.map((text, index) => ({ marker: `${claim.deliveryId}/${claim.revision}/${index}`, payload: { text } }))

const unstored = (claim: Claim, texts: readonly string[]): StoredPart[] =>
  prepared(claim, texts).map((part, position) => ({
    ...{ ...part, position, contentHash: claim.contentHash },
    ...{ committingSince: null, out: null },
  }))

async function publish(claim: Claim, text: string, index = 0): Promise<string> {
  const body = JSON.stringify({ marker: `${claim.deliveryId}/${claim.revision}/${index}`, text })
  const answer = await fetch(`${office.mastodon.url}/publish`, { method: 'POST', body })
  return ((await answer.json()) as { id: string }).id
}

/** The lease runs out, the sweep comes, and a living worker goes on until the delivery is out. */
async function goOn(claim: Claim): Promise<void> {
  await office.db
    .updateTable('delivery')
    .set({ leaseUntil: sql<Date>`now() - interval '1 second'` })
    .where('id', '=', claim.deliveryId)
    .execute()
  await sweep(office.db, log)
  await office.db
    .updateTable('delivery')
    .set({ confirmAt: sql<Date>`now()` })
    .where('id', '=', claim.deliveryId)
    .where('state', '=', 'unconfirmed')
    .execute()
  const worker = await office.startWorker()
  await office.until(claim.deliveryId, 'published')
  await worker.stop()
}

describe('a worker that dies', () => {
  it('with the claim in its hands leaves a delivery that is due again', async () => {
    const claim = await claimed('sau khi nhận')
    expect(await office.attempts(claim.deliveryId)).toEqual([{ step: 'prepare', outcome: null }])
    await goOn(claim)
    expect(timesSent('sau khi nhận')).toBe(1)
    expect((await office.attempts(claim.deliveryId)).map((attempt) => attempt.outcome)).toEqual(['lost', 'published'])
  })

  it('after preparing leaves what was prepared for the next', async () => {
    const uploads = office.mastodon.calls.get('upload') ?? 0
    const claim = await claimed('sau khi chuẩn bị')
    await doomed.storeParts(claim, prepared(claim, ['sau khi chuẩn bị']))
    await goOn(claim)
    expect(timesSent('sau khi chuẩn bị')).toBe(1)
    expect(office.mastodon.calls.get('upload') ?? 0).toBe(uploads)
  })

  it('with permission, before the call, leaves a doubt that a look-up clears', async () => {
    const claim = await claimed('được phép')
    await doomed.storeParts(claim, prepared(claim, ['được phép']))
    expect(await doomed.markCommitting(claim, { position: 0, again: false, leaseLeftMs: 1_000 })).toBeInstanceOf(Date)
    await goOn(claim)
    expect(timesSent('được phép')).toBe(1)
    expect((await office.attempts(claim.deliveryId)).map((attempt) => attempt.outcome)).toEqual([
      'lost',
      'absent',
      'published',
    ])
  })

  it('with permission for a thread it had only just prepared leaves all parts, and a doubt about the first', async () => {
    const texts = ['vừa soạn một', 'vừa soạn hai']
    const uploads = office.mastodon.calls.get('upload') ?? 0
    const claim = await claimed('vừa soạn', texts)
    const permission = { position: 0, again: false, leaseLeftMs: 1_000, unstored: unstored(claim, texts) }
    expect(await doomed.markCommitting(claim, permission)).toBeInstanceOf(Date)
    const parts = (await listParts(office.db, [claim.deliveryId])).get(claim.deliveryId)
    expect(parts?.map((part) => part.committingSince instanceof Date)).toEqual([true, false])
    await goOn(claim)
    expect(texts.map(timesSent)).toEqual([1, 1])
    expect(office.mastodon.calls.get('upload') ?? 0).toBe(uploads)
  })

  it('after the call, before it was written down, leaves an item that is found and not sent again', async () => {
    const claim = await claimed('đã gửi')
    await doomed.storeParts(claim, prepared(claim, ['đã gửi']))
    await doomed.markCommitting(claim, { position: 0, again: false, leaseLeftMs: 1_000 })
    await publish(claim, 'đã gửi')
    await goOn(claim)
    expect(timesSent('đã gửi')).toBe(1)
  })

  it('between two parts of a thread leaves the first where it is', async () => {
    const claim = await claimed('chuỗi', ['phần một', 'phần hai'])
    await doomed.storeParts(claim, prepared(claim, ['phần một', 'phần hai']))
    await doomed.markCommitting(claim, { position: 0, again: false, leaseLeftMs: 1_000 })
    const remoteId = await publish(claim, 'phần một')
    await doomed.recordOut(claim, 0, { remoteId, url: null, receipt: {} })
    await goOn(claim)
    expect([timesSent('phần một'), timesSent('phần hai')]).toEqual([1, 1])
    expect(await office.find(claim.deliveryId)).toMatchObject({ remoteId })
  })

  it('with every part out and only that not written leaves a published delivery', async () => {
    const claim = await claimed('chỉ còn ghi')
    await doomed.storeParts(claim, prepared(claim, ['chỉ còn ghi']))
    await office.db
      .updateTable('deliveryPart')
      .set({ remoteId: 'item-x', committedAt: sql<Date>`now()`, committingSince: sql<Date>`now()` })
      .where('deliveryId', '=', claim.deliveryId)
      .execute()
    await goOn(claim)
    expect(timesSent('chỉ còn ghi')).toBe(0)
  })

  it('again and again is not given the delivery for ever', async () => {
    const claim = await claimed('luôn luôn chết')
    await office.db.updateTable('delivery').set({ attempts: 12 }).where('id', '=', claim.deliveryId).execute()
    await office.db
      .updateTable('delivery')
      .set({ leaseUntil: sql<Date>`now() - interval '1 second'` })
      .where('id', '=', claim.deliveryId)
      .execute()
    await sweep(office.db, log)
    expect(await office.find(claim.deliveryId)).toMatchObject({ state: 'failed', fault: { code: 'unreachable' } })
  })
})

describe('a worker that was only thought dead', () => {
  it('gets no permission after its lease has ended', async () => {
    const claim = await claimed('quá hạn giữ')
    await doomed.storeParts(claim, prepared(claim, ['quá hạn giữ']))
    await office.age(claim.deliveryId, 61_000)
    expect(await doomed.markCommitting(claim, { position: 0, again: false, leaseLeftMs: 1_000 })).toBeNull()
    expect(await doomed.renew(claim)).toBe(false)
  })

  it('stores nothing of what it prepared without permission', async () => {
    const claim = await claimed('không kịp')
    await office.age(claim.deliveryId, 61_000)
    const permission = { position: 0, again: false, leaseLeftMs: 1_000, unstored: unstored(claim, ['không kịp']) }
    expect(await doomed.markCommitting(claim, permission)).toBeNull()
    expect((await listParts(office.db, [claim.deliveryId])).get(claim.deliveryId)).toEqual([])
  })

  it('gets no permission when another worker holds the delivery now', async () => {
    const claim = await claimed('đổi tay')
    await doomed.storeParts(claim, prepared(claim, ['đổi tay']))
    await office.age(claim.deliveryId, 61_000)
    await sweep(office.db, log)
    const [again] = (await doomed.claimDue(roomFor('mastodon', 50))).filter(
      (other) => other.deliveryId === claim.deliveryId,
    )
    expect(again?.revision).toBe(claim.revision)
    expect(await doomed.markCommitting(claim, { position: 0, again: false, leaseLeftMs: 1_000 })).toBeNull()
  })

  it('gets no permission for a call that its lease would not outlast', async () => {
    const claim = await claimed('gần hết hạn')
    await doomed.storeParts(claim, prepared(claim, ['gần hết hạn']))
    expect(await doomed.markCommitting(claim, { position: 0, again: false, leaseLeftMs: 70_000 })).toBeNull()
  })

  it('still tells what it knows to be out, and nobody sends it again', async () => {
    const claim = await claimed('biết muộn')
    await doomed.storeParts(claim, prepared(claim, ['biết muộn']))
    await doomed.markCommitting(claim, { position: 0, again: false, leaseLeftMs: 1_000 })
    await office.age(claim.deliveryId, 61_000)
    await sweep(office.db, log)
    expect((await office.find(claim.deliveryId)).state).toBe('unconfirmed')
    await doomed.recordOut(claim, 0, { remoteId: 'late', url: null, receipt: {} })
    expect(await office.find(claim.deliveryId)).toMatchObject({ state: 'published', remoteId: 'late' })
  })
})

describe('a claim whose answer never came', () => {
  it('is given back by the worker that made it, without waiting for the lease', async () => {
    const id = await office.plan(channel, { text: 'không ai biết' })
    let lost = 0
    const forgetful = {
      ...doomed,
      claimDue: async (room: Room) => {
        const claims = await doomed.claimDue(room)
        if (lost++ === 0) throw new Error('Connection terminated unexpectedly')
        return claims
      },
    }
    const taken: string[] = []
    const dispatcher = createDispatcher({
      sending: forgetful,
      slotsPerPlatform: 50,
      slotsPerChannel: 50,
      deliver: async (claim) => {
        taken.push(claim.deliveryId)
      },
    })
    await expect(dispatcher.dispatch()).rejects.toThrow('terminated')
    expect((await office.find(id)).state).toBe('sending')
    await dispatcher.dispatch()
    expect(taken).toContain(id)
    expect((await office.attempts(id)).map((attempt) => attempt.outcome)).toEqual(['handed-back', null])
  })
})

describe('several workers', () => {
  it('send each of many deliveries once', async () => {
    const ids: string[] = []
    for (let index = 0; index < 120; index++) ids.push(await office.plan(channel, { text: `nhiều ${index}` }))
    const workers = await Promise.all([office.startWorker(), office.startWorker(), office.startWorker()])
    for (const id of ids) await office.until(id, 'published')
    for (const worker of workers) await worker.stop()
    const sent = office.mastodon.published.filter((item) => item.text.startsWith('nhiều '))
    expect(sent).toHaveLength(120)
    expect(new Set(sent.map((item) => item.text)).size).toBe(120)
  })

  it('hand back at once what has not left when they are asked to stop', async () => {
    const stuck = await office.addChannel('x')
    office.x.always('upload', 'hang')
    const worker = await office.startWorker()
    const id = await office.plan(stuck)
    await office.until(id, 'sending')
    const startedAt = performance.now()
    await worker.stop()
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(await office.find(id)).toMatchObject({ state: 'scheduled', attempts: 0, token: null })
    office.x.always('upload', 'ok')
  })

  it('wait for a call that has left when they are asked to stop', async () => {
    office.mastodon.slowMs = 600
    office.mastodon.next('publish', 'slow')
    const worker = await office.startWorker()
    const id = await office.plan(channel, { text: 'đang gửi thì dừng' })
    await expect.poll(() => timesSent('đang gửi thì dừng')).toBe(1)
    await worker.stop()
    expect((await office.find(id)).state).toBe('published')
  })
})
