import { recordActs } from '../audit/record.ts'
import type { Trx } from '../db/database.ts'
import { type DeliveryStanding, lockDeliveries } from '../db/deliveries.ts'
import { readContent, type VariantContent } from '../db/delivery-content.ts'
import {
  cancelDeliveries,
  type PlannedTime,
  placeDeliveries,
  planDeliveries,
  redraftDeliveries,
  releaseDeliveries,
} from '../db/delivery-places.ts'
import { notifyWake } from '../db/live.ts'
import { readArchived } from '../db/posts.ts'
import { type DeliveryAction, factsOf, obstaclesOf } from './delivery.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'
import { assertReleasable, hashesOf, noteReleases, readCarriers, textOf } from './release.ts'

/** A delivery as the person saw it who wants to do something with it. */
export interface Target {
  readonly id: string
  readonly revision: number
}

/** What became of one target: null, or why nothing did. */
export type Refusal = DomainError | null

export interface Step {
  /** As the audit trail calls it: `moved`. */
  readonly name: string
  /** One of these has to be allowed. */
  readonly any: readonly DeliveryAction[]
  /** @param before how many came before these */
  readonly carryOut: (
    trx: Trx,
    actor: Actor,
    deliveries: readonly DeliveryStanding[],
    before: number,
  ) => Promise<readonly Carried[]>
}

/** What a step did to one delivery, for the audit trail, or why it did nothing. */
type Carried = { readonly data: Readonly<Record<string, string | null>> } | DomainError

/**
 * Takes one step with many deliveries, each by the rules it would meet alone, in their order: locks them, compares what
 * the person saw, asks whether the state allows it, acts, and writes it down. One that is refused stays as it was and
 * stops no other. @returns what became of each, in the order of `targets`
 */
export async function takeStep(
  trx: Trx,
  actor: Actor,
  targets: readonly Target[],
  { name, any, carryOut }: Step,
  actionsOf: (delivery: DeliveryStanding) => readonly DeliveryAction[],
): Promise<Refusal[]> {
  const standings = await lockDeliveries(
    trx,
    actor.organizationId,
    targets.map(({ id }) => id),
  )
  const judged = targets.map(({ id, revision }) =>
    attempt(() => {
      const delivery = standings.get(id)
      assertCurrent(delivery, revision)
      assertAllowed(delivery, any, actionsOf(delivery))
      return delivery
    }),
  )
  const allowed = notRefused(judged)
  const refusals = new Map<string, DomainError>()
  const acts: Parameters<typeof recordActs>[4][number][] = []
  for (let before = 0; before < allowed.length; before += atATime) {
    const deliveries = allowed.slice(before, before + atATime)
    const carried = await carryOut(trx, actor, deliveries, before)
    for (const [index, { id, state }] of deliveries.entries()) {
      const outcome = carried[index]
      if (outcome instanceof DomainError) refusals.set(id, outcome)
      else if (outcome) acts.push({ objectId: id, data: { from: state, ...outcome.data } })
    }
  }
  // Last: whoever writes into the trail waits for this transaction from here on.
  await recordActs(trx, actor, `delivery.${name}`, 'delivery', acts)
  return judged.map((item) => (item instanceof DomainError ? item : (refusals.get(item.id) ?? null)))
}

/** So many travel in one statement; between two of them others get their turn. */
const atATime = 1_000

/** @throws DomainError `not-found`, `stale` */
export function assertCurrent(
  delivery: DeliveryStanding | null | undefined,
  revision: number,
): asserts delivery is DeliveryStanding {
  if (!delivery) throw new DomainError('not-found')
  if (delivery.revision === revision) return
  throw new DomainError('stale', `The delivery is at revision ${delivery.revision}`, {
    errors: [{ path: 'revision', code: 'stale', values: { current: delivery.revision } }],
  })
}

/** @throws DomainError `wrong-state`, with what stands in the way of sending it */
export function assertAllowed(
  delivery: DeliveryStanding,
  any: readonly DeliveryAction[],
  allowed: readonly DeliveryAction[],
): void {
  if (any.some((action) => allowed.includes(action))) return
  const codes = obstaclesOf(factsOf(delivery))
  throw new DomainError('wrong-state', [`The delivery is ${delivery.state}`, ...codes].join(', '), {
    errors: codes.map((code) => ({ path: 'state', code })),
  })
}

/** Ends what is not out. */
export function stop(name: string, any: readonly DeliveryAction[]): Step {
  return {
    name,
    any,
    carryOut: async (trx, _actor, deliveries) => {
      await cancelDeliveries(
        trx,
        deliveries.map(({ id }) => id),
      )
      return deliveries.map(() => ({ data: {} }))
    },
  }
}

/**
 * A new turn at a time. The content a person released stays released, now for this time and by who chose it; a change of
 * content since then stays unreleased. A draft is only planned.
 * @param timeOf may refuse; `place` counts the deliveries that are asked, from 0
 */
