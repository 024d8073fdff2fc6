import type { z } from 'zod'
import { recordAct } from '../audit/record.ts'
import type {
  ChangeSeries,
  ContinueSeries,
  CreateSeries,
  PreviewSeries,
  Rule,
  Series,
  SeriesItem,
  SeriesPreview,
} from '../contract/series.ts'
import { databaseNow } from '../db/clock.ts'
import { type Db, inTransaction, type Trx } from '../db/database.ts'
import { lockDeliveriesOf } from '../db/deliveries.ts'
import { cancelDeliveries } from '../db/delivery-places.ts'
import { listOccurrences, noteUnreleased } from '../db/occurrences.ts'
import { listVariants, lockPost, type PostRow, updatePost } from '../db/posts.ts'
import {
  findSeries,
  insertSeries,
  lockSeries,
  recordSeriesRelease,
  type SeriesRow,
  updateSeries,
} from '../db/series.ts'
import { createCarriers } from './carriers.ts'
import { placeAt, releaseAsItIs } from './delivery-steps.ts'
import { DomainError } from './errors.ts'
import {
  becauseOf,
  contentsOf,
  isReleased,
  leaveSeries,
  lockAhead,
  putOccurrencesInLine,
  seriesHash,
} from './occurrences.ts'
import type { Actor } from './policy.ts'
import { assertRule, datesOf, occurrenceOn, occurrencesOf, skippedMonths } from './recurrence.ts'
import { assertReleasable } from './release.ts'
import { presentOccurrence, presentSeries, presentSeriesItems } from './series-view.ts'
import { wallTimeOf } from './wall-time.ts'

/**
 * Posts that go out again and again. A person releases a series with its content, its rule and its end; each day of it
 * follows that release, and none of another. All throw DomainError `not-found`, `stale`, `wrong-state`, `validation`.
 */
export interface SeriesUseCases {
  list(actor: Actor, postId: string | undefined): Promise<SeriesItem[]>
  get(actor: Actor, id: string): Promise<Series>
  /** The days a rule would have. */
  preview(input: z.output<typeof PreviewSeries>): Promise<SeriesPreview>
  /** Begins and releases a series; what waited in line alone for its variants goes. @throws DomainError also `past`,
   *  `check-failed`, `same-text`, `conflict` */
  create(actor: Actor, postId: string, input: z.output<typeof CreateSeries>): Promise<Series>
  /** Another rule, end or days left out, released by who says so. Days moved by hand stay where they are. */
  change(actor: Actor, id: string, input: z.output<typeof ChangeSeries>): Promise<Series>
  /** Ends the series before the new rule's first day and begins another one there. @returns the new one */
  following(actor: Actor, id: string, input: z.output<typeof ContinueSeries>): Promise<Series>
  /** Releases what the post says now, for everything ahead. */
  release(actor: Actor, id: string, revision: number): Promise<Series>
  /** Takes back what is ahead and has not left. */
  end(actor: Actor, id: string, revision: number): Promise<Series>
}

