import type { z } from 'zod'
import type { CommittedPart, JsonObject } from '../../connectors/contract.ts'
import { recordAct } from '../audit/record.ts'
import type { MoveDelivery, ResolveDelivery } from '../contract/deliveries.ts'
import type { ActOnDeliveries, DeliveriesActedOn } from '../contract/deliveries-together.ts'
import { type Db, inTransaction, type Trx } from '../db/database.ts'
import { retryingDeadlocks } from '../db/database-errors.ts'
import { type DeliveryStanding, lockDeliveries, readPlaces, readStandings, updateDelivery } from '../db/deliveries.ts'
import type { StoredPart } from '../db/delivery-claims.ts'
import { clearMark, listParts, recordOut } from '../db/delivery-parts.ts'
import {
  assertOnce,
  atOnce,
  cancel,
  keep,
  moveTo,
  presentResult,
  restore,
  skip,
  stepOf,
} from './deliveries-together.ts'
import type { DeliveryAction } from './delivery.ts'
import { actionsOf } from './delivery-actions.ts'
import {
  assertAllowed,
  assertCurrent,
  placeAt,
  releaseAsItIs,
  type Step,
  type Target,
  takeStep,
} from './delivery-steps.ts'
import type { Actor } from './policy.ts'
import type { PublishedItems } from './published.ts'

export interface DeliveryDependencies {
  readonly db: Db
  readonly published: Pick<PublishedItems, 'offers' | 'remove'>
}

/**
 * What people do with deliveries. Each use case compares the revision the person saw, refuses what the state does not
 * allow, and writes the audit trail in the same transaction. All throw DomainError `not-found`, `stale`, `wrong-state`.
 */
export interface Deliveries {
  /** Another time. Who moves releases it for that time, as long as the content is what was released.
   *  @throws DomainError also `past`, `time-gap`, `same-text`, `check-failed` */
  move(actor: Actor, id: string, input: z.output<typeof MoveDelivery>): Promise<void>
  /** A held one goes out as it was meant: at its time, or at once when that is over and it is not late by its rule.
   *  @throws DomainError also `same-text`, `check-failed` */
  keep(actor: Actor, id: string, revision: number): Promise<void>
  cancel(actor: Actor, id: string, revision: number): Promise<void>
  /** A missed or held one is not sent any more. */
  skip(actor: Actor, id: string, revision: number): Promise<void>
  /** A cancelled one of which nothing is out stands again where it stood, released as far as it was.
   *  @throws DomainError also `past`, `same-text`, `check-failed` */
  restore(actor: Actor, id: string, revision: number): Promise<void>
  /** A failed one goes out now. @throws DomainError also `same-text`, `check-failed` */
  retry(actor: Actor, id: string, revision: number): Promise<void>
  /** A waiting, missed or held one goes out now. @throws DomainError also `same-text`, `check-failed` */
  sendNow(actor: Actor, id: string, revision: number): Promise<void>
  /** Releases what the post says now. @throws DomainError also `same-text`, `check-failed` */
  release(actor: Actor, id: string, revision: number): Promise<void>
  /** One step with many at once, each by the rules it would meet alone. All are decided in one transaction: who has no
   *  answer knows that nothing happened, or finds every revision moved. @throws DomainError `validation` */
  together(actor: Actor, input: z.output<typeof ActOnDeliveries>): Promise<DeliveriesActedOn>
  /** Takes down what is out. @throws DomainError also `connection-failed` */
  remove(actor: Actor, id: string, revision: number): Promise<void>
  /** A person looked at the channel and says whether the item is there. */
  resolve(actor: Actor, id: string, input: z.output<typeof ResolveDelivery>): Promise<void>
}

