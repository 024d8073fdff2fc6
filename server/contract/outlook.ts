import { z } from 'zod'
import { Id } from './common.ts'
import { DeliveryItem, Pause, WhyNot } from './deliveries.ts'

/** What is needed to offer the steps with a delivery, beside the calendar's item. */
const Offered = {
  channelName: z.string(),
  url: z.string().nullable(),
  changedSinceRelease: z.boolean(),
  actions: z.array(z.string()),
}

/** What goes out within 24 hours, and what is due then and will not. */
export const NextDay = z.object({
  from: z.string(),
  to: z.string(),
  goOut: z.int(),
  willNot: z.int(),
  /** Due as well and not listed here; what will not go out is listed first. */
  more: z.int(),
  deliveries: z.array(
    DeliveryItem.extend({
      ...Offered,
      /** When it goes out: its time, or the next try. */
      at: z.string(),
      preview: z.string(),
      releasedBy: z.string().nullable(),
      /** Empty: it goes out. */
      whyNot: z.array(WhyNot),
      pauseId: Id.nullable(),
    }),
  ),
})
export type NextDay = z.infer<typeof NextDay>

export const HeldQuery = z.object({ pause: Id.optional() })
/** What came due under pauses and waits for a decision, in the order it was due. */
export const Held = z.object({
  pauses: z.array(Pause),
  /** Held as well and not listed here. */
  more: z.int(),
  deliveries: z.array(
    DeliveryItem.extend({
      ...Offered,
      pauseId: Id.nullable(),
      /** Too late by its own rule: it is not kept, only moved, dropped or sent all the same. */
      late: z.boolean(),
    }),
  ),
})
export type Held = z.infer<typeof Held>
