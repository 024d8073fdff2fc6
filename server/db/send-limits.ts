import { sql } from 'kysely'
import type { SendLimit } from '../../connectors/rules/capabilities.ts'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { Queryable, Trx } from './database.ts'
import { ms } from './sendable.ts'

/** How often in each slice of time, oldest first; slices are counted from 1970. */
export type Uses = readonly (readonly [slice: number, posts: number])[]

/** What was used of limits, by key, locked until the end of the transaction. `now`: the database's time. */
export async function lockUses(
  trx: Trx,
  keys: readonly string[],
): Promise<{ readonly now: Date; readonly uses: Map<string, Uses> }> {
  // In one order for everybody, or two that want the same keys would wait for each other.
  const inOrder = [...new Set(keys)].toSorted()
  await sql`
    insert into send_limit (key) select key from unnest(${inOrder}::text[]) as wanted (key)
    where not exists (select from send_limit where send_limit.key = wanted.key)
    on conflict do nothing`.execute(trx)
  const { rows } = await sql<{ key: string; uses: Uses; now: Date }>`
    select key, uses, clock_timestamp() as now from send_limit
    where key = any(${inOrder}::text[]) order by key for update`.execute(trx)
  const now = new Date(Math.max(...rows.map((row) => row.now.getTime())))
  return { now, uses: new Map(rows.map((row) => [row.key, row.uses])) }
}

export async function saveUses(trx: Trx, uses: ReadonlyMap<string, Uses>): Promise<void> {
  const rows = [...uses].map(([key, value]) => ({ key, uses: value }))
  await sql`
    update send_limit set uses = given.uses, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (key text, uses jsonb)
    where send_limit.key = given.key`.execute(trx)
}

/** Routine deliveries of the channel, or of all that share its application, are not claimed before `until`. */
export async function paceChannels(
  db: Queryable,
  of: SendLimit['of'],
  channel: { readonly channelId: string; readonly platform: Platform; readonly practice: boolean },
  until: Date,
): Promise<void> {
  await db
    .updateTable('channel')
    .set({ pacedUntil: until })
    .where((eb) => eb.or([eb('pacedUntil', 'is', null), eb('pacedUntil', '<', until)]))
    .$if(of === 'account', (q) => q.where('id', '=', channel.channelId))
    .$if(of === 'app', (q) => q.where('platform', '=', channel.platform).where('practice', '=', channel.practice))
    .execute()
}

/** The platform asked for so long without calls: nothing of the channel is claimed or sent before. */
export async function restChannel(db: Queryable, channelId: string, forMs: number): Promise<void> {
  const until = sql<Date>`now() + ${ms(forMs)}`
  await db
    .updateTable('channel')
    .set({ restsUntil: until })
    .where('id', '=', channelId)
    .where((eb) => eb.or([eb('restsUntil', 'is', null), eb('restsUntil', '<', until)]))
    .execute()
}
