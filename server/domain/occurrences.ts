import { randomUUID } from 'node:crypto'
import { recordAudit } from '../audit/record.ts'
import type { UnreleasedBecause } from '../contract/series.ts'
import { databaseNow } from '../db/clock.ts'
import { type Db, inTransaction, type Queryable, type Trx } from '../db/database.ts'
import { type DeliveryStanding, lockDeliveries, recordReleases } from '../db/deliveries.ts'
import { readContent, readTerms, type VariantContent } from '../db/delivery-content.ts'
import { cancelDeliveries } from '../db/delivery-places.ts'
import { notifyWake } from '../db/live.ts'
import { giveDaysBack, insertOccurrences, listOccurrences, type NewOccurrence } from '../db/occurrences.ts'
import { listSeriesToLookAt, listSeriesVariants, lookAgain, type SeriesRow, takeSeries } from '../db/series.ts'
import { sha256Of } from './content-hash.ts'
import { attempt } from './delivery-steps.ts'
import { DomainError } from './errors.ts'
import { occurrencesOf } from './recurrence.ts'
import { assertReleasable, hashesOf, readCarriers } from './release.ts'

/** So far ahead the days of a series stand in line. */
const aheadMs = 35 * 86_400_000
const noIntent = { localTime: null, zone: null }

/** What the series would send, variant by variant. */
export async function contentsOf(db: Queryable, seriesId: string): Promise<VariantContent[]> {
  const variants = await listSeriesVariants(db, [seriesId])
  const contents = await readContent(
    db,
    variants.map(({ variantId }) => variantId),
  )
  return variants.flatMap(({ variantId }) => contents.get(variantId) ?? [])
}

/** What a release of a series covers: its rule and end, what is left out, and everything that each variant sends. */
export function seriesHash(
  { rule, exceptions }: Pick<SeriesRow, 'rule' | 'exceptions'>,
  contents: readonly VariantContent[],
): string {
  const sent = contents.map((content) => hashesOf(content, noIntent).contentHash).sort()
  return sha256Of({ rule, exceptions: [...exceptions].sort(), sent })
}

/** A person released exactly this rule and this content. */
export function isReleased(series: SeriesRow, contents: readonly VariantContent[]): boolean {
  return series.releasedHash !== null && series.releasedHash === seriesHash(series, contents)
}

/**
 * Puts the days ahead in line that are not there yet, as the person who released the series released them. Where the
 * series is not what was released, or one of them may not be released, it stands there unreleased, and why. What is over
 * is not made up for. Under the locks of the post and the series.
 * @returns how many were put in line, and what was refused, by variant
 */
