import { DateTime } from 'luxon'
import type { PlanLimits, PlanWarning } from '../contract/planning.ts'
import type { PlannedDelivery } from '../db/planning.ts'
import { daysBetween } from './observance.ts'
import { similarPairs } from './similar-texts.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** What stands around a plan. */
export interface PlanSurroundings {
  readonly limits: PlanLimits
  readonly observances: Parameters<typeof daysBetween>[0]
  readonly zone: string
}

/**
 * What is worth knowing of deliveries that wait to go out. Nothing here keeps one from going out.
 * @param planned theirs and what is planned or out around them, by channel and time
 * @param concerns which of them are asked about
 */
export function warningsAbout(
  planned: readonly PlannedDelivery[],
  concerns: (delivery: PlannedDelivery) => boolean,
  around: PlanSurroundings,
): PlanWarning[] {
  const { limits } = around
  const wanted = planned.filter((delivery) => delivery.isWaiting && concerns(delivery))
  const ids = new Set(wanted.map(({ id }) => id))
  return [
    ...wanted.flatMap(standing),
    ...nearDuplicates(planned, ids, limits.duplicateDays),
    ...crowded(planned, ids, limits.crowdedMinutes),
    ...observed(wanted, around),
  ]
}

function standing({ id, channelId, paused, expiresAt }: PlannedDelivery): PlanWarning[] {
  return [
    ...(expiresAt
      ? [{ code: 'channel-expires' as const, deliveryId: id, channelId, expiresAt: expiresAt.toISOString() }]
      : []),
    ...(paused ? [{ code: 'paused' as const, deliveryId: id }] : []),
  ]
}

function nearDuplicates(planned: readonly PlannedDelivery[], ids: ReadonlySet<string>, days: number): PlanWarning[] {
  const apartOf = (one: PlannedDelivery, other: PlannedDelivery) =>
    Math.abs(one.dueAt.getTime() - other.dueAt.getTime())
  const pairs = similarPairs(
    planned,
    (one, other) =>
      one.channelId === other.channelId &&
      (ids.has(one.id) || ids.has(other.id)) &&
      apartOf(one, other) < days * dayMs &&
      // A series repeats itself on purpose.
      (one.seriesId === null || one.seriesId !== other.seriesId),
  )
  return pairs.flatMap(([one, other]) => {
    // Told of the later one, unless only the earlier can still be changed.
    const [told, twin] = ids.has(other.id) ? [other, one] : [one, other]
    const days = Math.round(apartOf(one, other) / dayMs)
    return [{ code: 'near-duplicate', deliveryId: told.id, otherId: twin.id, otherTitle: twin.title, days }]
  })
}

function crowded(planned: readonly PlannedDelivery[], ids: ReadonlySet<string>, limit: number): PlanWarning[] {
  return planned.flatMap((later, at): PlanWarning[] => {
    const earlier = planned[at - 1]
    if (!earlier || earlier.channelId !== later.channelId) return []
    const minutes = Math.round((later.dueAt.getTime() - earlier.dueAt.getTime()) / minuteMs)
    const [told, other] = ids.has(later.id) ? [later, earlier] : [earlier, later]
    if (minutes >= limit || !ids.has(told.id)) return []
    return [{ code: 'crowded', deliveryId: told.id, otherId: other.id, otherTitle: other.title, minutes }]
  })
}

function observed(wanted: readonly PlannedDelivery[], { observances, zone }: PlanSurroundings): PlanWarning[] {
  const dated = wanted.map(({ id, dueAt }) => ({ id, date: isoDayOf(dueAt, zone) }))
  const dates = dated.map(({ date }) => date).sort()
  const [first, last] = [dates[0], dates.at(-1)]
  if (!first || !last) return []
  const days = daysBetween(observances, first, dayAfter(last))
  const kept = new Map(days.map((day) => [day.date, day.observances]))
  return dated.flatMap(({ id, date }) =>
    (kept.get(date) ?? []).map(({ name, nameEn, holiday }) => ({
      ...{ code: 'observance' as const, deliveryId: id, name, nameEn, holiday },
    })),
  )
}

const isoDayOf = (instant: Date, zone: string) => DateTime.fromJSDate(instant, { zone }).toFormat('yyyy-MM-dd')
const dayAfter = (date: string) => DateTime.fromISO(date, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd')

/**
 * Channels on which nothing goes out for more than `days` whole days somewhere in [from, to); drafts do not count.
 * @param planned by channel and time, from `days` before to `days` after
 */
export function silences(
  planned: readonly PlannedDelivery[],
  channels: readonly { readonly id: string; readonly name: string }[],
  range: { readonly from: Date; readonly to: Date },
  days: number,
): PlanWarning[] {
  if (days === 0) return []
  const edge = { from: range.from.getTime() - days * dayMs, to: range.to.getTime() + days * dayMs }
  return channels.flatMap(({ id, name }): PlanWarning[] => {
    const times = planned
      .filter((delivery) => delivery.channelId === id && !delivery.isDraft)
      .map(({ dueAt }) => dueAt.getTime())
    const marks = [edge.from, ...times, edge.to]
    return marks.slice(1).flatMap((to, at): PlanWarning[] => {
      const from = marks[at] ?? edge.from
      const isInside = to > range.from.getTime() && from < range.to.getTime()
      // Whole days: once a week at about the same hour is a rhythm, not a silence.
      const silent = Math.floor((to - from) / dayMs)
      if (!isInside || silent <= days) return []
      const gap = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
      return [{ code: 'silent-channel', channelId: id, channelName: name, ...gap, days: silent }]
    })
  })
}
