import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect, type Db, inTransaction } from '../../server/db/database.ts'
import { listEdits } from '../../server/db/delivery-edits.ts'
import { updatePost } from '../../server/db/posts.ts'
import { refreshContentHashes } from '../../server/domain/release.ts'
import { openOffice, type TestOffice } from '../jobs/support/office.ts'

let office: TestOffice
let channel: string
let owner: Db
let worker: Awaited<ReturnType<TestOffice['startWorker']>>
beforeAll(async () => {
  office = await openOffice()
  owner = connect({ url: office.database.ownerUrl, max: 1 })
  channel = await office.addChannel('mastodon')
  worker = await office.startWorker()
})
beforeEach(() => office.mastodon.forget())
afterAll(async () => {
  await worker.stop()
  await owner.destroy()
  await office.close()
})

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as { code: string; errors: { path: string; code: string; values?: object }[] },
  )
const published = async (...parts: string[]) => {
  const id = await office.plan(channel, { parts })
  await office.until(id, 'published')
  return id
}
const edit = async (
  id: string,
  parts: string[],
  more: { revision?: number; carryOver?: boolean; machineMarks?: object } = {},
) => {
  const { revision } = await office.find(id)
  await office.edits.edit(office.actor, id, { revision, title: null, carryOver: false, ...more, parts })
}
const outThere = (id: string) =>
  office.mastodon.published.filter(({ marker }) => marker.startsWith(id)).map(({ text }) => text)
const variantOf = async (id: string) => {
  const { variantId } = await office.find(id)
  return office.db.selectFrom('variant').selectAll().where('id', '=', variantId).executeTakeFirstOrThrow()
}

describe('changing what is published', () => {
  it('shows the new words, released by who changed them, and says so in the trail', async () => {
    const id = await published('Giờ mở cửa: 8 giờ', 'Phần hai')
    const before = await office.find(id)
    await edit(id, ['Giờ mở cửa: 9 giờ', 'Phần hai'])
    expect(outThere(id)).toEqual(['Giờ mở cửa: 9 giờ', 'Phần hai'])
    const after = await office.find(id)
    expect(after).toMatchObject({ state: 'published', remoteId: before.remoteId, releasedBy: office.actor.memberId })
    expect(after.contentHash).not.toBe(before.contentHash)
    expect(after.releasedHash).toBe(after.contentHash)
    expect(await listEdits(office.db, id)).toMatchObject([
      {
        outcome: 'done',
        memberName: 'Lan',
        contentHash: after.contentHash,
        wordsBefore: { parts: ['Giờ mở cửa: 8 giờ', 'Phần hai'] },
        wordsAfter: { parts: ['Giờ mở cửa: 9 giờ', 'Phần hai'] },
      },
    ])
    const releases = await office.db.selectFrom('approval').select('contentHash').where('deliveryId', '=', id).execute()
    expect(releases.map(({ contentHash }) => contentHash)).toContain(after.contentHash)
    const [last] = await office.db
      .selectFrom('auditEvent')
      .selectAll()
      .where('objectId', '=', id)
      .orderBy('sequence', 'desc')
      .execute()
    expect(last).toMatchObject({
      action: 'delivery.edited',
      memberId: office.actor.memberId,
      data: { outcome: 'done', parts: [0] },
    })
  })

  it('asks the platform for the parts alone that change', async () => {
    const id = await published('a', 'b', 'c')
    const calls = office.mastodon.calls.get('edit') ?? 0
    await edit(id, ['a', 'b, sửa', 'c'])
    expect(office.mastodon.calls.get('edit')).toBe(calls + 1)
    expect(outThere(id)).toEqual(['a', 'b, sửa', 'c'])
  })

  it('keeps what the platform tells of the changed part', async () => {
    const id = await published('x', 'y')
    await edit(id, ['x', 'y, sửa'])
    const rows = await office.db
      .selectFrom('deliveryPart')
      .select(['receipt', 'remoteId'])
      .where('deliveryId', '=', id)
      .orderBy('position')
      .execute()
    expect(rows[0]?.receipt).not.toHaveProperty('says')
    expect(rows[1]?.receipt).toMatchObject({ says: 'y, sửa' })
  })

  it('begins from the words of the change before', async () => {
    const id = await published('lần một')
    await edit(id, ['lần hai'])
    await edit(id, ['lần ba'])
    const [latest] = await listEdits(office.db, id)
    expect(latest).toMatchObject({ wordsBefore: { parts: ['lần hai'] }, wordsAfter: { parts: ['lần ba'] } })
    expect(await refusalOf(edit(id, ['lần ba']))).toMatchObject({
      code: 'validation',
      errors: [{ code: 'nothing-changed' }],
    })
  })

  it('leaves the post as it is, or carries the words over when asked', async () => {
    const id = await published('chỉ trên kênh')
    await edit(id, ['sửa trên kênh'])
    expect((await variantOf(id)).parts).toEqual(['chỉ trên kênh'])
    await edit(id, ['sửa cả hai nơi'], { carryOver: true })
    expect((await variantOf(id)).parts).toEqual(['sửa cả hai nơi'])
    const { postId } = await office.find(id)
    const revisions = await office.db
      .selectFrom('postRevision')
      .select('snapshot')
      .where('postId', '=', postId)
      .execute()
    expect(revisions).toMatchObject([{ snapshot: { editOf: id } }])
  })

  it('corrects what a machine was said to have helped with, in the post itself', async () => {
    const id = await published('Bản dịch')
    await edit(id, ['Bản dịch'], { machineMarks: { translated: true } })
    const { postId } = await office.find(id)
    const post = await office.db.selectFrom('post').selectAll().where('id', '=', postId).executeTakeFirstOrThrow()
    expect(post.machineMarks).toEqual({ translated: true })
  })

  it('does not claim to know what stood there when the post was changed since', async () => {
    const id = await published('bản đầu')
    const { postId } = await office.find(id)
    await office.db.updateTable('variant').set({ parts: null }).where('postId', '=', postId).execute()
    await inTransaction(office.db, async (trx) => {
      await updatePost(trx, postId, { content: { vi: { title: '', text: 'bản sau', link: '' } } })
      await refreshContentHashes(trx, postId)
    })
    await edit(id, ['bản sau'])
    expect(outThere(id)).toEqual(['bản sau'])
    expect((await listEdits(office.db, id))[0]).toMatchObject({ wordsBefore: null, outcome: 'done' })
  })
})

