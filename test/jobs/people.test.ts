import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inTransaction } from '../../server/db/database.ts'
import { updatePost } from '../../server/db/posts.ts'
import { createPosts } from '../../server/domain/posts.ts'
import { refreshContentHashes } from '../../server/domain/release.ts'
import { openOffice, standing, type TestOffice } from './support/office.ts'

/** What people do while the engine works: nothing is sent twice, nothing comes back to life. */
let office: TestOffice
let channel: string
beforeAll(async () => {
  office = await openOffice()
  await office.startWorker()
})
beforeEach(async () => {
  channel = await office.addChannel('mastodon')
})
afterEach(() => {
  office.mastodon.always('upload', 'ok')
  office.mastodon.onPublish = null
})
afterAll(() => office.close())

const timesSent = (text: string) => office.mastodon.published.filter((item) => item.text === text).length
const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A delivery whose preparation hangs: claimed, nothing has left. */
async function preparing(text: string): Promise<{ id: string; revision: number }> {
  office.mastodon.slowMs = 500
  office.mastodon.next('upload', 'slow')
  const id = await office.plan(channel, { text })
  await office.until(id, 'sending')
  const { revision } = await office.find(id)
  return { id, revision }
}

/** A delivery whose irreversible call is under way; `then` happens while the platform holds it. */
async function committing(text: string, then: (id: string, revision: number) => Promise<void>): Promise<string> {
  let id = ''
  const done = new Promise<void>((resolve, reject) => {
    office.mastodon.onPublish = async () => {
      office.mastodon.onPublish = null
      await expect.poll(() => id).not.toBe('')
      const { revision } = await office.find(id)
      await then(id, revision).then(resolve, reject)
    }
  })
  id = await office.plan(channel, { text })
  await done
  return id
}

describe('while a delivery is prepared', () => {
  it('a cancel stops it, and it stays cancelled', async () => {
    const { id, revision } = await preparing('hủy khi chuẩn bị')
    await office.deliveries.cancel(office.actor, id, revision)
    await pass(900)
    expect((await office.find(id)).state).toBe('cancelled')
    expect(timesSent('hủy khi chuẩn bị')).toBe(0)
  })

  it('archiving its post stops it', async () => {
    const { id } = await preparing('cất đi khi chuẩn bị')
    const { postId } = await office.find(id)
    const { revision } = await office.db
      .selectFrom('post')
      .select('revision')
      .where('id', '=', postId)
      .executeTakeFirstOrThrow()
    await createPosts({ db: office.db, presentMedia: async () => [] }).archive(office.actor, postId, revision)
    await pass(900)
    expect((await office.find(id)).state).toBe('cancelled')
    expect(timesSent('cất đi khi chuẩn bị')).toBe(0)
  })

  it('a move makes it go out at the new time only', async () => {
    const { id, revision } = await preparing('dời khi chuẩn bị')
    await office.deliveries.move(office.actor, id, { revision, localTime: '2031-01-01T09:00', zone: undefined })
    await pass(900)
    expect(await office.find(id)).toMatchObject({ state: 'scheduled', localTime: '2031-01-01T09:00', attempts: 0 })
    expect(timesSent('dời khi chuẩn bị')).toBe(0)
  })

  it('an edit voids the release: it is not sent until a person releases the new text', async () => {
    const { id } = await preparing('bản cũ')
    const { postId } = await office.find(id)
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { content: { vi: { title: '', text: 'bản mới', link: '' } } })
      await refreshContentHashes(trx, postId)
    })
    await office.until(id, 'scheduled')
    await pass(300)
    expect([timesSent('bản cũ'), timesSent('bản mới')]).toEqual([0, 0])
    const changed = await office.find(id)
    expect(changed.contentHash).not.toBe(changed.releasedHash)
    await office.deliveries.release(office.actor, id, changed.revision)
    await office.until(id, 'published')
    expect([timesSent('bản cũ'), timesSent('bản mới')]).toEqual([0, 1])
  })

  it('an edit that is released at once makes the new text go out, not the one being prepared', async () => {
    const { id } = await preparing('bản đang chuẩn bị')
    const { postId } = await office.find(id)
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { content: { vi: { title: '', text: 'bản duyệt lại', link: '' } } })
      await refreshContentHashes(trx, postId)
    })
    const { contentHash } = await office.find(id)
    await office.db.updateTable('delivery').set({ releasedHash: contentHash }).where('id', '=', id).execute()
    await office.until(id, 'published')
    expect([timesSent('bản đang chuẩn bị'), timesSent('bản duyệt lại')]).toEqual([0, 1])
  })

  it('an edit that told nobody is found out before anything is sent', async () => {
    const id = await office.plan(channel, { text: 'sửa lén', dueInMs: 400 })
    const { postId } = await office.find(id)
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { content: { vi: { title: '', text: 'đã sửa lén', link: '' } } })
    })
    await expect.poll(async () => (await office.find(id)).revision, { timeout: 5_000 }).toBeGreaterThan(2)
    await pass(300)
    expect([timesSent('sửa lén'), timesSent('đã sửa lén')]).toEqual([0, 0])
  })

  it('a pause keeps it from going out, and its end sends nothing by itself', async () => {
    const { id } = await preparing('dừng khi chuẩn bị')
    const pause = await office.pause()
    const held = await office.until(id, 'held')
    expect(held.heldBy).toBe(pause)
    await office.endPause(pause)
    await pass(300)
    expect((await office.find(id)).state).toBe('held')
    expect(timesSent('dừng khi chuẩn bị')).toBe(0)
    await office.deliveries.sendNow(office.actor, id, held.revision)
    await office.until(id, 'published')
    expect(timesSent('dừng khi chuẩn bị')).toBe(1)
  })

  it('an attestation that is taken back keeps it from going out', async () => {
    const { id } = await preparing('không còn chính thức')
    await office.db
      .updateTable('channelAttestation')
      .set({ revokedAt: new Date() })
      .where('channelId', '=', channel)
      .execute()
    await pass(900)
    expect(timesSent('không còn chính thức')).toBe(0)
    expect((await office.find(id)).state).toBe('scheduled')
  })
})

