import { z } from 'zod'
import { Id, Language, line } from './common.ts'

/** When one version goes out, counted from the first day and time. */
export const PatternTime = z.discriminatedUnion('kind', [
  /** At a time of the clock, `days` later; `working`: days on which the office works. */
  z.object({
    kind: z.literal('clock'),
    days: z.int().min(0).max(30),
    working: z.boolean(),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'bad-time'),
  }),
  /** So many minutes after the first time. */
  z.object({ kind: z.literal('after'), minutes: z.int().min(0).max(10_080) }),
])
export type PatternTime = z.infer<typeof PatternTime>

const PatternStep = z.object({ channelId: Id, language: Language, at: PatternTime })
export type PatternStep = z.infer<typeof PatternStep>

/** Times that belong together, by channel and language; a unit's people share them. */
export const SaveTimePattern = z.object({
  name: line(60),
  steps: z.array(PatternStep).min(1, 'required').max(100, 'too-many'),
})
export const TimePattern = z.object({ id: Id, name: z.string(), steps: z.array(PatternStep) })
export type TimePattern = z.infer<typeof TimePattern>