export function placeAt(
  name: string,
  any: readonly DeliveryAction[],
  timeOf: (delivery: DeliveryStanding, place: number) => PlannedTime,
): Step {
  return {
    name,
    any,
    carryOut: async (trx, actor, deliveries, before) => {
      const timed = deliveries.map((delivery, index) =>
        attempt(() => ({ delivery, time: timeOf(delivery, before + index) })),
      )
      const wanted = notRefused(timed)
      const drafts = wanted.filter(({ delivery }) => delivery.state === 'draft')
      await planDeliveries(
        trx,
        drafts.map(({ delivery, time }) => ({ id: delivery.id, ...time })),
      )
      const refusals = await putInLine(
        trx,
        actor,
        wanted.filter(({ delivery }) => delivery.state !== 'draft'),
      )
      return timed.map((item) => {
        if (item instanceof DomainError) return item
        const { delivery, time } = item
        const wasDueAt = delivery.dueAt?.toISOString() ?? null
        return refusals.get(delivery.id) ?? { data: { wasDueAt, dueAt: time.dueAt.toISOString() } }
      })
    },
  }
}

/** What nobody ever released becomes a draft again; the rest is placed. Nothing of a post that was put away. */
export function putBack(placing: Step): Step {
  return {
    ...placing,
    carryOut: async (trx, actor, deliveries, before) => {
      const archived = await readArchived(
        trx,
        deliveries.map(({ postId }) => postId),
      )
      const allowed = deliveries.filter(({ postId }) => !archived.has(postId))
      const drafts = allowed.filter(({ releasedHash }) => releasedHash === null)
      const released = allowed.filter(({ releasedHash }) => releasedHash !== null)
      await redraftDeliveries(
        trx,
        drafts.map(({ id }) => id),
      )
      const placed = await placing.carryOut(trx, actor, released, before)
      const outcomes = new Map(released.map(({ id }, index) => [id, placed[index]]))
      return deliveries.map(({ id, postId }) =>
        archived.has(postId)
          ? new DomainError('wrong-state', 'The post is archived')
          : (outcomes.get(id) ?? { data: {} }),
      )
    },
  }
}

/** @returns why what was refused was, by delivery */
async function putInLine(
  trx: Trx,
  actor: Actor,
  wanted: readonly { readonly delivery: DeliveryStanding; readonly time: PlannedTime }[],
): Promise<Map<string, DomainError>> {
  if (wanted.length === 0) return new Map()
  const due = await withContent(
    trx,
    wanted.map((item) => ({ ...item, dueAt: item.time.dueAt })),
  )
  const carriers = await readCarriers(trx, actor.organizationId, due)
  const placed = due.map((item) =>
    attempt(() => {
      const { delivery, time, content } = item
      const isReleased = hashesOf(content, delivery).contentHash === delivery.releasedHash
      if (isReleased) assertReleasable(item, carriers)
      const text = textOf(content)
      const { id, channelId } = delivery
      if (text) carriers.put({ ...text, deliveryId: id, channelId, channelName: content.channelName, at: time.dueAt })
      const releasedBy = isReleased ? actor.memberId : null
      const leadMs = content.capabilities.delivery.prepareLeadMs
      return { ...time, ...hashesOf(content, time), id, postId: delivery.postId, releasedBy, leadMs }
    }),
  )
  const accepted = notRefused(placed)
  await placeDeliveries(trx, accepted)
  await noteReleases(
    trx,
    actor,
    accepted.filter(({ releasedBy }) => releasedBy !== null),
  )
  await notifyWake(trx)
  return new Map(
    due.flatMap(({ delivery }, index) => {
      const refusal = placed[index]
      return refusal instanceof DomainError ? [[delivery.id, refusal] as const] : []
    }),
  )
}

/** Releases what the posts say now. */
export const releaseAsItIs: Step = {
  name: 'released',
  any: ['release'],
  carryOut: async (trx, actor, deliveries) => {
    const due = await withContent(
      trx,
      deliveries.map((delivery) => ({ delivery, dueAt: delivery.dueAt ?? delivery.now })),
    )
    const carriers = await readCarriers(trx, actor.organizationId, due)
    const released = due.map((item) =>
      attempt(() => {
        assertReleasable(item, carriers)
        const { id, postId } = item.delivery
        return { id, postId, ...hashesOf(item.content, item.delivery) }
      }),
    )
    const accepted = notRefused(released)
    await releaseDeliveries(trx, accepted, actor.memberId)
    await noteReleases(trx, actor, accepted)
    await notifyWake(trx)
    return released.map((item) => (item instanceof DomainError ? item : { data: { contentHash: item.contentHash } }))
  },
}

async function withContent<T extends { readonly delivery: DeliveryStanding }>(
  trx: Trx,
  items: readonly T[],
): Promise<(T & { readonly content: VariantContent })[]> {
  const ids = new Set(items.map(({ delivery }) => delivery.variantId))
  const contents = await readContent(trx, [...ids])
  return items.map((item) => {
    const content = contents.get(item.delivery.variantId)
    if (!content) throw new DomainError('not-found')
    return { ...item, content }
  })
}

export function attempt<T>(work: () => T): T | DomainError {
  try {
    return work()
  } catch (error) {
    if (error instanceof DomainError) return error
    throw error
  }
}

function notRefused<T>(items: readonly (T | DomainError)[]): T[] {
  return items.filter((item): item is T => !(item instanceof DomainError))
}