export function createDeliveries({ db, published }: DeliveryDependencies): Deliveries {
  const actions = (delivery: DeliveryStanding) => actionsOf(delivery, published.offers(delivery))

  const take = async (actor: Actor, target: Target, step: Step): Promise<void> => {
    const [refusal] = await inTransaction(db, (trx) => takeStep(trx, actor, [target], step, actions))
    if (refusal) throw refusal
  }
  const taking = (step: Step) => (actor: Actor, id: string, revision: number) => take(actor, { id, revision }, step)

  /** Locks, compares, asks whether the state allows it, acts, and writes it down. */
  function act(
    actor: Actor,
    { id, revision }: Target,
    { name, any }: { readonly name: string; readonly any: DeliveryAction },
    work: (trx: Trx, delivery: DeliveryStanding) => Promise<JsonObject>,
  ): Promise<void> {
    return inTransaction(db, async (trx) => {
      const delivery = (await lockDeliveries(trx, actor.organizationId, [id])).get(id)
      assertCurrent(delivery, revision)
      assertAllowed(delivery, [any], actions(delivery))
      const data = await work(trx, delivery)
      await recordAct(trx, actor, `delivery.${name}`, 'delivery', id, { from: delivery.state, ...data })
    })
  }

  return {
    move: (actor, id, { revision, localTime, zone }) =>
      take(actor, { id, revision }, placeAt('moved', ['move'], moveTo(localTime, zone))),

    keep: taking(keep),
    cancel: taking(cancel),
    skip: taking(skip),
    restore: taking(restore),
    retry: taking(placeAt('retried', ['retry'], atOnce)),
    sendNow: taking(placeAt('sent-now', ['send-now', 'keep'], atOnce)),
    release: taking(releaseAsItIs),

    together: async (actor, input) => {
      assertOnce(input.items)
      const step = stepOf(input)
      return retryingDeadlocks(() =>
        inTransaction(db, async (trx) => {
          const refusals = await takeStep(trx, actor, input.items, step, actions)
          const ids = input.items.map(({ id }) => id)
          const standing = await readPlaces(trx, actor.organizationId, ids)
          const results = input.items.map(({ id }, index) =>
            presentResult(id, refusals[index] ?? null, standing.get(id)),
          )
          const done = results.filter((result) => result.done).length
          return { done, refused: results.length - done, results }
        }),
      )
    },

    remove: async (actor, id, revision) => {
      const [delivery] = await readStandings(db, actor.organizationId, [id])
      assertCurrent(delivery, revision)
      assertAllowed(delivery, ['remove'], actions(delivery))
      const out = outOf((await listParts(db, [id])).get(id) ?? [])
      await published.remove(delivery.channelId, out.toReversed())
      await inTransaction(db, async (trx) => {
        const current = (await lockDeliveries(trx, actor.organizationId, [id])).get(id)
        // It is gone, whatever somebody changed about it meanwhile; only another take-down is the same news twice.
        assertCurrent(current, current?.state === 'removed' ? revision : (current?.revision ?? revision))
        const [first] = out
        const remoteId = current.remoteId ?? first?.remoteId ?? null
        await updateDelivery(trx, id, {
          ...{ state: 'removed', wakeAt: null, removedBy: actor.memberId, stamp: 'removedAt', remoteId },
          publishedAt: current.publishedAt ?? current.dueAt,
        })
        await recordAct(trx, actor, 'delivery.removed', 'delivery', id, { from: current.state, remoteId })
      })
    },

    resolve: (actor, id, input) => {
      const any = input.outcome === 'published' ? 'mark-published' : 'mark-not-published'
      return act(actor, { id, revision: input.revision }, { name: 'resolved', any }, async (trx, delivery) => {
        if (input.outcome === 'published') await settleAsSeen(trx, actor, delivery, input.url)
        else {
          await clearMark(trx, id)
          await updateDelivery(trx, id, { state: 'failed', settledBy: actor.memberId })
        }
        return { outcome: input.outcome }
      })
    },
  }
}

/**
 * The person's word stands in for the platform's: the address is what is known of the item. A thread of which more
 * parts are to come goes on from there.
 */
async function settleAsSeen(trx: Trx, actor: Actor, delivery: DeliveryStanding, url: string): Promise<void> {
  const parts = (await listParts(trx, [delivery.id])).get(delivery.id) ?? []
  const seen = parts.find((part) => part.committingSince !== null && part.out === null)
  const found = { deliveryId: delivery.id, token: null, step: 'confirm' } as const
  const part = { remoteId: url, url, receipt: {} }
  const settled = await recordOut(trx, [
    seen ? { ...found, position: seen.position, part } : { ...found, position: null, part: null },
  ])
  const isOut = settled.has(delivery.id)
  await updateDelivery(trx, delivery.id, {
    settledBy: actor.memberId,
    ...(isOut ? {} : { state: 'retrying', wakeAt: delivery.now }),
  })
}

function outOf(parts: readonly StoredPart[]): CommittedPart[] {
  return parts.flatMap((part) => part.out ?? [])
}
