import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inTransaction } from '../../server/db/database.ts'
import { updatePost } from '../../server/db/posts.ts'
import { schedule } from '../../server/domain/deliveries-schedule.ts'
import { actionsOf } from '../../server/domain/delivery-actions.ts'
import type { Actor } from '../../server/domain/policy.ts'
import { refreshContentHashes } from '../../server/domain/release.ts'
import { openOffice, standing, type TestOffice } from '../jobs/support/office.ts'

let office: TestOffice
let channel: string
beforeAll(async () => {
  office = await openOffice()
})
beforeEach(async () => {
  channel = await office.addChannel('mastodon')
})
afterAll(() => office.close())

const later = '2031-02-03T09:00'
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as { code: string; errors: { path: string; code: string; values?: object }[] },
  )
const put = (channelId: string, post: Awaited<ReturnType<TestOffice['draft']>>, localTime: string | null = later) =>
  inTransaction(office.db, (trx) =>
    schedule(trx, office.actor, post, [{ channelId, language: 'vi', localTime, zone: undefined }]),
  )
const auditOf = async (id: string) => {
  const rows = await office.db
    .selectFrom('auditEvent')
    .select(['action', 'memberId'])
    .where('objectId', '=', id)
    .orderBy('sequence')
    .execute()
  return rows.map((row) => row.action)
}

describe('scheduling', () => {
  it('puts a variant in line, released by the person who did it', async () => {
    const post = await office.draft(channel)
    await put(channel, post)
    const delivery = await office.db
      .selectFrom('delivery')
      .selectAll()
      .where('postId', '=', post.id)
      .executeTakeFirstOrThrow()
    expect(delivery).toMatchObject({
      state: 'scheduled',
      localTime: later,
      zone: 'Asia/Ho_Chi_Minh',
      dueAt: new Date('2031-02-03T02:00:00Z'),
      releasedBy: office.actor.memberId,
      releasedHash: delivery.contentHash,
    })
    expect(await auditOf(delivery.id)).toEqual(['delivery.scheduled'])
    const releases = await office.db.selectFrom('approval').selectAll().where('deliveryId', '=', delivery.id).execute()
    expect(releases).toMatchObject([{ decision: 'released', contentHash: delivery.contentHash }])
  })

  it('moves the delivery that waits instead of adding one', async () => {
    const post = await office.draft(channel)
    await put(channel, post)
    await put(channel, post, '2031-02-04T09:00')
    const rows = await office.db.selectFrom('delivery').selectAll().where('postId', '=', post.id).execute()
    expect(rows).toMatchObject([{ localTime: '2031-02-04T09:00', state: 'scheduled' }])
  })

  it('looks at the delivery as long before its time as the platform needs', async () => {
    const slow = await office.addChannel('mastodon', { prepareLeadMs: 600_000 })
    const post = await office.draft(slow)
    await put(slow, post)
    const { dueAt, wakeAt } = await office.db
      .selectFrom('delivery')
      .selectAll()
      .where('postId', '=', post.id)
      .executeTakeFirstOrThrow()
    expect(Number(dueAt) - Number(wakeAt)).toBe(600_000)
  })

  it('refuses the past, with the place of the mistake', async () => {
    const refusal = await refusalOf(put(channel, await office.draft(channel), '2020-01-01T09:00'))
    expect(refusal).toMatchObject({ code: 'past', errors: [{ path: 'deliveries.0.localTime' }] })
  })

  it('refuses what the channel would refuse', async () => {
    const refusal = await refusalOf(put(channel, await office.draft(channel, { text: 'x'.repeat(501) })))
    expect(refusal).toMatchObject({ code: 'check-failed', errors: [{ code: 'text-too-long' }] })
  })

  it('refuses a channel that nobody stated to be the office’s own', async () => {
    await office.db.deleteFrom('channelAttestation').where('channelId', '=', channel).execute()
    const refusal = await refusalOf(put(channel, await office.draft(channel)))
    expect(refusal).toMatchObject({ code: 'check-failed', errors: [{ code: 'not-attested' }] })
  })

  it('refuses a channel the post has no variant for', async () => {
    const other = await office.addChannel('x')
    const refusal = await refusalOf(put(other, await office.draft(channel)))
    expect(refusal).toMatchObject({ code: 'validation', errors: [{ code: 'no-variant' }] })
  })
})

