import type { Series, SeriesItem, SeriesPreview } from '../contract/series.ts'
import { findItems } from '../db/calendar.ts'
import { databaseNow } from '../db/clock.ts'
import type { Queryable } from '../db/database.ts'
import { readContent } from '../db/delivery-content.ts'
import { listOccurrences } from '../db/occurrences.ts'
import { listSeries, listSeriesVariants, type SeriesRow } from '../db/series.ts'
import { DomainError } from './errors.ts'
import { instant } from './instant.ts'
import { isReleased } from './occurrences.ts'
import { type Occurrence, occurrencesOf } from './recurrence.ts'

export function presentOccurrence({ date, localTime, dueAt, note }: Occurrence): SeriesPreview['occurrences'][number] {
  return { date, localTime, dueAt: dueAt.toISOString(), note }
}

export async function presentSeriesItems(
  db: Queryable,
  organizationId: string,
  of: { readonly postId?: string | undefined; readonly id?: string },
): Promise<SeriesItem[]> {
  const rows = await listSeries(db, organizationId, of)
  const now = await databaseNow(db)
  const variants = await listSeriesVariants(
    db,
    rows.map(({ id }) => id),
  )
  const contents = await readContent(
    db,
    variants.map(({ variantId }) => variantId),
  )
  return rows.map((row) => {
    const own = variants.filter(({ seriesId }) => seriesId === row.id)
    const occurrences = occurrencesOf(row.rule, row.exceptions)
    const next = row.endedAt ? null : (occurrences.find(({ dueAt }) => dueAt > now)?.dueAt ?? null)
    const sent = own.flatMap(({ variantId }) => contents.get(variantId) ?? [])
    return {
      ...{ id: row.id, postId: row.postId, title: row.title, rule: row.rule, exceptions: [...row.exceptions].sort() },
      state: row.endedAt ? 'ended' : next ? 'running' : 'finished',
      channels: own.map(({ channelId, language }) => ({ channelId, language })),
      ...{ next: instant(next), total: occurrences.length },
      ...{ releasedBy: row.releasedByName, releasedAt: instant(row.releasedAt) },
      changedSinceRelease: !isReleased(row, sent),
      revision: row.revision,
    }
  })
}

/** So many of the days ahead are shown with what stands for them. */
const shown = 10

/** @throws DomainError `not-found` */
export async function presentSeries(db: Queryable, organizationId: string, id: string): Promise<Series> {
  const [item] = await presentSeriesItems(db, organizationId, { id })
  const [row] = await listSeries(db, organizationId, { id })
  if (!item || !row) throw new DomainError('not-found')
  const now = await databaseNow(db)
  const all = occurrencesOf(row.rule, row.exceptions)
  const ahead = row.endedAt ? [] : all.filter(({ dueAt }) => dueAt > now).slice(0, shown)
  const standing = await listOccurrences(db, id)
  const near = standing.filter(({ occursOn }) => ahead.some(({ date }) => date === occursOn))
  const items = await findItems(
    db,
    organizationId,
    near.map((delivery) => delivery.id),
  )
  return {
    ...item,
    occurrences: ahead.map((occurrence) => ({
      ...presentOccurrence(occurrence),
      deliveries: near
        .filter(({ occursOn }) => occursOn === occurrence.date)
        .flatMap((delivery) => {
          const found = items.get(delivery.id)
          const released = delivery.releasedHash !== null && delivery.releasedHash === delivery.contentHash
          return found ? [{ ...found, released, because: released ? null : delivery.unreleasedBecause }] : []
        }),
    })),
    leftOut: leftOut(row, all, new Set(standing.map(({ occursOn }) => occursOn)), now),
  }
}

/** Days that were over before anything could put them in line. */
function leftOut(
  { ruleSince, endedAt }: SeriesRow,
  all: readonly Occurrence[],
  days: ReadonlySet<string>,
  now: Date,
): string[] {
  const until = endedAt ?? now
  return all.filter(({ dueAt, date }) => dueAt > ruleSince && dueAt <= until && !days.has(date)).map(({ date }) => date)
}
