import { recordAct } from '../audit/record.ts'
import type { FreeSlots, Slot, Slots as SlotsShape } from '../contract/slots.ts'
import { findChannel } from '../db/channels.ts'
import { databaseNow } from '../db/clock.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import type { PlannedTime } from '../db/delivery-places.ts'
import { getOrganization } from '../db/organizations.ts'
import { listSlots, listTaken, lockSlots, replaceSlots } from '../db/slots.ts'
import { DomainError } from './errors.ts'
import type { Actor } from './policy.ts'
import { freeSlots, slotDaysAhead } from './slot-times.ts'

/** The times of the week at which channels usually speak. */
export interface Slots {
  /** @throws DomainError `not-found` */
  get(actor: Actor, channelId: string): Promise<SlotsShape>
  /** Replaces all slots of a channel. @throws DomainError `not-found` */
  replace(actor: Actor, channelId: string, slots: readonly Slot[]): Promise<SlotsShape>
  /** @throws DomainError `not-found` when one of the channels is not this organization's */
  free(actor: Actor, channelIds: readonly string[], count: number): Promise<FreeSlots>
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

    free: async (actor, channelIds, count) => {
      for (const channelId of channelIds) await mustFind(db, actor, channelId)
      const free = await readFree(db, actor, channelIds, count)
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
 * The next free slot of a channel, nobody else's until the end of the transaction.
 * @param path put before the path of the error
 * @throws DomainError `no-slots` when the channel has none, or none is free
 */
export async function takeNextSlot(trx: Trx, actor: Actor, channelId: string, path = ''): Promise<PlannedTime> {
  await lockSlots(trx, [channelId])
  const [slot] = (await readFree(trx, actor, [channelId], 1)).get(channelId) ?? []
  if (slot) return slot
  throw new DomainError('no-slots', `No slot of the channel is free within ${slotDaysAhead} days`, {
    errors: [{ path: `${path}slot`, code: 'no-slots', values: { days: slotDaysAhead } }],
  })
}

async function readFree(
  db: Queryable,
  actor: Actor,
  channelIds: readonly string[],
  count: number,
): Promise<Map<string, PlannedTime[]>> {
  const { organizationId } = actor
  const { zone } = await getOrganization(db, organizationId)
  const now = await databaseNow(db)
  const slots = await listSlots(db, organizationId, channelIds)
  const taken = await listTaken(db, organizationId, channelIds, { from: now, days: slotDaysAhead })
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
