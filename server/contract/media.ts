import { z } from 'zod'
import { Id, text } from './common.ts'
import { Media } from './content.ts'

export const MediaQuery = z.object({
  text: text(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const MediaList = z.object({ media: z.array(Media) })

const share = z.number().min(0).max(1)
/** Which channels a picture is to fit, and how. What that means in pixels and bytes is worked out by the rules. */
export const FitMedia = z.object({
  targets: z
    .array(
      z.object({
        channelId: Id,
        /** The way of publishing; null where the channel has one only. */
        form: text(60).nullable(),
      }),
    )
    .min(1, 'required')
    .max(60, 'too-many'),
  shaping: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('crop'), x: share, y: share }),
      z.object({ kind: z.literal('letterbox') }),
    ])
    .default({ kind: 'crop', x: 0.5, y: 0.5 }),
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'bad-format')
    .default('#ffffff'),
})
export type FitMedia = z.infer<typeof FitMedia>