export async function putOccurrencesInLine(
  trx: Trx,
  series: SeriesRow,
): Promise<{ readonly added: number; readonly released: number; readonly refused: ReadonlyMap<string, DomainError> }> {
  const now = await databaseNow(trx)
  const contents = await contentsOf(trx, series.id)
  const mayRelease = isReleased(series, contents)
  const ahead = occurrencesOf(series.rule, series.exceptions).filter(({ dueAt }) => dueAt > now)
  const horizon = new Date(now.getTime() + aheadMs)
  const taken = new Set((await listOccurrences(trx, series.id)).map((row) => `${row.variantId} ${row.occursOn}`))
  const wanted = ahead
    .filter(({ dueAt }) => dueAt <= horizon)
    .flatMap(({ date, ...time }) => contents.map((content) => ({ ...time, date, content })))
    .filter(({ date, content }) => !taken.has(`${content.variantId} ${date}`))
  const next = ahead.find(({ dueAt }) => dueAt > horizon)
  await lookAgain(trx, series.id, next ? new Date(next.dueAt.getTime() - aheadMs) : null)
  if (wanted.length === 0) return { added: 0, released: 0, refused: new Map() }

  const { zone } = series.rule
  const { organizationId, postId, releasedBy } = series
  const carriers = await readCarriers(trx, organizationId, wanted)
  const refused = new Map<string, DomainError>()
  const rows = wanted.map(({ content, date: occursOn, localTime, dueAt }): NewOccurrence => {
    const { variantId, channelId, channelName, platform, practice, capabilities } = content
    const place = { id: randomUUID(), variantId, channelId, platform, occursOn, localTime, zone, dueAt }
    const hashes = hashesOf(content, { localTime, zone })
    const due = { ...place, leadMs: capabilities.delivery.prepareLeadMs }
    const refusal = mayRelease ? attempt(() => assertReleasable({ content, dueAt }, carriers)) : null
    if (refusal instanceof DomainError) refused.set(variantId, refusal)
    // What is not released takes the text from nobody else.
    if (!mayRelease || refusal)
      return { ...due, ...hashes, textHash: null, released: false, because: becauseOf(refusal ?? null) }
    const { textHash } = hashes
    if (textHash)
      carriers.put({ platform, practice, textHash, deliveryId: place.id, channelId, channelName, at: dueAt })
    return { ...due, ...hashes, released: true, because: null }
  })
  const inserted = await insertOccurrences(trx, series, await readTerms(trx, postId), rows)
  const added = rows.filter(({ id }) => inserted.has(id))
  const released = added.filter((row) => row.released)
  if (releasedBy !== null)
    await recordReleases(
      trx,
      released.map(({ id: deliveryId, contentHash }) => ({
        ...{ organizationId, postId, deliveryId, contentHash, memberId: releasedBy },
      })),
    )
  await notifyWake(trx)
  return { added: added.length, released: released.length, refused }
}

/** A refusal as it stays with the occurrence; null: the series is not what was released. */
export function becauseOf(refusal: DomainError | null): UnreleasedBecause {
  const [first] = refusal?.errors ?? []
  return { code: first?.code ?? refusal?.code ?? 'series-changed', values: { ...first?.values } }
}

/** Days of the series ahead that have not begun to leave. */
export async function lockAhead(trx: Trx, series: SeriesRow): Promise<(DeliveryStanding & { occursOn: string })[]> {
  const rows = await listOccurrences(trx, series.id)
  const open = rows.filter(({ state }) => states.has(state)).map(({ id }) => id)
  const standings = await lockDeliveries(trx, series.organizationId, open)
  return [...standings.values()].flatMap((delivery) => {
    const { occursOn, dueAt, now } = delivery
    return occursOn !== null && dueAt !== null && dueAt > now && hasNotLeft(delivery) ? [{ ...delivery, occursOn }] : []
  })
}

const states: ReadonlySet<string> = new Set(['draft', 'scheduled', 'retrying', 'held', 'sending'])

export function hasNotLeft({ state, uncertain, partsOut }: DeliveryStanding): boolean {
  return states.has(state) && !uncertain && !partsOut
}

/** Takes these out of the series: they are not sent, and their days may be put in line anew. */
export async function leaveSeries(trx: Trx, deliveries: readonly { readonly id: string }[]): Promise<void> {
  const ids = deliveries.map(({ id }) => id)
  await cancelDeliveries(trx, ids)
  await giveDaysBack(trx, ids)
}

const atATime = 20

/** Puts in line what has come near of every series. Any number of workers may do so at once. */
export async function continueSeries(db: Db): Promise<number> {
  let total = 0
  for (const candidate of await listSeriesToLookAt(db, atATime))
    total += await inTransaction(db, async (trx) => {
      const series = await takeSeries(trx, candidate)
      if (!series) return 0
      const { added, released } = await putOccurrencesInLine(trx, series)
      if (added > 0)
        await recordAudit(trx, {
          ...{ organizationId: series.organizationId, memberId: null, action: 'series.continued' },
          ...{ objectType: 'series', objectId: series.id, data: { added, released } },
        })
      return added
    })
  return total
}
