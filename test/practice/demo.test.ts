import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type SqlBool, sql } from 'kysely'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check } from '../../connectors/rules/check.ts'
import { metricNames } from '../../connectors/rules/metrics.ts'
import { platforms } from '../../connectors/rules/platforms.ts'
import { wordsOf } from '../../connectors/rules/same-text.ts'
import { hashEvent } from '../../server/audit/record.ts'
import { verifyPassword } from '../../server/auth/passwords.ts'
import { places } from '../../server/auth/vault.ts'
import { readContent } from '../../server/db/delivery-content.ts'
import { listPracticeProfiles } from '../../server/db/practice.ts'
import { draftOf, resolveContent } from '../../server/domain/content-hash.ts'
import { hashesOf } from '../../server/domain/release.ts'
import { postsBetween } from '../../server/practice/demo/days.ts'
import { fillDemoOffice } from '../../server/practice/demo/fill.ts'
import { demoPassword, demoPeople, office } from '../../server/practice/demo/office.ts'
import { practiceFigures } from '../../server/practice/figures.ts'
import { openPracticeRoom, type PracticeRoom } from './support.ts'

let room: PracticeRoom
let filled = false
const fill = () => fillDemoOffice({ ...room, practiceMediaDir: room.mediaDir })
beforeAll(async () => {
  room = await openPracticeRoom()
  filled = await fill()
}, 120_000)
afterAll(() => room.close())

const count = async (table: 'unit' | 'member' | 'channel' | 'campaign' | 'submission' | 'task') => {
  const row = await room.db.selectFrom(table).select(room.db.fn.countAll<number>().as('count')).executeTakeFirst()
  return row?.count
}
const deliveriesIn = (...states: ('published' | 'scheduled' | 'draft' | 'removed' | 'unconfirmed' | 'held')[]) =>
  room.db.selectFrom('delivery').selectAll().where('state', 'in', states).execute()

