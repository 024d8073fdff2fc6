import type { z } from 'zod'
import type { CommittedPart } from '../../connectors/contract.ts'
import { recordAct } from '../audit/record.ts'
import type { MoveDelivery, ResolveDelivery } from '../contract/deliveries.ts'
import { type Db, inTransaction, type Trx } from '../db/database.ts'
import {
  cancelDelivery,
  type DeliveryStanding,
  lockDelivery,
  placeDelivery,
  readStandings,
  updateDelivery,
} from '../db/deliveries.ts'
import type { StoredPart } from '../db/delivery-claims.ts'
import { readContent, type VariantContent } from '../db/delivery-content.ts'
import { clearMark, listParts, recordOut } from '../db/delivery-parts.ts'
import { notifyWake } from '../db/live.ts'
import { type ActionFacts, allowedActions, type DeliveryAction } from './delivery.ts'
import { type PlannedTime, plannedTime } from './delivery-time.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'
import { assertReleasable, hashesOf, noteRelease } from './release.ts'

/** Takes published items down on their platform; a call that may be repeated. */
export interface TakeDown {
  isOffered(channel: Pick<DeliveryStanding, 'platform' | 'practice'>): boolean
  /** @param parts the last one first @throws DomainError `connection-failed` */
  remove(channelId: string, parts: readonly CommittedPart[]): Promise<void>
}

export interface DeliveryDependencies {
  readonly db: Db
  readonly takeDown: TakeDown
}

/**
 * What people do with deliveries. Each use case compares the revision the person saw, refuses what the state does not
 * allow, and writes the audit trail in the same transaction. All throw DomainError `not-found`, `stale`, `wrong-state`.
 */
export interface Deliveries {
  /** Another time. Who moves releases it for that time, as long as the content is what was released.
   *  @throws DomainError also `past`, `time-gap`, `same-text`, `check-failed` */
  move(actor: Actor, id: string, input: z.output<typeof MoveDelivery>): Promise<void>
  cancel(actor: Actor, id: string, revision: number): Promise<void>
  /** A missed or held one is not sent any more. */
  skip(actor: Actor, id: string, revision: number): Promise<void>
  /** A failed one goes out now. @throws DomainError also `same-text`, `check-failed` */
  retry(actor: Actor, id: string, revision: number): Promise<void>
  /** A waiting, missed or held one goes out now. @throws DomainError also `same-text`, `check-failed` */
  sendNow(actor: Actor, id: string, revision: number): Promise<void>
  /** Releases what the post says now. @throws DomainError also `same-text`, `check-failed` */
  release(actor: Actor, id: string, revision: number): Promise<void>
  /** Takes down what is out. @throws DomainError also `connection-failed` */
  remove(actor: Actor, id: string, revision: number): Promise<void>
  /** A person looked at the channel and says whether the item is there. */
  resolve(actor: Actor, id: string, input: z.output<typeof ResolveDelivery>): Promise<void>
}

