import { sql } from 'kysely'
import type { Slot } from '../contract/slots.ts'
import type { Queryable, Trx } from './database.ts'
import { insertRows } from './insert-rows.ts'

/** Slots of these channels, in the order of the week. */
export async function listSlots(
  db: Queryable,
  organizationId: string,
  channelIds: readonly string[],
): Promise<Map<string, Slot[]>> {
  if (channelIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('slot')
    .select(['channelId', 'weekday', 'localTime as time'])
    .where('organizationId', '=', organizationId)
    .where('channelId', 'in', [...channelIds])
    .orderBy('weekday')
    .orderBy('localTime')
    .execute()
  return new Map(
    [...Map.groupBy(rows, ({ channelId }) => channelId)].map(([channelId, slots]) => [
      channelId,
      slots.map(({ weekday, time }) => ({ weekday, time })),
    ]),
  )
}

/** The channel has these slots and no others. */
export async function replaceSlots(
  trx: Trx,
  organizationId: string,
  channelId: string,
  slots: readonly Slot[],
): Promise<void> {
  await trx.deleteFrom('slot').where('organizationId', '=', organizationId).where('channelId', '=', channelId).execute()
  const distinct = new Map(slots.map((slot) => [`${slot.weekday} ${slot.time}`, slot]))
  await insertRows(
    trx,
    'slot',
    [...distinct.values()].map(({ weekday, time }) => ({ organizationId, channelId, weekday, localTime: time })),
  )
}

/** When deliveries of these channels are due from a moment on, also those only planned, by channel; not what stopped. */
export async function listTaken(
  db: Queryable,
  organizationId: string,
  channelIds: readonly string[],
  { from, days, except }: { readonly from: Date; readonly days: number; readonly except: readonly string[] },
): Promise<Map<string, Date[]>> {
  if (channelIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('delivery')
    .select(['channelId', 'dueAt'])
    .where('organizationId', '=', organizationId)
    .where('channelId', 'in', [...channelIds])
    .where('state', 'in', ['draft', 'scheduled', 'retrying', 'sending', 'unconfirmed', 'published'])
    .$if(except.length > 0, (q) => q.where('id', 'not in', [...except]))
    .where('dueAt', '>', sql<Date>`${from}::timestamptz - interval '1 hour'`)
    .where('dueAt', '<', sql<Date>`${from}::timestamptz + make_interval(days => ${days + 2})`)
    .execute()
  const taken = new Map<string, Date[]>()
  for (const { channelId, dueAt } of rows) if (dueAt) taken.set(channelId, [...(taken.get(channelId) ?? []), dueAt])
  return taken
}

/** What of a post is planned or in line and has not begun. */
export async function listWaiting(db: Queryable, organizationId: string, postId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('delivery')
    .select('id')
    .where('organizationId', '=', organizationId)
    .where('postId', '=', postId)
    .where('seriesId', 'is', null)
    .where('state', 'in', ['draft', 'scheduled', 'retrying'])
    .execute()
  return rows.map(({ id }) => id)
}

/** Whoever chooses a free slot of these channels does so alone, until the end of the transaction. */
export async function lockSlots(trx: Trx, channelIds: readonly string[]): Promise<void> {
  for (const channelId of [...new Set(channelIds)].toSorted())
    await sql`select pg_advisory_xact_lock(hashtextextended(${`slots ${channelId}`}, 0))`.execute(trx)
}
