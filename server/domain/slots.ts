import { recordAct } from '../audit/record.ts'
import type { FreeSlots, Slot, Slots as SlotsShape } from '../contract/slots.ts'
import { findChannel } from '../db/channels.ts'
import { databaseNow } from '../db/clock.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import type { PlannedTime } from '../db/delivery-places.ts'
import { getOrganization } from '../db/organizations.ts'
import { listSlots, listTaken, listWaiting, lockSlots, replaceSlots } from '../db/slots.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'
import { freeSlots, slotDaysAhead } from './slot-times.ts'

/** The times of the week at which channels usually speak. */
export interface Slots {
  /** @throws DomainError `not-found` */
  get(actor: Actor, channelId: string): Promise<SlotsShape>
  /** Replaces all slots of a channel. @throws DomainError `not-found` */
  replace(actor: Actor, channelId: string, slots: readonly Slot[]): Promise<SlotsShape>
  /**
   * @param postId what of it still waits takes no slot: it would leave its place
   * @throws DomainError `not-found` when one of the channels is not this organization's
   */
  free(
    actor: Actor,
    channelIds: readonly string[],
    wanted: { readonly count: number; readonly postId: string | null },
  ): Promise<FreeSlots>
}

export function createSlots({ db }: { readonly db: Db }): Slots {
  const read = async (queryable: Queryable, actor: Actor, channelId: string) => ({
    slots: (await listSlots(queryable, actor.organizationId, [channelId])).get(channelId) ?? [],
  })

  return {
    get: async (actor, channelId) => {
      await mustFind(db, actor, channelId)
      return read(db, actor, channelId)
    },

    replace: (actor, channelId, slots) =>
      inTransaction(db, async (trx) => {
        const { name } = await mustFind(trx, actor, channelId)
        await lockSlots(trx, [channelId])
        await replaceSlots(trx, actor.organizationId, channelId, slots)
        await recordAct(trx, actor, 'channel.slots', 'channel', channelId, { name, slots: slots.length })
        return read(trx, actor, channelId)
      }),

    free: async (actor, channelIds, { count, postId }) => {
      for (const channelId of channelIds) await mustFind(db, actor, channelId)
      const own = postId === null ? [] : await listWaiting(db, actor.organizationId, postId)
      const free = await readFree(db, actor, channelIds, { count, own })
      return {
        channels: channelIds.map((channelId) => ({
          channelId,
          free: (free.get(channelId) ?? []).map(({ localTime, zone, dueAt }) => ({
            ...{ localTime, zone, at: dueAt.toISOString() },
          })),
        })),
      }
    },
  }
}

/**
 * The next free slot of a channel whose slots the caller has locked, so that nobody else takes it.
 * @param own deliveries that stand for the same thing and leave their place
 * @param path put before the path of the error
 * @throws DomainError `no-slots` when the channel has none, or none is free
 */
export async function nextSlot(
  trx: Trx,
  actor: Actor,
  channelId: string,
  { own, path }: { readonly own: readonly string[]; readonly path: string },
): Promise<PlannedTime> {
  const [slot] = (await readFree(trx, actor, [channelId], { count: 1, own })).get(channelId) ?? []
  if (slot) return slot
  throw new DomainError('no-slots', `No slot of the channel is free within ${slotDaysAhead} days`, {
    errors: [{ path: `${path}slot`, code: 'no-slots', values: { days: slotDaysAhead } }],
  })
}

async function readFree(
  db: Queryable,
  actor: Actor,
  channelIds: readonly string[],
  { count, own }: { readonly count: number; readonly own: readonly string[] },
): Promise<Map<string, PlannedTime[]>> {
  const { organizationId } = actor
  const { zone } = await getOrganization(db, organizationId)
  const now = await databaseNow(db)
  const slots = await listSlots(db, organizationId, channelIds)
  const taken = await listTaken(db, organizationId, channelIds, { from: now, days: slotDaysAhead, except: own })
  return new Map(
    channelIds.map((id) => [
      id,
      freeSlots(slots.get(id) ?? [], zone, { after: now, taken: taken.get(id) ?? [], count }),
    ]),
  )
}

async function mustFind(db: Queryable, actor: Actor, channelId: string) {
  const channel = await findChannel(db, actor.organizationId, channelId)
  if (!channel) throw new DomainError('not-found')
  return channel
}