export function createSeries({ db }: { readonly db: Db }): SeriesUseCases {
  const act = (
    actor: Actor,
    id: string,
    revision: number,
    work: (trx: Trx, series: SeriesRow, post: PostRow) => Promise<string>,
  ) =>
    inTransaction(db, async (trx) => {
      const { series, post } = await lockRunning(trx, actor, id)
      if (series.revision !== revision)
        throw new DomainError('stale', `The series is at revision ${series.revision}`, {
          errors: [{ path: 'revision', code: 'stale', values: { current: series.revision } }],
        })
      return presentSeries(trx, actor.organizationId, await work(trx, series, post))
    })

  return {
    list: (actor, postId) => presentSeriesItems(db, actor.organizationId, { postId }),
    get: (actor, id) => presentSeries(db, actor.organizationId, id),

    preview: async ({ rule, exceptions }) => {
      const now = await databaseNow(db)
      assertRule(rule, exceptions, now)
      const all = occurrencesOf(rule, exceptions)
      const ahead = all.filter(({ dueAt }) => dueAt > now)
      return {
        total: ahead.length,
        last: ahead.at(-1)?.date ?? null,
        occurrences: ahead.slice(0, 12).map(presentOccurrence),
        remarks: ahead.filter(({ note }) => note !== null).map(presentOccurrence),
        skippedMonths: skippedMonths(rule),
      }
    },

    create: (actor, postId, { revision, variants: wanted, rule, exceptions }) =>
      inTransaction(db, async (trx) => {
        const post = await lockPost(trx, actor.organizationId, postId)
        if (!post) throw new DomainError('not-found')
        if (post.revision !== revision)
          throw new DomainError('stale', `The post is at revision ${post.revision}`, {
            errors: [{ path: 'revision', code: 'stale', values: { current: post.revision } }],
          })
        if (post.state === 'archived') throw new DomainError('wrong-state', 'The post is archived')
        const variants = await listVariants(trx, post.id)
        const ids = wanted.map(({ channelId, language }, index) => {
          const variant = variants.find((item) => item.channelId === channelId && item.language === language)
          if (variant) return variant.id
          throw new DomainError('validation', 'The post has no variant for this channel and language', {
            errors: [{ path: `variants.${index}.channelId`, code: 'no-variant' }],
          })
        })
        await assertBegins(trx, rule, exceptions)
        const id = await begin(trx, actor, post, { variantIds: [...new Set(ids)], rule, exceptions })
        await updatePost(trx, post.id, { state: 'approved' })
        return presentSeries(trx, actor.organizationId, id)
      }),

    change: (actor, id, { revision, rule, exceptions }) =>
      act(actor, id, revision, async (trx, series) => {
        const now = await databaseNow(trx)
        assertRule(rule, exceptions, now)
        const changed = await updateSeries(trx, id, {
          ...{ rule, exceptions },
          stamp: hasSameCourse(series.rule, rule) ? [] : ['ruleSince'],
        })
        const keeps = new Map(occurrencesOf(rule, exceptions).map((occurrence) => [occurrence.date, occurrence]))
        const ahead = await lockAhead(trx, series)
        const lasting = ahead.filter(({ occursOn }) => (keeps.get(occursOn)?.dueAt ?? now) > now)
        await leaveSeries(
          trx,
          ahead.filter((delivery) => !lasting.includes(delivery)),
        )
        // What a person moved by hand stays where it was put.
        const moving = lasting.filter(
          ({ occursOn, dueAt }) => occurrenceOn(occursOn, series.rule).dueAt.getTime() === dueAt?.getTime(),
        )
        const timeOf = ({ id: deliveryId }: { id: string }) => {
          const day = moving.find((delivery) => delivery.id === deliveryId)?.occursOn ?? ''
          const { localTime, dueAt } = occurrenceOn(day, rule)
          return { localTime, zone: rule.zone, dueAt }
        }
        const placed = await placeAt('moved', ['move'], timeOf).carryOut(trx, actor, moving, 0)
        const refusal = placed.find((outcome) => outcome instanceof DomainError)
        if (refusal) throw refusal
        await releaseAll(trx, actor, changed)
        await recordAct(trx, actor, 'series.changed', 'series', id, { postId: series.postId })
        return id
      }),

    following: (actor, id, { revision, rule }) =>
      act(actor, id, revision, async (trx, series, post) => {
        const from = rule.startsOn
        const rows = await listOccurrences(trx, id)
        const takenBack = [...new Set(rows.map(({ occursOn }) => occursOn))].filter((day) =>
          rows.every(({ occursOn, state }) => occursOn !== day || state === 'cancelled'),
        )
        const exceptions = [...new Set([...series.exceptions, ...takenBack])].filter((day) => day >= from)
        await assertBegins(trx, rule, exceptions)
        const ahead = await lockAhead(trx, series)
        await leaveSeries(
          trx,
          ahead.filter(({ occursOn }) => occursOn >= from),
        )
        const before = datesOf(series.rule).filter((day) => day < from)
        const last = before.at(-1)
        await (last === undefined
          ? updateSeries(trx, id, { stamp: ['endedAt'] })
          : narrow(trx, actor, series, { rule: { ...series.rule, until: last, count: null } }))
        const variantIds = (await contentsOf(trx, id)).map(({ variantId }) => variantId)
        await recordAct(trx, actor, 'series.ended', 'series', id, { postId: post.id, before: from })
        return begin(trx, actor, post, { variantIds, rule, exceptions })
      }),

    release: (actor, id, revision) =>
      act(actor, id, revision, async (trx, series) => {
        await releaseAll(trx, actor, series)
        await recordAct(trx, actor, 'series.released', 'series', id, { postId: series.postId })
        return id
      }),

    end: (actor, id, revision) =>
      act(actor, id, revision, async (trx, series) => {
        const ahead = await lockAhead(trx, series)
        await leaveSeries(trx, ahead)
        await updateSeries(trx, id, { stamp: ['endedAt'] })
        const data = { postId: series.postId, takenBack: ahead.length }
        await recordAct(trx, actor, 'series.ended', 'series', id, data)
        return id
      }),
  }
}

