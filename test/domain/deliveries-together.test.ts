import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { ActOnDeliveries } from '../../server/contract/deliveries-together.ts'
import { inTransaction } from '../../server/db/database.ts'
import { updatePost } from '../../server/db/posts.ts'
import { refreshContentHashes } from '../../server/domain/release.ts'
import { openOffice, type TestOffice } from '../jobs/support/office.ts'

let office: TestOffice
let channel: string
beforeAll(async () => {
  office = await openOffice()
})
beforeEach(async () => {
  channel = await office.addChannel('mastodon')
})
afterAll(() => office.close())

type Asked = z.output<typeof ActOnDeliveries>
const minutes = 60_000

/** A delivery that a pause held, due that long ago. */
async function held(planned: { text?: string; agoMs?: number; channelId?: string; pause?: string } = {}) {
  const id = await office.plan(planned.channelId ?? channel, planned.text === undefined ? {} : { text: planned.text })
  await office.age(id, planned.agoMs ?? 5 * minutes)
  const heldBy = planned.pause ?? (await endedPause())
  await office.db.updateTable('delivery').set({ state: 'held', heldBy, wakeAt: null }).where('id', '=', id).execute()
  return id
}
async function endedPause() {
  const id = await office.pause()
  await office.endPause(id)
  return id
}
async function seen(ids: readonly string[]) {
  const rows = await Promise.all(ids.map(office.find))
  return rows.map(({ id, revision }) => ({ id, revision }))
}
async function together(ids: readonly string[], asked: Pick<Asked, 'action'> & Partial<Asked>) {
  return office.deliveries.together(office.actor, { ...asked, items: await seen(ids) } as Asked)
}
const spread = (localTime: string, everyMinutes: number, zone?: string) =>
  ({ action: 'move', to: { by: 'spread', localTime, everyMinutes, zone } }) as const
const offset = (days: number, minutes = 0) => ({ action: 'move', to: { by: 'offset', days, minutes } }) as const
const dueOf = async (ids: readonly string[]) => (await Promise.all(ids.map(office.find))).map((row) => row.localTime)

describe('what was held', () => {
  it('that is kept goes out at once when it is not late by its rule, as it was released', async () => {
    const id = await held()
    const before = await office.find(id)
    expect(await together([id], { action: 'keep' })).toMatchObject({ done: 1, refused: 0 })
    const kept = await office.find(id)
    expect(kept).toMatchObject({
      state: 'scheduled',
      heldBy: null,
      dueAt: before.dueAt,
      releasedBy: office.actor.memberId,
    })
    expect(kept.contentHash).toBe(kept.releasedHash)
    expect(Number(kept.wakeAt)).toBeLessThan(Date.now())
  })

  it('that is late by its rule is not kept: it stays where it was, and says why', async () => {
    const [late, inTime] = [await held({ agoMs: 16 * minutes }), await held()]
    const { results } = await together([late, inTime], { action: 'keep' })
    expect(results).toMatchObject([
      {
        id: late,
        done: false,
        code: 'wrong-state',
        errors: [{ code: 'late' }],
        current: { state: 'held', revision: 2 },
      },
      { id: inTime, done: true, current: { state: 'scheduled', revision: 3 } },
    ])
  })

  it('that a pause still covers is not kept', async () => {
    const pause = await office.pause('channel', channel)
    const id = await held({ pause })
    expect((await together([id], { action: 'keep' })).results).toMatchObject([{ errors: [{ code: 'paused' }] }])
    await office.endPause(pause)
    expect(await together([id], { action: 'keep' })).toMatchObject({ done: 1 })
  })

  it('whose content was changed since its release is not kept, and a move does not release it', async () => {
    const id = await held()
    const { postId } = await office.find(id)
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { content: { vi: { title: '', text: `chưa ai duyệt ${id}`, link: '' } } })
      await refreshContentHashes(trx, postId)
    })
    expect((await together([id], { action: 'keep' })).results).toMatchObject([{ errors: [{ code: 'changed' }] }])
    await together([id], spread('2031-02-03T09:00', 0))
    const moved = await office.find(id)
    expect(moved.state).toBe('scheduled')
    expect(moved.contentHash).not.toBe(moved.releasedHash)
  })

  it('that is dropped is not sent any more', async () => {
    const ids = [await held(), await held({ agoMs: 60 * minutes })]
    expect(await together(ids, { action: 'skip' })).toMatchObject({ done: 2 })
    for (const id of ids) expect(await office.find(id)).toMatchObject({ state: 'cancelled', heldBy: null })
  })

  it('is written down one by one, who decided and from what', async () => {
    const ids = [await held(), await held()]
    await together(ids, { action: 'skip' })
    const events = await office.db
      .selectFrom('auditEvent')
      .select(['action', 'memberId', 'objectId', 'data'])
      .where('objectId', 'in', ids)
      .where('action', '=', 'delivery.skipped')
      .orderBy('sequence')
      .execute()
    const { memberId } = office.actor
    expect(events).toEqual(
      ids.map((objectId) => ({ action: 'delivery.skipped', memberId, objectId, data: { from: 'held' } })),
    )
  })
})