describe('a change that is refused', () => {
  it('by the channel’s limits, never leaves', async () => {
    const id = await published('ngắn')
    const refusal = await refusalOf(edit(id, ['x'.repeat(501)]))
    expect(refusal).toMatchObject({ code: 'check-failed', errors: [{ code: 'text-too-long' }] })
    expect(outThere(id)).toEqual(['ngắn'])
    expect(await listEdits(office.db, id)).toEqual([])
  })

  it('because another account of the platform says the same, never leaves', async () => {
    const other = await office.addChannel('mastodon')
    const twin = await office.plan(other, { parts: ['Cùng một câu'] })
    await office.until(twin, 'published')
    const id = await published('Câu khác')
    expect(await refusalOf(edit(id, ['cùng một câu!']))).toMatchObject({ code: 'same-text' })
    expect(outThere(id)).toEqual(['Câu khác'])
  })

  it('to one who saw an older state, with the current one', async () => {
    const id = await published('hai người')
    const { revision } = await office.find(id)
    const both = await Promise.all([
      refusalOf(edit(id, ['người một'], { revision })),
      refusalOf(edit(id, ['người hai'], { revision })),
    ])
    expect(both.filter((refusal) => refusal === null)).toHaveLength(1)
    expect(both.find((refusal) => refusal !== null)).toMatchObject({
      code: 'stale',
      errors: [{ code: 'stale', values: { current: expect.any(Number) } }],
    })
  })

  it('of what is not published, or with another number of parts', async () => {
    const waiting = await office.plan(channel, { dueInMs: 3_600_000 })
    expect(await refusalOf(edit(waiting, ['x']))).toMatchObject({ code: 'wrong-state' })
    const id = await published('một', 'hai')
    expect(await refusalOf(edit(id, ['một']))).toMatchObject({ code: 'validation', errors: [{ code: 'part-count' }] })
  })

  it('by the platform, leaves the words as they were, and can be tried again', async () => {
    const id = await published('giữ nguyên')
    const { contentHash, textHash } = await office.find(id)
    office.mastodon.next('edit', 'refused')
    const refusal = await refusalOf(edit(id, ['không được']))
    expect(refusal).toMatchObject({
      code: 'connection-failed',
      errors: [{ code: 'edit-rejected' }],
    })
    expect(await office.find(id)).toMatchObject({ state: 'published', contentHash, textHash })
    expect((await listEdits(office.db, id))[0]).toMatchObject({ outcome: 'refused', done: [] })
    await edit(id, ['lần này được'])
    expect(outThere(id)).toEqual(['lần này được'])
  })

  it('after the first part, says which words stand where', async () => {
    const id = await published('một', 'hai')
    office.mastodon.next('edit', 'ok', 'refused')
    expect(await refusalOf(edit(id, ['một!', 'hai!']))).toMatchObject({ errors: [{ code: 'edit-partly' }] })
    expect(outThere(id)).toEqual(['một!', 'hai'])
    await edit(id, ['một!', 'hai!'])
    expect((await listEdits(office.db, id))[0]).toMatchObject({ wordsBefore: { parts: ['một!', 'hai'] } })
    expect(outThere(id)).toEqual(['một!', 'hai!'])
  })
})

