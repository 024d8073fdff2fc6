import { sql } from 'kysely'
import type { Channel } from '../../server/contract/channels.ts'
import { type Db, inTransaction } from '../../server/db/database.ts'
import { readContent } from '../../server/db/delivery-content.ts'
import { placeDeliveries } from '../../server/db/delivery-places.ts'
import { insertRows } from '../../server/db/insert-rows.ts'
import type { Actor } from '../../server/domain/policy.ts'
import { hashesOf } from '../../server/domain/release.ts'
import { wallTimeOf } from '../../server/domain/wall-time.ts'
import type { TestClient } from './client.ts'

interface Held {
  readonly id: string
  readonly revision: number
}

/**
 * Posts of one variant each that a pause holds, released for five minutes ago, spread over the channels, each with a
 * text of its own. @returns in the order they were due
 */
export async function holdMany(
  db: Db,
  { organizationId, unitId, memberId }: Actor,
  {
    channelIds,
    pauseId,
    count,
  }: { readonly channelIds: readonly string[]; readonly pauseId: string; readonly count: number },
): Promise<Held[]> {
  const zone = 'Asia/Ho_Chi_Minh'
  const dueAt = new Date(Date.now() - 5 * 60_000)
  const places = Array.from({ length: count }, (_, place) => ({
    ...{ place, postId: crypto.randomUUID(), variantId: crypto.randomUUID(), id: crypto.randomUUID() },
    ...{ channelId: channelIds[place % channelIds.length] ?? '', text: `Bản tin thứ ${place} của ${pauseId}` },
  }))
  await inTransaction(db, async (trx) => {
    const platforms = new Map(
      (await trx.selectFrom('channel').select(['id', 'platform']).execute()).map(({ id, platform }) => [id, platform]),
    )
    await insertRows(
      trx,
      'post',
      places.map(({ postId, text }) => ({
        ...{ id: postId, organizationId, unitId, authorId: memberId, title: text, kind: 'news' as const },
        content: { vi: { title: '', text, link: '' } },
      })),
    )
    await insertRows(
      trx,
      'variant',
      places.map(({ postId, variantId, channelId }) => ({
        ...{ id: variantId, organizationId, postId, channelId, language: 'vi' },
      })),
    )
    await insertRows(
      trx,
      'delivery',
      places.map(({ id, postId, variantId, channelId }) => ({
        ...{ id, organizationId, postId, variantId, channelId, createdBy: memberId },
        platform: platforms.get(channelId) ?? 'mastodon',
      })),
    )
    const contents = await readContent(
      trx,
      places.map(({ variantId }) => variantId),
    )
    const time = { localTime: wallTimeOf(dueAt, zone), zone, dueAt }
    await placeDeliveries(
      trx,
      places.flatMap(({ id, variantId, place }) => {
        const content = contents.get(variantId)
        const due = { ...time, dueAt: new Date(dueAt.getTime() + place) }
        return content ? [{ id, ...due, ...hashesOf(content, due), releasedBy: memberId, leadMs: 0 }] : []
      }),
    )
    await trx
      .updateTable('delivery')
      .set({ state: 'held', heldBy: pauseId, wakeAt: null })
      .where(sql<boolean>`id = any(${places.map(({ id }) => id)}::uuid[])`)
      .execute()
  })
  return places.map(({ id }) => ({ id, revision: 2 }))
}

/** A practice channel, connected as an administrator does. @returns its id */
export async function connectPractice(admin: TestClient, account = 'haiphong'): Promise<string> {
  const started = await admin.post<{ connectionId: string }>('/connections', {
    platform: 'mastodon',
    practice: true,
    input: { account },
  })
  const path = `/connections/${started.body.connectionId}`
  const found = await admin.get<{ accounts: { remoteAccountId: string }[] }>(path)
  const [first] = found.body.accounts
  const chosen = await admin.post<{ channels: Channel[] }>(`${path}/accounts`, {
    accounts: [{ remoteAccountId: first?.remoteAccountId, language: 'vi', audience: 'residents' }],
    attest: true,
  })
  const [channel] = chosen.body.channels
  if (!channel) throw new Error(`not connected: ${chosen.text}`)
  return channel.id
}
