import { recordAct } from '../audit/record.ts'
import type { SchedulePost } from '../contract/content.ts'
import { databaseNow } from '../db/clock.ts'
import type { Trx } from '../db/database.ts'
import { insertDraft, lockDeliveriesOf } from '../db/deliveries.ts'
import { readContent, readTerms } from '../db/delivery-content.ts'
import { placeDeliveries } from '../db/delivery-places.ts'
import { notifyWake } from '../db/live.ts'
import { getOrganization } from '../db/organizations.ts'
import { listVariants, type PostRow } from '../db/posts.ts'
import { lockSlots } from '../db/slots.ts'
import { plannedTime } from './delivery-time.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'
import { assertReleasable, hashesOf, noteReleases, readCarriers } from './release.ts'
import { nextSlot } from './slots.ts'

/** Out of these states a delivery is put in line anew; a variant that is out gets a delivery of its own. */
const replaceable = ['draft', 'scheduled', 'retrying', 'held', 'missed', 'failed'] as const
const onItsWay = ['sending', 'unconfirmed'] as const

/**
 * Puts variants of a post in line, released by the actor: each within its channel's limits, and not the text of
 * another account of the platform.
 * @param post locked by the caller
 * @param wanted without a wall time: now, or the channel's next free slot
 * @throws DomainError `validation`, `past`, `no-slots`, `time-gap`, `check-failed`, `same-text`, `conflict`, `wrong-state`
 */
export async function schedule(
  trx: Trx,
  actor: Actor,
  post: PostRow,
  wanted: SchedulePost['deliveries'],
): Promise<void> {
  const variants = await listVariants(trx, post.id)
  const variantIds = variants.map((variant) => variant.id)
  const contents = await readContent(trx, variantIds)
  const office = await getOrganization(trx, actor.organizationId)
  const existing = await lockDeliveriesOf(trx, { postId: post.id }, [...replaceable, ...onItsWay])
  const terms = await readTerms(trx, post.id)
  // All at once and in one order: one after the other, two posts for the same channels would wait for each other.
  await lockSlots(
    trx,
    wanted.filter(({ slot }) => slot).map(({ channelId }) => channelId),
  )
  const now = await databaseNow(trx)

  for (const [index, { channelId, language, localTime, slot, zone = office.zone }] of wanted.entries()) {
    const path = `deliveries.${index}.`
    const variant = variants.find((item) => item.channelId === channelId && item.language === language)
    const content = variant && contents.get(variant.id)
    if (!content)
      throw new DomainError('validation', 'The post has no variant for this channel and language', {
        errors: [{ path: `${path}channelId`, code: 'no-variant' }],
      })
    const before = existing.filter(({ variantId, seriesId }) => variantId === content.variantId && seriesId === null)
    if (before.some((delivery) => onItsWay.some((state) => state === delivery.state)))
      throw new DomainError('wrong-state', 'This variant is on its way right now')

    const time = slot
      ? await nextSlot(trx, actor, channelId, { own: before.map(({ id }) => id), path })
      : plannedTime(localTime, zone, now, path)
    const due = { content, dueAt: time.dueAt }
    assertReleasable(due, await readCarriers(trx, actor.organizationId, [due]), path)
    const hashes = hashesOf(content, time)
    const id = before[0]?.id ?? (await insertDraft(trx, content, actor.memberId))
    const leadMs = content.capabilities.delivery.prepareLeadMs
    await placeDeliveries(trx, [{ id, ...time, ...hashes, releasedBy: actor.memberId, leadMs }], terms)
    await noteReleases(trx, actor, [{ id, postId: post.id, contentHash: hashes.contentHash }])
    const data = { postId: post.id, channelId, dueAt: time.dueAt.toISOString(), contentHash: hashes.contentHash }
    await recordAct(trx, actor, 'delivery.scheduled', 'delivery', id, data)
  }
  await notifyWake(trx)
}
