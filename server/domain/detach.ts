import { recordAct } from '../audit/record.ts'
import type { Detached } from '../contract/series.ts'
import { type Db, inTransaction } from '../db/database.ts'
import { insertDraft, lockDeliveries, readStandings, updateDelivery } from '../db/deliveries.ts'
import { readContent } from '../db/delivery-content.ts'
import { listOccurrences } from '../db/occurrences.ts'
import {
  insertPost,
  insertRevision,
  listVariants,
  postFieldsOf,
  postMediaIds,
  setPostMedia,
  upsertVariant,
} from '../db/posts.ts'
import { allowedActions, factsOf } from './delivery.ts'
import { assertAllowed, assertCurrent } from './delivery-steps.ts'
import { DomainError } from './errors.ts'
import { hasNotLeft, leaveSeries } from './occurrences.ts'
import type { Actor } from './policy.ts'
import { lockRunning, narrow } from './series.ts'

/**
 * Makes one day of a series a post of its own, with a draft at each of its times: the series leaves the day out, on
 * every channel that has not begun to send it. @throws DomainError `not-found`, `stale`, `wrong-state`
 */
export function detach(db: Db, actor: Actor, deliveryId: string, revision: number): Promise<Detached> {
  return inTransaction(db, async (trx) => {
    const [seen] = await readStandings(trx, actor.organizationId, [deliveryId])
    assertCurrent(seen, revision)
    const { seriesId, occursOn } = seen
    if (seriesId === null || occursOn === null) throw new DomainError('wrong-state', 'The delivery is in no series')
    const { series, post } = await lockRunning(trx, actor, seriesId)
    const sameDay = (await listOccurrences(trx, seriesId)).filter((row) => row.occursOn === occursOn)
    const standings = await lockDeliveries(
      trx,
      actor.organizationId,
      sameDay.map(({ id }) => id),
    )
    const delivery = standings.get(deliveryId)
    assertCurrent(delivery, revision)
    assertAllowed(delivery, ['cancel', 'skip'], allowedActions(factsOf(delivery)))
    const taken = [...standings.values()].filter((one) => one.id === deliveryId || hasNotLeft(one))

    const copy = await insertPost(trx, actor.organizationId, actor.memberId, postFieldsOf(post))
    await setPostMedia(trx, copy, await postMediaIds(trx, post.id))
    const variants = (await listVariants(trx, post.id)).filter(({ id }) => taken.some((one) => one.variantId === id))
    const drafts = new Map<string, string>()
    for (const { id, channelId, language, title, parts, mediaIds, options } of variants) {
      const made = await upsertVariant(trx, copy, { channelId, language, title, parts, mediaIds, options })
      const content = (await readContent(trx, [made.id])).get(made.id)
      const original = taken.find(({ variantId }) => variantId === id)
      if (!content || !original) continue
      const draft = await insertDraft(trx, content, actor.memberId)
      const { localTime, zone, dueAt } = original
      await updateDelivery(trx, draft, { localTime, zone, dueAt })
      drafts.set(original.id, draft)
    }
    await insertRevision(trx, copy, actor.memberId, { copyOf: post.id })
    await leaveSeries(trx, taken)
    await narrow(trx, actor, series, { exceptions: [...new Set([...series.exceptions, occursOn])] })
    await recordAct(trx, actor, 'series.detached', 'series', seriesId, { occursOn, postId: copy.id })
    return { postId: copy.id, deliveryId: drafts.get(deliveryId) ?? null }
  })
}