describe('the demo office', () => {
  it('has 12 units in a tree, 13 channels, one per platform, and 3 campaigns around today', async () => {
    expect(filled).toBe(true)
    expect(await count('unit')).toBe(12)
    expect(await count('channel')).toBe(13)
    const units = await room.db.selectFrom('unit').select(['id', 'parentId', 'nameEn']).execute()
    expect(units.filter(({ parentId }) => parentId === null)).toHaveLength(1)
    expect(units.every(({ nameEn }) => nameEn)).toBe(true)
    const channels = await room.db.selectFrom('channel').select(['platform', 'practice', 'language']).execute()
    expect(channels.map(({ platform }) => platform).toSorted()).toEqual([...platforms].toSorted())
    expect(new Set(channels.map(({ language }) => language))).toEqual(new Set(['vi', 'en']))
    const campaigns = await room.db.selectFrom('campaign').select(['startsOn', 'endsOn', 'nameEn']).execute()
    const today = DateTime.now().setZone(office.zone).toISODate() ?? ''
    expect(campaigns).toHaveLength(3)
    for (const { startsOn, endsOn } of campaigns) expect(startsOn <= today && today <= endsOn).toBe(true)
  })

  it('is practice through and through', async () => {
    const organization = await room.db.selectFrom('organization').select(['practice', 'zone']).executeTakeFirstOrThrow()
    expect(organization).toEqual({ practice: true, zone: 'Asia/Ho_Chi_Minh' })
    const channels = await room.db.selectFrom('channel').select('practice').execute()
    expect(channels.every(({ practice }) => practice)).toBe(true)
  })

  it('has a person for each role who can sign in with the password it tells', async () => {
    const members = await room.db.selectFrom('member').select(['role', 'email', 'passwordHash']).execute()
    expect(members.map(({ role }) => role).toSorted()).toEqual([
      'admin',
      'approver',
      'contributor',
      'manager',
      'officer',
    ])
    expect(members.map(({ email }) => email).toSorted()).toEqual(demoPeople.map(({ email }) => email).toSorted())
    expect(await verifyPassword(members[0]?.passwordHash ?? '', demoPassword)).toBe(true)
  })

  it('keeps its channels’ tokens sealed, attested, and good for the practice network', async () => {
    const rows = await room.db
      .selectFrom('credential')
      .innerJoin('channel', 'channel.id', 'credential.channelId')
      .innerJoin('channelAttestation', 'channelAttestation.channelId', 'channel.id')
      .selectAll('credential')
      .select(['channel.platform', 'channel.remoteAccountId'])
      .execute()
    expect(rows).toHaveLength(13)
    for (const { platform, remoteAccountId, organizationId, channelId, field, ...sealed } of rows) {
      const token = room.vault.open(sealed, places.credential(organizationId, channelId, field))
      const home = `${room.network.url}/api/${platform}/accounts/${remoteAccountId}`
      const answer = await fetch(home, { headers: { authorization: `Bearer ${token}` } })
      expect(answer.status, platform).toBe(200)
    }
  })

  it('has a year behind it and a month ahead', async () => {
    const published = await deliveriesIn('published')
    const planned = await deliveriesIn('scheduled', 'draft')
    expect(published.length).toBeGreaterThan(1_500)
    expect(planned.length).toBeGreaterThan(100)
    const days = (dueAt: Date | null) => DateTime.fromJSDate(dueAt ?? new Date(0)).diffNow('days').days
    expect(Math.min(...published.map(({ dueAt }) => days(dueAt)))).toBeLessThan(-355)
    expect(Math.max(...published.map(({ dueAt }) => days(dueAt)))).toBeLessThan(0)
    expect(Math.min(...planned.map(({ dueAt }) => days(dueAt)))).toBeGreaterThan(0)
    expect(Math.max(...planned.map(({ dueAt }) => days(dueAt)))).toBeGreaterThan(25)
  })

  it('publishes less at weekends, at hours at which people are awake', async () => {
    const at = (await deliveriesIn('published')).map(({ localTime }) => DateTime.fromISO(localTime ?? ''))
    const perDay = (days: number[]) => at.filter(({ weekday }) => days.includes(weekday)).length / days.length
    expect(perDay([6, 7])).toBeLessThan(0.7 * perDay([1, 2, 3, 4, 5]))
    expect(at.every(({ hour }) => hour >= 7 && hour < 22)).toBe(true)
  })

  it('says nothing twice on one platform, in the past or ahead', async () => {
    const variants = await room.db.selectFrom('variant').select('id').execute()
    const contents = await readContent(
      room.db,
      variants.map(({ id }) => id),
    )
    const said = [...contents.values()].map(
      (content) => `${content.platform} ${wordsOf(resolveContent(content).parts)}`,
    )
    expect(said.length).toBeGreaterThan(1_600)
    expect(new Set(said).size).toBe(said.length)
  })

  it('keeps every channel’s limits, but for the one that was refused', async () => {
    const variants = await room.db
      .selectFrom('variant')
      .innerJoin('delivery', 'delivery.variantId', 'variant.id')
      .select(['variant.id', 'delivery.state'])
      .execute()
    const contents = await readContent(
      room.db,
      variants.map(({ id }) => id),
    )
    const refused = variants.flatMap(({ id, state }) => {
      const content = contents.get(id)
      if (!content) return ['missing']
      const findings = check(draftOf(resolveContent(content)), content.capabilities)
      return findings.map(({ code }) => `${state} ${content.platform} ${code}`)
    })
    expect(refused).toEqual(['failed zalo media-too-large'])
  })

  it('speaks Vietnamese and English, each in its own channel, and describes every picture in both', async () => {
    const rows = await room.db
      .selectFrom('variant')
      .innerJoin('channel', 'channel.id', 'variant.channelId')
      .select(['variant.language', 'channel.language as channelLanguage'])
      .execute()
    expect(rows.every(({ language, channelLanguage }) => language === channelLanguage)).toBe(true)
    const media = await room.db.selectFrom('media').select(['alt', 'kind', 'hash']).execute()
    expect(media.length).toBeGreaterThan(50)
    for (const { alt } of media) expect([alt['vi'], alt['en']].every((text) => text && text.length > 15)).toBe(true)
    for (const { hash } of media) expect(await readFile(join(room.mediaDir, hash))).toEqual(await room.store.read(hash))
  })

  it('releases exactly what it plans, so that it really goes out', async () => {
    const scheduled = await deliveriesIn('scheduled')
    const contents = await readContent(
      room.db,
      scheduled.map(({ variantId }) => variantId),
    )
    for (const delivery of scheduled) {
      const content = contents.get(delivery.variantId)
      expect(delivery.contentHash).toBe(delivery.releasedHash)
      expect(content && hashesOf(content, delivery).contentHash).toBe(delivery.contentHash)
      expect(delivery.wakeAt).not.toBeNull()
      expect(delivery.releasedBy).not.toBeNull()
    }
    expect((await deliveriesIn('draft')).every(({ releasedHash }) => releasedHash === null)).toBe(true)
  })

  it('released what it published, and shows it in the feeds', async () => {
    const published = await deliveriesIn('published', 'removed')
    const items = await room.db.selectFrom('practiceItem').select(['id', 'platform', 'removedAt']).execute()
    const byId = new Map(items.map((item) => [String(item.id), item]))
    for (const delivery of published) {
      expect(delivery.contentHash).toBe(delivery.releasedHash)
      const item = byId.get(delivery.remoteId ?? '')
      expect(item?.platform).toBe(delivery.platform)
      expect(item?.removedAt !== null).toBe(delivery.state === 'removed')
    }
    const profiles = await listPracticeProfiles(room.db)
    expect(profiles).toHaveLength(13)
    for (const { items: shown, name } of profiles) expect(shown > 20 && name !== null).toBe(true)
  })

  it('reads the figures that the practice network answers with', async () => {
    const rows = await room.db
      .selectFrom('metricSnapshot')
      .innerJoin('delivery', 'delivery.id', 'metricSnapshot.deliveryId')
      .innerJoin('practiceItem', (join) => join.on(sql<SqlBool>`practice_item.id::text = delivery.remote_id`))
      .selectAll('metricSnapshot')
      .select(['delivery.platform', 'practiceItem.seed', 'practiceItem.media', 'practiceItem.createdAt'])
      .orderBy('metricSnapshot.deliveryId')
      .orderBy('metricSnapshot.ageMinutes')
      .execute()
    expect(rows.length).toBeGreaterThan(15_000)
    const now = Date.now() + 5_000
    for (const [index, row] of rows.entries()) {
      if (row.capturedAt.getTime() > now) throw new Error('A reading in the future')
      const next = rows[index + 1]
      if (next?.deliveryId === row.deliveryId)
        for (const name of metricNames)
          if ((next[name] ?? 0) < (row[name] ?? 0)) throw new Error(`${name} went down on ${row.platform}`)
    }
    for (const row of rows.filter((_, index) => index % 97 === 0)) {
      const subject = { platform: row.platform, seed: row.seed, hasMedia: row.media.length > 0 }
      const figures = practiceFigures(subject, row.capturedAt.getTime() - row.createdAt.getTime())
      expect(row.raw).toEqual({ figures })
      for (const name of metricNames) expect(row[name] === null).toBe(row.absent[name] === 'not-offered')
    }
  })

  it('leaves no reading of the past for the collector to make', async () => {
    const { rows } = await sql<{ missing: number }>`
      select count(*)::int as missing from delivery
        join channel on channel.id = delivery.channel_id and channel.state in ('connected', 'expiring')
        cross join unnest(array[15, 60, 180, 360, 720, 1440, 2880, 4320, 10080, 20160, 43200, 129600]) as age
      where delivery.state = 'published' and published_at + make_interval(mins => age + 2) < now()
        and not exists (select from metric_snapshot where delivery_id = delivery.id and age_minutes = age)`.execute(
      room.db,
    )
    expect(rows[0]?.missing).toBe(0)
  })

  it('counts followers once a day, never fewer than the day before, the last time today', async () => {
    const rows = await room.db.selectFrom('channelSnapshot').selectAll().orderBy('capturedAt').execute()
    for (const [, snapshots] of Map.groupBy(rows, ({ channelId }) => channelId)) {
      expect(snapshots.length).toBeGreaterThan(250)
      const followers = snapshots.map((snapshot) => snapshot.followers ?? 0)
      expect(followers).toEqual(followers.toSorted((a, b) => a - b))
      expect(snapshots.at(-1)?.capturedAt.getTime()).toBeLessThanOrEqual(Date.now())
    }
    expect(new Set(rows.map(({ channelId }) => channelId)).size).toBe(13)
  })

  it('has one of every trouble a person may meet', async () => {
    const rows = await room.db
      .selectFrom('delivery')
      .select(['platform', 'state', 'fault', 'heldBy', 'confirmAt', 'contentHash', 'releasedHash'])
      .where('state', 'in', ['failed', 'missed', 'unconfirmed', 'held', 'retrying'])
      .orderBy('state')
      .orderBy('platform')
      .execute()
    const pause = await room.db.selectFrom('pause').select(['id', 'reason', 'scope']).executeTakeFirstOrThrow()
    expect(rows).toMatchObject([
      { state: 'failed', platform: 'zalo', fault: { code: 'rejected', problem: 'media-too-large' } },
      { state: 'held', platform: 'telegram', heldBy: pause.id },
      { state: 'missed', platform: 'linkedin' },
      { state: 'missed', platform: 'x' },
      { state: 'retrying', platform: 'bluesky', fault: { code: 'rate-limited' } },
      { state: 'unconfirmed', platform: 'facebook', fault: { code: 'outcome-unknown' }, confirmAt: null },
    ])
    const changed = rows.filter((row) => row.contentHash !== row.releasedHash)
    expect(changed.map(({ state, platform }) => `${state} ${platform}`)).toEqual(['missed x'])
    expect(pause).toMatchObject({ scope: 'channel', reason: expect.stringContaining('·') })
    const states = await room.db
      .selectFrom('channel')
      .select(['platform', 'state'])
      .where('state', '<>', 'connected')
      .execute()
    expect(states).toEqual(
      expect.arrayContaining([
        { platform: 'linkedin', state: 'expiring' },
        { platform: 'threads', state: 'needs-reconnect' },
      ]),
    )
    expect(states).toHaveLength(2)
  })

  it('has submissions and tasks of many states on the desk', async () => {
    expect(await count('submission')).toBe(7)
    expect(await count('task')).toBe(7)
  })

  it('begins an audit trail whose chain holds and whose times follow each other', async () => {
    const events = await room.db.selectFrom('auditEvent').selectAll().orderBy('sequence').execute()
    expect(events.length).toBeGreaterThan(2_000)
    let before: { hash: Uint8Array; at: Date } = { hash: Buffer.alloc(32), at: new Date(0) }
    for (const { previousHash, hash, ...event } of events) {
      expect(Buffer.compare(previousHash, before.hash)).toBe(0)
      expect(Buffer.compare(hash, hashEvent(event, previousHash))).toBe(0)
      expect(event.at.getTime()).toBeGreaterThanOrEqual(before.at.getTime())
      before = { hash, at: event.at }
    }
  })

  it('is not filled a second time', async () => {
    const before = await fingerprint()
    expect(await fill()).toBe(false)
    expect(await fingerprint()).toEqual(before)
  })

  it('would say nothing twice in three years either', () => {
    const today = DateTime.fromISO('2026-05-18T10:00', { zone: office.zone })
    const posts = postsBetween('long', today, today.minus({ years: 3 }), today)
    const said = posts.flatMap(({ content, deliveries }) =>
      deliveries.map(({ channel, wording }) => {
        const text = wording.parts ?? [content[channel.language]?.text ?? '']
        return `${channel.platform} ${wordsOf(text)}`
      }),
    )
    expect(new Set(said).size).toBe(said.length)
  })

  it('writes the same for the same seed and day, and something else for another seed', () => {
    const today = DateTime.fromISO('2026-05-18T10:00', { zone: office.zone })
    const posts = (seed: string) => postsBetween(seed, today, today.minus({ days: 20 }), today.plus({ days: 5 }))
    expect(JSON.stringify(posts('a'))).toBe(JSON.stringify(posts('a')))
    expect(JSON.stringify(posts('b'))).not.toBe(JSON.stringify(posts('a')))
  })
})

async function fingerprint() {
  const tables = [
    'organization',
    'channel',
    'post',
    'variant',
    'delivery',
    'metric_snapshot',
    'practice_item',
    'audit_event',
  ]
  const counts = tables.map((table) => sql`select count(*)::int as count from ${sql.table(table)}`.execute(room.db))
  return (await Promise.all(counts)).map(({ rows }) => rows[0])
}
