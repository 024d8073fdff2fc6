import { z } from 'zod'
import { Id, LocalTime, ProblemItem, Revision, Zone } from './common.ts'
import { DeliveryState } from './deliveries.ts'

/** As many as a page can hold at once. */
const mostTogether = 10_000
const Targets = z
  .array(z.object({ id: Id, revision: Revision }))
  .min(1, 'required')
  .max(mostTogether, 'too-many')

export const MoveTogether = z.discriminatedUnion('by', [
  /** Each so much later than it was due, or earlier: days by the wall clock of its zone. */
  z.object({ by: z.literal('offset'), days: z.int().min(-366).max(366), minutes: z.int().min(-1_440).max(1_440) }),
  /** One after the other from a start, in the order they are named. */
  z.object({
    by: z.literal('spread'),
    localTime: LocalTime,
    zone: Zone.optional(),
    everyMinutes: z.int().min(0).max(1_440),
  }),
])

export type MoveTogether = z.infer<typeof MoveTogether>

/** One step with many deliveries, each at the revision the person saw. */
export const ActOnDeliveries = z.discriminatedUnion('action', [
  z.object({ action: z.enum(['keep', 'skip', 'cancel', 'restore']), items: Targets }),
  z.object({ action: z.literal('move'), items: Targets, to: MoveTogether }),
])

export type ActOnDeliveries = z.infer<typeof ActOnDeliveries>

const Standing = z.object({ state: DeliveryState, revision: Revision, dueAt: z.string().nullable() })
/** What became of each, in the order asked: done, or the problem it would have met alone, and how it stands now. */
export const DeliveriesActedOn = z.object({
  done: z.int(),
  refused: z.int(),
  results: z.array(
    z.discriminatedUnion('done', [
      z.object({ id: Id, done: z.literal(true), current: Standing }),
      z.object({
        id: Id,
        done: z.literal(false),
        status: z.int(),
        code: z.string(),
        detail: z.string().optional(),
        errors: z.array(ProblemItem).optional(),
        /** null: there is no such delivery. */
        current: Standing.nullable(),
      }),
    ]),
  ),
})
export type DeliveriesActedOn = z.infer<typeof DeliveriesActedOn>
