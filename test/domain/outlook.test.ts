import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { WhyNot } from '../../server/contract/deliveries.ts'
import { inTransaction } from '../../server/db/database.ts'
import { updatePost } from '../../server/db/posts.ts'
import { blockers, maySend } from '../../server/db/sendable.ts'
import { createOutlook, type Outlook } from '../../server/domain/outlook.ts'
import { refreshContentHashes } from '../../server/domain/release.ts'
import { openOffice, type TestOffice } from '../jobs/support/office.ts'

let office: TestOffice
let outlook: Outlook
let channel: string
beforeAll(async () => {
  office = await openOffice()
  outlook = createOutlook({ db: office.db, connectors: { for: () => null } })
})
beforeEach(async () => {
  await office.db.updateTable('delivery').set({ state: 'cancelled', wakeAt: null }).execute()
  channel = await office.addChannel('mastodon')
})
afterAll(() => office.close())

const hours = 3_600_000
const inHours = (count: number, text?: string) =>
  office.plan(channel, { dueInMs: count * hours, ...(text === undefined ? {} : { text }) })
const edit = async (id: string) => {
  const { postId } = await office.find(id)
  await inTransaction(office.db, async (trx) => {
    await updatePost(trx, postId, { content: { vi: { title: '', text: `sửa ${id}`, link: '' } } })
    await refreshContentHashes(trx, postId)
  })
}
const breakChannel = () =>
  office.db.updateTable('channel').set({ state: 'needs-reconnect' }).where('id', '=', channel).execute()
const takeBackAttestation = () =>
  office.db.updateTable('channelAttestation').set({ revokedAt: new Date() }).where('channelId', '=', channel).execute()
const endAccess = async (inMs: number) => {
  await office.db.updateTable('channel').set({ state: 'expiring' }).where('id', '=', channel).execute()
  const sealed = { field: 'token', keyId: 'k', nonce: Buffer.alloc(12), ciphertext: Buffer.alloc(1) }
  const { organizationId } = office.actor
  await office.db
    .insertInto('credential')
    .values({ organizationId, channelId: channel, ...sealed, expiresAt: new Date(Date.now() + inMs) })
    .execute()
}
const nextDay = () => outlook.nextDay(office.actor)
const whyNot = async (id: string) => (await nextDay()).deliveries.find((item) => item.id === id)?.whyNot

describe('the next 24 hours', () => {
  it('hold what goes out until the same hour tomorrow, in its order', async () => {
    const [later, soon] = [await inHours(20), await inHours(1)]
    await inHours(25)
    const { deliveries, goOut, willNot, more, from, to } = await nextDay()
    expect(deliveries.map(({ id }) => id)).toEqual([soon, later])
    expect({ goOut, willNot, more }).toEqual({ goOut: 2, willNot: 0, more: 0 })
    expect(Date.parse(to) - Date.parse(from)).toBe(24 * hours)
  })

  it('say of each what it begins with, where it goes, and who released it', async () => {
    const id = await inHours(1, 'Cầu Hoàng Văn Thụ đóng từ 22:00')
    const [item] = (await nextDay()).deliveries
    expect(item).toMatchObject({
      ...{ id, platform: 'mastodon', channelName: 'Kênh mastodon', language: 'vi', releasedBy: 'Lan', whyNot: [] },
      ...{ preview: 'Cầu Hoàng Văn Thụ đóng từ 22:00', at: (await office.find(id)).dueAt?.toISOString() },
      actions: ['edit', 'move', 'send-now', 'cancel'],
    })
  })

  it('cut a long text between letters', async () => {
    await inHours(1, `${'ế'.repeat(279)}👩‍🚒${'x'.repeat(100)}`)
    expect((await nextDay()).deliveries[0]?.preview).toBe(`${'ế'.repeat(279)}👩`)
  })

  it('hold what is overdue, and what is tried again then, by its next try', async () => {
    const late = await office.plan(channel)
    await office.age(late, 60_000)
    const retrying = await office.plan(channel)
    await office.age(retrying, 120_000)
    await office.db
      .updateTable('delivery')
      .set({ state: 'retrying', wakeAt: sql<Date>`now() + interval '1 hour'` })
      .where('id', '=', retrying)
      .execute()
    const soon = await inHours(0.5)
    expect((await nextDay()).deliveries.map(({ id }) => id)).toEqual([late, soon, retrying])
  })

  it('leave out what is out or taken back', async () => {
    const id = await inHours(1)
    await office.deliveries.cancel(office.actor, id, (await office.find(id)).revision)
    expect((await nextDay()).deliveries).toEqual([])
  })
})

