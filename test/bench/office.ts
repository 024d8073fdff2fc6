import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import { type Db, inTransaction } from '../../server/db/database.ts'
import { readContent } from '../../server/db/delivery-content.ts'
import { insertRows } from '../../server/db/insert-rows.ts'
import { hashesOf } from '../../server/domain/release.ts'
import { fakeCapabilities } from '../jobs/support/fake-connector.ts'

/** Platforms of the office whose deliveries are measured. */
export const platforms = ['mastodon', 'x', 'bluesky', 'telegram'] as const satisfies readonly Platform[]

export interface ChannelRow {
  readonly id: string
  readonly platform: Platform
  readonly organizationId: string
  readonly unitId: string
  readonly memberId: string
}

/** An office with three channels on each platform. */
export async function addChannels(db: Db): Promise<ChannelRow[]> {
  return inTransaction(db, async (trx) => {
    const { rows } = await sql<{ organizationId: string; unitId: string; memberId: string }>`
      with office as (insert into organization (name) values ('Bench') returning id),
        own as (insert into unit (organization_id, name) select id, 'Bench' from office returning id, organization_id)
      insert into member (organization_id, unit_id, name, email, role)
      select organization_id, id, 'Lan', 'lan@example.vn', 'officer' from own
      returning organization_id, unit_id, id as member_id`.execute(trx)
    const [office] = rows
    if (!office) throw new Error('The office was not made')
    const { organizationId, unitId, memberId } = office
    const channels = platforms.flatMap((platform) =>
      [1, 2, 3].map((place) => ({ id: randomUUID(), platform, name: `${platform} ${place}` })),
    )
    await insertRows(
      trx,
      'channel',
      channels.map(({ id, platform, name }) => ({
        ...{ id, organizationId, unitId, platform, name, remoteAccountId: id, language: 'vi' },
        ...{ zone: 'Asia/Ho_Chi_Minh', capabilities: fakeCapabilities(), createdBy: memberId },
      })),
    )
    await insertRows(
      trx,
      'channelAttestation',
      channels.map(({ id }) => ({ organizationId, channelId: id, unitId, attestedBy: memberId })),
    )
    return channels.map((channel) => ({ ...channel, ...office }))
  })
}

/** Released deliveries, in line. @returns when they were made, by the database's clock */
export async function planned(
  db: Db,
  channels: readonly ChannelRow[],
  { count, dueInMs }: { readonly count: number; readonly dueInMs: (index: number) => number },
): Promise<Date> {
  const made = Array.from({ length: count }, (_unused, index) => ({
    ...{ postId: randomUUID(), variantId: randomUUID(), deliveryId: randomUUID(), text: `Tin ${randomUUID()}` },
    channel: channels[index % channels.length] as ChannelRow,
    dueInMs: dueInMs(index),
  }))
  return inTransaction(db, async (trx) => {
    const office = ({ organizationId, unitId }: ChannelRow) => ({ organizationId, unitId })
    await insertRows(
      trx,
      'post',
      made.map(({ postId, text, channel }) => ({
        ...{ id: postId, ...office(channel), authorId: channel.memberId, kind: 'news' as const, title: text },
        content: { vi: { title: '', text, link: '' } },
      })),
    )
    await insertRows(
      trx,
      'variant',
      made.map(({ postId, variantId, channel }) => ({
        ...{ id: variantId, organizationId: channel.organizationId, postId, channelId: channel.id, language: 'vi' },
      })),
    )
    const contents = await readContent(
      trx,
      made.map(({ variantId }) => variantId),
    )
    const { rows } = await sql<{ now: Date; made: Date }>`select clock_timestamp() as now, now() as made`.execute(trx)
    const { now = new Date(), made: madeAt = new Date() } = rows[0] ?? {}
    await insertRows(
      trx,
      'delivery',
      made.map(({ postId, variantId, deliveryId, channel, dueInMs }) => {
        const content = contents.get(variantId)
        const intent = { localTime: '2026-05-18T09:00', zone: 'Asia/Ho_Chi_Minh' }
        const hashes = content && hashesOf(content, intent)
        const dueAt = new Date(now.getTime() + dueInMs)
        return {
          ...{ id: deliveryId, organizationId: channel.organizationId, postId, variantId, channelId: channel.id },
          ...{ platform: channel.platform, state: 'scheduled' as const, ...intent, dueAt, wakeAt: dueAt, ...hashes },
          ...{ releasedHash: hashes?.contentHash ?? null, releasedBy: channel.memberId, releasedAt: now },
          createdBy: channel.memberId,
        }
      }),
    )
    await sql`select pg_notify('haidang_wake', '')`.execute(trx)
    return madeAt
  })
}