describe('moving together', () => {
  it('spreads from a start, in the order they are named, leaving no hole for one that is refused', async () => {
    const ids = [await held(), await held(), await held(), await held()]
    const [one, two, three, four] = await seen(ids)
    if (!one || !two || !three || !four) throw new Error('four were held')
    const items = [three, { ...one, revision: 1 }, four, two]
    const outcome = await office.deliveries.together(office.actor, {
      ...spread('2031-02-03T23:50', 10),
      items,
    } as Asked)
    expect(outcome).toMatchObject({ done: 3, refused: 1 })
    expect(await dueOf([three.id, four.id, two.id])).toEqual([
      '2031-02-03T23:50',
      '2031-02-04T00:00',
      '2031-02-04T00:10',
    ])
    expect(outcome.results[1]).toMatchObject({ status: 409, code: 'stale', current: { state: 'held', revision: 2 } })
  })

  it('by an offset keeps the distances, and days keep the hour when clocks change', async () => {
    const ids = [await held(), await held()]
    const before = ['2031-03-29T02:30', '2031-03-28T09:00']
    for (const [index, id] of ids.entries())
      await office.db
        .updateTable('delivery')
        .set({ localTime: before[index] ?? null, zone: 'Europe/Paris', dueAt: new Date(`${before[index]}:00+01:00`) })
        .where('id', '=', id)
        .execute()
    await together(ids, offset(1))
    // Clocks in Paris jump from 02:00 to 03:00 on 30 March 2031.
    expect(await dueOf(ids)).toEqual(['2031-03-30T03:30', '2031-03-29T09:00'])
    await together(ids, offset(1, 30))
    expect(await dueOf(ids)).toEqual(['2031-03-31T04:00', '2031-03-30T09:30'])
    expect((await office.find(ids[1] ?? '')).dueAt).toEqual(new Date('2031-03-30T09:30:00+02:00'))
  })

  it('by an offset to earlier goes back by the wall clock, as far as that is still ahead', async () => {
    const [far, near] = [await office.plan(channel), await office.plan(channel)]
    await office.db
      .updateTable('delivery')
      .set({ localTime: '2031-03-30T09:00', zone: 'Europe/Paris', dueAt: new Date('2031-03-30T09:00:00+02:00') })
      .where('id', '=', far)
      .execute()
    expect(await together([far], offset(-2, -30))).toMatchObject({ done: 1 })
    expect(await dueOf([far])).toEqual(['2031-03-28T08:30'])
    expect((await together([near], offset(-1))).results).toMatchObject([{ done: false, code: 'past' }])
  })

  it('does not move into the past: an offset that is too small refuses that one', async () => {
    const [old, recent] = [await held({ agoMs: 3 * 1_440 * minutes }), await held()]
    const { results } = await together([old, recent], offset(1))
    expect(results).toMatchObject([
      { done: false, status: 422, code: 'past', current: { state: 'held' } },
      { done: true, current: { state: 'scheduled' } },
    ])
  })

  it('into a gap of the clocks, or too far ahead, refuses', async () => {
    const ids = [await held(), await held()]
    expect((await together(ids, spread('2027-03-28T02:30', 1, 'Europe/Paris'))).results).toMatchObject([
      { status: 422, code: 'time-gap' },
      { status: 422, code: 'time-gap' },
    ])
    expect((await together(ids, spread('9999-01-01T09:00', 1))).results).toMatchObject([
      { status: 422, code: 'validation', errors: [{ code: 'too-far' }] },
      { status: 422 },
    ])
  })

  it('refuses the second of two accounts that would carry the same text, whatever stood before', async () => {
    const second = await office.addChannel('mastodon')
    const text = 'Cùng một thông báo'
    const first = await held({ text })
    await office.db.updateTable('delivery').set({ state: 'missed', wakeAt: null }).where('id', '=', first).execute()
    const twin = await held({ text, channelId: second })
    await office.db.updateTable('delivery').set({ state: 'missed', wakeAt: null }).where('id', '=', twin).execute()
    const { results } = await together([first, twin], spread('2031-07-01T08:00', 5))
    expect(results).toMatchObject([{ done: true }, { done: false, status: 422, code: 'same-text' }])
  })

  it('lets two that carried the same text far apart go their ways', async () => {
    const second = await office.addChannel('mastodon')
    const text = 'Nhắc lại hằng tháng'
    const first = await held({ text, agoMs: 40 * 1_440 * minutes })
    const later = await held({ text, channelId: second })
    // The first one moves away from where the second goes; one after the other, as two people would.
    expect(await together([first], spread('2031-09-01T08:00', 0))).toMatchObject({ done: 1 })
    expect(await together([later], spread('2031-10-01T08:00', 0))).toMatchObject({ done: 1 })
  })

  it('gives drafts their time without releasing them', async () => {
    const post = await office.draft(channel)
    const { id: variantId } = await office.db
      .selectFrom('variant')
      .select('id')
      .where('postId', '=', post.id)
      .executeTakeFirstOrThrow()
    const { organizationId, memberId } = office.actor
    const { id } = await office.db
      .insertInto('delivery')
      .values({
        ...{ organizationId, postId: post.id, variantId, channelId: channel },
        ...{ platform: 'mastodon', createdBy: memberId },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect((await together([id], offset(1))).results).toMatchObject([{ code: 'wrong-state' }])
    await together([id, await held()], spread('2031-02-03T09:00', 5))
    expect(await office.find(id)).toMatchObject({ state: 'draft', localTime: '2031-02-03T09:00', releasedHash: null })
  })
})

describe('what is asked together', () => {
  it('is refused whole when one delivery is named twice', async () => {
    const [one] = await seen([await held()])
    if (!one) throw new Error('one was held')
    const twice = office.deliveries.together(office.actor, { action: 'skip', items: [one, one] })
    await expect(twice).rejects.toMatchObject({
      code: 'validation',
      errors: [{ path: 'items.1.id', code: 'duplicate' }],
    })
    expect((await office.find(one.id)).state).toBe('held')
  })

  it('does not touch, or tell of, another office’s deliveries', async () => {
    const id = await held()
    const stranger = { ...office.actor, organizationId: '00000000-0000-4000-8000-000000000000' }
    const items = await seen([id])
    const outcome = await office.deliveries.together(stranger, { action: 'skip', items })
    expect(outcome.results).toEqual([expect.objectContaining({ id, status: 404, code: 'not-found', current: null })])
    expect((await office.find(id)).state).toBe('held')
  })

  it('by two people at once in opposite orders is decided once for each', async () => {
    const ids = [await held(), await held(), await held(), await held()]
    const items = await seen(ids)
    const ask = (action: 'skip' | 'keep', list: typeof items) =>
      office.deliveries.together(office.actor, { action, items: list })
    const outcomes = await Promise.all([ask('skip', items), ask('keep', items.toReversed())])
    expect(outcomes.reduce((sum, { done }) => sum + done, 0)).toBe(4)
    expect(outcomes.map(({ done }) => done).sort()).toEqual([0, 4])
  })
})

describe('what was cancelled', () => {
  const cancelled = async (release = true) => {
    const id = await office.plan(channel)
    if (!release)
      await office.db
        .updateTable('delivery')
        .set({ state: 'draft', releasedHash: null, releasedBy: null, releasedAt: null, wakeAt: null })
        .where('id', '=', id)
        .execute()
    const before = await office.find(id)
    await together([id], { action: 'cancel' })
    return { id, before }
  }

  it('stands again where it stood, released by whoever restores it', async () => {
    const { id, before } = await cancelled()
    expect(await together([id], { action: 'restore' })).toMatchObject({ done: 1, refused: 0 })
    const restored = await office.find(id)
    expect(restored).toMatchObject({ state: 'scheduled', dueAt: before.dueAt, releasedBy: office.actor.memberId })
    expect(restored.wakeAt).not.toBeNull()
    expect(restored.contentHash).toBe(restored.releasedHash)
  })

  it('is a draft again when nobody had released it', async () => {
    const { id, before } = await cancelled(false)
    expect(await together([id], { action: 'restore' })).toMatchObject({ done: 1 })
    expect(await office.find(id)).toMatchObject({
      state: 'draft',
      dueAt: before.dueAt,
      releasedHash: null,
      wakeAt: null,
    })
  })

  it('does not come back when its time is over, nor with a post that was put away', async () => {
    const { id } = await cancelled()
    await office.db
      .updateTable('delivery')
      .set({ dueAt: new Date(Date.now() - 600_000) })
      .where('id', '=', id)
      .execute()
    expect((await together([id], { action: 'restore' })).results).toMatchObject([{ code: 'past' }])
    const other = await cancelled()
    const { postId } = await office.db
      .selectFrom('delivery')
      .select('postId')
      .where('id', '=', other.id)
      .executeTakeFirstOrThrow()
    await office.db.updateTable('post').set({ state: 'archived' }).where('id', '=', postId).execute()
    expect((await together([other.id], { action: 'restore' })).results).toMatchObject([
      { code: 'wrong-state', current: { state: 'cancelled' } },
    ])
  })
})
