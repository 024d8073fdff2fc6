import { z } from 'zod'
import { Id, Language, LocalDate, Revision, Zone } from './common.ts'
import { DeliveryItem } from './deliveries.ts'

/** Occurrences one series has at most, and how far its last one may lie from its first day. */
export const mostOccurrences = 400
export const mostYears = 3

const Interval = z.int().min(1, 'too-few').max(99, 'too-many').default(1)
/** Monday is 1. */
const Weekday = z.int().min(1, 'bad-weekday').max(7, 'bad-weekday')
const Pattern = z.discriminatedUnion('freq', [
  z.object({ freq: z.literal('daily'), interval: Interval }),
  z.object({
    freq: z.literal('weekly'),
    interval: Interval,
    weekdays: z.array(Weekday).min(1, 'required').max(7, 'too-many'),
  }),
  z.object({
    freq: z.literal('monthly'),
    interval: Interval,
    on: z.union([
      /** A day of the month; -1 is the last one. A month without that day is passed over. */
      z.object({ day: z.union([z.literal(-1), z.int().min(1).max(31)]) }),
      /** The first to fourth such weekday of the month, or the last one (-1). */
      z.object({ nth: z.union([z.literal(-1), z.int().min(1).max(4)]), weekday: Weekday }),
    ]),
  }),
])
export type Pattern = z.infer<typeof Pattern>

/** When a series goes out, by the wall clock of a zone. Its end is part of it: there is none without. */
export const Rule = z
  .object({
    pattern: Pattern,
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'bad-date'),
    zone: Zone,
    startsOn: LocalDate,
    /** The last day on which it may still go out. */
    until: LocalDate.nullable().default(null),
    /** So many occurrences, those left out included. */
    count: z.int().min(1, 'too-few').max(mostOccurrences, 'too-many').nullable().default(null),
  })
  .refine(({ until, count }) => until !== null || count !== null, { path: ['until'], error: 'end-required' })
  .refine(({ until, count }) => until === null || count === null, { path: ['count'], error: 'two-ends' })
  .refine(({ until, startsOn }) => until === null || until >= startsOn, { path: ['until'], error: 'ends-before-start' })
export type Rule = z.infer<typeof Rule>

/** Days on which the rule would have it go out and it does not. */
const Exceptions = z.array(LocalDate).max(mostOccurrences, 'too-many').default([])

export const CreateSeries = z.object({
  /** Of the post, as the person saw it. */
  revision: Revision,
  variants: z
    .array(z.object({ channelId: Id, language: Language }))
    .min(1, 'required')
    .max(60, 'too-many'),
  rule: Rule,
  exceptions: Exceptions,
})
export type CreateSeries = z.infer<typeof CreateSeries>
export const ChangeSeries = z.object({ revision: Revision, rule: Rule, exceptions: Exceptions })
export const ContinueSeries = z.object({
  revision: Revision,
  /** Its first day is the first that follows the new rule. */
  rule: Rule,
})
export const PreviewSeries = z.object({ rule: Rule, exceptions: Exceptions })

/** What the clocks do to a wall time on that day: `gap`, it is skipped and goes out later by the length of the gap;
 *  `overlap`, it comes twice and goes out the first time. */
const ClockNote = z.enum(['gap', 'overlap'])
const Occurrence = z.object({
  date: z.string(),
  /** As the clock will show it. */
  localTime: z.string(),
  dueAt: z.string(),
  note: ClockNote.nullable(),
})

export const SeriesPreview = z.object({
  total: z.int(),
  last: z.string().nullable(),
  /** The next ones, at most twelve. */
  occurrences: z.array(Occurrence),
  /** Of those ahead: where clocks change. */
  remarks: z.array(Occurrence),
  /** Months without the wished day: `2027-02`. */
  skippedMonths: z.array(z.string()),
})
export type SeriesPreview = z.infer<typeof SeriesPreview>

/** Why an occurrence was not released with its series. */
export const UnreleasedBecause = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
})
export type UnreleasedBecause = z.infer<typeof UnreleasedBecause>

export const SeriesItem = z.object({
  id: Id,
  postId: Id,
  title: z.string(),
  rule: Rule,
  exceptions: z.array(z.string()),
  /** `finished`: its last occurrence is over; `ended`: a person ended it before. */
  state: z.enum(['running', 'finished', 'ended']),
  channels: z.array(z.object({ channelId: Id, language: z.string() })),
  /** The next one that is not left out. */
  next: z.string().nullable(),
  total: z.int(),
  releasedBy: z.string().nullable(),
  releasedAt: z.string().nullable(),
  /** Its content or rule is not what was released: what comes is not released until a person does so. */
  changedSinceRelease: z.boolean(),
  revision: Revision,
})
export type SeriesItem = z.infer<typeof SeriesItem>

export const Series = SeriesItem.extend({
  occurrences: z.array(
    Occurrence.extend({
      deliveries: z.array(DeliveryItem.extend({ released: z.boolean(), because: UnreleasedBecause.nullable() })),
    }),
  ),
  /** Days that passed while nothing could put them in line; they are not made up for. */
  leftOut: z.array(z.string()),
})
export type Series = z.infer<typeof Series>

export const SeriesQuery = z.object({ post: Id.optional() })

/** The post that one day of a series became, and its draft for the delivery asked about. */
export const Detached = z.object({ postId: Id, deliveryId: Id.nullable() })
export type Detached = z.infer<typeof Detached>
