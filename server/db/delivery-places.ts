import { sql } from 'kysely'
import type { Trx } from './database.ts'
import { isOneOf, type Terms } from './deliveries.ts'
import { ms } from './sendable.ts'

/** When a delivery is due, as its author meant it and as the instant it means today. */
export interface PlannedTime {
  readonly localTime: string
  readonly zone: string
  readonly dueAt: Date
}

/** Where and how a delivery stands in line. */
export interface Placement extends PlannedTime {
  readonly id: string
  readonly contentHash: string
  readonly textHash: string | null
  /** Who releases it with this; null: what was released stays as it was. */
  readonly releasedBy: string | null
  /** So long before it is due it is looked at. */
  readonly leadMs: number
}

/** A turn begins anew: no claim, no fault, no tries. What is out or prepared stays stored with the parts. */
const freshTurn = {
  token: null,
  leaseUntil: null,
  attempts: 0,
  fault: null,
  heldBy: null,
  confirmAt: null,
  emptyLookups: 0,
} as const

/** Puts deliveries in line, under their locks, in one statement. @param terms of all of them; left out: as they were */
export async function placeDeliveries(
  trx: Trx,
  placements: readonly Placement[],
  terms: Partial<Terms> = {},
): Promise<void> {
  if (placements.length === 0) return
  await trx
    .updateTable('delivery')
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(placements)}::jsonb)`.as(
        sql`placed ("id" uuid, "localTime" wall_time, "zone" text, "dueAt" timestamptz, "contentHash" text,
          "textHash" text, "releasedBy" uuid, "leadMs" double precision)`,
      ),
    )
    .set({
      ...terms,
      ...freshTurn,
      state: 'scheduled',
      localTime: sql<string>`placed."localTime"`,
      zone: sql<string>`placed."zone"`,
      dueAt: sql<Date>`placed."dueAt"`,
      wakeAt: sql<Date>`placed."dueAt" - ${ms(sql`placed."leadMs"`)}`,
      contentHash: sql<string>`placed."contentHash"`,
      textHash: sql<string | null>`placed."textHash"`,
      releasedBy: sql<string>`coalesce(placed."releasedBy", delivery.released_by)`,
      releasedHash: sql<string>`case when placed."releasedBy" is null then delivery.released_hash else placed."contentHash" end`,
      releasedAt: sql<Date>`case when placed."releasedBy" is null then delivery.released_at else now() end`,
      updatedAt: sql<Date>`now()`,
      revision: sql<number>`delivery.revision + 1`,
    })
    .where(sql<boolean>`delivery.id = placed.id`)
    .execute()
}

/** Gives drafts a time, which releases nothing. */
export async function planDeliveries(
  trx: Trx,
  times: readonly (PlannedTime & { readonly id: string })[],
): Promise<void> {
  if (times.length === 0) return
  await trx
    .updateTable('delivery')
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(times)}::jsonb)`.as(
        sql`planned ("id" uuid, "localTime" wall_time, "zone" text, "dueAt" timestamptz)`,
      ),
    )
    .set({
      localTime: sql<string>`planned."localTime"`,
      zone: sql<string>`planned."zone"`,
      dueAt: sql<Date>`planned."dueAt"`,
      updatedAt: sql<Date>`now()`,
      revision: sql<number>`delivery.revision + 1`,
    })
    .where(sql<boolean>`delivery.id = planned.id`)
    .execute()
}

/** What deliveries would send now, released by a person as it is. */
export async function releaseDeliveries(
  trx: Trx,
  hashes: readonly { readonly id: string; readonly contentHash: string; readonly textHash: string | null }[],
  releasedBy: string,
): Promise<void> {
  await trx
    .updateTable('delivery')
    .from(
      sql`jsonb_to_recordset(${JSON.stringify(hashes)}::jsonb)`.as(
        sql`released ("id" uuid, "contentHash" text, "textHash" text)`,
      ),
    )
    .set({
      contentHash: sql<string>`released."contentHash"`,
      releasedHash: sql<string>`released."contentHash"`,
      textHash: sql<string | null>`released."textHash"`,
      releasedBy,
      releasedAt: sql<Date>`now()`,
      updatedAt: sql<Date>`now()`,
      revision: sql<number>`delivery.revision + 1`,
    })
    .where(sql<boolean>`delivery.id = released.id`)
    .execute()
}

/** Drafts again, at the time they had, if any: nobody ever released them. */
export async function redraftDeliveries(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ ...freshTurn, state: 'draft', wakeAt: null, updatedAt: sql<Date>`now()` })
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where(isOneOf(ids))
    .execute()
}

/** Ends whatever deliveries were waiting for or doing. */
export async function cancelDeliveries(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ ...freshTurn, state: 'cancelled', wakeAt: null, updatedAt: sql<Date>`now()` })
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where(isOneOf(ids))
    .execute()
}