/** The locks of a series that runs, its post's first. @throws DomainError `not-found`, `wrong-state` */
export async function lockRunning(
  trx: Trx,
  actor: Actor,
  id: string,
): Promise<{ readonly series: SeriesRow; readonly post: PostRow }> {
  const found = await findSeries(trx, actor.organizationId, id)
  const post = found && (await lockPost(trx, actor.organizationId, found.postId))
  if (!post) throw new DomainError('not-found')
  const series = await lockSeries(trx, id)
  if (series.endedAt !== null || post.state === 'archived')
    throw new DomainError('wrong-state', 'The series has ended', { errors: [{ path: 'state', code: 'series-ended' }] })
  return { series, post }
}

/** Takes something out of a series, which voids no release: less than what was released goes out. */
export async function narrow(
  trx: Trx,
  actor: Actor,
  series: SeriesRow,
  fields: Partial<Pick<SeriesRow, 'rule' | 'exceptions'>>,
): Promise<void> {
  const contents = await contentsOf(trx, series.id)
  if (!isReleased(series, contents)) {
    await updateSeries(trx, series.id, fields)
    return
  }
  const releasedHash = seriesHash({ ...series, ...fields }, contents)
  const stamp = ['releasedAt'] as const
  const released = await updateSeries(trx, series.id, { ...fields, releasedHash, releasedBy: actor.memberId, stamp })
  await recordSeriesRelease(trx, released)
}

const openAlone = ['draft', 'scheduled', 'retrying', 'held', 'missed', 'failed'] as const

/** @returns its id */
async function begin(
  trx: Trx,
  actor: Actor,
  post: PostRow,
  { variantIds, rule, exceptions }: { variantIds: readonly string[]; rule: Rule; exceptions: string[] },
): Promise<string> {
  const fields = { organizationId: actor.organizationId, postId: post.id, createdBy: actor.memberId }
  const series = await insertSeries(trx, { ...fields, rule, exceptions }, variantIds)
  const alone = (await lockDeliveriesOf(trx, { variantIds }, openAlone)).filter(({ seriesId }) => seriesId === null)
  await cancelDeliveries(
    trx,
    alone.map(({ id }) => id),
  )
  await releaseAll(trx, actor, series)
  await recordAct(trx, actor, 'series.created', 'series', series.id, { postId: post.id, alone: alone.length })
  return series.id
}

/**
 * The person releases what the series sends from now on. A day that may not be released stays unreleased, and why.
 * @throws DomainError `check-failed`, `conflict`; `same-text` when nothing of one variant could go out
 */
async function releaseAll(trx: Trx, actor: Actor, series: SeriesRow): Promise<void> {
  const contents = await contentsOf(trx, series.id)
  const nobody = createCarriers([])
  for (const [index, content] of contents.entries())
    assertReleasable({ content, dueAt: new Date(0) }, nobody, `variants.${index}.`)
  const released = await updateSeries(trx, series.id, {
    ...{ releasedHash: seriesHash(series, contents), releasedBy: actor.memberId, stamp: ['releasedAt'] },
  })
  await recordSeriesRelease(trx, released)
  const waiting = (await lockAhead(trx, series)).filter(({ contentHash, releasedHash }) => contentHash !== releasedHash)
  const outcomes = await releaseAsItIs.carryOut(trx, actor, waiting, 0)
  await noteUnreleased(
    trx,
    waiting.flatMap(({ id }, index) => {
      const outcome = outcomes[index]
      return outcome instanceof DomainError ? [{ id, because: becauseOf(outcome) }] : []
    }),
  )
  const { refused } = await putOccurrencesInLine(trx, released)
  const rows = await listOccurrences(trx, series.id)
  for (const [variantId, refusal] of refused)
    if (!rows.some((row) => row.variantId === variantId && row.contentHash === row.releasedHash)) throw refusal
}

/** @throws DomainError `validation`, `past` */
async function assertBegins(trx: Trx, rule: Rule, exceptions: readonly string[]): Promise<void> {
  const now = await databaseNow(trx)
  if (rule.startsOn < wallTimeOf(now, rule.zone).slice(0, 10))
    throw new DomainError('past', `${rule.startsOn} is over`, { errors: [{ path: 'rule.startsOn', code: 'past' }] })
  assertRule(rule, exceptions, now)
}

/** The rule names the same days and times, whatever its end. */
function hasSameCourse(one: Rule, other: Rule): boolean {
  const course = ({ pattern, time, zone, startsOn }: Rule) => JSON.stringify([pattern, time, zone, startsOn])
  return course(one) === course(other)
}