describe('the same text on two accounts of one platform', () => {
  it('is refused, however it is dressed', async () => {
    await put(channel, await office.draft(channel, { text: 'Mời du khách về Hải Phòng!' }))
    const second = await office.addChannel('mastodon')
    const refusal = await refusalOf(put(second, await office.draft(second, { text: 'MỜI du khách về   Hải Phòng' })))
    expect(refusal).toMatchObject({ code: 'same-text', errors: [{ code: 'same-text' }] })
  })

  it('is welcome on another platform, on the same account, and long after', async () => {
    const text = 'Thông báo giờ mở cửa'
    await put(channel, await office.draft(channel, { text }))
    const x = await office.addChannel('x')
    await put(x, await office.draft(x, { text }))
    await put(channel, await office.draft(channel, { text }), '2031-02-05T09:00')
    const second = await office.addChannel('mastodon')
    await put(second, await office.draft(second, { text }), '2031-06-05T09:00')
  })

  it('is refused to one of two people who schedule it at once', async () => {
    const text = 'Cùng một lúc'
    const second = await office.addChannel('mastodon')
    const [one, two] = [await office.draft(channel, { text }), await office.draft(second, { text })]
    const refusals = await Promise.all([refusalOf(put(channel, one)), refusalOf(put(second, two))])
    expect(refusals.filter((refusal) => refusal?.code === 'same-text')).toHaveLength(1)
    expect(refusals).toContain(null)
  })

  it('is refused when a move brings them together', async () => {
    const text = 'Hẹn gặp lại'
    const first = await office.draft(channel, { text })
    await put(channel, first)
    const second = await office.addChannel('mastodon')
    const post = await office.draft(second, { text })
    await put(second, post, '2031-06-05T09:00')
    const { id, revision } = await office.db
      .selectFrom('delivery')
      .selectAll()
      .where('postId', '=', post.id)
      .executeTakeFirstOrThrow()
    const refusal = await refusalOf(
      office.deliveries.move(office.actor, id, { revision, localTime: '2031-02-06T09:00', zone: undefined }),
    )
    expect(refusal).toMatchObject({ code: 'same-text' })
  })
})

describe('moving', () => {
  const planned = async () => {
    const id = await office.plan(channel, { dueInMs: 3_600_000 })
    return { id, revision: (await office.find(id)).revision }
  }

  it('gives it another time, which the mover releases', async () => {
    const { id, revision } = await planned()
    const approver = await colleague()
    await office.deliveries.move(approver, id, { revision, localTime: later, zone: undefined })
    const moved = await office.find(id)
    expect(moved).toMatchObject({ localTime: later, releasedBy: approver.memberId, revision: revision + 1 })
    expect(moved.contentHash).toBe(moved.releasedHash)
    expect(await auditOf(id)).toEqual(['delivery.scheduled', 'delivery.moved'])
  })

  it('does not release a text that was changed since it was released', async () => {
    const { id } = await planned()
    const { postId } = await office.find(id)
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { content: { vi: { title: '', text: 'chưa ai duyệt', link: '' } } })
      await refreshContentHashes(trx, postId)
    })
    const { revision } = await office.find(id)
    await office.deliveries.move(office.actor, id, { revision, localTime: later, zone: undefined })
    const moved = await office.find(id)
    expect(moved.localTime).toBe(later)
    expect(moved.contentHash).not.toBe(moved.releasedHash)
    expect(actionsOf(await standing(office, id), { removable: true, editing: null })[0]).toBe('release')
  })

  it('is refused to one who saw an older state, with the current one', async () => {
    const { id, revision } = await planned()
    await office.deliveries.move(office.actor, id, { revision, localTime: later, zone: undefined })
    const refusal = await refusalOf(
      office.deliveries.move(office.actor, id, { revision, localTime: later, zone: undefined }),
    )
    expect(refusal).toMatchObject({ code: 'stale', errors: [{ values: { current: revision + 1 } }] })
  })

  it('into the past, into a gap, or of another office’s delivery is refused', async () => {
    const { id, revision } = await planned()
    const move = (localTime: string, zone?: string, actor = office.actor) =>
      refusalOf(office.deliveries.move(actor, id, { revision, localTime, zone }))
    expect(await move('2020-01-01T09:00')).toMatchObject({ code: 'past' })
    expect(await move('2027-03-28T02:30', 'Europe/Paris')).toMatchObject({ code: 'time-gap' })
    const stranger = { ...office.actor, organizationId: '00000000-0000-4000-8000-000000000000' }
    expect(await move(later, undefined, stranger)).toMatchObject({ code: 'not-found' })
    expect(await office.find(id)).toMatchObject({ revision })
  })

  it('moves a draft without releasing it', async () => {
    const post = await office.draft(channel)
    const variant = await office.db
      .selectFrom('variant')
      .selectAll()
      .where('postId', '=', post.id)
      .executeTakeFirstOrThrow()
    const { id } = await office.db
      .insertInto('delivery')
      .values({
        ...{ organizationId: office.actor.organizationId, postId: post.id, variantId: variant.id },
        ...{ channelId: channel, platform: 'mastodon', createdBy: office.actor.memberId },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await office.deliveries.move(office.actor, id, { revision: 1, localTime: later, zone: undefined })
    expect(await office.find(id)).toMatchObject({ state: 'draft', localTime: later, releasedHash: null })
  })
})