describe('while the irreversible call is under way', () => {
  it('a cancel is refused, because it may be out already', async () => {
    const id = await committing('hủy quá muộn', async (delivery, revision) => {
      await expect(office.deliveries.cancel(office.actor, delivery, revision)).rejects.toMatchObject({
        code: 'wrong-state',
      })
    })
    await office.until(id, 'published')
    expect(timesSent('hủy quá muộn')).toBe(1)
  })

  it('an edit changes nothing of what is going out, and starts no second sending', async () => {
    const id = await committing('sửa quá muộn', async (delivery) => {
      const { postId } = await office.find(delivery)
      await inTransaction(office.db, async (trx) => {
        await updatePost(trx, postId, { content: { vi: { title: '', text: 'sửa xong', link: '' } } })
        await refreshContentHashes(trx, postId)
      })
    })
    await office.until(id, 'published')
    await pass(300)
    expect([timesSent('sửa quá muộn'), timesSent('sửa xong')]).toEqual([1, 0])
  })

  it('a pause comes too late for it, and stops the rest of a thread', async () => {
    let pause = ''
    office.mastodon.onPublish = async () => {
      office.mastodon.onPublish = null
      pause = await office.pause('channel', channel)
    }
    const id = await office.plan(channel, { parts: ['p1', 'p2'] })
    const held = await office.until(id, 'held')
    expect([timesSent('p1'), timesSent('p2')]).toEqual([1, 0])
    await office.endPause(pause)
    await office.deliveries.sendNow(office.actor, id, held.revision)
    await office.until(id, 'published')
    expect([timesSent('p1'), timesSent('p2')]).toEqual([1, 1])
  })
})

describe('a pause', () => {
  it.each(['platform', 'channel', 'unit', 'organization'] as const)('of a %s holds what becomes due', async (scope) => {
    const ids = { platform: 'mastodon', channel, unit: office.actor.unitId, organization: null }
    const pause = await office.pause(scope, ids[scope])
    const id = await office.plan(channel)
    await office.until(id, 'held')
    await office.endPause(pause)
  })

  it('of a unit holds what units below it own', async () => {
    const { organizationId } = office.actor
    const { id: above } = await office.db
      .insertInto('unit')
      .values({ organizationId, name: 'Sở' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await office.db.updateTable('unit').set({ parentId: above }).where('id', '=', office.actor.unitId).execute()
    const pause = await office.pause('unit', above)
    const id = await office.plan(channel)
    await office.until(id, 'held')
    await office.endPause(pause)
  })

  it('of another channel holds nothing here', async () => {
    const pause = await office.pause('channel', await office.addChannel('mastodon'))
    await office.until(await office.plan(channel), 'published')
    await office.endPause(pause)
  })

  it('lets exempt content through', async () => {
    const pause = await office.pause()
    await office.until(await office.plan(channel, { exemptFromPause: true }), 'published')
    await office.endPause(pause)
  })

  it('does not touch what is due later', async () => {
    const pause = await office.pause()
    const id = await office.plan(channel, { dueInMs: 3_600_000 })
    await pass(200)
    expect((await office.find(id)).state).toBe('scheduled')
    expect((await standing(office, id)).paused).toBe(true)
    await office.endPause(pause)
  })
})

describe('what is too late', () => {
  it('is missed and a person is asked', async () => {
    const id = await office.plan(channel, { text: 'quá giờ', dueInMs: 3_600_000 })
    await office.age(id, 3_600_000 + 16 * 60_000)
    const missed = await office.until(id, 'missed')
    await pass(200)
    expect(timesSent('quá giờ')).toBe(0)
    await office.deliveries.sendNow(office.actor, id, missed.revision)
    await office.until(id, 'published')
  })

  it('is dropped where its author chose that, and the audit trail says so', async () => {
    const id = await office.plan(channel, { latePolicy: 'skip', dueInMs: 3_600_000 })
    await office.age(id, 3_600_000 + 16 * 60_000)
    await office.until(id, 'cancelled')
    const events = await office.db.selectFrom('auditEvent').select('action').where('objectId', '=', id).execute()
    expect(events.map((event) => event.action)).toContain('delivery.skipped-late')
  })

  it('goes out where its author chose that', async () => {
    const id = await office.plan(channel, { latePolicy: 'send', dueInMs: 3_600_000 })
    await office.age(id, 3_600_000 + 16 * 60_000)
    await office.until(id, 'published')
  })

  it('goes by the post’s own limit', async () => {
    const id = await office.plan(channel, { lateLimitMinutes: 60, dueInMs: 3_600_000 })
    await office.age(id, 3_600_000 + 16 * 60_000)
    await office.until(id, 'published')
  })

  it('is never half a thread dropped unasked', async () => {
    office.mastodon.next('publish', 'ok', 'rate-limited')
    const id = await office.plan(channel, { parts: ['nửa đầu', 'nửa sau'], latePolicy: 'skip' })
    await office.until(id, 'retrying')
    await office.age(id, 16 * 60_000)
    await office.until(id, 'missed')
  })
})
