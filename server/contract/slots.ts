import { z } from 'zod'
import { Id, LocalTime, listOf } from './common.ts'

const clock = /^([01]\d|2[0-3]):[0-5]\d$/

/** A time of the week at which a channel usually speaks. Weekday 1 is Monday. */
const Slot = z.object({
  weekday: z.int('bad-weekday').min(1, 'bad-weekday').max(7, 'bad-weekday'),
  time: z.string().regex(clock, 'bad-time'),
})
export type Slot = z.infer<typeof Slot>

/** All slots of a channel, in the order of the week. The same one twice counts once. */
export const Slots = z.object({ slots: z.array(Slot).max(50, 'too-many') })
export type Slots = z.infer<typeof Slots>

export const FreeSlotsQuery = z.object({
  channel: listOf(Id),
  /** What of this post still waits takes no slot. */
  post: Id.optional(),
  count: z.coerce.number().int().min(1).max(20).default(1),
})

/** The next free slots of each channel asked for, soonest first; none where the channel has no slots. */
export const FreeSlots = z.object({
  channels: z.array(
    z.object({ channelId: Id, free: z.array(z.object({ localTime: LocalTime, zone: z.string(), at: z.string() })) }),
  ),
})
export type FreeSlots = z.infer<typeof FreeSlots>
