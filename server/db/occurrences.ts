import { sql } from 'kysely'
import type { Platform } from '../../connectors/rules/platforms.ts'
import type { UnreleasedBecause } from '../contract/series.ts'
import type { Queryable, Trx } from './database.ts'
import type { DeliveryRow, Terms } from './deliveries.ts'
import { ms } from './sendable.ts'

/** A delivery that stands for one day of a series, as it is put in line. */
export interface NewOccurrence {
  readonly id: string
  readonly variantId: string
  readonly channelId: string
  readonly platform: Platform
  readonly occursOn: string
  readonly localTime: string
  readonly zone: string
  readonly dueAt: Date
  /** So long before it is due it is looked at. */
  readonly leadMs: number
  readonly contentHash: string
  readonly textHash: string | null
  readonly released: boolean
  readonly because: UnreleasedBecause | null
}

/**
 * Puts occurrences in line, each day of a series once for a variant whoever else does the same.
 * @returns the ids of those that were not there yet
 */
export async function insertOccurrences(
  trx: Trx,
  series: {
    readonly id: string
    readonly organizationId: string
    readonly postId: string
    readonly releasedBy: string | null
    readonly createdBy: string
  },
  terms: Terms,
  rows: readonly NewOccurrence[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const { priority, latePolicy, lateLimitMinutes, exemptFromPause } = terms
  const inserted = await sql<{ id: string }>`
    insert into delivery (id, organization_id, post_id, variant_id, channel_id, platform, state, series_id, occurs_on,
      local_time, zone, due_at, wake_at, content_hash, text_hash, released_hash, released_by, released_at,
      unreleased_because, priority, late_policy, late_limit_minutes, exempt_from_pause, created_by)
    select new."id", ${series.organizationId}, ${series.postId}, new."variantId", new."channelId", new."platform",
      'scheduled', ${series.id}, new."occursOn", new."localTime", new."zone", new."dueAt",
      new."dueAt" - ${ms(sql`new."leadMs"`)}, new."contentHash", new."textHash",
      case when new."released" then new."contentHash" end,
      case when new."released" then ${series.releasedBy}::uuid end, case when new."released" then now() end,
      new."because", ${priority}, ${latePolicy}, ${lateLimitMinutes}, ${exemptFromPause}, ${series.createdBy}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as new ("id" uuid, "variantId" uuid, "channelId" uuid,
      "platform" text, "occursOn" date, "localTime" wall_time, "zone" text, "dueAt" timestamptz,
      "leadMs" double precision, "contentHash" text, "textHash" text, "released" boolean, "because" jsonb)
    on conflict (series_id, variant_id, occurs_on) where occurs_on is not null do nothing
    returning id`.execute(trx)
  return new Set(inserted.rows.map(({ id }) => id))
}

type OccurrenceRow = Pick<
  DeliveryRow,
  'id' | 'variantId' | 'state' | 'dueAt' | 'contentHash' | 'releasedHash' | 'unreleasedBecause'
> & { readonly occursOn: string }

/** Every delivery that stands for a day of the series. */
export async function listOccurrences(db: Queryable, seriesId: string): Promise<OccurrenceRow[]> {
  return db
    .selectFrom('delivery')
    .select(['id', 'variantId', 'state', 'dueAt', 'contentHash', 'releasedHash', 'unreleasedBecause'])
    .select(sql<string>`occurs_on`.as('occursOn'))
    .where('seriesId', '=', seriesId)
    .where('occursOn', 'is not', null)
    .orderBy('occursOn')
    .orderBy('id')
    .execute()
}

/** These stand for no day of their series any more: the day may be put in line anew. */
export async function giveDaysBack(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable('delivery')
    .set({ occursOn: null })
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .execute()
}

/** Why these were not released with their series; shown while they are not. */
export async function noteUnreleased(
  trx: Trx,
  refused: readonly { readonly id: string; readonly because: UnreleasedBecause }[],
): Promise<void> {
  for (const { id, because } of refused)
    await trx.updateTable('delivery').set({ unreleasedBecause: because }).where('id', '=', id).execute()
}