describe('what will not go out', () => {
  it.each<[WhyNot, (id: string) => Promise<unknown>]>([
    ['changed', edit],
    ['paused', () => office.pause('channel', channel)],
    ['channel-broken', breakChannel],
    ['not-attested', takeBackAttestation],
    ['channel-expires', () => endAccess(1 * hours)],
    [
      'stopped',
      (id) => office.db.updateTable('delivery').set({ state: 'failed', wakeAt: null }).where('id', '=', id).execute(),
    ],
    ['late', (id) => office.age(id, 2 * hours + 16 * 60_000)],
    [
      'not-released',
      (id) =>
        office.db
          .updateTable('delivery')
          .set({ state: 'draft', releasedHash: null, wakeAt: null })
          .where('id', '=', id)
          .execute(),
    ],
  ])('says why: %s', async (reason, happen) => {
    const id = await inHours(2)
    expect(await whyNot(id)).toEqual([])
    await happen(id)
    expect(await whyNot(id)).toEqual([reason])
    expect(await nextDay()).toMatchObject({ goOut: 0, willNot: 1 })
  })

  it('names the pause, of the unit above the post’s too', async () => {
    const id = await inHours(2)
    const pause = await office.pause('unit', office.actor.unitId)
    expect((await nextDay()).deliveries).toMatchObject([{ id, whyNot: ['paused'], pauseId: pause }])
    await office.endPause(pause)
    expect((await nextDay()).deliveries).toMatchObject([{ id, whyNot: [], pauseId: null }])
  })

  it('goes out when its access ends later', async () => {
    const id = await inHours(2)
    await endAccess(3 * hours)
    expect(await whyNot(id)).toEqual([])
  })

  it('has several reasons at once', async () => {
    const id = await inHours(2)
    await edit(id)
    await breakChannel()
    await takeBackAttestation()
    expect(await whyNot(id)).toEqual(['changed', 'channel-broken', 'not-attested'])
  })

  it('is decided by the engine’s own conditions: a reason stands exactly where it would not send', async () => {
    const pauses: string[] = []
    const misfortunes = [
      edit,
      breakChannel,
      takeBackAttestation,
      (id: string) => office.age(id, 3 * hours),
      async () => pauses.push(await office.pause('channel', channel)),
    ]
    for (let chosen = 0; chosen < 2 ** misfortunes.length; chosen += 1) {
      channel = await office.addChannel('mastodon')
      const id = await inHours(2)
      for (const [bit, happen] of misfortunes.entries()) if (chosen & (1 << bit)) await happen(id)
    }
    const rows = await office.db
      .selectFrom('delivery')
      .select([maySend.as('maySend'), blockers.as('blockers')])
      .where('state', '=', 'scheduled')
      .execute()
    expect(rows).toHaveLength(32)
    for (const row of rows) expect(row.blockers.length === 0, JSON.stringify(row)).toBe(row.maySend)
    expect(rows.filter((row) => row.maySend)).toHaveLength(1)
    for (const pause of pauses) await office.endPause(pause)
  })
})

describe('what is held', () => {
  it('is listed under the pause that held it, also after it ended, until somebody decides', async () => {
    const pause = await office.pause('channel', channel)
    const [early, late] = [await office.plan(channel), await office.plan(channel)]
    await office.age(early, 60_000)
    await office.age(late, 20 * 60_000)
    for (const id of [early, late])
      await office.db
        .updateTable('delivery')
        .set({ state: 'held', heldBy: pause, wakeAt: null })
        .where('id', '=', id)
        .execute()
    await office.endPause(pause)
    const held = await outlook.held(office.actor, pause)
    expect(held).toMatchObject({
      more: 0,
      pauses: [{ id: pause, held: 2, endedAt: expect.any(String), createdBy: 'Lan' }],
      deliveries: [
        { id: late, late: true, actions: ['move', 'send-now', 'skip', 'edit'] },
        { id: early, late: false, pauseId: pause, actions: ['move', 'keep', 'skip', 'edit'] },
      ],
    })
    expect(await outlook.held(office.actor, null)).toEqual(held)
    for (const { id, revision } of held.deliveries) await office.deliveries.skip(office.actor, id, revision)
    expect(await outlook.held(office.actor, pause)).toEqual({ more: 0, pauses: [], deliveries: [] })
  })
})
