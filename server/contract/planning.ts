import { z } from 'zod'
import { Id, Instant, LocalDate, line, listOf } from './common.ts'

/** A day that the office keeps in mind, by the solar or the Vietnamese lunar calendar. */
export const Observance = z.object({
  name: line(80),
  nameEn: line(80),
  calendar: z.enum(['solar', 'lunar']),
  month: z.int().min(1).max(12),
  day: z.int().min(1).max(31),
  /** Begins so many days before its date: the eve of the lunar new year. */
  daysBefore: z.int().min(0).max(6).default(0),
  days: z.int().min(1).max(14).default(1),
  /** A day off. */
  holiday: z.boolean().default(false),
})
export type Observance = z.infer<typeof Observance>

/** When planning warns. */
export const PlanLimits = z.object({
  /** Nearly the same words again on a channel within so many days; 0: never. */
  duplicateDays: z.int().min(0).max(90),
  /** Two posts of a channel closer than this; 0: never. */
  crowdedMinutes: z.int().min(0).max(1440),
  /** A channel without a post for so many days; 0: never. */
  silentDays: z.int().min(0).max(90),
})
export type PlanLimits = z.infer<typeof PlanLimits>

export const Planning = z.object({ limits: PlanLimits, observances: z.array(Observance), shipped: z.boolean() })
export type Planning = z.infer<typeof Planning>
/** `observances` null: the list as shipped. What is left out stays. */
export const UpdatePlanning = z.object({
  limits: PlanLimits.optional(),
  observances: z.array(Observance).max(200, 'too-many').nullable().optional(),
})

export const DaysQuery = z.object({ from: LocalDate, to: LocalDate })
export const CalendarDay = z.object({
  date: z.string(),
  lunar: z.object({ month: z.int(), day: z.int(), isLeap: z.boolean() }),
  observances: z.array(Observance.pick({ name: true, nameEn: true, holiday: true })),
})
export type CalendarDay = z.infer<typeof CalendarDay>

export const PlanWarning = z.discriminatedUnion('code', [
  /** Nearly the words of another delivery of the channel. */
  z.object({ code: z.literal('near-duplicate'), deliveryId: Id, otherId: Id, otherTitle: z.string(), days: z.int() }),
  z.object({ code: z.literal('crowded'), deliveryId: Id, otherId: Id, otherTitle: z.string(), minutes: z.int() }),
  z.object({
    code: z.literal('observance'),
    deliveryId: Id,
    name: z.string(),
    nameEn: z.string(),
    holiday: z.boolean(),
  }),
  /** The channel's access ends before, and nothing renews it by itself. */
  z.object({ code: z.literal('channel-expires'), deliveryId: Id, channelId: Id, expiresAt: z.string() }),
  z.object({ code: z.literal('paused'), deliveryId: Id }),
  /** Nothing goes out on the channel from the day `from` up to `to`. */
  z.object({
    code: z.literal('silent-channel'),
    channelId: Id,
    channelName: z.string(),
    from: z.string(),
    to: z.string(),
    days: z.int(),
  }),
])
export type PlanWarning = z.infer<typeof PlanWarning>

/** Warnings about what waits to go out in a time, or about one post. */
export const WarningsQuery = z.object({ from: Instant, to: Instant, channel: listOf(Id), post: Id.optional() })