describe('a change of which nobody knows what came', () => {
  it('is told as that, and the same words can be sent again', async () => {
    const id = await published('chưa rõ')
    office.mastodon.next('edit', 'error-after')
    expect(await refusalOf(edit(id, ['đã rõ']))).toMatchObject({ errors: [{ code: 'edit-outcome-unknown' }] })
    expect((await listEdits(office.db, id))[0]).toMatchObject({ outcome: 'unknown' })
    await edit(id, ['chưa rõ'])
    expect(outThere(id)).toEqual(['chưa rõ'])
    expect((await listEdits(office.db, id))[0]).toMatchObject({ outcome: 'done' })
  })

  it('keeps others away while it lasts, and no longer', async () => {
    const id = await published('dở dang')
    const { organizationId, memberId } = office.actor
    await office.db
      .insertInto('deliveryEdit')
      .values({
        ...{ organizationId, memberId, deliveryId: id, contentHash: '' },
        ...{ wordsBefore: { title: null, parts: ['dở dang'] }, wordsAfter: { title: null, parts: ['khác'] } },
      })
      .execute()
    expect(await refusalOf(edit(id, ['chen vào']))).toMatchObject({
      code: 'conflict',
      errors: [{ code: 'edit-under-way' }],
    })
    await inTransaction(owner, async (trx) => {
      await sql`alter table delivery_edit disable trigger delivery_edit_immutable`.execute(trx)
      await sql`update delivery_edit set begun_at = now() - interval '6 minutes' where delivery_id = ${id}`.execute(trx)
      await sql`alter table delivery_edit enable trigger delivery_edit_immutable`.execute(trx)
    })
    await edit(id, ['dở dang'])
    expect((await listEdits(office.db, id))[0]).toMatchObject({ outcome: 'done' })
  })
})

describe('a change and a take-down at once', () => {
  it('ends with the item down, whoever comes first', async () => {
    const id = await published('gỡ')
    const { revision } = await office.find(id)
    office.mastodon.slowMs = 300
    office.mastodon.next('edit', 'slow')
    const changing = refusalOf(edit(id, ['sửa'], { revision }))
    await expect.poll(async () => (await office.find(id)).revision).toBe(revision + 1)
    await office.deliveries.remove(office.actor, id, revision + 1)
    await changing
    expect(await office.find(id)).toMatchObject({ state: 'removed' })

    const other = await published('gỡ chậm')
    const seen = (await office.find(other)).revision
    office.mastodon.next('remove', 'slow')
    const removing = office.deliveries.remove(office.actor, other, seen)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await refusalOf(edit(other, ['sửa'], { revision: seen }))
    await removing
    expect(await office.find(other)).toMatchObject({ state: 'removed' })
  })
})

describe('the record of changes', () => {
  it('cannot be rewritten by the application, nor settled twice by anybody', async () => {
    const id = await published('nguyên văn')
    await edit(id, ['sửa một lần'])
    const rewrite = sql`update delivery_edit set words_after = '{}' where delivery_id = ${id}`
    const settle = sql`update delivery_edit set outcome = 'refused', fault = '{}' where delivery_id = ${id}`
    const erase = sql`delete from delivery_edit where delivery_id = ${id}`
    await expect(rewrite.execute(office.db)).rejects.toMatchObject({ code: '42501' })
    await expect(erase.execute(office.db)).rejects.toMatchObject({ code: '42501' })
    await expect(settle.execute(office.db)).rejects.toMatchObject({ code: '42501' })
    await expect(rewrite.execute(owner)).rejects.toMatchObject({ code: '42501' })
  })
})