export function createDeliveries({ db, takeDown }: DeliveryDependencies): Deliveries {
  const actions = (delivery: DeliveryStanding) => actionsOf(delivery, takeDown.isOffered(delivery))

  /** Locks, compares, asks whether the state allows it, acts, and writes it down. */
  function act(
    actor: Actor,
    id: string,
    revision: number,
    action: { readonly name: string; readonly any: readonly DeliveryAction[] },
    work: (trx: Trx, delivery: DeliveryStanding) => Promise<object | undefined>,
  ): Promise<void> {
    return inTransaction(db, async (trx) => {
      const delivery = await lockDelivery(trx, actor.organizationId, id)
      assertCurrent(delivery, revision)
      if (!action.any.some((item) => actions(delivery).includes(item)))
        throw new DomainError('wrong-state', `The delivery is ${delivery.state}`)
      const data = await work(trx, delivery)
      await audit(trx, actor, `delivery.${action.name}`, delivery, { from: delivery.state, ...data })
    })
  }

  const goNow = (name: string, any: readonly DeliveryAction[]) => (actor: Actor, id: string, revision: number) =>
    act(actor, id, revision, { name, any }, async (trx, delivery) => {
      const time = plannedTime(null, delivery.zone ?? delivery.officeZone, delivery.now)
      await putInLine(trx, actor, delivery, time)
      return { dueAt: time.dueAt.toISOString() }
    })

  const stop = (name: string, any: readonly DeliveryAction[]) => (actor: Actor, id: string, revision: number) =>
    act(actor, id, revision, { name, any }, async (trx) => {
      await cancelDelivery(trx, id)
      return {}
    })

  return {
    move: (actor, id, { revision, localTime, zone }) =>
      act(actor, id, revision, { name: 'moved', any: ['move'] }, async (trx, delivery) => {
        const time = plannedTime(localTime, zone ?? delivery.officeZone, delivery.now)
        if (delivery.state === 'draft') await updateDelivery(trx, id, time)
        else await putInLine(trx, actor, delivery, time)
        return { wasDueAt: delivery.dueAt?.toISOString() ?? null, dueAt: time.dueAt.toISOString() }
      }),

    cancel: stop('cancelled', ['cancel', 'skip']),
    skip: stop('skipped', ['skip']),
    retry: goNow('retried', ['retry']),
    sendNow: goNow('sent-now', ['send-now']),

    release: (actor, id, revision) =>
      act(actor, id, revision, { name: 'released', any: ['release'] }, async (trx, delivery) => {
        const content = await contentOf(trx, delivery)
        await assertReleasable(trx, content, delivery.dueAt ?? delivery.now)
        const hashes = hashesOf(content, delivery)
        const released = { releasedHash: hashes.contentHash, releasedBy: actor.memberId, stamp: 'releasedAt' } as const
        await updateDelivery(trx, id, { ...hashes, ...released })
        await noteRelease(trx, actor, { ...delivery, ...hashes })
        await notifyWake(trx)
        return { contentHash: hashes.contentHash }
      }),

    remove: async (actor, id, revision) => {
      const [delivery] = await readStandings(db, actor.organizationId, [id])
      assertCurrent(delivery, revision)
      if (!actions(delivery).includes('remove'))
        throw new DomainError('wrong-state', `The delivery is ${delivery.state}`)
      const out = outOf((await listParts(db, [id])).get(id) ?? [])
      await takeDown.remove(delivery.channelId, out.toReversed())
      await act(actor, id, revision, { name: 'removed', any: ['remove'] }, async (trx, current) => {
        const [first] = out
        await updateDelivery(trx, id, {
          state: 'removed',
          wakeAt: null,
          removedBy: actor.memberId,
          stamp: 'removedAt',
          remoteId: current.remoteId ?? first?.remoteId ?? null,
          publishedAt: current.publishedAt ?? current.dueAt,
        })
        return { remoteId: current.remoteId }
      })
    },

    resolve: (actor, id, input) => {
      const any = input.outcome === 'published' ? (['mark-published'] as const) : (['mark-not-published'] as const)
      return act(actor, id, input.revision, { name: 'resolved', any }, async (trx, delivery) => {
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

/** What a person who may release can do with it now; see `allowedActions`. */
export function actionsOf(delivery: DeliveryStanding, removable: boolean): DeliveryAction[] {
  const { state, fault, paused, channelState, uncertain, partsOut } = delivery
  const facts: ActionFacts = {
    ...{ state, fault, paused, channelState, uncertain, partsOut, removable },
    changedSinceRelease: delivery.releasedHash !== null && delivery.contentHash !== delivery.releasedHash,
    lookingUp: delivery.confirmAt !== null,
  }
  return allowedActions(facts)
}

/**
 * A new turn at a new time. The content a person released stays released, now for this time and by who chose it; a
 * change of content since then stays unreleased.
 */
async function putInLine(trx: Trx, actor: Actor, delivery: DeliveryStanding, time: PlannedTime): Promise<void> {
  const content = await contentOf(trx, delivery)
  const isReleased = hashesOf(content, delivery).contentHash === delivery.releasedHash
  if (isReleased) await assertReleasable(trx, content, time.dueAt)
  const hashes = hashesOf(content, time)
  const releasedBy = isReleased ? actor.memberId : null
  await placeDelivery(trx, delivery.id, { ...time, ...hashes, releasedBy }, content.capabilities.delivery.prepareLeadMs)
  if (isReleased) await noteRelease(trx, actor, { ...delivery, ...hashes })
  await notifyWake(trx)
}

async function contentOf(trx: Trx, { variantId }: DeliveryStanding): Promise<VariantContent> {
  const content = (await readContent(trx, [variantId])).get(variantId)
  if (!content) throw new DomainError('not-found')
  return content
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

function assertCurrent(
  delivery: DeliveryStanding | null | undefined,
  revision: number,
): asserts delivery is DeliveryStanding {
  if (!delivery) throw new DomainError('not-found')
  if (delivery.revision === revision) return
  throw new DomainError('stale', `The delivery is at revision ${delivery.revision}`, {
    errors: [{ path: 'revision', code: 'stale', values: { current: delivery.revision } }],
  })
}

function audit(trx: Trx, actor: Actor, action: string, delivery: DeliveryStanding, data: object): Promise<void> {
  return recordAct(trx, actor, action, 'delivery', delivery.id, { ...data })
}