describe('an edit', () => {
  it('voids a release when it changes what is sent, and only then', async () => {
    const id = await office.plan(channel, { dueInMs: 3_600_000 })
    const { postId, revision } = await office.find(id)
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { title: 'Chỉ là tên trong danh sách' })
      await refreshContentHashes(trx, postId)
    })
    expect((await office.find(id)).revision).toBe(revision)
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { source: 'Sở Du lịch' })
      await refreshContentHashes(trx, postId)
    })
    const changed = await office.find(id)
    expect(changed.revision).toBe(revision + 1)
    expect(changed.contentHash).not.toBe(changed.releasedHash)
    const [release] = await office.db.selectFrom('approval').selectAll().where('deliveryId', '=', id).execute()
    expect(release?.voidedAt).not.toBeNull()
  })

  it('that is taken back leaves the release standing', async () => {
    const id = await office.plan(channel, { text: 'như cũ', dueInMs: 3_600_000 })
    const { postId } = await office.find(id)
    for (const text of ['khác', 'như cũ'])
      await inTransaction(office.db, async (trx) => {
        await updatePost(trx, postId, { content: { vi: { title: '', text, link: '' } } })
        await refreshContentHashes(trx, postId)
      })
    const back = await office.find(id)
    expect(back.contentHash).toBe(back.releasedHash)
  })

  it('carries urgency, exemption and late rule over to what waits', async () => {
    const id = await office.plan(channel, { dueInMs: 3_600_000 })
    const { postId } = await office.find(id)
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { urgent: true, exemptFromPause: true, latePolicy: 'send', lateLimitMinutes: 30 })
      await refreshContentHashes(trx, postId)
    })
    const changed = await office.find(id)
    expect(changed).toMatchObject({ priority: 1, exemptFromPause: true, latePolicy: 'send', lateLimitMinutes: 30 })
    expect(changed.contentHash).toBe(changed.releasedHash)
  })
})

describe('taking back', () => {
  it('cancels what has not left, once', async () => {
    const id = await office.plan(channel, { dueInMs: 3_600_000 })
    const { revision } = await office.find(id)
    await office.deliveries.cancel(office.actor, id, revision)
    expect(await office.find(id)).toMatchObject({ state: 'cancelled', wakeAt: null })
    const again = await refusalOf(office.deliveries.cancel(office.actor, id, revision + 1))
    expect(again).toMatchObject({ code: 'wrong-state' })
    expect(await auditOf(id)).toEqual(['delivery.scheduled', 'delivery.cancelled'])
  })

  it('takes a published item down on its platform, and says who did it', async () => {
    const worker = await office.startWorker()
    const id = await office.plan(channel, { parts: ['một', 'hai'] })
    const { revision } = await office.until(id, 'published')
    await worker.stop()
    const removes = office.mastodon.calls.get('remove') ?? 0
    await office.deliveries.remove(office.actor, id, revision)
    expect(office.mastodon.calls.get('remove')).toBe(removes + 2)
    const removed = await office.find(id)
    expect(removed).toMatchObject({ state: 'removed', removedBy: office.actor.memberId })
    expect(removed.removedAt).not.toBeNull()
  })

  it('leaves a published item as it is when the platform does not take it down', async () => {
    const worker = await office.startWorker()
    const id = await office.plan(channel)
    const { revision } = await office.until(id, 'published')
    await worker.stop()
    office.mastodon.next('remove', 'down')
    const refusal = await refusalOf(office.deliveries.remove(office.actor, id, revision))
    expect(refusal).toMatchObject({ code: 'connection-failed' })
    expect((await office.find(id)).state).toBe('published')
  })
})

async function colleague(): Promise<Actor> {
  const { organizationId, unitId } = office.actor
  const { id } = await office.db
    .insertInto('member')
    .values({ organizationId, unitId, name: 'Minh', email: `${crypto.randomUUID()}@example.vn`, role: 'officer' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { ...office.actor, memberId: id, name: 'Minh' }
}
